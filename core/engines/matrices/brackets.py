"""Numbers in brackets: what numpy, torch, MATLAB, JSON, Mathematica and C write."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from core.engines.matrices.conventions import Rows
from core.limits import quoted

PAIRS = {"[": "]", "(": ")", "{": "}"}
BRACKETS = re.compile(r"[\[\](){}]")
DEEPEST, MOST_DEEP = 2, 12
WRAPPED = 50  # numpy breaks a line that would be longer than 75 signs; no number has over 25


@dataclass
class Group:
    """What stands between two brackets: texts and groups in turn, the texts first and last."""

    opened: str = ""
    line: int = 1
    parts: list[Any] = field(default_factory=lambda: [""])

    @property
    def groups(self) -> "list[Group]":
        """The groups directly in it."""
        return self.parts[1::2]

    @property
    def beside(self) -> str:
        """What stands beside the groups, but for blanks and what separates them."""
        return " ".join(re.sub(r"[\s,;]+", " ", " ".join(self.parts[::2])).split())


def grids(text: str) -> list[tuple[str, Rows]]:
    """Return every way to take the brackets in ``text``, each with what to call it.

    Raises ``ValueError`` where the brackets make no matrix.
    """
    top = _unwrapped(_grouped(text))
    if top.beside:
        raise ValueError(
            f"{quoted(top.beside)} stands beside the brackets and is not carried out, so it must "
            "go: paste the numbers that it makes."
        )
    _check_depth(_depth(top))
    rows = [group for group in top.groups if group.groups or not group.parts[0].isspace()]
    _check_lines(rows if len(rows) > 1 else top.groups[0].groups)
    if len(top.groups) == 1:
        return _one(top.groups[0])
    if any(group.groups for group in rows):
        raise ValueError(f"{len(rows)} matrices stand here, but it must be one: paste one of them.")
    return [("", [_cells(group.parts[0]) for group in rows])]


def _width(line: str, column: int) -> int:
    """Return how wide a line was printed: numpy pads numbers to a ``column``, but not the last."""
    return len(line.split()) * column if "  " in line.strip() else len(line)


def _check_lines(groups: list[Group]) -> None:
    """Raise ``ValueError`` for short lines within each of several brackets: rows or matrices."""
    several = [group.parts[0].strip().split("\n") for group in groups if not group.groups]
    column = 1 + max((len(one) for lines in several for one in " ".join(lines).split()), default=0)
    if len(several) > 1 and all(
        len(lines) > 1
        and all(_width(line, column) < WRAPPED and "," not in line[-1:] for line in lines[:-1])
        for lines in several
    ):
        raise ValueError(
            f"{len(several)} brackets hold several lines each, which could be {len(several)} rows "
            f"or {len(several)} matrices, but must be one matrix: write each row on one line."
        )


def _one(group: Group) -> list[tuple[str, Rows]]:
    """Return the ways to take one pair of brackets with all that is in it."""
    if not group.groups:
        return _flat(group.parts[0])
    if group.beside:
        raise ValueError(
            f"{quoted(group.beside)} stands between the rows' brackets, but must stand in a row."
        )
    if len(group.groups) == 1 and re.search("[;]", group.groups[0].parts[0]):
        return _flat(group.groups[0].parts[0])
    return [("", [_cells(row.parts[0]) for row in group.groups])]


def _flat(text: str) -> list[tuple[str, Rows]]:
    """Return the ways to take one pair of brackets with no other in it."""
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    rows = [_cells(part) for part in parts]
    lines = [line for line in text.split("\n") if line.strip()]
    ways = [("rows by lines" if ";" not in text else "", rows)]
    going_on = ";" not in text and len(lines) > 1
    if going_on and (
        len(lines[0]) >= WRAPPED or all(line.rstrip()[-1] == "," for line in lines[:-1])
    ):
        ways.append(("one row", [_cells(text)]))
    if re.search(r"\d,\d", text) and any(len(part.split()) > 1 for part in parts):
        ways.append(("columns by blanks", [part.split() for part in parts]))
    return ways if rows else [("", [])]


def _cells(text: str) -> list[str]:
    """Return what stands between commas and blanks; a last comma ends the last cell."""
    if not text.strip():
        return []
    cells = re.split(r"\s*,\s*|\s+", text.strip())
    return cells[:-1] if cells[-1] == "" and len(cells) > 1 else cells


def _unwrapped(top: Group) -> Group:
    """Return ``top`` without the parentheses around all of it."""
    while (
        len(top.groups) == 1
        and not top.beside
        and top.groups[0].opened == "("
        and len(top.groups[0].groups) == 1
        and not top.groups[0].beside
        and "," not in "".join(top.groups[0].parts[::2])
    ):
        top = top.groups[0]
    return top


def _depth(top: Group) -> int:
    depth, level = 0, top.groups
    while level:
        depth += 1
        level = [inner for group in level for inner in group.groups]
    return depth


def _check_depth(depth: int, most: int = DEEPEST) -> None:
    if depth > most:
        raise ValueError(
            f"The brackets stand {depth} deep, which makes several matrices, but they must stand "
            f"at most {DEEPEST} deep: paste one matrix."
        )


def _grouped(text: str) -> Group:
    """Return all groups in ``text``, which is held to close what it opens."""
    open_groups = [Group()]
    line = 1
    for part in re.split(r"([\[\](){}\n])", text):
        here = open_groups[-1]
        line += part == "\n"
        if part in PAIRS:
            open_groups.append(Group(part, line))
            _check_depth(len(open_groups) - 1, MOST_DEEP)
        elif part in PAIRS.values():
            if PAIRS.get(here.opened) != part:
                raise ValueError(_unmatched(here, part, line))
            open_groups.pop()
            open_groups[-1].parts += [here, ""]
        else:
            here.parts[-1] += part
    if len(open_groups) > 1:
        last = open_groups[-1]
        raise ValueError(
            f"The bracket {last.opened} in line {last.line} is not closed, but must be, or go."
        )
    return open_groups[0]


def _unmatched(here: Group, closing: str, line: int) -> str:
    if not here.opened:
        return f"The bracket {closing} in line {line} closes none, so it must go."
    return (
        f"The bracket {here.opened} in line {here.line} is closed by {closing} in line {line}, but "
        f"must be closed by {PAIRS[here.opened]}."
    )


def named(text: str) -> str | Rows | None:
    """Return the numbers of a JSON object, or of a list of them; nothing for other text.

    An object with one key gives the text of its value. Raises ``ValueError`` for several keys that
    could be rows as well as columns.
    """
    if not re.match(r"(?:\[\s*)?\{\s*[\"']", text.strip()):
        return None
    try:
        found = json.loads(text.replace("'", '"'), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        if len(found) == 1:
            return json.dumps(next(iter(found.values()))).replace('"', "")
        raise ValueError(
            f"The text names {len(found)} things, first {quoted(next(iter(found)))}, which could "
            "be rows or columns, but must be one matrix: paste its rows alone."
        )
    if not all(isinstance(one, dict) and list(one) == list(found[0]) for one in found):
        raise ValueError("The rows name their numbers differently, but must name the same ones.")
    return [
        [f"column {key}" for key in found[0]],
        *([str(cell) for cell in one.values()] for one in found),
    ]
