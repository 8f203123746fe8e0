"""The lesson on the order of the examples: what sorting does, and what it is blamed for."""

from functools import partial

import pandas as pd

from core import shuffling
from core.claims import Finding
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import NEGLIGIBLE_ACCURACY, Setting
from core.intervals import mean_interval
from core.shuffling import (
    CANNOT_DIE,
    CONTROL_RATE,
    MANY_UNITS,
    Config,
    Result,
    block_length,
    recovery,
)
from core.shuffling.parts import CAN_DIE
from core.teaching.lesson import Lesson, Ranges, Run, Step
from core.text import points, share

SEEDS = 10
HALF = 0.5
ONCE = "shuffled once"
HARM, DEATHS = "accuracy lost to sorting", "share of units killed by sorting"
WON_BACK = "share of the harm gone"
ACCURACIES = Ranges((0.25, 0.75))
ENDS = Ranges((0.6, 0.9))
KILLED = Ranges((MANY_UNITS, 0.5))
GIVEN_BACK = Ranges((0.25, 0.75))
BLOCKS = Ranges((5, 20, 100), "{:g}")


def _described(setting: Setting) -> str:
    return (
        f"Run here: {setting.points:,} points of the {setting.dataset} set, two hidden layers of "
        f"{setting.hidden} {setting.activation} units, {setting.epochs} epochs, "
        f"seeds 0 to {setting.seeds - 1}."
    )


ORDERS = Run(
    "shuffling orders",
    partial(shuffling.run, Config(seeds=SEEDS)),
    lambda result: _described(result.config),
)
MIXED = Run(
    "shuffling blocks",
    partial(block_length.run, Setting(seeds=SEEDS)),
    lambda result: _described(result.setting),
)
RECOVERED = Run(
    "shuffling recovery",
    partial(recovery.run, recovery.Config(seeds=SEEDS)),
    lambda result: _described(result.config),
)


def _judged(result: Result, part: str) -> Finding:
    """Return the part of 1.B's verdict whose name begins so."""
    (verdict,) = shuffling.verdicts(result)
    return verdict.named(part)[0]


def half_way(result: Result) -> pd.DataFrame:
    """Return the sorted order's rows of ``history`` half way through the first epoch."""
    history = result.history
    return history[(history["order"] == SORTED) & (history["epoch"] == HALF)]


def _forgotten_said(result: Result) -> str:
    rows = half_way(result)
    return (
        f"Half way the networks get {share(rows['accuracy_positive'].mean())} of the +1 points "
        f"and {share(rows['accuracy_negative'].mean())} of the −1 points right. At the end of "
        "the epoch it is the other way round."
    )


def accuracies(result: Result) -> pd.DataFrame:
    """Return accuracies after the last epoch: a row a seed, a column an order."""
    return result.ends.pivot(index="seed", columns="order", values="accuracy")


def _end_said(result: Result) -> str:
    table = accuracies(result)
    lost = _judged(result, HARM).interval
    return (
        f"Sorted ends at {share(table[SORTED].mean())}, reshuffled at "
        f"{share(table[SHUFFLED].mean())}. The difference is {points(lost)}."
    )


def _deaths_said(result: Result) -> str:
    dead = result.ends.groupby("order")["dead_share"].mean()
    more = _judged(result, DEATHS).interval
    return (
        f"{share(dead[SORTED], 1)} of the units are dead after sorting, "
        f"{share(dead[SHUFFLED], 1)} after reshuffling. The difference is {points(more)}."
    )


def _control_said(result: Result) -> str:
    gone, low, high = _judged(result, WON_BACK).interval
    means = result.control.groupby(["units", "order"])["accuracy"].mean()
    lost = {units: means[units, SHUFFLED] - means[units, SORTED] for units in (CAN_DIE, CANNOT_DIE)}
    return (
        f"{share(gone, 1)} of the harm goes ({share(low, 1)} to {share(high, 1)}): sorting costs "
        f"{share(lost[CAN_DIE], 1)} with {CAN_DIE} units and {share(lost[CANNOT_DIE], 1)} with "
        f"{CANNOT_DIE}."
    )


