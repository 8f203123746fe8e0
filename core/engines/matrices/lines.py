"""Rows on lines, with tabs, semicolons, commas or spaces between their columns."""

import re
from collections.abc import Iterator

from core.engines.matrices.conventions import Rows

SEPARATORS = {
    "columns by tabs": r"\t",
    "columns by semicolons": ";",
    "columns by commas": ",",
    "columns by commas with blanks": r",\s+",
    "columns by blanks": r"\s+",
}
HIDDEN = str.maketrans("\t;, |", "\ue000\ue001\ue002\ue003\ue004")
SHOWN = str.maketrans("\ue000\ue001\ue002\ue003\ue004", "\t;, |")


def grids(text: str) -> Iterator[tuple[str, Rows]]:
    """Yield every way to split ``text``, the plainest first, each with what to call it.

    On several lines semicolons end rows only where blanks or ``, `` stand between columns: those of
    ``1,5;2`` stand between columns. Raises ``ValueError`` where a blank line parts it.
    """
    lines = [line for line in protected(text).split("\n") if line.strip(" ")]
    if len(lines) > 1 and all(line.rstrip().endswith(";") for line in lines[:-1]):
        lines = [line.rstrip().removesuffix(";") for line in lines]
    elif len(lines) == 1:
        lines = [lines[0].rstrip().removesuffix(";")]
    check_together(text)
    rows_first = list(_with_semicolons_between_rows(lines))
    yield from rows_first if len(lines) == 1 else []
    for name, separator in _present(lines).items():
        if separator != r"\s+" or not any("\t\t" in line for line in lines):
            rows = split(lines, separator)
            yield name if any(len(row) > 1 for row in rows) else "one column", rows
    yield from rows_first if len(lines) > 1 else []
    yield from _digits(lines)


def _present(lines: list[str]) -> dict[str, str]:
    """Return the separators that stand in ``lines``; blanks may."""
    text = "\n".join(line.strip(" ") for line in lines)
    return {name: one for name, one in SEPARATORS.items() if one == r"\s+" or re.search(one, text)}


def _with_semicolons_between_rows(lines: list[str]) -> Iterator[tuple[str, Rows]]:
    parts = [part for line in lines for part in line.split(";") if part.strip(" ")]
    if len(parts) == len(lines):
        return
    for name, separator in _present(lines).items():
        rows = [] if separator == ";" else split(parts, separator)
        columns = separator != "," and all(len(row) > 1 for row in rows)
        if rows and (columns or len(lines) == 1):
            wide = any(len(row) > 1 for row in rows)
            yield "rows by semicolons" + (f", {name}" if wide else ""), rows


def split(lines: list[str], separator: str) -> Rows:
    """Return the cells of ``lines``; a separator that begins or ends every line is none."""
    blank = " " if separator == r"\t" else None
    rows = [
        [cell.strip().translate(SHOWN) for cell in re.split(separator, line.strip(blank))]
        for line in lines
    ]
    for edge in (-1, 0):
        while rows and all(len(row) > 1 and row[edge] == "" for row in rows):
            for row in rows:
                row.pop(edge)
    return rows


def protected(text: str) -> str:
    """Return ``text`` with other signs for the separators between double quotes."""
    return re.sub(r'"([^"\n]*)"', lambda quote: quote[1].translate(HIDDEN), text)


def check_together(text: str) -> None:
    """Raise ``ValueError`` where blank lines part rows into groups."""
    groups = [group for group in re.split(r"\n[ \t]*\n\s*", text.strip()) if group.strip()]
    if len(groups) > 1 and any("\n" in group for group in groups):
        raise ValueError(
            f"Blank lines part the text into {len(groups)}, which could be one matrix or "
            f"{len(groups)}, but must be one: take the blank lines out, or paste one part."
        )


def _digits(lines: list[str]) -> Iterator[tuple[str, Rows]]:
    """Yield each digit as a number, where digits may have been run together."""
    words = " ".join(lines).split()
    alike = words and all(re.fullmatch("[0-9]{2,}", word) for word in words)
    alike = alike and len({len(word) for word in words}) == 1
    alone = all(len(line.split()) == 1 for line in lines) and set("".join(words)) <= {"0", "1"}
    if alike and (alone or any(word[0] == "0" for word in words)):
        yield "a number for each digit", [list("".join(line.split())) for line in lines]
