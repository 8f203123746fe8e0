"""The lesson on starting weights: why network B stands still, asked before it is shown."""

from dataclasses import replace
from functools import partial

from core import initialization
from core.initialization import LEARNED_LOSS, RELU, SIGMOID, Result, failing_starts, learned
from core.teaching.lesson import Lesson, Ranges, Run, Step
from core.text import share

QUICK_SIGMOID = replace(SIGMOID, seeds=2, resets=1)
LAB = {"start": "A against B"}
SIGMOID_LAB = {
    **LAB,
    "activation": QUICK_SIGMOID.activation,
    "sigmoid_seeds": str(QUICK_SIGMOID.seeds),
    "sigmoid_draws": str(QUICK_SIGMOID.resets),
}
PROGRESS = (0.1, 0.9)
GRADIENT = 0.5
LUCK = Ranges((0.5, 0.9, 1.0))
LUCKY = ("Under half of them", "50 % to 90 %", "90 % or more, but not all", "All of them")
LARGEST_SLOPE = 0.25
SLOPES, LATE = (0.2, 0.9), 0.75
APART = (1e-9, 0.5)
GRADIENT_NORM, SPREAD = "weight_gradient_norm", "unit_spread"


def _source(result: Result) -> str:
    config = result.config
    units = "ReLU" if config.activation == "relu" else config.activation
    return (
        f"Run here: TensorFlow Playground's networks A and B with {units} units, number for "
        f"number, up to {max(config.iterations_a, config.iterations_b):,} passes over the data."
    )


TWINS = Run("initialization ReLU", partial(initialization.run, RELU), _source)
SATURATED = Run("initialization sigmoid", partial(initialization.run, QUICK_SIGMOID), _source)


def losses(result: Result, network: str) -> tuple[float, float]:
    """Return the test loss of a network at the start and at the end."""
    own = result.losses.loc[result.losses["network"] == network, "test_loss"]
    return float(own.iloc[0]), float(own.iloc[-1])


def _stands_still(result: Result) -> int:
    """Choose by the part of the way, from B's start to A's end, that B has come."""
    start, end = losses(result, "B")
    lowest = losses(result, "A")[1]
    if end <= lowest:
        return 0
    progress = (start - end) / (start - lowest)
    return 2 - sum(progress >= edge for edge in PROGRESS)


def _losses_said(result: Result) -> str:
    start, end = losses(result, "B")
    return (
        f"B starts at a test loss of {start:.3f} and ends at {end:.3f}. A ends at "
        f"{losses(result, 'A')[1]:.3f}."
    )


def _gradient(result: Result) -> int:
    own, other = (result.largest(network, GRADIENT_NORM) for network in ("B", "A"))
    return 2 if own == 0 else int(own < GRADIENT * other)


def _gradient_said(result: Result) -> str:
    looks = int((result.inside["network"] == "B").sum())
    return (
        f"The largest gradient norm in {looks} looks at B's hidden layers is "
        f"{result.largest('B', GRADIENT_NORM):.2g}. In A it reaches "
        f"{result.largest('A', GRADIENT_NORM):.2g}. With tanh units, none of them dead, B ends at "
        f"{result.others.set_index('activation').loc['tanh', 'test_loss']:.3f} too."
    )


def _exchanged(result: Result) -> dict[tuple[str, str], float]:
    return {(row.data, row.start): float(row.test_loss) for row in result.swaps.itertuples()}


def _start_is_to_blame(result: Result) -> int:
    return int(_exchanged(result)["B", "random"] >= LEARNED_LOSS)


def _exchange_said(result: Result) -> str:
    loss = _exchanged(result)
    return (
        f"B's data with a random start end at {loss['B', 'random']:.3f}, with zeros at "
        f"{loss['B', 'zero']:.3f}. A's data with zeros end at {loss['A', 'zero']:.3f}."
    )


def _luck_said(result: Result) -> str:
    random, zero = (learned(result)[start] for start in ("random", "zero"))
    return (
        f"{share(random.estimate)} of {result.config.seeds} seeds learn from a random start (95 % "
        f"interval {share(random.low)} to {share(random.high)}), and {share(zero.estimate)} from "
        f"zeros. {failing_starts.said()}"
    )


def first_slope(result: Result) -> float:
    """Return the mean slope of B's hidden units before training."""
    (verdict,) = initialization.verdicts(result)
    return verdict.named("mean sigmoid slope in B at the start")[0].estimate


def _slope(result: Result) -> int:
    return sum(first_slope(result) >= edge * LARGEST_SLOPE for edge in SLOPES)


def _slope_said(result: Result) -> str:
    inside = result.inside[result.inside["network"] == "B"]
    slopes = inside.groupby("iteration")["mean_slope"].mean()
    late = slopes[slopes.index <= LATE * slopes.index[-1]]
    return (
        f"B's units start at a mean slope of {first_slope(result):.3f}. After "
        f"{late.index[-1]:,} passes it is still {late.iloc[-1]:.3f}."
    )


def _alike(result: Result) -> int:
    own, other = (result.largest(network, SPREAD) for network in ("B", "A"))
    return 2 - sum(own >= edge for edge in (APART[0], APART[1] * other))


