"""The lesson on pooling: what it keeps of a picture, and what a shift does to it."""

from functools import partial

from core import pooling
from core.claims import Interval
from core.intervals import mean_interval
from core.pooling import MATRICES, Result, census, digits, shift
from core.pooling.census import BITS, SIDE
from core.pooling.digits import SMALL_SHIFT
from core.pooling.networks import POOLINGS, STRIDED
from core.pooling.shift import Config
from core.teaching.lesson import Lesson, Ranges, Run, Step, find
from core.text import share, written

GRID = Config(side=8)
KEPT = Ranges((2, 4, 8), "{:g}")
OVERLOOKED = Ranges((0.1, 0.5, 0.9))
CONSISTENT = Ranges((0.5, 0.75, 0.9, 0.99))
HEAD = "dense"
CORNER = tuple(cell for row in MATRICES[0][2:] for cell in row[2:])


FOUR = Run(
    "pooling four",
    partial(pooling.run, pooling.Config()),
    lambda result: "Exact fractions, held against torch.",
)
CENSUS = Run(
    "pooling census",
    partial(census.run, census.Config()),
    lambda result: f"All {2**BITS:,} matrices counted: exact.",
)
SHIFTED = Run(
    "pooling shift",
    partial(shift.run, GRID),
    lambda result: (
        f"All {result.config.places**2} places of the block and every step counted: exact."
    ),
)
DIGITS = Run(
    "pooling digits",
    lambda report: digits.recorded(HEAD),
    lambda result: (
        f"Recorded on {digits.STUDY.provenance()['date']}: networks that differ in their "
        f"pooling alone, {result.config.seeds} seeds, {result.config.images:,} centred digits."
    ),
)


def results(result: Result, operator: str) -> list[tuple[str, ...]]:
    """Return the four numbers of every matrix under an operator, as written."""
    own = result.windows[result.windows["operator"] == operator]
    return [tuple(rows["result"].map(written)) for _, rows in own.groupby("matrix")]


def _different(result: Result, operator: str) -> int:
    return len(set(results(result, operator)))


def _max_apart_said(result: Result) -> str:
    return (
        f"All four pool to {', '.join(results(result, 'max')[0])}: {_different(result, 'max')} "
        f"result. Average pooling gives {_different(result, 'average')} different ones."
    )


def _by_hand(result: Result) -> str:
    return results(result, "average")[0][-1]


def _average_said(result: Result) -> str:
    numbers = "+".join(map(written, CORNER))
    return (
        f"({numbers})/{len(CORNER)} = {_by_hand(result)}. Its maximum is "
        f"{results(result, 'max')[0][-1]}."
    )


def bits(result: census.Result, operator: str) -> float:
    """Return the bits that an operator keeps of a matrix."""
    return float(result.operators.set_index("operator").loc[operator, "bits"])


def _census_said(result: census.Result) -> str:
    return (
        f"Max pooling keeps {bits(result, 'max'):.2f} of {BITS} bits, average pooling "
        f"{bits(result, 'average'):.2f}."
    )


def _steps(result: shift.Result, operator: str) -> tuple[int, int]:
    own = result.operators.set_index("operator").loc[operator]
    return int(own["unnoticed"]), int(own["steps"])


def _overlooked_said(result: shift.Result) -> str:
    unnoticed, steps = _steps(result, "max")
    average, _ = _steps(result, "average")
    return (
        f"Max pooling does not notice {unnoticed} of {steps} steps ({share(unnoticed / steps)}); "
        f"average pooling overlooks {average}."
    )


def consistency(result: digits.Result) -> dict[str, Interval]:
    """Return the consistency under small shifts with its 95 % interval, by pooling."""
    table = digits.seeds(result, "consistency", SMALL_SHIFT)
    return {name: mean_interval(table[name]) for name in POOLINGS}


def _consistent_said(result: digits.Result) -> str:
    estimate, low, high = digits.findings(result)[0].interval
    return (
        f"With max pooling two shifts of one digit get one answer in {share(estimate)} of all "
        f"pairs ({share(low)} to {share(high)}): not free of shifts at all."
    )


def _surest(result: digits.Result) -> int:
    found = consistency(result)
    return find(POOLINGS, max(POOLINGS, key=lambda name: found[name].estimate))


def _surest_said(result: digits.Result) -> str:
    found = consistency(result)
    best = POOLINGS[_surest(result)]
    return (
        f"“{best}” answers alike in {share(found[best].estimate, 1)} of all pairs, max pooling in "
        f"{share(found['max'].estimate, 1)}, the strided convolution in "
        f"{share(found[STRIDED].estimate, 1)}."
    )


FEW = tuple(str(count) for count in range(1, len(MATRICES) + 1))
QUARTERS = tuple(
    written(total / len(CORNER))
    for total in (0 * CORNER[0], CORNER[0], 2 * CORNER[0], len(CORNER) * CORNER[0])
)

