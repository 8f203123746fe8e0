"""The chart that shows each answer of a lesson, by the lesson's and the step's id."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def of(lesson: str) -> dict[str, Callable[[Any], None]]:
    """Return what draws the answers of a lesson, by step, loaded with the lab's experiments."""
    return import_module(f"pages.labs.{lesson}.lesson_charts").CHARTS
