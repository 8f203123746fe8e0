"""Checks for configuration values, each ending in one sentence a visitor can act on.

A field of a configuration says itself which values it takes, where that does not depend on others:
``seeds: int = whole(5, "Seeds", 2, 20)``, in a dataclass that is ``Checked``. A field that must be
given has the default ``MISSING``. Whoever derives from such a dataclass and gives a field another
default has to say its values again.
"""

import math
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import partial
from numbers import Integral, Real
from typing import Any


@dataclass(frozen=True)
class Checked:
    """A configuration whose fields are checked when it is made."""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for the first field that holds what it does not take."""
        for one in fields(self):
            one.metadata.get("check", _anything)(getattr(self, one.name))


def checked(default: Any, check: Callable[[Any], None], widest: Any = None) -> Any:
    """Return a field of a ``Checked`` configuration; ``check`` raises for what it does not take.

    ``widest`` is one of the ranges below, where the one that is taken depends on other fields.
    """
    return field(default=default, metadata={"check": check, "widest": widest or check})


@dataclass(frozen=True)
class WholeNumber:
    """What a field takes that holds a whole number in ``[low, high]``."""

    name: str
    low: int
    high: int

    def __call__(self, value: Any) -> None:
        """Raise ``ValueError`` for any other value."""
        check_whole(self.name, value, self.low, self.high)


@dataclass(frozen=True)
class RealNumber:
    """What a field takes that holds a finite number in ``[low, high]``."""

    name: str
    low: float
    high: float

    def __call__(self, value: Any) -> None:
        """Raise ``ValueError`` for any other value."""
        check_real(self.name, value, self.low, self.high)


@dataclass(frozen=True)
class Choice:
    """What a field takes that holds one of ``choices``."""

    name: str
    choices: Collection[str]

    def __call__(self, value: Any) -> None:
        """Raise ``ValueError`` for any other value."""
        check_choice(self.name, value, self.choices)


def whole(default: Any, name: str, low: int, high: int) -> Any:
    """Return a field that takes whole numbers in ``[low, high]``."""
    return checked(default, WholeNumber(name, low, high))


def real(default: float, name: str, low: float, high: float) -> Any:
    """Return a field that takes finite numbers in ``[low, high]``."""
    return checked(default, RealNumber(name, low, high))


def choice(default: str, name: str, choices: Collection[str]) -> Any:
    """Return a field that takes one of ``choices``."""
    return checked(default, Choice(name, choices))


def flag(default: bool, name: str) -> Any:
    """Return a field that takes true and false."""
    return checked(default, partial(check_flag, name))


def part_of(default: int, name: str, low: int, high: int) -> Any:
    """Return a field that takes part of ``[low, high]``, which its configuration checks itself."""
    return checked(default, _anything, WholeNumber(name, low, high))


def limits_of(config: Any, name: str) -> WholeNumber | RealNumber | Choice:
    """Return what the field ``name`` of a configuration takes at most, if it says so by these.

    Raises ``ValueError`` where it does not.
    """
    found = next((one.metadata.get("widest") for one in fields(config) if one.name == name), None)
    if isinstance(found, WholeNumber | RealNumber | Choice):
        return found
    raise ValueError(f"{type(config).__name__}.{name} does not say which values it takes.")


def several(default: tuple[Any, ...], name: str, most: int, check: Callable[[Any], None]) -> Any:
    """Return a field that takes one to ``most`` different values, each as ``check`` has it."""

    def check_all(values: Any) -> None:
        check_several(name, values, 1, most)
        for value in values:
            check(value)
        if len(set(values)) < len(values):
            raise ValueError(f"{name} is {quoted(values)}, but must name each value once.")

    return checked(default, check_all)


def check_whole(field: str, value: Any, low: int, high: int) -> None:
    """Raise ``ValueError`` unless ``value`` is a whole number in ``[low, high]``."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise ValueError(
            f"{field} is {quoted(value)}, but must be a whole number from {low:,} to {high:,}."
        )


def check_real(field: str, value: Any, low: float, high: float) -> None:
    """Raise ``ValueError`` unless ``value`` is a finite number in ``[low, high]``."""
    number = math.nan
    if isinstance(value, Real) and not isinstance(value, bool):
        with suppress(OverflowError):
            number = float(value)
    if not low <= number <= high:
        raise ValueError(
            f"{field} is {quoted(value)}, but must be a number from {low:g} to {high:g}."
        )


def check_several(field: str, value: Any, low: int, high: int) -> None:
    """Raise ``ValueError`` unless ``value`` is a tuple of ``low`` to ``high`` values."""
    wanted = f"{low}" if low == high else f"{low} to {high}"
    if not isinstance(value, tuple):
        raise ValueError(f"{field} is {quoted(value)}, but must be a list of {wanted} values.")
    if not low <= len(value) <= high:
        raise ValueError(f"{field} has {len(value)} values, but must have {wanted}.")


def check_choice(field: str, value: Any, choices: Collection[str]) -> None:
    """Raise ``ValueError`` unless ``value`` is one of ``choices``."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{field} is {quoted(value)}, but must be one of {', '.join(choices)}.")


def check_flag(field: str, value: Any) -> None:
    """Raise ``ValueError`` unless ``value`` is true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{field} is {quoted(value)}, but must be true or false.")


def _anything(value: Any) -> None:
    """Take any value."""


def quoted(value: Any) -> str:
    """Return ``value`` as text short enough for one sentence (40 characters at most)."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a very large number"
    return text if len(text) <= 40 else text[:39] + "…"
