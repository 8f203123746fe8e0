"""Exercises to work by hand: random matrices by seed, and the marking of what was typed."""

import math
from enum import StrEnum
from fractions import Fraction
from random import Random

from core.limits import check_choice, check_whole
from core.pooling.matrix import LARGEST_SIDE, Matrix, matrix
from core.text import Number, equal, finite, number

LARGEST_SEED = 999_999
TOLERANCE = Fraction(1, 200)
NUMBERS: dict[str, tuple[str, ...]] = {
    "ones and zeros": ("0", "1"),
    "digits": tuple("0123456789"),
    "with negatives": tuple(str(value) for value in range(-9, 10)),
    "fractions": tuple(f"{top}/{bottom}" for bottom in (1, 2, 3, 4) for top in range(1, 5)),
}
"""What an exercise's cells are drawn from, each as likely as the others."""


class Mark(StrEnum):
    """How an answer is marked."""

    EMPTY = "not answered"
    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "not a number"


def exercise(seed: int, rows: int, columns: int, numbers: str) -> Matrix:
    """Return a matrix of ``rows`` × ``columns`` drawn from ``NUMBERS[numbers]``.

    The same seed gives the same matrix on every machine and version of Python: only
    ``Random.random`` is drawn, which Python promises not to change. Raises ``ValueError`` for a
    value out of range.
    """
    check_whole("Seed", seed, 0, LARGEST_SEED)
    check_whole("Rows", rows, 1, LARGEST_SIDE)
    check_whole("Columns", columns, 1, LARGEST_SIDE)
    check_choice("Numbers", numbers, NUMBERS)
    chance, choices = Random(seed), NUMBERS[numbers]
    return matrix(
        [
            [choices[int(chance.random() * len(choices))] for _ in range(columns)]
            for _ in range(rows)
        ]
    )


def mark(answer: str, result: Number) -> Mark:
    """Mark what was typed for ``result``: as a fraction or a decimal, up to 1/200 off.

    A comma may stand for the decimal point. So 0.33 is right for a third, and 0.3 is not.
    """
    text = answer.strip().replace(",", ".")
    if not text:
        return Mark.EMPTY
    try:
        given = number(text)
    except (ValueError, ArithmeticError):
        return Mark.UNREADABLE
    if equal(given, result):
        return Mark.RIGHT
    if not finite(given) or not finite(result):
        return Mark.WRONG
    return Mark.RIGHT if abs(Fraction(given) - Fraction(result)) <= TOLERANCE else Mark.WRONG


def score(marks: list[Mark]) -> str:
    """Return how many answers are right, in words."""
    right, answered = marks.count(Mark.RIGHT), len(marks) - marks.count(Mark.EMPTY)
    share = math.floor(100 * right / len(marks))
    return f"{right} of {len(marks)} right ({share} %), {answered} answered."
