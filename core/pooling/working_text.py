"""The working of one window, as text and as LaTeX in the write-up's form."""

from collections.abc import Callable

from core.pooling.exact import Window
from core.pooling.operators import Pooling
from core.text import Number, finite, latex, written

MOST_NUMBERS = 25
FIRST, LAST = 6, 2
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def as_text(window: Window, pooling: Pooling) -> str:
    """Return the working on one line, such as ``(1+0+1+0)/4`` or ``max(1, 0, 1, 0)``.

    Of more than 25 numbers the first six and the last two are written out.
    """
    power = str(pooling.norm_type).translate(RAISED)
    kind, terms = pooling.kind, _terms(window, pooling, written, "·", "…", power)
    if kind == "max":
        return f"max({', '.join(terms)})"
    if kind == "subsampling":
        return terms[0]
    total = "+".join(terms)
    if kind != "Lp":
        return f"({total})/{window.divisor}"
    if window.divisor != 1:
        total = f"{1 / window.divisor}·({total})"
    if pooling.norm_type == 1:
        return total
    return f"√({total})" if pooling.norm_type == 2 else f"({total})^(1/{pooling.norm_type})"


def as_latex(window: Window, pooling: Pooling) -> str:
    """Return the working in LaTeX, such as ``\\frac{1+0+1+0}{4}`` or ``\\max(1, 0, 1, 0)``."""
    kind = pooling.kind
    terms = _terms(window, pooling, latex, r" \cdot ", r"\dots", f"^{{{pooling.norm_type}}}")
    if kind == "max":
        return rf"\max({', '.join(terms)})"
    if kind == "subsampling":
        return terms[0]
    total = "+".join(terms)
    if kind != "Lp":
        return rf"\frac{{{total}}}{{{window.divisor}}}"
    if window.divisor != 1:
        total = rf"{latex(1 / window.divisor)} \left({total}\right)"
    if pooling.norm_type == 1:
        return total
    degree = "" if pooling.norm_type == 2 else f"[{pooling.norm_type}]"
    return rf"\sqrt{degree}{{{total}}}"


def _terms(
    window: Window,
    pooling: Pooling,
    write: Callable[[Number], str],
    times: str,
    dots: str,
    power: str,
) -> list[str]:
    """Return the numbers as they stand in the working, weighted or raised to their power."""
    raised = pooling.kind == "Lp" and pooling.norm_type > 1
    blurred = pooling.kind == "blur" and len(window.numbers) > 1
    terms: list[str] = []
    for number, weight in zip(window.numbers, window.weights, strict=True):
        term = write(number)
        fraction = "/" in term or "frac" in term
        inner = pooling.kind != "max" and bool(terms)
        if number < 0 and (inner or raised) or raised and (fraction or not finite(number)):
            term = f"({term})"
        if raised:
            term += power
        if blurred:
            term = f"{weight}{times}{term}"
        terms.append(term)
    if len(terms) <= MOST_NUMBERS:
        return terms
    return [*terms[:FIRST], dots, *terms[-LAST:]]
