"""How fast each order nears the optimum of a strongly convex problem: what is proved, and judged.

Proved for the expected squared distance after K epochs, constants and logarithms aside. What is
tested is the exponent of K; each is a bound for the worst problem of a class.

- with replacement: 1/(nK), for a step that falls at every update, Rakhlin, Shamir and Sridharan
  2012 (arXiv 1109.5647).
- negatives first: 1/K². From above for the step used here and any order, the same or new in each
  epoch, G. O. P. 2019 (arXiv 1510.08562) and 2021 (arXiv 1510.08560, corollary 4.1); from below
  Safran and Shamir 2020 (arXiv 1908.00045).
- shuffled once: 1/(nK²). From above Mishchenko, Khaled and Richtárik 2020 (arXiv 2006.05988,
  theorem 1) and Ahn, Yun and Sra 2020 (arXiv 2006.06946); from below Safran and Shamir 2020;
  constant steps.
- reshuffled: for quadratics 1/(nK)² + 1/(nK³), from above Rajput, Gupta and Papailiopoulos 2020
  (arXiv 2002.10400), from below Safran and Shamir 2020; where Hessians are Lipschitz, as for
  logistic loss, 1/(nK)² + 1/K³, HaoChen and Sra 2019 (arXiv 1806.10077); constant steps. The
  second term is the spread between permutations and leads early; the first is the bias that all
  share and leads late (for the step used here, G. O. P. 2021, remark 4.2).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.intervals import mean_interval

PROBLEMS = ("ridge regression", "logistic regression")
TOLERANCE = 0.1
WIDEST = 0.5
RULE = (
    f"A slope agrees when its 95 % interval contains a proved exponent of K, or when it is within "
    f"{TOLERANCE} of one or between two; an interval wider than {2 * WIDEST:g} is too uncertain "
    f"to tell."
)


@dataclass(frozen=True)
class Rate:
    """A proved rate: its formula, the exponents of K it allows, and who proved it.

    ``steepest`` and ``shallowest`` differ where the rate is a sum of two powers of K.
    """

    formula: str
    steepest: float
    shallowest: float
    source: str


_REPLACED = Rate("1/(nK)", -1, -1, "Rakhlin et al. 2012")
_SORTED = Rate("1/K²", -2, -2, "Gürbüzbalaban et al. 2021, corollary 4.1; Safran, Shamir 2020")
_ONCE = Rate("1/(nK²)", -2, -2, "Mishchenko et al. 2020, theorem 1; Safran, Shamir 2020")
_QUADRATIC = Rate("1/(nK)² + 1/(nK³)", -3, -2, "Rajput et al. 2020; Safran, Shamir 2020")
_SMOOTH = Rate("1/(nK)² + 1/K³", -3, -2, "HaoChen, Sra 2019")
RATES: dict[str, dict[str, Rate]] = {
    problem: {
        "negatives first": _SORTED,
        "shuffled once": _ONCE,
        "reshuffled": reshuffled,
        "with replacement": _REPLACED,
    }
    for problem, reshuffled in zip(PROBLEMS, (_QUADRATIC, _SMOOTH), strict=True)
}


def fit(distances: pd.DataFrame, first_epoch: float) -> pd.DataFrame:
    """Return order, seed, slope of the line through log squared distance against log epoch.

    Fitted by least squares over the epochs from ``first_epoch`` on.
    """
    from scipy import stats  # slow to load, and no picture waits for it

    logs = distances[distances["epoch"] >= first_epoch]
    logs = logs.assign(x=np.log(logs["epoch"]), y=np.log(logs["squared_distance"]))
    rows = [
        (*run, stats.linregress(members["x"], members["y"]).slope)
        for run, members in logs.groupby(["order", "seed"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["order", "seed", "slope"])


def compare(fitted: pd.DataFrame, rates: dict[str, Rate]) -> pd.DataFrame:
    """Compare the slopes of ``fit`` with the proved ``rates``, one row an order.

    Returns order, slope (mean over seeds), low and high (Student's 95 % interval of it), n
    (seeds), steepest and shallowest (exponents proved), rate, source, finding (see ``judge``)
    and agrees.
    """
    rows = []
    for order, rate in rates.items():
        slopes = fitted.loc[fitted["order"] == order, "slope"]
        slope, low, high = mean_interval(slopes)
        finding = judge(slope, low, high, rate)
        rows.append(
            {
                "order": order,
                "slope": slope,
                "low": low,
                "high": high,
                "n": len(slopes),
                "steepest": rate.steepest,
                "shallowest": rate.shallowest,
                "rate": rate.formula,
                "source": rate.source,
                "finding": finding,
                "agrees": finding == "agrees",
            }
        )
    return pd.DataFrame(rows)


def judge(slope: float, low: float, high: float, rate: Rate) -> str:
    """Say how a slope with its 95 % interval stands to a proved rate.

    "agrees" and "too uncertain" as in ``RULE``, else "faster" or "slower". Where two exponents
    are proved, every slope between them counts as proved: the lead passes from one to the other.
    """
    if not high - low <= 2 * WIDEST:
        return "too uncertain"
    near = rate.steepest - TOLERANCE <= slope <= rate.shallowest + TOLERANCE
    if near or (low <= rate.shallowest and high >= rate.steepest):
        return "agrees"
    return "faster" if slope < rate.steepest else "slower"
