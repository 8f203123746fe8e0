"""Legends that fit a phone, and show the dashes of their lines."""

import re

import altair as alt
import pandas as pd
import pytest

from pages.shared.charts import legends, marks, vega
from pages.shared.page.collected import Figure

PHONE = 300
DIGITS = [str(digit) for digit in range(10)]
NAMES = ["negatives first", "positives first", "alternating blocks", "shuffled once"]
LONG = ["all ten, the best after so many epochs", "successive halving"]


def lines(names, legend=alt.Undefined):
    rows = pd.DataFrame([(x, 1.0, name) for name in names for x in (0, 1)], columns=list("xyn"))
    colour = alt.Color("n:N", title=None, legend=legend)
    return alt.Chart(rows, width=PHONE).mark_line().encode(x="x:Q", y="y:Q", color=colour)


def fitted(chart):
    drawn = marks.told_apart(chart)
    legends.fit(drawn)
    return drawn


def width(chart):
    svg = vega.svg(Figure(chart, "Loss", "It falls.", wide=False)).decode()
    return float(re.search(r'width="([\d.]+)"', svg)[1])


@pytest.mark.parametrize("names", [DIGITS, LONG], ids=len)
def test_a_legend_is_no_wider_than_the_chart_on_a_phone(names):
    assert width(fitted(lines(names))) == width(lines(names, None))


def test_the_sign_of_a_line_shows_its_whole_dash():
    encoding = fitted(lines(NAMES)).to_dict()["encoding"]
    assert encoding["color"]["legend"] == encoding["strokeDash"]["legend"]
    sign = encoding["color"]["legend"]["symbolSize"] ** 0.5
    assert sign >= max(map(sum, marks.DASHES))


def test_what_a_legend_says_itself_stays():
    chart = lines(NAMES, alt.Legend(columns=1, symbolSize=50, title="order"))
    legend = fitted(chart).to_dict()["encoding"]["color"]["legend"]
    assert legend == {"columns": 1, "symbolSize": 50, "symbolType": "stroke", "title": "order"}
    hidden = fitted(lines(NAMES, None)).to_dict()["encoding"]
    assert hidden["color"]["legend"] is None