def won_back(result: recovery.Result) -> float:
    """Return the mean accuracy after one shuffled epoch."""
    return float(result.epochs.set_index("after").loc[1, "accuracy"])


def _recovery_said(result: recovery.Result) -> str:
    rows = result.epochs.set_index("after")
    return (
        f"After {result.config.epochs} sorted epochs the networks are {share(rows['accuracy'][0])} "
        f"right; after one shuffled epoch {share(rows['accuracy'][1], 1)}, the worst "
        f"{share(rows['lowest'][1], 1)}; after {rows.index[-1]}, {rows['back'].iloc[-1]} of "
        f"{rows['n'].iloc[-1]} seeds are back."
    )


def longest(result: block_length.Result) -> int:
    """Return the longest block that costs no accuracy that counts; 0 where even 1 does."""
    return block_length.longest_harmless(result) or 0


def _mixed_said(result: block_length.Result) -> str:
    table, enough = result.table, longest(result)
    beyond = table[table["block"] > enough]
    said = f"Blocks of up to {enough:,} lose at most {share(NEGLIGIBLE_ACCURACY)} of accuracy."
    if beyond.empty:
        return said
    first = beyond.iloc[0]
    return f"{said} Blocks of {first['block']:,.0f} end at {share(first['accuracy'])}."


def _once(result: Result) -> int:
    table = accuracies(result)
    gain, low, high = mean_interval(table[SHUFFLED] - table[ONCE])
    if abs(gain) <= NEGLIGIBLE_ACCURACY or low <= 0 <= high:
        return 1
    return 0 if gain > 0 else 2


def _once_said(result: Result) -> str:
    table = accuracies(result)
    return (
        f"Shuffled once ends at {share(table[ONCE].mean(), 1)}, anew in every epoch at "
        f"{share(table[SHUFFLED].mean(), 1)}. What is below {share(NEGLIGIBLE_ACCURACY)} does not "
        "count here."
    )


