"""A pasted text as one matrix, or why it is none: what has two readings is asked, not guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from core.engines.matrices import brackets, conventions, latex, lines, names, surroundings, tables
from core.engines.matrices.cells import Matrix, matrix
from core.engines.matrices.conventions import Rows
from core.limits import quoted
from core.text import finite, shape_text, written

MOST_CHARACTERS = 50_000
SHOWN = 3
PARTED = re.compile(r"\d +[+-]?[\d.]+ +/ +[+-]?[\d.]+(?: +[+-]?[\d.]+)?")
NARROW = "\u00a0"


@dataclass(frozen=True)
class Reading:
    """A matrix, how it was read, and in ``notes`` what was left out or taken as a number."""

    cells: Matrix
    how: str = ""
    notes: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """How it was read, its sizes and its first numbers."""
        size = shape_text((len(self.cells), len(self.cells[0])))
        first = self.cells[0][:SHOWN]
        more = " …" if len(self.cells[0]) > SHOWN else ""
        return f"{self.how or 'decimals by points'}, {size}: {' '.join(map(written, first))}{more}"


def parse(text: str) -> Matrix:
    """Return the matrix written in ``text``. Raises ``ValueError`` as ``read`` does."""
    return read(text).cells


def read(text: str) -> Reading:
    """Return the matrix written in ``text``, in any form that this folder knows.

    Raises ``ValueError`` with one sentence: for what has two readings it names both, else it says
    what was in the way, with row and column (from 1) for a cell that is no number.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(
            f"The text has {len(text):,} characters, but must have at most {MOST_CHARACTERS:,}."
        )
    found: dict[str, Reading] = {}
    refused: ValueError | None = None
    for one in _candidates(text):
        if isinstance(one, ValueError):
            refused = refused or one
        else:
            found.setdefault(str(one.cells), one)
    if len(found) > 1:
        first, second = list(found.values())[:2]
        raise ValueError(
            f"Two readings: {first.described}; or {second.described}. Write points in "
            "decimals, blanks between columns, and brackets around all."
        )
    if not found:
        raise refused or ValueError("The matrix is empty, but must have 1 to 32 rows and columns.")
    return next(iter(found.values()))


def _candidates(text: str) -> Iterator[Reading | ValueError]:
    """Yield every reading of ``text``, or why it is none."""
    _check_slashes(text)
    plain = conventions.plain_signs(text)
    times, written_out = surroundings.factor(surroundings.value(surroundings.code(plain)))
    marked = _marked(plain)
    grids = marked or _grids(written_out)
    comments = not marked and surroundings.COMMENT.search(plain)
    for how, cells in grids:
        rows, left_out = names.without([[conventions.bare(cell) for cell in row] for row in cells])
        notes = [f"Left out: {one}." for one in left_out]
        if comments:
            notes.append("Left out: the comments.")
        if any(conventions.is_truth(cell) for row in cells for cell in row):
            notes.append("Taken as numbers: true as 1, false as 0.")
        for convention, numbers in conventions.readings(rows):
            ways = ", ".join(filter(None, (how, convention)))
            try:
                yield Reading(_scaled(matrix(numbers), times), ways, tuple(notes))
            except ValueError as error:
                yield error


def _marked(text: str) -> list[tuple[str, Rows]]:
    """Return the cells of a table in HTML, a matrix in LaTeX or what R prints, if it is one."""
    rows = tables.marked_up(text)
    code = surroundings.code(text)
    if rows is None:
        _check_whole(code)
        rows = latex.rows_of(code)
    if rows is None:
        rows = tables.printed_by_r(code)
    return [] if rows is None else [("", rows)]


def _grids(text: str) -> Iterator[tuple[str, Rows]]:
    """Yield the ways to take the cells of ``text``, each with what to call it."""
    named = brackets.named(text)
    if isinstance(named, str):
        text = named
    elif named is not None:
        yield "", named
        return
    if (rows := tables.piped(text)) is not None:
        yield "", rows
    elif brackets.BRACKETS.search(text):
        yield from brackets.grids(text)
    else:
        yield from lines.grids(text.replace(NARROW, " "))
        parted = re.search(r"\d 0\d\d(?!\d)", text)  # a number of its own begins with no 0
        blank = f"[{NARROW} ]" if parted else NARROW
        joined = re.sub(rf"(?<=\d){blank}(?=\d{{3}}(?!\d))", "", text)
        if joined != text:
            for how, rows in lines.grids(joined.replace(NARROW, " ")):
                yield f"{how}, thousands by blanks", rows


def _check_slashes(text: str) -> None:
    alone = not re.search(r"[\n;]", text.strip())
    if alone and (found := PARTED.search(text)):
        raise ValueError(
            f"{quoted(found[0])} could hold a fraction or the end of a row, but must tell which: "
            "write 2/3 without blanks, or the rows on lines of their own."
        )


def _check_whole(text: str) -> None:
    if found := surroundings.LEFT_OUT.search(text):
        raise ValueError(
            f"The text leaves numbers out where it has {found[0]}, but must have all of them: "
            "print the whole matrix."
        )


def _scaled(cells: Matrix, times: Fraction) -> Matrix:
    if times == 1:
        return cells
    return tuple(tuple(cell * times if finite(cell) else cell for cell in row) for row in cells)
