"""Where the final networks are wrong: a confusion matrix to click on, and the worst mistakes."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
import torch

from core.dropout.final import results as final_results
from core.dropout.final.results import Result
from core.mnist import load
from pages.shared.charts import alternatives, pixmaps, theme, tooltip
from pages.shared.charts import menu as chart_menu
from pages.shared.page import prose, states

SIDE = 400
MOST = 24
WIDTH = 84
INK = (0.0, 1.0)
CELL = "cell"


def show(result: Result, network: str) -> None:
    """Show both for the recorded seeds of ``network``."""
    st.markdown("##### Where it is wrong")
    left, right = st.columns([1, 1], gap="large")
    with left:
        picked = matrix(result, network)
    with right:
        if picked is None:
            worst(result, network)
        else:
            cell(result, network, *picked)


def matrix(result: Result, network: str) -> tuple[int, int] | None:
    """Draw the confusion matrix; return the cell that was clicked, as label and predicted."""
    table = final_results.confusion(result, network)
    n = len(final_results.accuracies(result, network))
    title = f"{len(load(train=False)):,} test digits, answered by {n} networks each"
    caption = "Click a cell to see its digits; double-click for the worst mistakes again."
    chart = squares(table).properties(height=SIDE)
    chart_menu.heading(chart, title, caption)
    event = st.altair_chart(
        chart,
        width="stretch",
        key=f"confusion_{network}",
        on_select="rerun",
        selection_mode=CELL,
        alt=f"{title}. The table below holds the same counts. {alternatives.summary(chart)}",
    )
    prose.note(caption)
    with st.expander("The same as a table, and a cell by number"):
        typed = by_number(table, network)
    return clicked(event) or typed


def squares(table: pd.DataFrame) -> alt.LayerChart:
    """Return the counts as cells to click on, the darker the more mistakes."""
    wrong = table["label"] != table["predicted"]
    table = table.assign(
        wrong=np.where(wrong, table["count"], 0), text=table["count"].map(count_text)
    )
    most = max(int(table["wrong"].max()), 1)
    scale = alt.Scale(domain=[0, most], range=[theme.BLANK, theme.VERMILION])
    chosen = alt.selection_point(name=CELL, fields=["label", "predicted"], empty=False)
    base = alt.Chart(table).encode(
        x=alt.X("predicted:O", title="the network says", axis=theme.UPRIGHT),
        y=alt.Y("label:O", title="the label says"),
        tooltip=tooltip("label", "predicted", count=","),
    )
    cells = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("wrong:Q", title="mistakes", scale=scale),
        stroke=alt.condition(chosen, alt.value(theme.BLUE), alt.value(theme.BLANK)),
        strokeWidth=alt.condition(chosen, alt.value(3), alt.value(0.5)),
    )
    texts = base.mark_text(color=theme.INK).encode(text="text:N")
    return cells.add_params(chosen) + texts


def by_number(table: pd.DataFrame, network: str) -> tuple[int, int] | None:
    """Show the counts as a table; return the cell picked with the keyboard, if any."""
    st.dataframe(
        table.pivot(index="label", columns="predicted", values="count"),
        alt="Counts by label (rows) and predicted digit (columns)",
    )
    left, right = st.columns(2)
    digits = list(range(10))
    label = left.selectbox("The label says", digits, None, key=f"cell_label_{network}")
    predicted = right.selectbox("The network says", digits, None, key=f"cell_predicted_{network}")
    return None if label is None or predicted is None else (label, predicted)


def clicked(event: Any) -> tuple[int, int] | None:
    """Return the selected cell of a chart's event, or none."""
    points = event["selection"].get(CELL) or []
    return (int(points[0]["label"]), int(points[0]["predicted"])) if points else None


def count_text(count: int) -> str:
    """Return a count for a cell; nothing for none."""
    return f"{count:,}" if count else ""


def cell(result: Result, network: str, label: int, predicted: int) -> None:
    """Show the digits of one cell."""
    found = final_results.answers(result, network, label, predicted)
    n = len(final_results.accuracies(result, network))
    st.markdown(f"**Labelled {label}, called {predicted}: {len(found):,} test digits**")
    if found.empty:
        states.empty(f"No network calls a {label} a {predicted}. Click another cell.")
        return
    gallery(
        found["image"],
        [
            f"{row.seeds} of {n}"
            + ("" if np.isnan(row.probability) else f" · {row.probability:.0%}")
            for row in found.head(MOST).itertuples()
        ],
    )
    shown = "" if len(found) <= MOST else f"The first {MOST} of {len(found):,}. "
    prose.note(
        f"{shown}Under each: how many of the {n} networks say {predicted}"
        + ("." if label == predicted else ", and the mean probability that these give it.")
    )


def worst(result: Result, network: str) -> None:
    """Show the mistakes that most networks make, the surest first."""
    found = final_results.worst(result, network)
    n = len(final_results.accuracies(result, network))
    st.markdown("**The worst mistakes**")
    if found.empty:
        states.empty("No mistakes.")
        return
    gallery(
        found["image"],
        [
            f"{row.label} → {row.predicted} {row.probability:.0%}"
            for row in found.head(MOST).itertuples()
        ],
    )
    everybody = int((found["seeds"] == n).sum())
    prose.note(
        f"Label → what the networks say, and the mean probability they give it. {everybody} "
        f"digits are called the same wrong thing by all {n} networks; {len(found):,} mistakes "
        "differ in digit or answer. Some labels are doubtful themselves."
    )


def gallery(images: pd.Series, words: list[str]) -> None:
    """Show the first test images of ``images`` with ``words`` below."""
    pictures = encoded(tuple(images.head(MOST)))
    st.image(pictures, caption=words, width=WIDTH, alt=[f"A digit: {word}" for word in words])


@st.cache_data(max_entries=128, show_spinner=False)
def encoded(images: tuple[int, ...]) -> list[str]:
    """Return test images as the addresses of their pictures."""
    digits = load(train=False).take(torch.tensor(images)).images
    return [pixmaps.encoded(digit[0].numpy(), INK) for digit in digits]
