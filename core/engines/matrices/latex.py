"""Matrices and tables in LaTeX."""

import re

from core.engines.matrices.conventions import Rows
from core.limits import quoted

WRITTEN = re.compile(r"\\begin\s*\{|\\\\|\\cr\b|\\[pbv]?matrix\b")
BODY = re.compile(
    r"\\begin\s*\{((?:[pbBvV]|small|psmall|bsmall)?matrix\*?|array|tabular\*?)\}"
    r"(?:\s*\[[^\]\n]*\])?(.*?)\\end\s*\{\1\}",
    re.DOTALL,
)
PLAIN_BODY = re.compile(r"\\[pbv]?matrix\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
COLUMNS = re.compile(r"\s*\{(?:[^{}]|\{[^{}]*\})*\}")
AROUND = re.compile(
    r"\\(?:begin|end)\s*\{(?:equation|align|aligned|displaymath|math|gather|table|center|split)\*?\}"
    r"|\\(?:left|right|[bB]igg?[lr]?)\s*(?:\\[{}|]|[()\[\]|.])|\\[\[\]()]|\\centering|\$|&"
    r"|(?:\\[a-zA-Z]+\s*)?(?:\{?[^\W\d_]\}?|\{[^\W\d_]+\})(?:_\{?\w+\}?)?\s*(?:=|:=|\\coloneqq)"
    r"|[\s.,;()\[\]]"
)
RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|cline\s*\{[^{}]*\})")
SPACES = re.compile(r"\\[,;:!> ]|~|\\q?quad\b|\\h?phantom\s*\{[^{}]*\}|\\(?:display|text)style\b")
FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{\s*([+-]?[\d.]+)\s*\}\s*\{\s*(\d+)\s*\}|(\d)\s*(\d))")
STYLED = re.compile(r"\\(?:math[a-z]+|text[a-z]*|num|bm|boldsymbol|mbox)\s*\{([^{}]*)\}")


def rows_of(text: str) -> Rows | None:
    """Return the cells of a matrix in LaTeX, or of its inside; nothing for other text.

    Raises ``ValueError`` for several matrices and for whatever stands beside one.
    """
    if not WRITTEN.search(text):
        return None
    text = re.sub(r"(?<!\\)%.*", "", text)
    bodies = list(BODY.finditer(text)) or list(PLAIN_BODY.finditer(text))
    if len(bodies) > 1:
        raise ValueError(
            f"{len(bodies)} matrices stand here, but it must be one: paste one of them."
        )
    body = text
    if bodies:
        (found,) = bodies
        body = found[found.lastindex or 1]
        beside = AROUND.sub("", text[: found.start()] + " " + text[found.end() :])
        if beside:
            raise ValueError(
                f"{quoted(beside)} stands beside the matrix and is not carried out, so it must go: "
                "paste the numbers that it makes."
            )
        if re.match(r"array|tabular", found[1]):
            body = COLUMNS.sub("", body, count=1)
    lines = re.split(r"\\\\(?:\s*\[[^\]\n]*\])?|\\cr\b", RULES.sub("", body))
    return [[_cell(cell) for cell in line.split("&")] for line in lines if line.strip()]


def _cell(cell: str) -> str:
    cell = FRACTION.sub(
        lambda found: f"{found[1] or found[3]}/{found[2] or found[4]}", SPACES.sub("", cell)
    )
    cell = STYLED.sub(r"\1", cell.replace(r"\infty", "∞").replace("$", ""))
    cell = re.sub(r"\s*\\(?:cdot|times)\s*10\s*\^\s*\{?\s*([+-]?\d+)\s*\}?", r"e\1", cell)
    return re.sub(r"[{}\s]", "", cell) if re.search(r"\d", cell) else cell.strip()
