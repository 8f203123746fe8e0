"""Charts: one way to the screen and into files, with words for who cannot see them.

alternatives  What a chart shows in words, for who cannot see it
intervals     Estimates with their 95 % intervals: a rule from end to end
legends       Legends that fit their chart, with dashes long enough to tell apart
lettering     Charts in a presentation: letters that the last row reads
marks         Lines and dots told apart by dash and shape as well as by colour
menu          The line above a chart: its title, and a menu of files to save
parts         A chart taken apart: what it holds, what each part draws
pixmaps       Arrays of numbers as pictures with a colour bar
schemas       What Altair looks up and validates, once
theme         What every chart shares: colours, scales and axes, and the theme that Altair applies
tooltips      What a mark says when it is pointed at
vega          Charts outside Streamlit, made in a short process of their own
vega_process  The process that ``vega`` starts: ``python -m pages.shared.charts.vega_process JOB``
"""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import streamlit as st

from pages.shared.charts import alternatives, legends, lettering, marks, menu
from pages.shared.charts.tooltips import ends, tooltip
from pages.shared.page import prose
from pages.shared.page.collected import Chart

__all__ = ["Chart", "ends", "kept", "show", "side_by_side", "tooltip"]

Width = Literal["stretch", "content"]
Result = TypeVar("Result")


def show(chart: Chart, title: str, caption: str, width: Width = "stretch") -> None:
    """Draw a chart under its title, with one line below that says what to see."""
    _show(*_finished(chart, lettering.enlargement()), title, caption, width)


def kept(
    make: Callable[..., Chart], *of: Any, title: str, caption: str, width: Width = "stretch"
) -> None:
    """Draw what ``make`` returns of ``of``, as ``show`` does, made once for all that show the same.

    ``of`` is all that the chart depends on; for what takes longer to draw than to tell apart.
    """
    name = f"{make.__module__}.{make.__qualname__}"
    _show(*_kept(name, of, lettering.enlargement(), make), title, caption, width)


@st.cache_resource(max_entries=256, show_spinner=False)
def _kept(
    name: str, of: tuple[Any, ...], enlargement: float, _make: Callable[..., Chart]
) -> tuple[Chart, str]:
    return _finished(_make(*of), enlargement)


def _finished(chart: Chart, enlargement: float) -> tuple[Chart, str]:
    """Return what is drawn of a chart, and the figures that its alternative tells."""
    drawn = marks.told_apart(chart)
    legends.fit(drawn, enlargement)
    return drawn, alternatives.summary(chart)


def _show(drawn: Chart, figures: str, title: str, caption: str, width: Width) -> None:
    menu.heading(drawn, title, caption, width == "stretch")
    st.altair_chart(lettering.fitted(drawn), width=width, alt=f"{title}. {figures} {caption}")
    prose.note(caption)


def side_by_side(
    result: Result, *draws: Callable[[Result], None], gap: Literal["medium", "large"] = "large"
) -> None:
    """Draw what each of ``draws`` makes of a ``result``, in columns of one width."""
    for column, draw in zip(st.columns(len(draws), gap=gap), draws, strict=True):
        with column:
            draw(result)
