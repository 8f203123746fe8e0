"""Charts of the lesson on the order of the examples."""

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt

from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Run
from core.shuffling import CANNOT_DIE, Result, watched_run
from core.shuffling.lesson import accuracies
from pages.labs.shuffling import block_length, pendulum
from pages.shared import charts
from pages.shared.charts import theme
from pages.shared.charts.tooltips import tooltip

WATCHED = 0


def swings(result: Result) -> None:
    """Draw the accuracy of each class in the sorted order."""
    run = Run(result.config, SORTED)
    seen = pendulum.watch(run, WATCHED, watched_run.VERSION)
    pendulum.through_time(result, seen, "Accuracy")


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
    table = accuracies(result)
    wanted = {
        column: (units, order)
        for units, before in ((result.config.activation, ""), (CANNOT_DIE, f"{CANNOT_DIE}, "))
        for order in (SORTED, SHUFFLED)
        for column in [before + order]
    }
    rows = table[list(wanted)].melt(var_name="run", value_name="accuracy", ignore_index=False)
    rows = rows.reset_index()
    rows[["units", "order"]] = [wanted[column] for column in rows["run"]]
    pair, units = [SORTED, SHUFFLED], [result.config.activation, CANNOT_DIE]
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
        "The same orders, with units that cannot die",
        "Bars are means, dots are seeds. If dying were the cause, the second pair would be level.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "half": swings,
    "end": partial(against, what="accuracy lost"),
    "dead": partial(against, what="units killed"),
    "control": control,
    "mixed": block_length.picture,
    "once": partial(against, what="accuracy lost"),
}
