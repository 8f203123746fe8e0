"""What dies: dead and silent units through time, and the life of every unit of one seed."""

import altair as alt

from core.shuffling import Result, watched_run
from core.shuffling.watched_run import CloseUp
from pages.labs.shuffling.pendulum import blocks, epochs, strip
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.page import controls, downloads

SHARES = {
    "Dead": ("dead_share", "0 on every point: no gradient reaches the unit"),
    "Ever dead": ("ever_dead_share", "dead at this moment or at an earlier one"),
    "Revived": ("revived_share", "dead before, and alive again"),
    "Silent on −1": ("silent_on_negative_share", "0 on every point labelled −1 only"),
    "Silent on +1": ("silent_on_positive_share", "0 on every point labelled +1 only"),
}
ROW, AROUND = 11, 150
STATES = alt.Scale(
    domain=list(watched_run.STATES), range=["#9AD1BE", "#009E73", "#F0C36A", "#7FB8DA", "#4D4D4D"]
)


def show(result: Result, seen: list[CloseUp]) -> None:
    """Show shares of dead and silent units by order, and one seed's units one by one."""
    chosen = controls.Panel("unit_lives").choice(
        "Units that are", "state", tuple(SHARES), "What to count."
    )
    shares(result, chosen)
    for one in seen:
        lives(one)
    downloads.csv(
        {"history": result.history}
        | {f"units_{one.run.order.replace(' ', '_')}": one.units for one in seen},
        "shuffling",
    )


def shares(result: Result, chosen: str) -> None:
    """Draw the share of units in one state through the epochs, a line for each order."""
    column, meaning = SHARES[chosen]
    history = result.history.assign(
        revived_share=result.history["ever_dead_share"] - result.history["dead_share"]
    )
    bands = history.groupby(["order", "epoch"])[column].agg(["mean", "sem"]).reset_index()
    legend = alt.Legend(columns=2, symbolStrokeWidth=3)
    lines = alt.Chart(bands, height=theme.HEIGHT).mark_line()
    charts.show(
        lines.encode(
            x=epochs(result.config.epochs),
            y=alt.Y("mean:Q", title="share of hidden units", axis=theme.PERCENT),
            color=alt.Color("order:N", scale=theme.ORDERS, title=None, legend=legend),
            tooltip=tooltip("order", epoch=".2f", mean=".2%", sem=("standard error", ".2%")),
        ),
        f"{chosen} units · mean over {result.config.seeds} seeds",
        f"{chosen}: {meaning}. Compare how much the orders differ here with how much they differ "
        "in the pendulum.",
    )


def lives(seen: CloseUp) -> None:
    """Draw one row for every hidden unit, coloured by its state through the epochs."""
    end = seen.examples[-1] / seen.run.setting.points
    layer, unit = (seen.units[column].astype(str) for column in ("layer", "unit"))
    units = seen.units.assign(row="layer " + layer + " · " + unit.str.zfill(2))
    bars = alt.Chart(units.rename(columns={"from_epoch": "epoch"}))
    rows = bars.mark_bar(height=alt.RelativeBandSize(0.85)).encode(
        x=epochs(end),
        x2="to_epoch:Q",
        y=alt.Y("row:N", title=None, axis=alt.Axis(labelFontSize=9, grid=False)),
        color=alt.Color("state:N", scale=STATES, title=None, legend=alt.Legend(columns=2)),
        tooltip=tooltip("layer", "unit", "state", epoch=("from epoch", ".2f"), to_epoch=".2f"),
    )
    last = units[units["to_epoch"] == units["to_epoch"].max()]
    counts = last.drop_duplicates("row", keep="last")["state"].value_counts()
    ends = ", ".join(f"{counts[state]} {state}" for state in watched_run.STATES if state in counts)
    height = AROUND + ROW * units["row"].nunique()
    charts.show(
        alt.layer(strip(blocks(seen), end), rows, height=height).resolve_scale(color="independent"),
        f"The life of every unit · {seen.run.order}",
        f"One row a unit, one seed, looked at {watched_run.FRAMES_PER_EPOCH} times an epoch; the "
        f"strip shows the labels. At the end: {ends}.",
    )
