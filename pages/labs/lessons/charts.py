"""The chart that shows each answer of a lesson, by the lesson's and the step's id."""

from collections.abc import Callable
from typing import Any

from pages.labs.convolution import lesson_charts as convolution
from pages.labs.dropout import lesson_charts as dropout
from pages.labs.initialization import lesson_charts as initialization
from pages.labs.pooling import lesson_charts as pooling
from pages.labs.shuffling import lesson_charts as shuffling

CHARTS: dict[str, dict[str, Callable[[Any], None]]] = {
    "initialization": initialization.CHARTS,
    "shuffling": shuffling.CHARTS,
    "convolution": convolution.CHARTS,
    "pooling": pooling.CHARTS,
    "dropout": dropout.CHARTS,
}
