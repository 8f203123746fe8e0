"""Marks that differ by more than their colour."""

import altair as alt
import pandas as pd

from pages.shared.charts import marks

ROWS = pd.DataFrame(
    {"epoch": [0, 1, 0, 1], "loss": [1.0, 0.5, 1, 0.9], "order": ["b", "b", "a", "a"]}
)
BASE = alt.Chart(ROWS).encode(
    x="epoch:Q",
    y="loss:Q",
    color=alt.Color("order:N", scale=alt.Scale(domain=["b", "a"], range=["red", "blue"])),
)


def test_lines_get_dashes_and_dots_shapes_in_the_order_of_their_colours():
    dash = marks.told_apart(BASE.mark_line()).to_dict()["encoding"]["strokeDash"]
    layers = marks.told_apart(BASE.mark_line() + BASE.mark_circle(size=80)).to_dict()["layer"]
    shape = layers[1]["encoding"]["shape"]
    assert "strokeDash" not in layers[0]["encoding"]
    assert dash["field"] == shape["field"] == "order"
    assert dash["scale"] == {"domain": ["b", "a"], "range": marks.DASHES[:2]}
    assert shape["scale"] == {"domain": ["b", "a"], "range": marks.SHAPES[:2]}
    assert (layers[1]["mark"]["type"], layers[1]["mark"]["size"]) == ("point", 80)


def test_the_chart_that_is_given_stays_as_it_is():
    chart = BASE.mark_line()
    before = chart.to_dict()
    marks.told_apart(chart)
    assert chart.to_dict() == before


def test_what_is_told_apart_already_stays_as_it_is():
    dashed = BASE.mark_line(strokeDash=[6, 4])
    apart = BASE.mark_circle().encode(y="order:N")
    alone = alt.Chart(ROWS).mark_line(color="red").encode(x="epoch:Q", y="loss:Q")
    shades = alt.Chart(ROWS).mark_line().encode(x="epoch:Q", y="loss:Q", color="loss:Q")
    for chart in (dashed, apart, alone, shades, BASE.mark_bar()):
        assert marks.told_apart(chart).to_dict() == chart.to_dict()


def test_more_colours_than_dashes_stay_colours():
    many = pd.DataFrame({"x": range(20), "y": range(20), "name": [str(i) for i in range(20)]})
    chart = alt.Chart(many).mark_line().encode(x="x:Q", y="y:Q", color="name:N")
    assert "strokeDash" not in marks.told_apart(chart).to_dict()["encoding"]
