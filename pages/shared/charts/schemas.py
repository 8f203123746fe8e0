"""What Altair looks up once, and validates not at all: half of the time in which a page is drawn.

To find the class of a channel given as text, Altair hashes the schemas of all its classes, anew for
every channel; and it validates each part of a chart as it is made, and all of it when it is drawn.
That every lab's charts are Vega-Lite is a test instead.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from altair.utils import schemapi

Classes = tuple[type[schemapi.SchemaBase], ...]
_Hashing = schemapi._FromDict


class Hashed(_Hashing):
    """Altair's maker of channels from text, with the schemas hashed once."""

    def __init__(self, classes: Iterable[type[schemapi.SchemaBase]], /) -> None:
        """Take the table of ``classes`` by their schemas."""
        self.class_dict = _by_schema(tuple(classes))


@cache
def _by_schema(classes: Classes) -> dict[int, list[Any]]:
    return _Hashing(classes).class_dict


def once() -> None:
    """Let Altair hash its schemas once, and validate nothing."""
    schemapi._FromDict = Hashed  # type: ignore[misc]
    schemapi.disable_debug_mode()
    schemapi.SchemaBase.validate = _nothing  # type: ignore[method-assign, assignment]


def _nothing(instance: dict[str, Any], schema: dict[str, Any] | None = None) -> None:
    """Stand in for Altair's validation of a chart's parts."""
