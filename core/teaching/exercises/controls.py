"""What a student can set in an exercise: numbers, one of several options, a matrix of bits."""

from dataclasses import dataclass
from typing import Any

from core.limits import check_choice, check_real, check_whole, quoted

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int
    start: int

    @property
    def stated(self) -> str:
        """What may be set."""
        return f"a whole number from {self.low:,} to {self.high:,}"

    def check(self, field: str, value: Any) -> None:
        """Raise ``ValueError`` unless ``value`` is in range."""
        check_whole(field, value, self.low, self.high)

    def text(self, value: int) -> str:
        """Return ``value`` as it is shown."""
        return f"{value:,}"


@dataclass(frozen=True)
class Real:
    """A number from ``low`` to ``high``."""

    low: float
    high: float
    start: float

    @property
    def stated(self) -> str:
        """What may be set."""
        return f"a number from {self.low:g} to {self.high:g}"

    def check(self, field: str, value: Any) -> None:
        """Raise ``ValueError`` unless ``value`` is in range."""
        check_real(field, value, self.low, self.high)

    def text(self, value: float) -> str:
        """Return ``value`` as it is shown."""
        return f"{value:g}"


@dataclass(frozen=True)
class Pick:
    """One of ``options``, the first at the start."""

    options: tuple[str, ...]

    @property
    def start(self) -> str:
        """What is set at the start."""
        return self.options[0]

    @property
    def stated(self) -> str:
        """What may be set."""
        return f"one of {', '.join(self.options)}"

    def check(self, field: str, value: Any) -> None:
        """Raise ``ValueError`` unless ``value`` is an option."""
        check_choice(field, value, self.options)

    def text(self, value: str) -> str:
        """Return ``value`` as it is shown."""
        return value


@dataclass(frozen=True)
class Bits:
    """A matrix of zeros and ones, a tuple of rows; all zeros at the start."""

    rows: int
    columns: int

    @property
    def start(self) -> Matrix:
        """What is set at the start."""
        return ((0,) * self.columns,) * self.rows

    @property
    def stated(self) -> str:
        """What may be set."""
        return f"{self.rows} rows of {self.columns} zeros and ones"

    def check(self, field: str, value: Any) -> None:
        """Raise ``ValueError`` unless ``value`` is such a matrix."""
        rows = value if isinstance(value, tuple) else ()
        whole = len(rows) == self.rows and all(
            isinstance(row, tuple)
            and len(row) == self.columns
            and all(isinstance(bit, int) and bit in (0, 1) for bit in row)
            for row in rows
        )
        if not whole:
            raise ValueError(f"{field} is {quoted(value)}, but must be {self.stated}.")

    def text(self, value: Matrix) -> str:
        """Return ``value`` as it is shown."""
        return "; ".join(" ".join(str(int(bit)) for bit in row) for row in value)


Control = Whole | Real | Pick | Bits
