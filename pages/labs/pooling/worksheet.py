"""A pooling exercise on paper: one page to work on, one page of answers, as a file that prints.

All lengths are in millimetres. A page leaves 250 of height and 180 of width, so that it fits on A4
and on Letter: tables shrink with their rows and columns, and the working takes what is left.
"""

from collections.abc import Sequence
from dataclasses import fields
from html import escape
from math import ceil
from pathlib import Path

from core.pooling.operators import SETTINGS, Pooling
from core.pooling.worked_matrix import Config, Result
from core.text import written

STYLE = (Path(__file__).parent / "worksheet.css").read_text(encoding="utf-8")
WIDTH, TABLES_AND_WORKING = 178.0, 200.0
MATRIX_HEIGHT, RESULT_HEIGHT, LARGEST_CELL = 105.0, 80.0, 10.0
LARGEST_LETTERS, LETTERS_OF_CELL, LETTER_WIDTH = 4.5, 0.55, 0.62
LINE, WRITING_LINE = 4.6, 9.0
LETTERS_ON_HALF, LETTERS_ON_LINE = 42, 88
WORDS = {
    "kernel_size": "window",
    "ceil_mode": "rounding up",
    "count_include_pad": "counting the padding",
    "norm_type": "power",
    "output_size": "output",
    "blur_size": "filter",
}


NEUTRAL = {"padding": (0, 0), "dilation": (1, 1), "ceil_mode": False}


def document(result: Result) -> str:
    """Return the worksheet and its answers as one HTML file that prints on two pages."""
    config, answers = result.config, result.windows["result"].map(written).tolist()
    lines = [
        f"Row {row.row + 1}, column {row.column + 1}: {row.text} = {answer}"
        for row, answer in zip(result.windows.itertuples(), answers, strict=True)
    ]
    exercise = _page("Pooling by hand", config, [""] * len(answers), _to_fill_in(config, lines))
    solution = _page("Answers", config, answers, _worked_out(config, lines))
    return (
        "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        f"<title>Pooling worksheet</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f"{exercise}{solution}</body>\n</html>\n"
    )


def described(pooling: Pooling) -> str:
    """Return ``pooling`` in words, such as ``max pooling (window 2 × 2, stride 2 × 2)``.

    What makes no difference, such as padding by 0, is left out.
    """
    neutral = NEUTRAL | ({"count_include_pad": True} if pooling.padding == (0, 0) else {})
    parts = []
    for field in fields(pooling):
        value, name = getattr(pooling, field.name), WORDS.get(field.name, field.name)
        if field.name not in SETTINGS[pooling.operator] or neutral.get(field.name) == value:
            continue
        if isinstance(value, bool):
            parts.append(name if value else f"not {name}")
        else:
            size = " × ".join(map(str, value)) if isinstance(value, tuple) else value
            parts.append(f"{name} {size}")
    return f"{pooling.operator} pooling" + (f" ({', '.join(parts)})" if parts else "")


def _page(title: str, config: Config, answers: Sequence[str], working: str) -> str:
    cells = [written(cell) for row in config.cells for cell in row]
    rows, columns = config.output_size
    return (
        f"<section>\n<h1>{title}</h1>\n"
        f"<p>Apply {escape(described(config.pooling))} to the matrix; it gives {rows} × {columns} "
        f"numbers.</p>\n<h2>Matrix</h2>\n{_table(cells, len(config.cells[0]), MATRIX_HEIGHT)}"
        f"<h2>Result</h2>\n{_table(answers, columns, RESULT_HEIGHT)}"
        f"<h2>Working</h2>\n{working}</section>\n"
    )


def _table(texts: Sequence[str], columns: int, room: float) -> str:
    """Return ``texts`` as a table, its cells and letters as large as its ``room`` allows."""
    high = _cell_height(len(texts) // columns, room)
    wide = min(2 * LARGEST_CELL, WIDTH / columns)
    longest = max(2, *map(len, texts), 2)
    letters = min(LARGEST_LETTERS, LETTERS_OF_CELL * high, 0.9 * wide / longest / LETTER_WIDTH)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts[at : at + columns])}</tr>\n"
        for at in range(0, len(texts), columns)
    )
    return (
        f"<table style='--high: {high:.2f}mm; --wide: {wide:.2f}mm; --letters: {letters:.2f}mm'>\n"
        f"{rows}</table>\n"
    )


def _cell_height(rows: int, room: float) -> float:
    return min(LARGEST_CELL, room / rows)


def _room(config: Config) -> float:
    """Return the height that the two tables leave for the working."""
    rows = config.output_size[0]
    return (
        TABLES_AND_WORKING
        - len(config.cells) * _cell_height(len(config.cells), MATRIX_HEIGHT)
        - rows * _cell_height(rows, RESULT_HEIGHT)
    )


def _to_fill_in(config: Config, lines: Sequence[str]) -> str:
    """Return a line to write on for each window, or nothing but a word where they do not fit."""
    places = [line.partition(":")[0] for line in lines]
    if ceil(len(places) / 2) * WRITING_LINE > _room(config):
        return "<p>Use the back of this page.</p>\n"
    items = "".join(f"<li>{place}:</li>\n" for place in places)
    return f"<ul class='halves writing'>\n{items}</ul>\n"


def _worked_out(config: Config, lines: Sequence[str]) -> str:
    """Return the working of as many windows as fit, and how many more there are."""
    halves = all(len(line) <= LETTERS_ON_HALF for line in lines)
    letters = LETTERS_ON_HALF if halves else LETTERS_ON_LINE
    left = _room(config) * (2 if halves else 1) / LINE - 2
    shown = []
    for line in lines:
        left -= ceil(len(line) / letters)
        if left < 0:
            break
        shown.append(line)
    items = "".join(f"<li>{escape(line)}</li>\n" for line in shown)
    more = len(lines) - len(shown)
    rest = f"<p>And {more} more in the same way.</p>\n" if more else ""
    return f"<ul class='{'halves' if halves else ''}'>\n{items}</ul>\n{rest}"
