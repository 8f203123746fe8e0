"""Numbers as text: read exactly from what a visitor typed, and written into sentences.

A number below 0 is written with the minus of typography, "−".
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

SMALLEST_EXPONENT, LARGEST_EXPONENT = -324, 308
LONGEST_DECIMAL, LONGEST_FRACTION = 8, 11
Number = Fraction | float

INFINITIES = {"∞": math.inf, "+∞": math.inf, "-∞": -math.inf}


def number(text: str) -> Number:
    """Return the number that ``text`` stands for, exact where it is finite.

    Raises ``ValueError`` for text that is no number, and ``ArithmeticError`` for a division by 0
    and for a number so large or small that a float could not hold it.
    """
    bare = text.strip().replace("−", "-")
    if bare in INFINITIES:
        return INFINITIES[bare]
    if "/" not in bare:
        value = float(bare)
        if not math.isfinite(value) and bare.lstrip("+-")[0].isalpha():
            return value
        _check_exponent(bare)
    return fitting(Fraction(bare))


def finite(value: Number) -> bool:
    """Return whether ``value`` is neither infinite nor not-a-number."""
    return math.isfinite(value)


def equal(a: Number, b: Number) -> bool:
    """Return whether both are the same number, not-a-numbers being equal to one another."""
    return a == b or (math.isnan(a) and math.isnan(b))


def written(value: Number) -> str:
    """Return ``value`` as text: a whole number, a short decimal, a fraction, or six digits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return minus(_finite_text(value))


def latex(value: Number) -> str:
    """Return ``value`` in LaTeX, as ``written`` has it."""
    text = written(value).replace("−", "-")
    if text == "NaN":
        return r"\text{NaN}"
    top, line, bottom = text.partition("/")
    if line:
        sign, top = ("-", top[1:]) if top.startswith("-") else ("", top)
        return rf"{sign}\tfrac{{{top}}}{{{bottom}}}"
    mantissa, power, exponent = text.partition("e")
    if power:
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return text.replace("∞", r"\infty ").replace("≈ ", r"\approx ").strip()


def typed_number(value: Number) -> str:
    """Return ``value`` as text that ``number`` reads as the same number."""
    text = written(value).replace("−", "-")
    return text if equal(number(text), value) else str(value)


def minus(text: str) -> str:
    """Return ``text`` with every hyphen as the minus of typography."""
    return text.replace("-", "−")


def with_ends(interval: Iterable[float], form: str) -> str:
    """Return an estimate with the ends of its interval, such as ``0.81 (0.69 to 0.92)``.

    ``form`` is the format of each of the three, such as ``.2f``.
    """
    estimate, low, high = (minus(format(value, form)) for value in interval)
    return f"{estimate} ({low} to {high})"


def shape_text(shape: Iterable[int]) -> str:
    """Return sizes for reading, such as ``16 × 28 × 28``; those of a single number are ``1``."""
    return " × ".join(f"{size:,}" for size in shape) or "1"


def share(value: float, digits: int = 0) -> str:
    """Return a share from 0 to 1 in percent."""
    return minus(f"{value:.{digits}%}".replace("%", " %"))


def shares(interval: Iterable[float]) -> str:
    """Return a share from 0 to 1 and its interval in percent, to a tenth."""
    estimate, low, high = (f"{100 * value:.1f}" for value in interval)
    return f"{estimate} % ({low} to {high} %)"


def points(interval: Iterable[float], digits: int = 1) -> str:
    """Return a difference of shares and its interval in percentage points."""
    estimate, low, high = (minus(f"{100 * value:+.{digits}f}") for value in interval)
    return f"{estimate} percentage points ({low} to {high})"


def fitting(value: Fraction) -> Fraction:
    """Return ``value``; raises ``OverflowError`` where no float could hold it."""
    float(value)
    return value


def _check_exponent(text: str) -> None:
    """Refuse an exponent so large that the exact fraction would not fit into memory."""
    if not SMALLEST_EXPONENT <= Decimal(text).adjusted() <= LARGEST_EXPONENT:
        raise OverflowError


def _finite_text(value: Number) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    decimal = _decimal(value)
    if decimal is not None and len(decimal) <= LONGEST_DECIMAL:
        return decimal
    return str(value) if len(str(value)) <= LONGEST_FRACTION else f"{float(value):.6g}"


def _decimal(value: Fraction) -> str | None:
    """Return ``value`` as a decimal, or nothing where that has no end or is long."""
    scaled = value * 10**LONGEST_DECIMAL
    if scaled.denominator > 1:
        return None
    sign, digits = "-" if value < 0 else "", str(abs(scaled.numerator)).zfill(LONGEST_DECIMAL + 1)
    whole, rest = digits[:-LONGEST_DECIMAL], digits[-LONGEST_DECIMAL:].rstrip("0")
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