LESSON = Lesson(
    "shuffling",
    "Shuffling",
    (
        Step(
            "half",
            "You show every −1 first, then every +1. Half way through the first epoch, how many of "
            "the +1 points does the network get right?",
            ACCURACIES.choices,
            ORDERS,
            ACCURACIES.of(lambda result: half_way(result)["accuracy_positive"].mean()),
            _forgotten_said,
            "An update knows only the example that it is shown. While one class alone is shown, "
            "every update pushes the output the same way and nothing pushes back.",
            r"\theta \leftarrow \theta - \eta\,\nabla_\theta\, \ell\big(f_\theta(x_i), y_i\big)",
            "M. McCloskey and N. Cohen, 1989, on catastrophic forgetting.",
            "Let the class draw the curve of each accuracy over the epoch before you show it.",
            9,
            {"lab": "Pendulum", "seeds": str(SEEDS)},
        ),
        Step(
            "end",
            f"Train {Config().epochs} epochs in that order. What is the accuracy at the end, as "
            "the mean of both classes?",
            ENDS.choices,
            ORDERS,
            ENDS.of(lambda result: accuracies(result)[SORTED].mean()),
            _end_said,
            "In a shuffled order the expected update is the gradient over the whole set. In a "
            "sorted order it is that of one class at a time, and the last class shown wins.",
            r"\mathbb{E}_i\big[\nabla \ell_i\big] = \nabla L",
            "L. Bottou, Stochastic Gradient Descent Tricks, 2012.",
            "Many expect the second and third epoch to repair the harm. Ask what is different in "
            "the second epoch.",
            6,
            {"lab": "Pendulum", "seeds": str(SEEDS)},
        ),
        Step(
            "dead",
            "The write-up blames ReLU units that die. What share of the units does sorting kill, "
            "beyond those that are dead after reshuffling too?",
            KILLED.choices,
            ORDERS,
            KILLED.of(lambda result: _judged(result, DEATHS).estimate),
            _deaths_said,
            "A unit is dead when it gives 0 on every point: no gradient reaches it any more. Few "
            "deaths cannot carry a large harm by themselves.",
            r"\text{dead} \iff \max_x\, w^{\top} x + b \le 0",
            "L. Lu et al., 2020, on dying ReLU.",
            "This is the claim to test. Keep the vote on the board for the next question.",
            7,
            {"lab": "What dies", "seeds": str(SEEDS)},
        ),
        Step(
            "control",
            f"Leaky ReLU units cannot die. At rate {CONTROL_RATE:g}, where sorting harms but not "
            "to the bottom, how much of the harm goes with them?",
            GIVEN_BACK.choices,
            ORDERS,
            GIVEN_BACK.of(lambda result: _judged(result, WON_BACK).estimate),
            _control_said,
            "If dying were the cause, the harm would go where nothing can die. What stays is "
            "forgetting: the output drifts to the class that is shown.",
            r"f(z) = \max(z,\, z / 100) \;\Rightarrow\; f'(z) > 0",
            "A. Maas, A. Hannun and A. Ng, ICML workshop, 2013, on leaky units.",
            "Ask which result would have saved the write-up's explanation. A test that could not "
            "fail would say nothing.",
            8,
            {"lab": "Pendulum", "seeds": str(SEEDS), "further": "What else could it be?"},
        ),
        Step(
            "recovery",
            f"After {Config().epochs} sorted epochs, train one more epoch, shuffled. How accurate "
            "are the networks then?",
            ENDS.choices,
            RECOVERED,
            ENDS.of(won_back),
            _recovery_said,
            "A unit that had died for good would get no gradient, and could not come back. The "
            "accuracy does: the network had forgotten a class, not lost its units.",
            r"\text{dead for good} \qquad \Rightarrow \nabla_w = 0 \text{ in every later update}",
            "M. McCloskey and N. Cohen, 1989, on catastrophic forgetting.",
            "“Permanently” is the write-up's word. Ask what would have to be seen for it to be "
            "true.",
            7,
            {"lab": "Pendulum", "seeds": str(SEEDS), "further": "Is it permanent?"},
        ),
        Step(
            "mixed",
            "Blocks of one class take turns with blocks of the other. How many examples may a "
            "block have before accuracy suffers?",
            BLOCKS.choices,
            MIXED,
            BLOCKS.of(longest),
            _mixed_said,
            "A short block is forgotten before it has done harm: the drift grows with the number "
            "of like updates in a row, and with the learning rate.",
            r"\text{drift} \approx \eta \cdot \text{examples in a row} \cdot \lVert \nabla "
            r"\ell \rVert",
            "L. Bottou, 2012; the figure holds for this data, network and rate.",
            "Perfect shuffling is not needed. Ask what that means for data that arrive in order, "
            "such as a stream.",
            7,
            {"lab": "Pendulum", "seeds": str(SEEDS), "further": "How mixed is mixed enough?"},
        ),
        Step(
            "once",
            "Is it better to shuffle anew in every epoch than once before training?",
            ("Anew is clearly better", "No difference that counts", "Once is clearly better"),
            ORDERS,
            _once,
            _once_said,
            "On strongly convex problems either beats drawing with replacement, by a factor of K "
            "after K epochs over n points. Over a few epochs on easy data it does not show.",
            r"\text{with replacement: } O\!\left(\frac{1}{nK}\right) \qquad "
            r"\text{shuffled once: } O\!\left(\frac{1}{nK^2}\right)",
            "A. Rakhlin, O. Shamir and K. Sridharan, 2012; K. Mishchenko, A. Khaled and "
            "P. Richtárik, 2020, theorem 1.",
            "No difference here is no proof of none elsewhere: the convex theory lab shows a case "
            "in which it counts.",
            6,
            {"lab": "Pendulum", "seeds": str(SEEDS), "order": ONCE},
        ),
    ),
)
