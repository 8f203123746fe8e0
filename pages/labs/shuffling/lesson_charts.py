"""What shows the answers of the lesson on the order of the examples."""

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt

from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Run
from core.shuffling import CANNOT_DIE, CONTROL_RATE, Result, watched_run
from core.shuffling.parts import CAN_DIE
from core.text import share
from pages.labs.shuffling import block_length, pendulum, recovery, surfaces
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.page import prose

WATCHED = 0


def swings(result: Result) -> None:
    """Play one seed in the sorted and in a shuffled order."""
    config = result.config
    seen = [
        pendulum.watch(Run(config, order, config.block), WATCHED, watched_run.VERSION)
        for order in (SORTED, SHUFFLED)
    ]
    surfaces.show([pendulum.film(one) for one in seen], config.points, "lesson_stage")
    ends = [f"{one.run.order} {share(one.accuracy[-1].mean())}" for one in seen]
    prose.under(
        "The pendulum",
        "Press Play: the plane takes the colour of the class that is shown, and the other is "
        f"forgotten; the shuffled network keeps both. Seed {WATCHED} ends with {ends[0]} of the "
        f"points right, {ends[1]}.",
    )


def against(result: Result, what: str) -> None:
    """Draw ``what`` every order costs against reshuffling: accuracy lost, or units killed."""
    compared = pendulum.compare(result.ends)
    rows = compared[compared["what"] == what]
    charts.show(
        pendulum.differences(rows, what, theme.HEIGHT),
        f"{what.capitalize()}, against reshuffling",
        f"Mean over {result.config.seeds} seeds with its 95 % interval (Student's paired t).",
    )


def control(result: Result) -> None:
    """Draw last accuracies in both orders, with units that can die and units that cannot."""
    rows = result.control[["units", "order", "seed", "accuracy"]]
    pair, units = [SORTED, SHUFFLED], [CAN_DIE, CANNOT_DIE]
    legend = alt.Legend(values=pair, symbolOpacity=1)
    base = alt.Chart(rows).encode(
        x=alt.X("units:N", title="hidden units", axis=theme.UPRIGHT, sort=units),
        xOffset=alt.XOffset("order:N", sort=pair),
        color=alt.Color("order:N", title=None, sort=pair, scale=theme.ORDERS, legend=legend),
    )
    title = "accuracy at the end"
    bars = base.mark_bar(opacity=0.5).encode(y=alt.Y("mean(accuracy):Q"))
    dots = base.mark_circle(size=70, opacity=1).encode(
        y=alt.Y("accuracy:Q", title=title, axis=theme.PERCENT, scale=theme.SHARE),
        tooltip=tooltip("units", "order", "seed", accuracy=".3f"),
    )
    charts.show(
        alt.layer(bars, dots, height=theme.HEIGHT),
        f"Both orders at rate {CONTROL_RATE}, with units that can die and that cannot",
        "Bars: means; dots: seeds. Were dying the cause, the second pair would be level.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "half": swings,
    "end": swings,
    "dead": partial(against, what="units killed"),
    "control": control,
    "recovery": recovery.picture,
    "mixed": block_length.picture,
    "once": partial(against, what="accuracy lost"),
}
