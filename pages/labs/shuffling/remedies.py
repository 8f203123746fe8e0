"""What else it could be: every explanation of the harm against a control."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.engines.descent.orders import SORTED
from core.engines.descent.settings import MOST_OF_THE_HARM
from core.shuffling import CONTROL_RATE, remedies
from core.shuffling.remedies import NOTHING
from core.text import minus
from pages.labs.shuffling.knobs import Asked
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import collected, downloads, prose, states, tables

SLOWEST = 1e-5
FLOOR, NEARLY_ALL = 0.5, 0.9


def show(asked: Asked) -> None:
    """Show how much of the lost accuracy each intervention gives back, where nothing is changed."""
    if asked.plain.learning_rate < SLOWEST:
        states.empty(f"One intervention divides the learning rate by 10: take {SLOWEST:f} or more.")
        return
    found = progress.run(remedies, asked.plain)
    collected.add(collected.Experiment(remedies.__name__, asked.plain))
    st.markdown(summary(found.table))
    if found.table["given_back"].notna().any():
        given_back(found.table)
    if on_the_floor(found.ends):
        floor()
    tables.show(readable(found.table), "Every intervention with its figures")
    prose.note(
        "Sorted: negatives first. Accuracy: mean of both classes after the last epoch. Lost: "
        "reshuffled − sorted under this intervention, with Student's paired t interval. Given "
        "back: what the sorted order gains, as a share of the accuracy lost without intervention, "
        "with a bootstrap interval over seeds. Dead: share of units that are 0 on every point."
    )
    reasons()
    downloads.csv({"interventions": found.table, "ends": found.ends}, "shuffling")


def on_the_floor(ends: pd.DataFrame) -> bool:
    """Return whether nearly every sorted run without intervention ends at exactly one half."""
    plain = ends[(ends["intervention"] == NOTHING) & (ends["role"] == SORTED)]["accuracy"].dropna()
    return bool(len(plain) and (plain == FLOOR).mean() >= NEARLY_ALL)


def floor() -> None:
    """Say that a control on the floor decides nothing, and offer a rate at which it can decide."""
    st.info(
        "At this rate the sorted runs end at exactly one half, as low as they can. An intervention "
        "that leaves them there may still have helped: its 0 % decides nothing.",
        icon=":material/vertical_align_bottom:",
    )
    st.button(
        f"Set the rate to {CONTROL_RATE}, where a control can decide",
        icon=":material/tune:",
        on_click=lambda: st.session_state.update({"rate": CONTROL_RATE}),
    )


def summary(table: pd.DataFrame) -> str:
    """Return in a sentence or two which interventions give most of the harm back."""
    tried = table[table["intervention"] != NOTHING]
    before = table.set_index("intervention").loc[NOTHING]
    if before["n"] < 2:
        return "The weights of too many seeds overflow: there is nothing to compare."
    lost = f"Sorting costs {before['lost']:.2f} of accuracy here"
    if tried["given_back"].isna().all():
        return (
            f"{lost}: there is no harm to give back that these seeds could tell. Try the circle, "
            "more seeds, or another rate."
        )
    most = tried["given_back_low"] > MOST_OF_THE_HARM
    little = tried["given_back_high"] < 1 - MOST_OF_THE_HARM
    both = little & ~(tried["lost_low"] > 0)
    most, little, both = (
        " · ".join(tried["intervention"][one]) for one in (most, little & ~both, both)
    )
    spoiled = f" Reshuffled examples do as badly as sorted ones under: {both}." if both else ""
    return (
        f"{lost}. Most of it comes back with: **{most or 'none of these'}**. Less than half comes "
        f"back with: {little or 'none of these'}.{spoiled}"
    )


def given_back(table: pd.DataFrame) -> None:
    """Draw the share of the harm that each intervention gives back, with its interval."""
    names = list(table["intervention"])
    base = alt.Chart(table.dropna(subset="given_back")).encode(
        y=alt.Y("intervention:N", sort=names, title=None, axis=alt.Axis(labelLimit=240))
    )
    marks = pd.DataFrame({"share": [0.0, 1.0]})
    rules = alt.Chart(marks).mark_rule(strokeDash=[4, 4], color="gray").encode(x="share:Q")
    axis = alt.Axis(format="%", values=[-0.5, 0, 0.5, 1, 1.5])
    scale = alt.Scale(domain=[-0.5, 1.5], nice=False)
    shares = intervals.dots(
        base,
        "given_back:Q",
        tooltip("intervention", "n", given_back=".1%", given_back_low=".1%", given_back_high=".1%"),
        low=alt.X("given_back_low:Q", title="share given back", axis=axis, scale=scale),
        high="given_back_high:Q",
        color=theme.MEASURED,
        clip=True,
    )
    charts.show(
        alt.layer(rules, *shares, height=330),
        "How much of the harm each intervention gives back",
        "0 %: the sorted order does as badly as before; 100 %: as well as the reshuffled order "
        "without intervention. An explanation that is right gives most of it back.",
    )


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as text, each figure with its interval."""
    return pd.DataFrame(
        {
            "Intervention": table["intervention"],
            "Sorted": figures(table["sorted_accuracy"], "{:.3f}"),
            "Reshuffled": figures(table["shuffled_accuracy"], "{:.3f}"),
            "Lost": with_interval(table, "lost", "{:.3f}"),
            "Given back": with_interval(table, "given_back", "{:.0%}"),
            "Dead, sorted": figures(table["sorted_dead_share"], "{:.1%}"),
            "Dead, reshuffled": figures(table["shuffled_dead_share"], "{:.1%}"),
            "n": table["n"],
        }
    )


def figures(column: pd.Series, form: str) -> pd.Series:
    """Return a column's figures as text; a dash where there is none."""
    return column.map(lambda one: minus(form.format(one)) if np.isfinite(one) else "–")


def with_interval(table: pd.DataFrame, column: str, form: str) -> pd.Series:
    """Return a column's figures with their intervals, unbroken; a dash where there is none."""
    mean, low, high = (figures(table[column + end], form) for end in ("", "_low", "_high"))
    whole = mean + " (" + low + " to " + high + ")"
    return mean.where(low == "–", whole.str.replace(" ", "\N{NO-BREAK SPACE}"))


def reasons() -> None:
    """Say which mechanism each intervention takes away."""
    with st.expander("What each intervention takes away"):
        prose.write(
            "- **Leaky ReLU, tanh**: units that never stop passing a gradient. If dying were the "
            "cause, the harm would go.\n"
            "- **Output bias frozen**: the quickest way to call everything one class.\n"
            "- **Rate ÷ 10**: the distance that a row of like updates can drift.\n"
            "- **Momentum**: adds up steps in one direction; with the rate ÷ 10 the steps are as "
            "long as before once they have added up.\n"
            "- **Batches of 32**: average the noise within a class, but hold one class each. **One "
            "batch an epoch** holds both classes, so that no order is left; it makes one update "
            "an epoch, and so learns little.\n"
            "- **Blocks of 10 in turn**: nothing but the mixing is changed."
        )
