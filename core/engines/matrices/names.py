"""The names of rows and columns, which are no part of a matrix."""

import re

from core.engines.matrices.conventions import Rows

NAME = re.compile(r"[^\W\d][\w .:%()/-]*")
NUMBER_LIKE = frozenset(
    {"nan", "inf", "infinity", "na", "none", "null", "i", "j", "e", "pi", "π", "true", "false"}
)


def without(rows: Rows) -> tuple[Rows, list[str]]:
    """Return ``rows`` without names, and which names were left out.

    Names are words above or before numbers, and the counts that pandas and R write there: a first
    line with one cell fewer than the others, or an empty first one, counts columns where the
    first column counts the rows. A first line of other numbers is a row.
    """
    left_out = []
    if _counted(rows):
        return [row[1:] for row in rows[1:]], ["the counts of rows and columns"]
    labelled = False
    while len(rows) > 1 and _names(rows[0]):
        labelled |= rows[0][0] == "" or len(rows[0]) + 1 == len(rows[1])
        if any(rows[0]):
            left_out.append(f"the names {', '.join(filter(None, rows[0]))}")
        rows = rows[1:]
    if all(len(row) > 1 for row in rows) and (
        (labelled and left_out) or all(_is_name(row[0]) for row in rows)
    ):
        left_out.append(f"the names {', '.join(row[0] for row in rows)}")
        rows = [row[1:] for row in rows]
    return rows, left_out


def _counted(rows: Rows) -> bool:
    if len(rows) < 2:
        return False
    header = rows[0][1:] if rows[0] and rows[0][0] == "" else rows[0]
    width = len(header) + 1
    return (
        all(len(row) == width for row in rows[1:])
        and header == [str(place) for place in range(width - 1)]
        and [row[0] for row in rows[1:]] == [str(place) for place in range(len(rows) - 1)]
    )


def _names(row: list[str]) -> bool:
    return any(row) and all(not cell or _is_name(cell) for cell in row)


def _is_name(cell: str) -> bool:
    return NAME.fullmatch(cell) is not None and cell.lower() not in NUMBER_LIKE
