"""What every chart shares: colours, scales and axes, and the theme that Altair applies.

The colours are those of Okabe and Ito's palette (2008), and greys.
"""

from collections.abc import Mapping

import altair as alt

from pages.shared.charts import schemas

schemas.once()

ORANGE, SKY, GREEN, BLUE = "#E69F00", "#56B4E9", "#009E73", "#0072B2"
VERMILION, PURPLE = "#D55E00", "#CC79A7"
INK, GREY, BLANK = "#1B2733", "#7A8793", "#F7F7F7"

A, B = GREEN, PURPLE
NETWORKS = alt.Scale(domain=["A", "B"], range=[A, B])
WIDTHS = alt.Scale(domain=["A", "B"], range=[4, 1.5])
CLASSES = alt.Scale(domain=["−1", "+1"], range=[ORANGE, BLUE])
OUTPUT = alt.Scale(domain=[-1, 0, 1], range=[ORANGE, BLANK, BLUE])
ORDER_COLOURS = {
    "negatives first": VERMILION,
    "positives first": ORANGE,
    "alternating blocks": PURPLE,
    "strictly alternating": SKY,
    "shuffled once": BLUE,
    "reshuffled": GREEN,
    "with replacement": "#999999",
}
MEASURED, REPORTED = BLUE, VERMILION
HEIGHT = 380

PERCENT = alt.Axis(format="%")
WHOLE = alt.Axis(tickMinStep=1, format="d")
UPRIGHT = alt.Axis(labelAngle=0)
SHARE = alt.Scale(domain=[0, 1])
FROM_ZERO, CLOSE = alt.Scale(domainMin=0), alt.Scale(zero=False)
LOG = alt.Scale(type="log", nice=False)


def palette(colours: Mapping[str, str]) -> alt.Scale:
    """Return the scale that gives each name its colour."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))


ORDERS = palette(ORDER_COLOURS)


@alt.theme.register("backprop_lab", enable=True)
def shared() -> alt.theme.ThemeConfig:
    """Return what every chart shares: legends on top, light grids, readable titles.

    Rules are left to the chart's alternative: Vega gives those of a chart a role but no name.
    """
    return {
        "config": {
            "legend": {"orient": "top", "labelLimit": 0, "titleLimit": 0},
            "axis": {"gridOpacity": 0.4, "labelFontSize": 13, "titleFontSize": 13},
            "axisY": {"labelFlush": False},
            "line": {"strokeWidth": 2.5},
            "rule": {"aria": False},
            "view": {"strokeWidth": 0},
        }
    }
