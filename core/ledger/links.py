"""What the ledger shows of each claim in one row, and the lab and setting that test it."""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Lab:
    """A lab that tests a claim: its name, and the query parameters that open it at the setting.

    A page's first experiment and a control's start are not among them: Streamlit would drop them
    from the address, and Back would lead to the address that still had them.
    """

    name: str
    query: dict[str, str]


@dataclass(frozen=True)
class Evidence:
    """One row of the ledger.

    ``plain`` is the claim in words that need no course. ``page`` has the labs. A part is named by
    how its name begins: ``figures`` are the parts whose figures stand for the claim, ``why`` is the
    part that decided it, and ``decided_by`` says in plain words what that part measures.
    """

    plain: str
    page: str
    figures: tuple[str, ...]
    why: str
    decided_by: str
    labs: tuple[Lab, ...]


def address(claim_id: str, lab: Lab) -> str:
    """Return the address of ``lab`` below the dashboard's own."""
    return f"/{EVIDENCE[claim_id].page}?{urlencode(lab.query)}".removesuffix("?")


def _lab(name: str) -> Lab:
    return Lab(name, {"lab": name})


def _further(question: str, key: str = "further", **lab: str) -> Lab:
    return Lab(question, {**lab, key: question})


EVIDENCE: dict[str, Evidence] = {
    "1.A.i": Evidence(
        "A network that starts from zeros never learns, since its units stay switched off.",
        "initialization",
        ("A test loss", "B test loss"),
        "share of activations without inactive units that free B",
        "Share of the unit types that never switch off that gets it to learn",
        (Lab("A against B", {}),),
    ),
    "1.A.ii": Evidence(
        "With smooth units a bad start is even worse: hardly anything is learned for a long time.",
        "initialization",
        ("share of A's resets that show both figures", "B test loss"),
        "mean sigmoid slope in B at the start",
        "Slope of its smooth units at the start; 0.25 is the steepest there is",
        (Lab("A against B", {"activation": "sigmoid"}),),
    ),
    "1.B": Evidence(
        "See all of one class before the other, and many units die for good; shuffling avoids it.",
        "shuffling",
        ("accuracy lost to sorting", "share of units killed by sorting"),
        "share of the harm gone when no unit can die",
        "Share of the harm that goes when no unit can die",
        (
            Lab("Pendulum", {}),
            _lab("What dies"),
            _further("Is it permanent?"),
            _further("What else could it be?"),
        ),
    ),
    "2.A.i": Evidence(
        "Sixteen small filters on a colour picture have 1,216 numbers to learn.",
        "convolution",
        ("weights", "biases", "parameters"),
        "parameters",
        "Numbers to learn, counted",
        (_lab("Layer"),),
    ),
    "2.A.ii": Evidence(
        "The same filters turn a picture of 32 × 32 pixels into sixteen of 28 × 28.",
        "convolution",
        ("output height", "output width", "output channels"),
        "output height",
        "Height of each output picture, in pixels",
        (_lab("Layer"),),
    ),
    "2.B": Evidence(
        "A frame of zeros lets a network use the border of a picture, and distorts it there.",
        "convolution",
        (
            "accuracy gained by padding for digits at the border",
            "relative error of the padded response at the border",
        ),
        "accuracy that the padded network loses at the border",
        "Accuracy lost when digits move to the border, with the frame of zeros",
        (_lab("Padding"),),
    ),
    "2.C.i": Evidence(
        "Four small pictures, shrunk by averaging, come out as the homework has them.",
        "pooling",
        ("average results equal to the printed ones",),
        "average results equal to the printed ones",
        "Results as printed, of sixteen",
        (Lab("Shift it", {}),),
    ),
    "2.C.ii": Evidence(
        "The same four, shrunk by keeping the largest number, all come out alike.",
        "pooling",
        ("max results equal to the printed ones",),
        "max results equal to the printed ones",
        "Results as printed, of sixteen",
        (Lab("Shift it", {}),),
    ),
    "2.D.i": Evidence(
        "To read digits, learning with half of the units switched off at random is best.",
        "dropout",
        ("p = 0.2", "p = 0.5", "ten epochs at p = 0.5"),
        "lead of p = 0.5 over the best other",
        "Accuracy by which half leads the best other share",
        (
            Lab("Sweep, one epoch", {"lab": "Sweep", "sweep_size": "one epoch"}),
            Lab("Sweep, ten epochs", {"lab": "Sweep", "sweep_size": "ten epochs"}),
        ),
    ),
    "2.D.ii": Evidence(
        "Batch normalisation and dropout, two tricks of training, do most when used together.",
        "dropout",
        (
            "accuracy gained by batch normalisation, with dropout",
            "accuracy gained by dropout, with batch normalisation",
        ),
        "accuracy gained by dropout, with batch normalisation",
        "Accuracy that dropout adds to batch normalisation",
        (_lab("What made it work"),),
    ),
    "2.D.iii": Evidence(
        "One round of training can crown the wrong setting, and the test set flatters its winner.",
        "dropout",
        (
            "choosing after one epoch costs accuracy",
            "optimism of the set that chose the winner",
        ),
        "choosing after one epoch costs accuracy",
        "Accuracy lost by choosing after one round",
        (
            _further("Is the best as good as it looks?", "luck_further", lab="Luck"),
            _further("Does one epoch tell what ten will?", "luck_further", lab="Luck"),
        ),
    ),
}
