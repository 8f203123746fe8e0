"""Where the claim holds: deaths over learning rate and loss, or learning rate and data."""

from dataclasses import fields

import altair as alt
import pandas as pd
import streamlit as st

from core.engines.descent.settings import Setting
from core.shuffling import Result, claim_map
from core.shuffling.claim_map import Config
from core.text import minus
from pages.shared.charts import alternatives, theme, tooltip
from pages.shared.charts import menu as chart_menu
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose

ROWS = {"loss": "loss", "data": "dataset"}
MAP = "regimes_map"


def ask(setting: Setting) -> Config:
    """Draw the map's controls; what the map crosses does not depend on ``setting``."""
    start = Config()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        panel = controls.Panel("regimes")
        rows = ROWS[
            panel.choice(
                "Learning rate against", "rows", tuple(ROWS), "What the rows of the map are."
            )
        ]
        with st.container(width=220):
            seeds = panel.whole(
                "Seeds a cell", "cell_seeds", start.seeds, 2, 30, "Networks an order in every cell"
            )
    kept = {field.name: getattr(setting, field.name) for field in fields(Setting)}
    crossed = {"learning_rate": start.learning_rate, rows: getattr(start, rows)}
    return controls.checked(
        lambda: Config(**kept | crossed | {"rows": rows, "seeds": seeds}), start
    )


def show(result: Result) -> None:
    """Show the map above its controls, and load the experiment of the cell that is clicked."""
    place = st.container()
    config = ask(result.config)
    with place:
        found = progress.run(claim_map, config)
        show_map(found, config, result.config)
    downloads.csv({"cells": found.cells}, "shuffling")


def show_map(found: claim_map.Result, config: Config, setting: Setting) -> None:
    """Draw the map of ``config``, in which the cell of the present ``setting`` is framed."""
    counts = found.cells["says"].value_counts()
    says = ", ".join(f"in {counts[text]} {text}" for text in claim_map.SAYINGS if text in counts)
    caption = (
        f"Share of dead units after the last epoch, negatives first − reshuffled, over "
        f"{config.seeds} seeds a cell. A star: the interval (Student's paired t, corrected "
        "for the number of cells by Holm's method) excludes 0; a dash: weights overflow. "
        f"Of {len(found.cells)} cells: {says}. Click a cell to load its experiment."
    )
    chart = drawn(found, setting)
    chart_menu.heading(chart, "Units killed by sorting, less units killed by reshuffling", caption)
    st.altair_chart(
        chart,
        key=MAP,
        on_select=lambda: load(config.rows),
        selection_mode="cell",
        alt=f"A map of learning rates against {config.rows}. {alternatives.summary(chart)}",
    )
    prose.note(caption)


def drawn(found: claim_map.Result, setting: Setting) -> alt.LayerChart:
    """Return the map; the cell of the present ``setting`` is framed."""
    rows = found.config.rows
    starred = found.cells["says"].isin([claim_map.MORE, claim_map.FEWER])
    cells = found.cells.assign(
        star=starred.map({True: " ★", False: ""}),
        here=(found.cells["learning_rate"] == setting.learning_rate)
        & (found.cells[rows] == getattr(setting, rows)),
    )
    cells["shown"] = [
        "–" if pd.isna(deaths) else f"{signed(100 * deaths)}{star}"
        for deaths, star in zip(cells["deaths"], cells["star"], strict=True)
    ]
    axis = alt.Axis(labelAngle=0, labelFlush=False, labelExpr="toString(datum.value)")
    base = alt.Chart(cells).encode(
        x=alt.X("learning_rate:O", title="learning rate", axis=axis),
        y=alt.Y(f"{rows}:N", sort=list(claim_map.ROWS[rows]), title=None),
    )
    colour = alt.Color(
        "deaths:Q",
        title="more dead units when sorted",
        scale=alt.Scale(
            domain=[-0.5, 0, 0.5],
            clamp=True,
            range=[theme.GREEN, theme.BLANK, theme.VERMILION],
        ),
        legend=alt.Legend(format="+%", gradientLength=220),
    )
    named = ("loss", "dataset", "learning_rate", "n", "says")
    squares = base.mark_rect(cursor="pointer", invalid="show").encode(
        color=alt.condition("isValid(datum.deaths)", colour, alt.value("#88888822")),
        stroke=alt.condition("datum.here", alt.value("black"), alt.value(None)),
        strokeWidth=alt.value(2.5),
        tooltip=tooltip(
            *named,
            deaths="+.1%",
            deaths_low="+.1%",
            deaths_high="+.1%",
            lost=("accuracy lost", "+.2f"),
        ),
    )
    text = base.mark_text(fontSize=13).encode(
        text="shown:N",
        color=alt.condition("isValid(datum.deaths)", alt.value("black"), alt.value("gray")),
    )
    click = alt.selection_point("cell", fields=["learning_rate", rows], on="click")
    return (squares.add_params(click) + text).properties(height=alt.Step(56))


def signed(percent: float) -> str:
    """Return a difference as a whole number with its sign."""
    return minus(f"{round(percent):+d}".replace("+0", "0"))


def load(rows: str) -> None:
    """Put the clicked cell's values into the controls and go to the pendulum."""
    chosen = st.session_state[MAP].selection.get("cell", [])
    if not chosen:
        return
    key = next(key for key, field in ROWS.items() if field == rows)
    st.session_state.update(
        {"rate": float(chosen[0]["learning_rate"]), key: chosen[0][rows], "lab": "Pendulum"}
    )