LESSON = Lesson(
    "pooling",
    "Pooling",
    (
        Step(
            "average",
            f"A 2 × 2 window holds {', '.join(map(written, CORNER))}. What does average pooling "
            "make of it?",
            QUARTERS,
            FOUR,
            lambda result: find(QUARTERS, _by_hand(result)),
            _average_said,
            "Average pooling adds the numbers of a window up and divides by how many there are; "
            "max pooling takes the largest. Neither has anything to learn.",
            r"y_{ij} = \frac{1}{k^2} \sum_{a,b<k} x_{is+a,\,js+b}",
            "Y.-L. Boureau, J. Ponce and Y. LeCun, ICML 2010.",
            "An easy one, so that everybody has voted once. The write-up's own working misprints "
            "this window; its result is right.",
            5,
            {
                "lab": "Shift it",
                "shift_further": "How is every window of the four matrices worked out?",
            },
        ),
        Step(
            "four",
            "A 3 × 3 block of ones lies in each of the four corners of a 4 × 4 grid. How many "
            "different results does 2 × 2 max pooling, stride 2, give?",
            FEW,
            FOUR,
            lambda result: find(FEW, str(_different(result, "max"))),
            _max_apart_said,
            "Every window meets the block wherever it lies, so every maximum is 1: max pooling no "
            "longer knows where the block was.",
            r"y_{ij} = \max_{a,b<k}\, x_{is+a,\,js+b}",
            "Y.-L. Boureau, J. Ponce and Y. LeCun, ICML 2010.",
            "Ask whether that is a strength or a weakness: a class label should not depend on the "
            "place, a bounding box should.",
            9,
            {"lab": "Shift it"},
        ),
        Step(
            "census",
            f"There are {2**BITS:,} matrices of {SIDE} × {SIDE} zeros and ones: {BITS} bits. All "
            "are equally likely. How many bits are left after 2 × 2 max pooling?",
            KEPT.choices,
            CENSUS,
            KEPT.of(lambda result: bits(result, "max")),
            _census_said,
            "A 2 × 2 maximum is 1 for 15 of its 16 patterns. Where all patterns are equally likely "
            "it is nearly always 1, so that hearing it says little.",
            r"H(Y) = -\sum_y p_y \log_2 p_y",
            "T. Cover and J. Thomas, Elements of Information Theory, 2006, chapter 2.",
            "Many say 4, since 4 numbers of 0 or 1 come out. That would be right if both were "
            "equally likely, as they nearly are where one cell in six is 1.",
            9,
            {"lab": "What pooling can tell apart"},
        ),
        Step(
            "shift",
            f"Now the block moves by one pixel on a grid of {GRID.side} × {GRID.side}. In how many "
            "of all such steps does max pooling give the same result as before?",
            OVERLOOKED.choices,
            SHIFTED,
            OVERLOOKED.of(lambda result: shift.findings(result)[1].estimate),
            _overlooked_said,
            "A step is overlooked while the block meets the same windows. One more pixel, and a "
            "number jumps from 0 to 1: max pooling overlooks some shifts, and not others.",
            r"y_i = 1 \iff i\,s \le c + b - 1 \qquad \text{and } i\,s + k - 1 \ge c",
            "R. Zhang, Making Convolutional Networks Shift-Invariant Again, ICML 2019.",
            "On the 4 × 4 grid it overlooked every step. The lab lets you drag the block: do it "
            "with the class.",
            9,
            {"lab": "Shift it", "grid": str(GRID.side)},
        ),
        Step(
            "digits",
            "A network with max pooling has learned centred digits. Shift one digit in two ways, "
            f"by up to {SMALL_SHIFT} pixels. How often does it say the same both times?",
            CONSISTENT.choices,
            DIGITS,
            CONSISTENT.of(lambda result: digits.findings(result)[0].estimate),
            _consistent_said,
            "Keeping every second place loses nothing only where the picture holds no fast "
            "change. What is faster turns into a pattern that changes with every shift.",
            r"\text{consistency} = P\big( c(X_a) = c(X_b) \big)",
            "A. Azulay and Y. Weiss, JMLR 20, 2019; C. Shannon, 1949.",
            "“Pooling makes networks shift-invariant” stands in many textbooks. Ask who has read "
            "it, then show the chart.",
            9,
            {"lab": "On digits"},
        ),
        Step(
            "surest",
            "Five networks differ in how they make the picture smaller. Which one is surest under "
            "small shifts?",
            POOLINGS,
            DIGITS,
            _surest,
            _surest_said,
            "A blur before every second place is dropped takes the fast changes out, and with "
            "them what a shift would turn over.",
            r"f_\text{max} \le \frac{1}{2s}",
            "R. Zhang, ICML 2019; C. Shannon, Communication in the Presence of Noise, 1949.",
            "The dense layer at the end brings the place back in any case. The lab has a second "
            "network without it.",
            9,
            {"lab": "On digits"},
        ),
    ),
)
