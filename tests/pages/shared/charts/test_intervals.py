"""Estimates with their intervals: what lies on which axis, and what a dot says."""

import altair as alt
import pandas as pd
import pytest

from pages.shared.charts import intervals, theme
from pages.shared.charts.tooltips import ends, tooltip

ROWS = pd.DataFrame(
    {"order": ["a", "b"], "estimate": [0.2, 0.4], "low": [0.1, 0.3], "high": [0.3, 0.5]}
)
BASE = alt.Chart(ROWS)


def drawn(marks):
    return [(one["mark"], one["encoding"]) for one in (mark.to_dict() for mark in marks)]


@pytest.mark.parametrize(("axis", "channel"), [("x", alt.X), ("y", alt.Y)])
def test_a_rule_and_its_dot_lie_on_the_axis_that_one_of_them_describes(axis, channel):
    for marks in (
        intervals.dots(BASE, "estimate:Q", ["order"], low=channel("low:Q", title="lost")),
        intervals.dots(BASE, channel("estimate:Q", title="lost"), ["order"]),
        intervals.lines(BASE, channel("estimate:Q", title="lost"), ["order"], size=50),
    ):
        (_, rule), (_, dot) = drawn(marks)
        assert set(rule) == {axis, f"{axis}2"}
        assert set(dot) == {axis, "tooltip"}
        assert (rule[axis]["field"], rule[f"{axis}2"]["field"]) == ("low", "high")
        assert dot[axis]["field"] == "estimate"
        assert [one.get("title") for one in (rule[axis], dot[axis])].count("lost") == 1


def test_what_holds_for_the_mark_holds_for_rule_and_dot():
    (rule, _), (dot, _) = drawn(
        intervals.dots(BASE, alt.X("estimate:Q"), [], size=70, width=2, color="red")
    )
    assert rule == {"type": "rule", "strokeWidth": 2, "color": "red"}
    assert dot == {"type": "circle", "size": 70, "opacity": 1, "color": "red"}


def test_dots_get_the_shapes_that_are_given():
    _, (mark, encoding) = drawn(
        intervals.dots(BASE, alt.X("estimate:Q"), [], shape=alt.Shape("order:N"))
    )
    assert (mark["type"], encoding["shape"]["field"]) == ("point", "order")


def test_a_threshold_is_grey_unless_it_has_a_colour():
    grey = intervals.threshold("x", 0, strokeDash=[5, 4]).to_dict()
    assert grey["mark"] == {"type": "rule", "color": theme.GREY, "strokeDash": [5, 4]}
    assert grey["encoding"] == {"x": {"datum": 0}}
    assert intervals.threshold("y", 0.8, color="red").to_dict()["mark"]["color"] == "red"


def test_a_tooltip_says_fields_formats_and_titles_in_their_order():
    low = alt.Tooltip("low", title="at least")
    said = tooltip("order", low, estimate=".1%", **ends(".2%"))
    encoded = BASE.mark_point().encode(tooltip=said).to_dict()["encoding"]["tooltip"]
    assert [(one["field"], one.get("title"), one.get("format")) for one in encoded] == [
        ("order", None, None),
        ("low", "at least", None),
        ("estimate", None, ".1%"),
        ("low", "95 % from", ".2%"),
        ("high", "to", ".2%"),
    ]
