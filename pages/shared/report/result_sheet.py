"""The result sheet of a lab's exercises as one file that prints: nothing in it needs a network."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from core.teaching.exercises.draws import Exercise, Table
from core.teaching.exercises.sheet import Record, score

STYLE = (Path(__file__).parent / "result_sheet.css").read_text(encoding="utf-8")
SIGNS = {"right": "✓", "wrong": "✗", "not answered": "–"}


def document(
    lab: str,
    seed: int,
    exercises: Sequence[Exercise],
    records: Mapping[str, Record],
    name: str,
    date: str,
) -> str:
    """Return the sheet as an HTML file; ``records`` are kept by the exercises' names."""
    facts = [
        f"Name: {name}" if name else "Name: ____________________",
        f"Seed of the numbers: {seed}",
        f"Date: {date}",
        f"Right: {score(exercises, records)} of {len(exercises)}",
    ]
    sections = "".join(
        _section(number, exercise, records.get(exercise.name, Record()))
        for number, exercise in enumerate(exercises, start=1)
    )
    return (
        "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        f"<title>Exercises: {escape(lab)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Backprop Lab · {escape(lab)} · Exercises</h1>\n"
        f"<p class='facts'>{'<br>'.join(map(escape, facts))}</p>\n{sections}</body>\n</html>\n"
    )


def _section(number: int, exercise: Exercise, record: Record) -> str:
    lines = [exercise.question]
    done = [f"Attempts: {record.attempts}", f"Hint: {'used' if record.hint else 'not used'}"]
    if record.attempts:
        done = [f"Your answer: {record.answer}", f"Right answer: {exercise.task.answer}", *done]
    if record.shown:
        done.append("The answer was shown")
    return (
        f"<section>\n<h2><span>{number} · {escape(exercise.name)}</span>"
        f"<span>{SIGNS[record.result]} {record.result}</span></h2>\n"
        f"{''.join(f'<p>{escape(line)}</p>' for line in lines)}\n{_table(exercise.given)}"
        f"<p>{escape('. '.join(done))}.</p>\n</section>\n"
    )


def _table(given: Table | None) -> str:
    if given is None:
        return ""
    header = "".join(f"<th>{escape(cell)}</th>" for cell in given.header)
    rows = [f"<tr>{header}</tr>"] if header else []
    rows += [
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>" for cells in given.cells
    ]
    return f"<table>{''.join(rows)}</table>\n"
