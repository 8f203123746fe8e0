"""Training a final network from the page: a job with progress, stop and resume."""

from collections.abc import Generator
from functools import partial
from math import isfinite
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.claims import Report
from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.network import Config, Epoch
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.jobs import Job, State, jobs
from pages.shared.jobs import panel as job_panel
from pages.shared.page import controls, states

RECORDED, LIVE = "recorded, seed 0", "trained here"
CLOSE: dict[str, Any] = {"axis": alt.Axis(format=".1%"), "scale": theme.CLOSE}
SOURCES = theme.palette({"recorded": theme.GREY, LIVE: theme.MEASURED})


def key_of(config: Config) -> tuple[object, ...]:
    """Return the key under which a configuration's job is kept."""
    return ("final network", config, final_network.VERSION)


def finished(network: str) -> list[Epoch]:
    """Return the epochs of the visitor's last training of ``network``, if it is over."""
    config = st.session_state.get(f"final trained {network}")
    job = jobs().find(key_of(config)) if config else None
    return job.finished if job is not None and not job.active else []


def chosen(network: str) -> bytes:
    """Return the weights to draw with and to download, the visitor's own once there are some."""
    live = finished(network)
    if live:
        source = st.segmented_control(
            "Weights",
            (LIVE, RECORDED),
            default=LIVE,
            key=f"final_weights_{network}",
            required=True,
            help="For the canvas and the download below.",
        )
        if source == LIVE:
            return final_results.packed(live[-1].weights)
    return final_results.weights(network)


def show(network: str) -> None:
    """Show the controls, the job and its curve beside the recorded ones."""
    st.markdown("##### Train it yourself")
    with controls.beside(partial(ask, network), [2, 1], gap="large") as config:
        task = task_of(config)
        if jobs().find(task.key) is not None:
            st.session_state[f"final trained {network}"] = config
        job_panel.watch(task.key, partial(buttons, task))
        job_panel.watch(task.key, partial(curve, network), job_panel.CHART_SECONDS)


def ask(network: str) -> Config:
    """Draw the controls and return the training that they describe."""
    start = Config(network)
    with controls.panel(f"final_training_{network}") as panel:
        chosen = panel.fields(
            start,
            images=("final_images", "Training images"),
            epochs=("final_epochs", "Passes over the images"),
            seed=("final_seed", "Of weights, order and changes"),
        )
        with st.expander("More settings"):
            chosen |= panel.fields(
                start,
                learning_rate=("final_rate", "The highest of the cycle"),
                batch_size=("final_batch", "Images an update"),
                dropout=("final_p", "Before the last layer"),
            )
    return controls.checked(lambda: Config(network, **chosen), start)


def task_of(config: Config) -> job_panel.Task:
    """Return the training of ``config`` as a job."""

    def work(report: Report, done: list[Epoch]) -> Generator[Epoch, None, None]:
        return final_network.trained(config, report, done[-1] if done else None)

    return job_panel.Task(
        key_of(config),
        work,
        config.epochs,
        "final",
        f"{config.epochs} epochs of {config.images:,} images, a minute or two for the "
        "small network on a free core. Judged on 5,000 validation images: your run never "
        "meets the test set.",
        "epochs",
        "The training",
    )


def buttons(task: job_panel.Task, job: Job | None) -> None:
    """Draw train, stop, resume or train again, whichever fits, and say what it ended with."""
    if job is None or job.state is not State.FINISHED:
        job_panel.show(task, job)
        return
    last = job.finished[-1]
    if isfinite(last.train_loss):
        states.done(
            f"Trained: {last.validation_accuracy:.2%} of 5,000 validation images are right."
        )
    else:
        states.error(
            f"The loss stopped being finite in epoch {last.number}. Take a lower learning rate."
        )
    st.button("Train again", key="final_again", icon=":material/replay:", on_click=task.restart)


def curve(network: str, job: Job | None) -> None:
    """Draw validation accuracy through the epochs, the recorded seeds behind the live run."""
    recorded = final_results.recorded().curves
    rows = recorded[recorded["network"] == network].assign(source="recorded")
    if job is not None and job.finished:
        live = [
            (network, -1, one.number, one.train_loss, one.validation_accuracy, one.seconds)
            for one in job.finished
        ]
        trained = pd.DataFrame(live, columns=final_results.CURVE_COLUMNS).assign(source=LIVE)
        rows = pd.concat([rows, trained])
    pale = alt.condition("datum.source == 'recorded'", alt.value(0.55), alt.value(1))
    lines = alt.Chart(rows, height=300).mark_line(point=True)
    charts.show(
        lines.encode(
            x=alt.X("epoch:Q", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("validation_accuracy:Q", title="validation accuracy", **CLOSE),
            color=alt.Color("source:N", scale=SOURCES, title=None),
            detail="seed:N",
            opacity=pale,
            tooltip=tooltip(
                "source", "epoch", validation_accuracy=".2%", train_loss=".4f", seconds=".0f"
            ),
        ),
        "Validation accuracy through the epochs",
        "A line a run. The rate falls to nothing, so the last epochs agree best.",
    )
