"""The pendulum: what each class's accuracy does while one class is shown, and the other is not."""

from functools import partial

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core import shuffling
from core.engines.descent import uncompiled
from core.engines.descent.orders import SHUFFLED
from core.engines.descent.settings import Run
from core.intervals import mean_table
from core.shuffling import Result, recorded_runs, watched_run
from core.shuffling.watched_run import CloseUp
from pages.labs.shuffling import block_length, recovery, remedies, surfaces
from pages.labs.shuffling.knobs import BLOCKS, Asked
from pages.shared import charts
from pages.shared.charts import Chart, intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose
from pages.shared.player.films import Film, Units

MEASURES = {
    "Accuracy": (("accuracy_negative", "accuracy_positive"), "accuracy on the class", [0, 1]),
    "Loss": (("loss_negative", "loss_positive"), "mean loss of the class", None),
    "Output": (("mean_output_negative", "mean_output_positive"), "mean output on the class", None),
    "Gradient": (
        ("gradient_norm_negative", "gradient_norm_positive"),
        "norm of the class's gradient",
        None,
    ),
    "Angle": (("gradient_angle",), "angle between the classes' gradients (degrees)", [0, 180]),
    "Output bias": (("output_bias",), "bias of the output unit", None),
    "Weights": (("weight_norm",), "norm of all weights", None),
}
CAPTIONS = {
    "Accuracy": "Watch one class rise as the other falls, and the strip beneath that says why.",
    "Loss": "While a class is shown its loss falls; the other's rises higher each time.",
    "Output": "The output is pushed one way for as long as one class alone is shown.",
    "Gradient": "The class that is not shown has the larger gradient: it is being forgotten.",
    "Angle": "180° means that a step for one class is a step against the other.",
    "Output bias": "The quickest way to please one class is to move the bias.",
    "Weights": "Steps that undo one another still make the weights grow.",
}
PERCENT = {"Accuracy"}
PENDULUM_HEIGHT, STRIP = 320, 14
LARGEST = float(np.finfo(np.float32).max)
FURTHER = {
    "Is it permanent?": recovery.show,
    "What else could it be?": remedies.show,
    "How mixed is mixed enough?": block_length.show,
}
"""What can be asked on, below the picture, and what answers it."""


@st.cache_data(max_entries=32, show_spinner=False)
def watch(run: Run, seed: int, version: int) -> CloseUp:
    """Watch one seed once for each setting, without waiting until the engine is compiled."""
    engine = uncompiled.ready()
    return recorded_runs.known(run, seed, engine) or watched_run.watch(run, seed, engine=engine)


def play(asked: Asked, shows_units: bool = False) -> list[CloseUp]:
    """Replay the seed that is asked for, which needs no other; return its close-ups.

    Its units are drawn at first if ``shows_units`` says so.
    """
    seen = [watch(run, asked.seed, watched_run.VERSION) for run in asked.runs]
    surfaces.show(
        [film(one) for one in seen],
        asked.config.points,
        f"surfaces {shows_units}",
        showsUnits=shows_units,
        shuffledFrom=asked.config.examples,
    )
    return seen


def film(seen: CloseUp) -> Film:
    """Return a close-up as the browser replays it."""
    run = seen.run
    return Film(
        f"{run.order} of {run.block}" if run.order == BLOCKS else run.order,
        seen.examples,
        seen.surface,
        seen.accuracy,
        seen.labels,
        seen.points,
        seen.reach,
        Units(seen.lines.clip(-LARGEST, LARGEST), seen.dead),
    )


def ask_on(asked: Asked) -> None:
    """Offer what can be asked on, and answer it."""
    answers = {question: partial(answer, asked) for question, answer in FURTHER.items()}
    controls.Panel("further").further("Go on asking", "further", answers)


def show(result: Result, seen: list[CloseUp]) -> None:
    """Show every measure over all seeds, beside the seed that was played, and all orders."""
    measure = controls.Panel("pendulum").choice(
        "Through the epochs", "follow", tuple(MEASURES), "What to follow over all seeds."
    )
    result = measured(result, measure)
    for one in seen:
        through_time(result, one, measure)
    compared = compare(result.ends)
    side_by_side(compared)
    theory()
    downloads.csv({"history": result.history, "orders": compared}, "shuffling")


def measured(result: Result, measure: str) -> Result:
    """Return ``result``, or one trained now where it is recorded without this measure."""
    if set(MEASURES[measure][0]) <= set(result.history):
        return result
    return progress.run(shuffling, result.config)


def through_time(result: Result, seen: CloseUp, measure: str) -> None:
    """Draw one measure through the epochs in one order, the labels shown beneath."""
    order = seen.run.order
    rows = result.history[result.history["order"] == order]
    charts.kept(
        bands_and_strip,
        rows[["seed", "epoch", *MEASURES[measure][0]]],
        measure,
        blocks(seen),
        result.config.epochs,
        title=f"{measure} · {order}",
        caption=f"{CAPTIONS[measure]} Line: mean over {result.config.seeds} seeds; band: lowest to "
        "highest; strip: the labels being shown.",
    )


