"""The ladder of a recipe: its runs on the rungs of lost digits, and what they still give."""

import altair as alt
import numpy as np
import pandas as pd

from core.claims import DROPOUT_RATES
from core.dropout.ladder import rungs
from pages.labs.dropout.axis_of_p import REPORTED, P
from pages.shared.charts import Chart, theme, tooltip

WHOLE, SOME, FEW, ONE = "all ten", "eight or nine", "two to seven", "one or none"
KEPT = theme.palette({WHOLE: theme.GREEN, SOME: theme.SKY, FEW: theme.ORANGE, ONE: theme.PURPLE})
WIDE = 0.07  # of the runs of one p
GIVEN = alt.Scale(domain=[0, 0.5, 1], range=[theme.VERMILION, theme.BLANK, theme.BLUE])


def ladder(table: pd.DataFrame, share: np.ndarray) -> Chart:
    """Return every run's accuracy over p on the rungs, with the write-up's figures.

    ``share`` (10,) is that of each digit among the images that judge.
    """
    rest = float(table["rest"].median())
    bands = rungs.heights(share, rest)
    bands["named"] = [f"{given} digits" if given > 1 else "1 digit" for given in bands["given"]]
    place = alt.X(
        "place:Q",
        title="dropout probability p",
        scale=alt.Scale(domain=[-0.05, 1.05], nice=False),
        axis=alt.Axis(values=list(DROPOUT_RATES), format=".1f"),
    )
    height = alt.Y("low:Q", title="accuracy", scale=theme.SHARE, axis=theme.PERCENT)
    base = alt.Chart(bands)
    rungs_drawn = base.mark_rect(opacity=0.25, color=theme.GREY).encode(
        y=height, y2="high:Q", tooltip=tooltip("named", low=".1%", high=".1%")
    )
    names = base.mark_text(align="left", color=theme.GREY, fontSize=12).encode(
        x=alt.datum(0.95), y=alt.Y("middle:Q"), text="named:N"
    )
    names.data = bands.assign(middle=bands[["low", "high"]].mean(axis=1))
    kept = pd.cut(table["digits"], [-1, 1, 7, 9, 10], labels=[ONE, FEW, SOME, WHOLE])
    beside = WIDE * (table["seed"] / max(1, table["seed"].max()) - 0.5)
    runs = table.assign(place=table["p"] + beside, kept=kept.astype(str))
    dots = alt.Chart(runs).mark_circle(size=70, opacity=0.7)
    drawn = dots.encode(
        x=place,
        y=alt.Y("accuracy:Q"),
        color=alt.Color("kept:N", title="digits still given", scale=KEPT, sort=None),
        tooltip=tooltip("p", "seed", "given", "lost", accuracy=".4f", rest=".4f"),
    )
    printed = pd.DataFrame({"place": list(REPORTED), "reported": list(REPORTED.values())})
    crosses = alt.Chart(printed).mark_point(
        shape="cross", size=190, filled=True, opacity=1, color=theme.REPORTED
    )
    reported = crosses.encode(
        x=place, y=alt.Y("reported:Q"), tooltip=tooltip(reported=("write-up", ".4f"))
    )
    return alt.layer(rungs_drawn, names, drawn, reported, height=theme.HEIGHT)


def digits(table: pd.DataFrame) -> Chart:
    """Return the share of runs that still give each digit, over p."""
    cells = pd.DataFrame(
        [
            (p, digit, of_p["given"].str.contains(str(digit)).mean(), len(of_p))
            for p, of_p in table.groupby("p")
            for digit in rungs.DIGITS
        ],
        columns=["p", "digit", "share", "n"],
    )
    base = alt.Chart(cells).encode(x=P, y=alt.Y("digit:O", title="digit"))
    legend = alt.Legend(format="%", values=[0, 0.5, 1])
    squares = base.mark_rect(stroke="#FFFFFF").encode(
        color=alt.Color("share:Q", scale=GIVEN, title="share of runs that give it", legend=legend),
        tooltip=tooltip("digit", "p", "n", share=".0%"),
    )
    missing = base.transform_filter("datum.share < 1").mark_text(color=theme.INK)
    texts = missing.encode(text=alt.Text("share:Q", format=".0%"))
    return (squares + texts).properties(height=140 + 26 * len(rungs.DIGITS))
