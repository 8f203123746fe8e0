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
from typing import Literal, TypeVar

import streamlit as st

from pages.shared.charts import alternatives, legends, lettering, marks, menu
from pages.shared.charts.tooltips import ends, tooltip
from pages.shared.page import prose
from pages.shared.page.collected import Chart

__all__ = ["Chart", "ends", "show", "side_by_side", "tooltip"]

Width = Literal["stretch", "content"]
Result = TypeVar("Result")


def show(chart: Chart, title: str, caption: str, width: Width = "stretch") -> None:
    """Draw a chart under its title, with one line below that says what to see."""
    drawn = marks.told_apart(chart)
    legends.fit(drawn, lettering.enlargement())
    menu.heading(drawn, title, caption, width == "stretch")
    figures = alternatives.summary(chart)
    st.altair_chart(lettering.fitted(drawn), width=width, alt=f"{title}. {figures} {caption}")
    prose.note(caption)


def side_by_side(
    result: Result, *draws: Callable[[Result], None], gap: Literal["medium", "large"] = "large"
) -> None:
    """Draw what each of ``draws`` makes of a ``result``, in columns of one width."""
    for column, draw in zip(st.columns(len(draws), gap=gap), draws, strict=True):
        with column:
            draw(result)
