"""What commas and points in numbers may mean, and signs that stand for numbers."""

import re
import unicodedata
from collections.abc import Callable, Iterator

Rows = list[list[str]]

FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
SIGNS = str.maketrans(
    {
        **dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad"),
        **dict.fromkeys("−–‒‐‑﹣－", "-"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("\u2007\u202f", "\u00a0"),
        **dict.fromkeys("\u2002\u2003\u2009\u200a\u3000", " "),
        **dict.fromkeys("⁄∕／", "/"),
        "，": ",",
        "；": ";",
        "＋": "+",
        "．": ".",
        **dict.fromkeys("⎡⎤⎢⎥⎣⎦⎛⎜⎝⎞⎟⎠", " "),
    }
)
TRUTH = {"true": "1", "false": "0"}
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
THOUSANDS_BY_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?")
SWISS = re.compile(r"[+-]?[1-9]\d{0,2}(?:'\d{3})+(?:\.\d*)?")


def plain_signs(text: str) -> str:
    """Return ``text`` with plain signs for those of typography, and plain ends of lines."""
    text = re.sub("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text).translate(SIGNS)
    text = re.sub(rf"(?<!\d)(\d{{0,9}})([{FRACTIONS}])", _fraction, text)
    text = re.sub(
        r"(?<=[\d.])[ \u00a0]*[×x*·⋅][ \u00a0]*10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)",
        lambda power: "e" + "".join(RAISED[sign] for sign in power[1]),
        text,
    )
    text = re.sub(r"(?<=[\d.])[ \u00a0]*(?:[×x*·⋅][ \u00a0]*10|\*)\^\{?([+-]?\d+)\}?", r"e\1", text)
    text = re.sub(r"(?<=[\d.])[dD](?=[+-]?\d)", "e", text)
    text = re.sub(r"(?<=[\d.])f\b", "", text)
    return re.sub(r"(?<=\d)(?: */ *|//)(?=\d)", "/", text)


def _fraction(found: re.Match[str]) -> str:
    """Return ``½`` as 1/2 and ``1½`` as 3/2."""
    over, under = map(int, unicodedata.normalize("NFKC", found[2]).split("\u2044"))
    return f"{int(found[1] or 0) * under + over}/{under}"


def bare(cell: str) -> str:
    """Return a cell without blanks and quotes around it, and a truth value as 1 or 0."""
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'":
        cell = cell[1:-1].strip()
    return TRUTH[cell.lower()] if is_truth(cell) else cell


def is_truth(cell: str) -> bool:
    """Return whether a cell is true or false."""
    return cell.strip().lower() in TRUTH


def readings(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Yield every way to take commas and points in ``rows``, each with what to call it.

    A convention holds for all cells; one that does not fit a cell leaves the cell as it is, which
    is then no number.
    """
    cells = [cell for row in rows for cell in row]
    if not any("," in cell or cell.count(".") > 1 or "'" in cell for cell in cells):
        yield "", rows
        return
    for name, take in CONVENTIONS.items():
        yield name, [[take(cell) for cell in row] for row in rows]


def _with_points(cell: str) -> str:
    if THOUSANDS.fullmatch(cell) or SWISS.fullmatch(cell):
        return cell.replace(",", "").replace("'", "")
    return cell


def _with_commas(cell: str) -> str:
    if THOUSANDS_BY_POINTS.fullmatch(cell):
        cell = cell.replace(".", "")
    elif "." in cell:
        return cell + "," * ("," not in cell)  # no number in this convention
    return _comma_as_point(cell)


def _with_either(cell: str) -> str:
    return cell if "." in cell else _comma_as_point(cell)


def _comma_as_point(cell: str) -> str:
    return cell.replace(",", ".") if re.search(r"\d,\d|^[+-]?,\d", cell) else cell


CONVENTIONS: dict[str, Callable[[str], str]] = {
    "thousands by commas": _with_points,
    "decimals by commas": _with_commas,
    "decimals by commas and points": _with_either,
}
