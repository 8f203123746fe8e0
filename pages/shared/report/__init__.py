"""A report of what a page shows: one HTML file that needs no network and prints cleanly.

result_sheet  The result sheet of a lab's exercises as one file that prints
"""

import base64
import json
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markupsafe import Markup

from core.claims import CLAIMS, Finding, Outcome
from core.ledger.table import fared, figure, measured, standing, word
from pages.shared.charts import vega
from pages.shared.page.collected import (
    Data,
    Figure,
    Judged,
    Passage,
    Record,
    Setting,
    Stage,
    Statement,
    Table,
)

FOLDER = Path(__file__).parent
SHORT = 80  # rows
PACKAGES = ("streamlit", "altair", "torch", "numpy", "pandas", "scipy")
MATH = re.compile(r"\$([^$]+)\$")
SIGNS = {Outcome.HOLDS: "✓", Outcome.FAILS: "✗", Outcome.UNDECIDED: "?"}
ICON = re.compile(r":material/\w+:\s*")
_markdown = MarkdownIt("js-default", {"html": False})


@dataclass(frozen=True)
class File:
    """A table of data as a link that carries the file itself."""

    name: str
    size: str
    link: str


def html(title: str, question: str, address: str, record: Record) -> str:
    """Return the report of everything in ``record``.

    Raises ``RuntimeError`` when the charts cannot be made.
    """
    figures = record.of(Figure)
    pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    pages.filters |= {"prose": prose, "figures": figures_of, "rows": rows}
    return pages.get_template("report.html.j2").render(
        title=title,
        question=question,
        address=address,
        date=datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC"),
        versions=versions(),
        settings=settings(record),
        judged=record.of(Judged),
        claims=CLAIMS,
        statements=[one.finding for one in record.of(Statement)],
        passages=record.of(Passage),
        stages=[stage(one) for one in record.of(Stage)],
        figures=figures,
        tables=tables(record),
        files=[file(one) for one in record.of(Data)],
        style=Markup((FOLDER / "report.css").read_text(encoding="utf-8")),
        script=Markup((FOLDER / "report.js").read_text(encoding="utf-8")),
        libraries=Markup(script(vega.libraries()) if figures else ""),
        specs=[Markup(script(json.dumps(one))) for one in vega.specs(figures)] if figures else [],
    )


def script(text: str) -> str:
    """Return ``text`` so that no part of it ends the script element that it stands in."""
    return re.sub(r"<(/script|!--)", r"<\\\1", text, flags=re.IGNORECASE)


def stage(shown: Stage) -> dict[str, Any]:
    """Return what moves: its label, a script that makes it, and what that script is given."""
    kept = (
        {"bytes": base64.b64encode(shown.data).decode()}
        if isinstance(shown.data, bytes)
        else {"json": shown.data}
    )
    given = {"html": shown.parts["html"], "css": shown.parts["css"], **kept}
    makes = shown.parts["js"].replace("export default ", "return ")
    return {
        "label": shown.label,
        "given": Markup(script(json.dumps(given))),
        "makes": Markup(script(makes)),
    }


def prose(text: str) -> Markup:
    """Return a line of a page, in its Markdown, as HTML; formulae become MathML."""
    formulae: list[str] = []

    def keep(found: re.Match[str]) -> str:
        formulae.append(convert(found[1]))
        return f"FORMULA{len(formulae) - 1}END"

    made = _markdown.renderInline(MATH.sub(keep, ICON.sub("", text)))
    for place, formula in enumerate(formulae):
        made = made.replace(f"FORMULA{place}END", formula)
    return Markup(made)


def tables(record: Record) -> list[Table]:
    """Return the tables of the page; where it has nothing else to show, its short files."""
    files = [Table(one.frame, one.name) for one in record.of(Data) if len(one.frame) <= SHORT]
    drawn = [*record.of(Figure), *record.of(Stage)]
    return record.of(Table) or ([] if drawn else files)


def versions() -> str:
    """Return what this was made with, in words."""
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)]
    )


def settings(record: Record) -> list[Setting]:
    """Return every control once, as it was drawn last, but for what is the visitor's own."""
    return list({one.key: one for one in record.of(Setting) if not one.own}.values())


def figures_of(finding: Finding) -> dict[str, str]:
    """Return one part of a claim as text: reported, measured, n, verdict and its rule's date."""
    return {
        "reported": "" if finding.reported is None else figure(finding.reported),
        "measured": measured(finding),
        "n": f"{finding.n:,}",
        "verdict": f"{SIGNS[finding.outcome]} {fared(finding)}",
        "word": word(finding),
        "standing": standing(finding),
    }


def rows(frame: pd.DataFrame) -> list[list[str]]:
    """Return the cells of a table as text, the names of its columns first."""
    return [[str(name) for name in frame.columns]] + [
        [cell(value) for value in row] for row in frame.itertuples(index=False, name=None)
    ]


def cell(value: Any) -> str:
    """Return one cell as text; nothing for what is missing."""
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.6g}"
    return "" if value is None else str(value)


def file(data: Data) -> File:
    """Return a frame as a link that saves it as CSV."""
    content = base64.b64encode(data.frame.to_csv(index=False).encode()).decode()
    size = f"{len(data.frame):,} rows, {len(data.frame.columns)} columns"
    return File(f"{data.name}.csv", size, f"data:text/csv;charset=utf-8;base64,{content}")
