"""Tables in Markdown and HTML, and what R prints."""

import re
from html.parser import HTMLParser

from core.engines.matrices.conventions import Rows, plain_signs
from core.engines.matrices.lines import check_together, split

MARKUP = re.compile(r"<\s*(?:table|tr|td|th|mtable|mtr)\b", re.IGNORECASE)
PIPES = re.compile(r"[│┃┆║]")
RULE = re.compile(r"[\s|:+=\-─━═┬┴┼╞╪╡├┤┌┐└┘╭╮╰╯╔╗╚╝╠╣╦╩╬┝┿┥┠┨┏┓┗┛┯┷]*")
COUNTED = re.compile(r"^[ \t]*\[(\d+),\][ \t]*(.*)$", re.MULTILINE)
R_HEADER = re.compile(r"^[ \t]*((?:\[,\d+\][ \t]*)+|(?:[^\W\d][\w.]*[ \t]*)+)$", re.MULTILINE)
R_ROW = re.compile(r"^[ \t]*\[(\d+)\][ \t]+(.*)$")


def piped(text: str) -> Rows | None:
    """Return the rows of a table with bars between its columns, or nothing for other text."""
    lines = [line for line in PIPES.sub("|", text).split("\n") if line.strip()]
    lines = [line for line in lines if not RULE.fullmatch(line)]
    if not lines or not all("|" in line for line in lines):
        return None
    check_together(text)
    rows = split([line.strip().removeprefix("|").removesuffix("|") for line in lines], r"\|")
    rows = [row for row in rows if not all(re.fullmatch(":?-+:?", cell) for cell in row)]
    around = all(len(row) == 1 for row in rows)  # bars as those of a determinant
    return [row[0].split() for row in rows] if around else rows


def marked_up(text: str) -> Rows | None:
    """Return the rows of an HTML table, or of one in MathML; nothing for other text.

    Raises ``ValueError`` for several tables and for cells that span others.
    """
    if not MARKUP.search(text):
        return None
    page = _Page()
    try:
        page.feed(text)
        page.close()
    except AssertionError:
        raise ValueError("The table's HTML is damaged, but must be whole: copy it anew.") from None
    if page.tables > 1:
        raise ValueError(f"{page.tables} tables stand here, but it must be one: paste one of them.")
    if page.spans:
        raise ValueError("A cell of the table spans several, but each must hold one number.")
    return [[plain_signs(cell).strip() for cell in row] for row in page.rows if row]


class _Page(HTMLParser):
    """Rows and cells of what is fed to it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        self.tables = 0
        self.spans = False
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self.tables += tag in ("table", "mtable")
        self.spans |= any("span" in name and value not in ("1", None) for name, value in attrs)
        if tag in ("tr", "mtr"):
            self.rows.append([])
            self.inside = False
        if tag in ("td", "th", "mtd"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "mtd", "tr", "mtr"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Add to a cell."""
        if self.inside:
            self.rows[-1][-1] += data


def printed_by_r(text: str) -> Rows | None:
    """Return the rows of a matrix or vector that R printed, or nothing for other text.

    Raises ``ValueError`` for a matrix with rows missing or other lines in between.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    numbered = [(int(found[1]), found[2]) for found in COUNTED.finditer(text)]
    if numbered:
        headers = sum(R_HEADER.fullmatch(line) is not None for line in lines)
        rows: dict[int, list[str]] = {}
        for number, cells in numbered:
            rows.setdefault(number, []).extend(cells.split())
        if list(rows) != list(range(1, len(rows) + 1)) or headers + len(numbered) != len(lines):
            raise ValueError("What R prints must be pasted from its first row to its last, alone.")
        return list(rows.values())
    vector = [R_ROW.match(line) for line in lines]
    if not vector or not all(vector):
        return None
    cells = []
    for found in vector:
        if found and int(found[1]) != len(cells) + 1:
            raise ValueError("What R prints must be pasted from its first number to its last.")
        cells += found[2].split() if found else []
    return [cells]
