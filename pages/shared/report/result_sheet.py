"""The result sheet of a lab's exercises as one file that prints: nothing in it needs a network."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from core.teaching.exercises.draws import Exercise
from core.teaching.exercises.sheet import Record, score

FOLDER = Path(__file__).parent
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
    pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    return pages.get_template("result_sheet.html.j2").render(
        lab=lab,
        seed=seed,
        name=name,
        date=date,
        right=score(exercises, records),
        answered=[(one, records.get(one.name, Record())) for one in exercises],
        signs=SIGNS,
        style=Markup((FOLDER / "result_sheet.css").read_text(encoding="utf-8")),
    )
