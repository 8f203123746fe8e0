"""Is a dropout probability the best: its lead over each rival, corrected for their number."""

from collections.abc import Iterable

import pandas as pd

from core.claims import Outcome
from core.rules import Judgement, above, family


def leads(table: pd.DataFrame, p: float, rivals: Iterable[float] = ()) -> dict[float, Judgement]:
    """Return how the lead of ``p`` over each of its rivals is judged, what decides first.

    ``table`` has a row a seed and a column a p; without ``rivals`` every other column is one. A
    lead is the mean difference over seeds, paired, with an interval corrected by Holm's method.
    """
    others = list(rivals) or [column for column in table if column != p]
    found = family({rival: table[p] - table[rival] for rival in others}, above(0))
    return dict(sorted(found.items(), key=_decides))


def _decides(lead: tuple[float, Judgement]) -> tuple[bool, float]:
    """Put a rival that is ahead beyond doubt first, then the closest."""
    _, judgement = lead
    return judgement.outcome is not Outcome.FAILS, judgement.found.estimate