def _alike_said(result: Result) -> str:
    return (
        "Two units of one of B's layers never differ by more than "
        f"{result.largest('B', SPREAD):.2g} in any weight; in A it is "
        f"{result.largest('A', SPREAD):.2g}."
    )


LESSON = Lesson(
    "initialization",
    "Starting weights",
    (
        Step(
            "loss",
            "Two networks of one shape, with ReLU units. A starts with random weights, B with all "
            f"weights 0. Where is B's test loss after {RELU.iterations_b:,} passes over the data?",
            ("As low as A's", "Part of the way down", "Where it started"),
            TWINS,
            _stands_still,
            _losses_said,
            "With all weights 0 a hidden ReLU gives f(0) = 0. An output weight learns from what "
            "comes in, which is 0, and sends nothing back, being 0 itself. Only the output's bias "
            "moves, so B says the same of every point.",
            r"\frac{\partial L}{\partial w_{\text{out}}} = \delta\, f(0) = 0",
            "D. Rumelhart, G. Hinton and R. Williams, Nature 323, 1986.",
            "Let the class open both links in TensorFlow Playground first. Ask those who chose the "
            "middle what would have to change for B to move at all.",
            9,
            LAB,
        ),
        Step(
            "gradient",
            "How large is the gradient that reaches B's hidden weights while it trains?",
            ("About as large as A's", "Small, but not 0", "Exactly 0"),
            TWINS,
            _gradient,
            _gradient_said,
            "A layer's gradient is a product, and one factor is the next layer's weights: all 0, "
            "for ever. The slope of the ReLU is not to blame: tanh has the slope 1 at 0 and "
            "stands as still.",
            r"\delta_l = \left(W_{l+1}^{\top}\,\delta_{l+1}\right)\odot f'(z_l), \qquad "
            r"W_{l+1} = 0",
            "X. Glorot and Y. Bengio, AISTATS 2010; L. Lu et al., 2020, on dying ReLU.",
            "“Small, but it adds up” is the tempting answer. Point at the axis: a gradient of "
            "exactly 0 is another thing than a vanishing one.",
            9,
            {"start": "Backward"},
        ),
        Step(
            "exchange",
            "The two links differ in their data too. Give B's data a random start. Does the "
            "network learn now?",
            ("Yes: the start was to blame", "No: the data were to blame"),
            TWINS,
            _start_is_to_blame,
            _exchange_said,
            "Change one thing at a time. The harm goes with the zeros and stays away with the "
            "random weights, whichever data they meet: the start is the cause.",
            r"\text{effect of the start} \qquad "
            r"= L(\text{data}, 0) - L(\text{data}, \text{random})",
            "R. Fisher, The Design of Experiments, 1935.",
            "Ask the class to design the experiment before you show it: which two networks must "
            "be compared, and what must be the same in both?",
            8,
            LAB,
        ),
        Step(
            "luck",
            f"Perhaps A was lucky. Take {RELU.seeds} other seeds, each with a random start. How "
            "many learn?",
            LUCKY,
            TWINS,
            LUCK.of(lambda result: learned(result)["random"].estimate),
            _luck_said,
            "A start that fails is seldom a dead one. Its units are alive, but the network sits on "
            "a plateau: some leave it in time, some stay in a poor minimum, and few lose a whole "
            "layer.",
            r"\lVert \nabla L \rVert \approx 0 \not\Rightarrow \text{dead units}",
            "Y. Dauphin et al., NeurIPS 2014, on plateaus and saddle points.",
            "One run is an anecdote. The interval says how far a hundred of them can be trusted.",
            8,
            LAB,
        ),
        Step(
            "slope",
            "Now sigmoid units. The write-up says that B's start saturated, where the sigmoid is "
            f"flat. Its slope is at most {LARGEST_SLOPE}. What is it in B at the start?",
            ("Near 0: they are saturated", "Between", "At its largest"),
            SATURATED,
            _slope,
            _slope_said,
            "With all weights 0 every unit receives 0, the middle of the sigmoid, where it is "
            "steepest. What holds B back are the weights of the next layer: they are 0 as well.",
            r"\sigma'(z) = \sigma(z)\,\big(1 - \sigma(z)\big) \le \tfrac{1}{4}",
            "X. Glorot and Y. Bengio, AISTATS 2010.",
            "Here the write-up is wrong about the cause, though right about the effect. Ask for "
            "another cause before you go on.",
            8,
            {**SIGMOID_LAB, "measure": "Slope"},
        ),
        Step(
            "alike",
            f"B's sigmoid units do move in the end. After {SIGMOID.iterations_b:,} passes, how far "
            "apart are the weights of two units of one layer?",
            ("About as far as in A", "A little", "Not at all"),
            SATURATED,
            _alike,
            _alike_said,
            "Units that start alike receive the same gradient, so they stay alike for ever. A "
            "layer of equal units is one unit: B can only draw one straight line.",
            r"w_1 = w_2 \;\Rightarrow\; \frac{\partial L}{\partial w_1} = "
            r"\frac{\partial L}{\partial w_2}",
            "I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, 2016, section 8.4.",
            "This is why weights are drawn at random, and not merely different from 0: ask what "
            "would happen if all weights were 0.1, then tick “All weights equal” in the lab's tab "
            "Scale, and turn their size up.",
            8,
            {**SIGMOID_LAB, "measure": "Symmetry"},
        ),
    ),
)