def bands_and_strip(rows: pd.DataFrame, measure: str, shown: pd.DataFrame, last: float) -> Chart:
    """Return one measure of every seed through the epochs, over the ``blocks`` that were shown."""
    columns, title, domain = MEASURES[measure]
    long = rows.melt(["seed", "epoch"], list(columns), "class", "value")
    long["class"] = long["class"].map(class_of)
    bands = long.groupby(["epoch", "class"])["value"].agg(["mean", "min", "max"]).reset_index()
    legend = alt.Legend(symbolOpacity=1)
    colour = alt.Color("class:N", scale=theme.CLASSES, title="class", legend=legend)
    base = alt.Chart(bands).encode(
        x=epochs(last), color=colour if len(columns) > 1 else alt.value(theme.MEASURED)
    )
    scale = alt.Scale(domain=domain) if domain else theme.CLOSE
    axis = theme.PERCENT if measure in PERCENT else alt.Axis()
    band = base.mark_area(opacity=0.2).encode(y="min:Q", y2="max:Q")
    line = base.mark_line().encode(
        y=alt.Y("mean:Q", title=title, scale=scale, axis=axis),
        tooltip=tooltip("class", epoch=".2f", mean=".3f", min=".3f", max=".3f"),
    )
    layers = alt.layer(strip(shown, last), band + line, height=PENDULUM_HEIGHT)
    return layers.resolve_scale(color="independent", strokeDash="independent")


def class_of(column: str) -> str:
    """Return the class that a column of the history is about."""
    return {"negative": "−1", "positive": "+1"}.get(column.rpartition("_")[2], "both")


def epochs(last: float) -> alt.X:
    """Return the axis of time up to ``last``, with room for the strip under the chart."""
    return alt.X(
        "epoch:Q",
        title="epoch (passes over the data)",
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(offset=STRIP + 4, grid=False),
    )


def blocks(seen: CloseUp) -> pd.DataFrame:
    """Return the mean label shown between every two frames: epoch, to (epochs), label."""
    ends = seen.examples / seen.run.setting.points
    return pd.DataFrame({"epoch": ends[:-1], "to": ends[1:], "label": seen.labels})


def strip(shown: pd.DataFrame, last: float) -> alt.Chart:
    """Return the ``blocks`` up to ``last`` as a strip, to lie between a chart and its axis."""
    return (
        alt.Chart(shown[shown["to"] <= last])
        .mark_rect()
        .encode(
            x=epochs(last),
            x2="to:Q",
            y=alt.value(alt.expr("height + 2")),
            y2=alt.value(alt.expr(f"height + {2 + STRIP}")),
            color=alt.Color("label:Q", scale=theme.OUTPUT, legend=None),
            stroke=alt.Stroke("label:Q", scale=theme.OUTPUT, legend=None),
            tooltip=tooltip(epoch=".2f", label=("mean label shown", ".2f")),
        )
    )


def compare(ends: pd.DataFrame) -> pd.DataFrame:
    """Compare the ``ends`` of every order with those of the reshuffled one, seed by seed.

    order, what ("accuracy lost" or "units killed"), n (seeds finite under both), the mean
    difference and its 95 % interval (Student's paired t): estimate, low, high.
    """
    groups = []
    for what, column, sign in ("accuracy lost", "accuracy", -1), ("units killed", "dead_share", 1):
        seeds = ends.pivot(index="seed", columns="order", values=column)
        for order in seeds.columns.drop(SHUFFLED):
            apart = sign * (seeds[order] - seeds[SHUFFLED]).dropna()
            if len(apart) > 1:
                groups.append(((order, what), apart))
    return mean_table(["order", "what"], groups, "estimate")


def side_by_side(compared: pd.DataFrame) -> None:
    """Draw what every order costs against reshuffling, in accuracy and in units."""
    st.markdown("**All orders against reshuffling, after the last epoch**")
    if compared.empty:
        prose.note("There is nothing to compare: too few seeds keep finite weights.")
    places = st.columns(2, gap="large")
    for (what, rows), place in zip(compared.groupby("what", sort=False), places, strict=False):
        with place:
            charts.kept(
                differences,
                rows,
                str(what),
                220,
                title=str(what).capitalize(),
                caption="Mean over seeds with its 95 % interval (Student's paired t). Compare the "
                "two: an order can cost accuracy without killing units.",
            )


def differences(rows: pd.DataFrame, what: str, height: int) -> Chart:
    """Return the rows of ``compare`` about one thing as points with their intervals."""
    names = alt.Axis(labelLimit=200)
    base = alt.Chart(rows).encode(
        y=alt.Y("order:N", sort=theme.ORDERS.domain, title=None, axis=names),
        color=alt.Color("order:N", scale=theme.ORDERS, legend=None),
    )
    percent = alt.Axis(format="%", tickCount=5, labelFlush=False)
    dots = intervals.dots(
        base,
        "estimate:Q",
        tooltip("order", "what", "n", estimate=".1%", low=".1%", high=".1%"),
        low=alt.X("low:Q", title=f"{what} (difference to reshuffled)", axis=percent),
    )
    return alt.layer(*dots, height=height)


def theory() -> None:
    """Say in a few lines what sorting does."""
    prose.why(
        r"\theta \leftarrow \theta - \eta\,\nabla_\theta\, \ell\big(f_\theta(x_i), y_i\big)",
        "An update only knows the example it is shown. While one class alone is shown, every "
        "update pushes the output the same way and nothing pushes back: the network forgets the "
        "other class. A shuffled order makes the expected update the gradient over the whole set. "
        "Sources: L. Bottou, *Stochastic Gradient Descent Tricks*, 2012; M. McCloskey and "
        "N. Cohen, 1989, on forgetting; L. Lu et al., 2020, on dying ReLU.",
    )
