"""What a chart says in words, held against the data that it is drawn from."""

import altair as alt
import numpy as np
import pandas as pd
import pytest

from pages.labs.convolution import padding_colours
from pages.shared.charts import alternatives, pixmaps
from tests.pages.visit import figures, look_at

EPOCHS = pd.DataFrame(
    {
        "epoch": [*range(10), *range(10)],
        "accuracy": [0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.9, 0.85, 0.84, 0.8125, *[0.25] * 10],
        "order": ["mixed"] * 10 + ["sorted"] * 10,
    }
)
LINES = (
    alt.Chart(EPOCHS)
    .mark_line()
    .encode(
        x=alt.X("epoch:Q", title="epoch (passes)"),
        y=alt.Y("accuracy:Q", axis=alt.Axis(format="%")),
        color="order:N",
    )
)
SAID = (
    "Accuracy: mixed: first 10 % (epoch 0), last 81.2 % (epoch 9), highest 95 % (epoch 5); "
    "sorted: 25 % throughout."
)


def test_each_series_is_given_by_its_ends_and_extremes():
    assert alternatives.summary(LINES) == SAID


def test_layers_speak_through_their_main_mark_and_share_their_titles():
    low = EPOCHS.assign(low=EPOCHS["accuracy"] - 0.1)
    base = alt.Chart(low).encode(x="epoch:Q", color="order:N")
    rules = base.mark_rule().encode(y=alt.Y("low:Q", title="share right"), y2="accuracy:Q")
    dots = base.mark_circle().encode(y="accuracy:Q", tooltip=["accuracy"])
    assert "Share right: mixed: first 0.1 (epoch 0), last 0.812" in alternatives.summary(
        rules + dots
    )


def test_facets_and_charts_side_by_side_name_their_parts():
    faceted = LINES.facet("order:N")
    assert "mixed" in alternatives.summary(faceted)
    assert "81.2 %" in alternatives.summary(faceted)
    assert alternatives.summary(LINES | LINES) == SAID


def test_bars_of_names_are_listed_and_many_series_summed_up():
    bars = pd.DataFrame({"scheme": ["He", "Xavier"], "share": [0.75, 0.5]})
    chart = alt.Chart(bars).mark_bar().encode(x="share:Q", y="scheme:N")
    assert alternatives.summary(chart) == "Share: 0.75 (scheme He), 0.5 (scheme Xavier)."
    many = pd.DataFrame({"p": range(20), "rank": [7 * p % 20 for p in range(20)]})
    many["series"] = many["p"].astype(str)
    chart = alt.Chart(many).mark_line().encode(x="p:Q", y="rank:Q", color="series:N")
    said = alternatives.summary(chart)
    assert said.startswith("Rank: 20 series, 20 values, lowest 0 (series 0, p 0), highest 19")


def test_a_map_names_the_places_of_its_ends():
    cells = pd.DataFrame({"row": [0, 0, 1, 1], "column": [0, 1, 0, 1], "error": [0.5, -2, 3, 1.0]})
    chart = padding_colours.picture(pd.concat([cells] * 2), "error", alt.Scale(), 100)
    assert alternatives.summary(chart) == (
        "Error: 8 values, lowest −2 (column 1, row 0), highest 3 (column 0, row 1)."
    )


def test_a_mark_beside_its_value_is_given_the_value():
    rows = pd.DataFrame({"place": [0.98, 2.02], "share": [0.5, 0.25]})
    x = alt.X("place:Q", title="layers", axis=alt.Axis(values=[1, 2]))
    chart = alt.Chart(rows).mark_circle().encode(x=x, y="share:Q")
    assert alternatives.summary(chart) == "Share: 0.5 (layers 1), 0.25 (layers 2)."


def test_spans_are_added_up():
    spans = pd.DataFrame(
        {"from": [0, 2, 0.0], "to": [2, 3, 3.0], "unit": ["a", "a", "b"], "state": [*"xyx"]}
    )
    chart = alt.Chart(spans).mark_bar().encode(x="from:Q", x2="to:Q", y="unit:N", color="state:N")
    assert alternatives.summary(chart) == "From, added up: x: 5; y: 1."


@pytest.mark.parametrize("zoom", [1, 8])
def test_a_picture_gives_the_ends_of_its_values(zoom):
    values = np.array([[0.25, 0.5], [0.75, 0.125]])
    said = alternatives.summary(pixmaps.barred(values, (0, 1), zoom, "ink"))
    assert "0.125" in said
    assert "0.75" in said


def test_missing_values_are_left_out_and_no_data_is_no_sentence():
    rows = pd.DataFrame({"x": [0, 1], "y": [np.nan, 2.0]})
    chart = alt.Chart(rows).mark_point().encode(x="x:Q", y="y:Q")
    assert alternatives.summary(chart) == "Y: 2 (x 1)."
    assert alternatives.summary(alt.Chart(rows.iloc[:1]).mark_point().encode(y="y:Q")) == ""
    assert alternatives.summary(alt.Chart("some.csv").mark_point().encode(y="y:Q")) == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.0041666, "−0.00417"),
        (12_345.6, "12,346"),
        (7, "7"),
        (3e-18, "0"),
        (1e-9, "1e−09"),
        (float("inf"), "inf"),
        (1e30, "1e+30"),
    ],
)
def test_numbers_have_three_digits(value, written):
    assert alternatives.number(value) == written


def test_a_chart_without_a_figure_of_its_data_is_found_out():
    (shown,) = look_at("convolution", lab="Layer").charts
    assert figures(shown)
    chart = type(shown)()
    chart.CopyFrom(shown)
    chart.alt = "Windows that use each cell. One of 1,234,567 pictures."
    assert figures(chart) == []
