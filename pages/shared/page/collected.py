"""What a page has drawn in this run: what its link, report and notebook are made from."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import streamlit as st

from core.claims import Finding, Verdict

if TYPE_CHECKING:  # the ledger needs neither altair nor pandas, nor the time that they take
    import altair as alt
    import pandas as pd

Chart: TypeAlias = "alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart"
KEY = "collected"


@dataclass(frozen=True)
class Setting:
    """A control: its label, its name in the address, its value at the start and now.

    What is the visitor's ``own`` is kept for their return, and is part of no link and no report.
    """

    label: str
    key: str
    default: Any
    value: Any
    own: bool = False

    @property
    def changed(self) -> bool:
        """Whether the visitor or the address has moved it."""
        return bool(self.value != self.default)


@dataclass(frozen=True)
class Experiment:
    """A configuration that ``core`` runs, and the module that runs it."""

    module: str
    config: Any


@dataclass(frozen=True)
class Figure:
    """A chart under its title, with the line below it."""

    chart: Chart
    title: str
    caption: str
    wide: bool = True


@dataclass(frozen=True)
class Stage:
    """What moves: its name, its parts (html, css, js), and what it shows."""

    label: str
    parts: Mapping[str, Any]
    data: bytes | dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A table of the page, with what it holds in words."""

    frame: "pd.DataFrame"
    title: str


@dataclass(frozen=True)
class Judged:
    """A claim's verdict, or parts of one, and the run that was judged."""

    verdict: Verdict
    source: str
    whole: bool = True


@dataclass(frozen=True)
class Statement:
    """One statement on its own, judged."""

    finding: Finding


@dataclass(frozen=True)
class Passage:
    """Text under its title, a paragraph each: what was asked and said, or what a picture shows."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Data:
    """A frame that the page offers as a file."""

    name: str
    made: "pd.DataFrame | Callable[[], pd.DataFrame]"

    @property
    def frame(self) -> "pd.DataFrame":
        """The frame, which may be made only now."""
        return self.made() if callable(self.made) else self.made


Item = Setting | Experiment | Figure | Stage | Table | Judged | Statement | Passage | Data
Kind = TypeVar("Kind", Setting, Experiment, Figure, Stage, Table, Judged, Statement, Passage, Data)


class Record:
    """Everything that one run has drawn, in the order in which it was drawn.

    What a fragment draws stands where the fragment was called, and is replaced as a whole when the
    fragment runs again by itself.
    """

    def __init__(self) -> None:
        """Start with nothing drawn."""
        self._parts: dict[object, list[Item]] = {}
        self._items: list[Any] = []
        self._open = self._items
        self._number = 0

    def add(self, item: Item) -> str:
        """Keep ``item``; return a name for it that is the same in every run of the same page."""
        self._open.append(item)
        return f"{self._number}_{len(self._open)}"

    @contextmanager
    def part(self, name: object) -> Iterator[None]:
        """Keep what follows as the part ``name``, in place of what that part held."""
        if name not in self._parts:
            self._parts[name] = []
            self._open.append(self._parts[name])
        before = self._open, self._number
        self._open, self._number = self._parts[name], list(self._parts).index(name) + 1
        self._open.clear()
        try:
            yield
        finally:
            self._open, self._number = before

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return everything of one kind."""
        return [item for item in _flat(self._items) if isinstance(item, kind)]


def _flat(items: list[Any]) -> Iterator[Item]:
    for item in list(items):
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def start() -> Record:
    """Begin the record of a run, and return it."""
    st.session_state[KEY] = Record()
    return st.session_state[KEY]


def current() -> Record:
    """Return the record of this run; what is drawn outside a page has one of its own."""
    return st.session_state[KEY] if KEY in st.session_state else start()


def add(item: Item) -> str:
    """Keep ``item`` in this run's record; return its name."""
    return current().add(item)
