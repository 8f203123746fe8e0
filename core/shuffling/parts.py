"""The parts of 1.B: each judged from what every seed came to, and by a rule that stands here."""

from dataclasses import replace

import pandas as pd

from core.claims import Finding, Interval, Outcome
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import MOST_OF_THE_HARM, NEGLIGIBLE_ACCURACY
from core.intervals import ratio_interval
from core.rules import above, exceeding, judge_mean, judged
from core.text import with_ends

CAN_DIE, CANNOT_DIE = "ReLU", "leaky ReLU"
MANY_UNITS = 0.10
PERMANENT = 0.9
CONTROL_RATE = 0.001
"""At the write-up's own rate every sorted run ends at one half: there a control decides nothing."""
NO_HARM = f"At rate {CONTROL_RATE} there is no clear harm to explain."
RECOVERY = 2
FIRST, ADDED = "2026-11-24", "2026-11-29"
SEEN = "On 29 November 2026, after the runs had been seen, this was added."
MOVED = (
    "On 29 November 2026, after the runs had been seen, the control was moved to the rate "
    f"{CONTROL_RATE}, where it can decide."
)


def harm(accuracy: pd.DataFrame) -> Finding:
    """Judge whether sorting costs accuracy; ``accuracy`` has a row a seed, a column an order."""
    return judged(
        "accuracy lost to sorting",
        "Student's paired t over seeds: the 95 % interval of accuracy (reshuffled − negatives "
        "first, mean of both classes, after the last epoch)",
        exceeding(NEGLIGIBLE_ACCURACY),
        accuracy[SHUFFLED] - accuracy[SORTED],
        lambda lost: (
            f"Over {len(accuracy)} seeds sorting costs {lost.estimate:.2f} of accuracy "
            f"({lost.low:.2f} to {lost.high:.2f})."
        ),
        since=FIRST,
    )


def deaths(dead: pd.DataFrame) -> Finding:
    """Judge whether sorting kills many units by the end; ``dead`` has shares of dead units."""
    return _killed(
        dead,
        "share of units killed by sorting",
        "Student's paired t over seeds: the 95 % interval of dead units (negatives first − "
        "reshuffled)",
        "at the end of training",
        FIRST,
    )


def early_deaths(dead: pd.DataFrame) -> Finding:
    """Judge deaths where the write-up sees them: before any positive example was shown."""
    return _killed(
        dead,
        "share of units killed before a positive example is shown",
        "At the moment when the sorted order has shown the negative examples and no positive one, "
        "the 95 % interval of dead units (negatives first − reshuffled)",
        "at that moment",
        ADDED,
        SEEN,
    )


def deaths_where_it_harms(dead: pd.DataFrame, accuracy: pd.DataFrame) -> Finding:
    """Judge whether many units die at the control's rate, where sorting harms as well."""
    lost = (accuracy[SHUFFLED] - accuracy[SORTED]).mean()
    finding = _killed(
        dead,
        f"share of units killed at rate {CONTROL_RATE}, where sorting harms too",
        f"If dying were the cause, many would die wherever sorting harms. At rate {CONTROL_RATE}, "
        "the 95 % interval of dead units (negatives first − reshuffled)",
        f"there, where sorting costs {lost:.2f} of accuracy",
        ADDED,
        SEEN,
    )
    if harm(accuracy).outcome is Outcome.HOLDS:
        return finding
    return replace(finding, outcome=Outcome.UNDECIDED, why=NO_HARM, threshold=None)


def _killed(
    dead: pd.DataFrame, part: str, quantity: str, when: str, since: str, changed: str = ""
) -> Finding:
    return judged(
        part,
        quantity,
        exceeding(MANY_UNITS),
        dead[SORTED] - dead[SHUFFLED],
        lambda more: (
            f"{dead[SORTED].mean():.3f} of the sorted networks' units are dead {when}, and "
            f"{dead[SHUFFLED].mean():.3f} of the reshuffled ones': a difference of "
            f"{with_ends(more, '.3f')}."
        ),
        since=since,
        changed=changed,
    )


def lasting(dead: pd.Series, ever_dead: pd.Series) -> Finding:
    """Judge whether deaths last; ``dead`` and ``ever_dead`` hold the share of units for a seed."""
    touched = ever_dead > 0
    part, rule = (
        "share of deaths that last",
        "Of the units that were dead at any record of the sorted order, the share still dead at "
        f"the end; the 95 % interval over seeds lies above {PERMANENT}: the claim says "
        "permanently.",
    )
    if not touched.any():
        why = "No unit was dead at any time."
        return Finding(part, rule, Outcome.UNDECIDED, 0.0, 0, why, since=FIRST)
    found = judge_mean((dead / ever_dead)[touched], above(PERMANENT))
    estimate, low, high = found.found
    found = found._replace(found=Interval(estimate, max(low, 0.0), min(high, 1.0)))
    return found.finding(
        part,
        rule,
        int(touched.sum()),
        f"Of the units that were dead at some time, {with_ends(found.found, '.0%')} are dead at "
        "the end; the others came back to life.",
        FIRST,
    )


def still_lost(accuracy: pd.DataFrame, epochs: int) -> Finding:
    """Judge whether the harm is permanent: ``accuracy`` after further, shuffled epochs."""
    return judged(
        "accuracy still lost after training on, shuffled",
        f"After the sorted epochs {RECOVERY} shuffled ones follow. Paired over seeds, the 95 % "
        "interval of accuracy (reshuffled throughout − sorted first)",
        exceeding(NEGLIGIBLE_ACCURACY),
        accuracy[SHUFFLED] - accuracy[SORTED],
        lambda lost: (
            f"After {epochs} sorted and {RECOVERY} shuffled epochs the networks are "
            f"{accuracy[SORTED].mean():.1%} right, the worst {accuracy[SORTED].min():.1%}; those "
            f"that never were sorted {accuracy[SHUFFLED].mean():.1%}: still lost are "
            f"{with_ends(lost, '.3f')}."
            + (" The harm was not permanent." if lost.high < NEGLIGIBLE_ACCURACY else "")
        ),
        since=ADDED,
        changed=SEEN,
    )


def explained(accuracy: pd.DataFrame) -> Finding:
    """Judge whether the harm goes where no unit can die.

    ``accuracy`` has a row a seed and columns of units and order, at the control's rate.
    """
    lost, left = (
        accuracy[units][SHUFFLED] - accuracy[units][SORTED] for units in (CAN_DIE, CANNOT_DIE)
    )
    part, rule = (
        "share of the harm gone when no unit can die",
        f"At rate {CONTROL_RATE}, with {CANNOT_DIE} units, which cannot die, instead of "
        f"{CAN_DIE} units: the share of the harm that goes, its 95 % interval from pairs of seeds "
        f"drawn again (bootstrap), lies above {MOST_OF_THE_HARM}.",
    )
    if harm(accuracy[CAN_DIE]).outcome is not Outcome.HOLDS:
        return Finding(
            part, rule, Outcome.UNDECIDED, 0.0, len(lost), NO_HARM, since=FIRST, changed=MOVED
        )
    gone = ratio_interval(lost - left, lost)
    return Finding(
        part,
        rule,
        above(MOST_OF_THE_HARM).outcome(gone),
        gone,
        len(lost),
        f"At rate {CONTROL_RATE} sorting costs {lost.mean():.3f} of accuracy with units that can "
        f"die and {left.mean():.3f} with units that cannot: of the harm "
        f"{with_ends(gone, '.1%')} goes.",
        since=FIRST,
        changed=MOVED,
    )
