"""The sweep: ten dropout probabilities, recorded with its seeds, and live from the page."""

from collections import Counter
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core import dropout
from core.bundled import recorded_ledger
from core.claims import DROPOUT_RATES, Outcome, Verdict
from core.dropout import Config, Result, figures, recorded_sweep
from core.dropout.figures import CLAIMED_BEST
from core.text import shares
from pages.labs.dropout import record, sweep_guess, sweep_job
from pages.labs.dropout.axis_of_p import REPORTED, P
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import Job, jobs
from pages.shared.jobs import panel as job_panel
from pages.shared.page import claim_card, controls, downloads, prose

NETWORKS = recorded_sweep.ONE_EPOCH.networks
SIZES = {"quick": (5_000, 1), "one epoch": (55_000, 1), "ten epochs": (55_000, 10)}
START = Config(seeds=2, images=5_000, learning_rate=recorded_sweep.ONE_EPOCH.learning_rate)
SOURCES = {"write-up": theme.REPORTED, "recorded": theme.GREY, "live": theme.MEASURED}
DEAD = "gives every image one digit"


@st.cache_resource(max_entries=4, show_spinner=False)  # a copy of 2,000 curves takes a second
def recorded(network: str, size: str, version: int) -> Result:
    """Return the recorded sweep of one network through one epoch, or through ten."""
    whole = recorded_sweep.ten_epochs() if size == "ten epochs" else recorded_sweep.one_epoch()
    of_network = tuple(one for one in whole.trained if one.model.network == network)
    return dropout.collect(whole.config, of_network)


def show() -> None:
    """Show card, controls, the chart that fills as models end, theory and files."""
    stage, knobs = st.columns([3, 1], gap="large")
    with knobs:
        network, size, config = ask()
    key = sweep_job.task_of(config).key
    kept = recorded(network, size, recorded_sweep.VERSION)

    def buttons(job: Job | None) -> None:
        done = sweep_job.finished(config, job)
        with st.container():
            sweep_job.buttons(config, job, done)
        if job is None and not done:
            st.caption(f"{describe(config)}. {sweep_job.expected(config)}")

    def pictures(job: Job | None) -> None:
        runs = {"recorded": kept}
        if done := list(sweep_job.finished(config, job)):
            runs["live"] = dropout.collect(config, done)
        sweep_chart(runs)

    with knobs:
        job_panel.watch(key, buttons)
    job = jobs().find(key)
    done = sweep_job.finished(config, job)
    files = {"recorded": kept.curves}
    with stage:
        guess = sweep_guess.ask(config)
        if done and not (job is not None and job.active):
            live = dropout.collect(config, done)
            files["live"] = live.curves
            if guess is not None:
                st.markdown(sweep_guess.told(guess, live, kept))
        job_panel.watch(key, pictures, job_panel.CHART_SECONDS)
    prose.why(*WHY)
    card = recorded_ledger()
    claim_card.show(
        card.verdicts["2.D.i"],
        f"Recorded on {card.date} ({card.processor}; torch {card.versions['torch']}): "
        f"{describe(recorded_sweep.ONE_EPOCH)}; the figure after ten epochs: "
        f"{describe(recorded_sweep.TEN_EPOCHS)}; live parts: "
        f"{describe(dropout.QUICK['2.D.i'])}. Accuracy is on 5,000 validation images; the test set "
        "is not touched.",
    )
    prose.note(counted(card.verdicts["2.D.i"]))
    downloads.csv(files, "dropout")


def ask() -> tuple[str, str, Config]:
    """Draw the controls and return network, size and the live sweep that they describe."""
    with controls.panel("sweep") as panel:
        network = panel.choice(
            "Network", "sweep_network", NETWORKS, "The course's, or with batch normalisation."
        )
        size = panel.choice(
            "Size",
            "sweep_size",
            tuple(SIZES),
            "Quick: 5,000 images. Else all 55,000, once or ten times.",
        )
        seeds = ("sweep_seeds", "Independent live runs of every model")
        chosen = panel.fields(START, seeds=seeds)
        with st.expander("Optimizer"):
            chosen |= panel.fields(
                START,
                menus=("optimizer",),
                optimizer=("sweep_optimizer", "Momentum is 0.9; the rest is torch's default."),
                learning_rate=("sweep_rate", "Of the optimizer"),
                batch_size=("sweep_batch", "Images an update"),
            )
    images, epochs = SIZES[size]
    config = controls.checked(
        lambda: Config((network,), DROPOUT_RATES, images=images, epochs=epochs, **chosen), START
    )
    return network, size, config


def counted(verdict: Verdict) -> str:
    """Say how many of the write-up's ten figures lie among the recorded runs."""
    ten = [one for p in DROPOUT_RATES for one in verdict.named(f"p = {p:.1f}")[:1]]
    counts = Counter(one.outcome for one in ten)
    seeds = min((one.n for one in ten), default=0)
    few = (
        f" With {seeds} seeds none can be outside at 5 %: {figures.SEEDS_TO_DECIDE} seeds would "
        "decide."
        if seeds < figures.SEEDS_TO_DECIDE
        else ""
    )
    return (
        f"Of the write-up's {len(ten)} figures {counts[Outcome.HOLDS]} lie among the runs of the "
        f"course's network at their p, {counts[Outcome.FAILS]} lie outside, and "
        f"{counts[Outcome.UNDECIDED]} are undecided.{few} Dead runs count as runs. For a single "
        "figure, *Measured* is the median of the runs."
    )


def describe(config: Config) -> str:
    """Return the size of a sweep in words."""
    return (
        f"{len(dropout.models(config))} models, {config.images:,} images, {config.epochs} "
        f"epoch{'s' if config.epochs > 1 else ''}, {config.seeds} "
        f"seed{'s' if config.seeds > 1 else ''}, "
        f"{config.optimizer} at rate {config.learning_rate:g}"
    )


def sweep_chart(runs: dict[str, Result]) -> None:
    """Draw validation accuracy against p: a dot a run, means with intervals, the write-up's."""
    ends = pd.concat(
        [
            result.curves[result.curves["epoch"] == result.config.epochs].assign(
                source=source, dead=lambda one: one["classes"].eq(1)
            )
            for source, result in runs.items()
        ]
    )
    means = pd.concat(
        [dropout.summary(result).assign(source=source) for source, result in runs.items()]
    )
    scale = theme.palette({source: SOURCES[source] for source in (*runs, "write-up")})
    legend = alt.Legend(symbolOpacity=1)
    colour = alt.Color("source:N", scale=scale, title=None, legend=legend)
    accuracy: dict[str, Any] = {
        "title": "validation accuracy",
        "scale": theme.SHARE,
        "axis": theme.PERCENT,
    }
    dead = alt.Tooltip("dead", title=DEAD)
    dots = alt.Chart(ends).mark_point(size=55, filled=True, opacity=0.55)
    drawn = dots.encode(
        x=P,
        y=alt.Y("validation_accuracy:Q", **accuracy),
        color=colour,
        shape=alt.condition("datum.dead", alt.value("cross"), alt.value("circle")),
        tooltip=tooltip("source", "network", "p", "seed", dead, validation_accuracy=".4f"),
    )
    base = alt.Chart(means).encode(x=P, color=colour)
    rules = intervals.rules(base, alt.Y("low:Q", **accuracy), width=2, clip=True)
    lines = base.mark_line().encode(
        y=alt.Y("mean:Q", **accuracy),
        tooltip=tooltip("source", "p", "n", mean=".4f", low=".4f", high=".4f"),
    )
    charts.show(
        alt.layer(rules, lines, drawn, written_up(scale, legend), height=theme.HEIGHT),
        "Accuracy against dropout",
        f"{best_mean(runs['recorded'])} Dots are single runs, crosses runs that "
        f"{DEAD.replace('gives', 'give')}. Lines are means, bars their 95 % intervals (Student's "
        "t). Diamonds are the write-up's ten figures, one run each.",
    )


def best_mean(result: Result) -> str:
    """Say which p has the highest mean over seeds, with its interval, and what 0.5 has."""
    means = dropout.summary(result).set_index("p")[["mean", "low", "high"]]
    best = means["mean"].idxmax()
    claimed = f"; p = {CLAIMED_BEST} has {shares(means.loc[CLAIMED_BEST])}"
    return (
        f"Over {result.config.seeds} seeds p = {best} has the highest mean, "
        f"{shares(means.loc[best])}{'' if best == CLAIMED_BEST else claimed}."
    )


def written_up(scale: alt.Scale, legend: alt.Legend) -> alt.Chart:
    """Return the write-up's ten accuracies as diamonds."""
    printed = pd.DataFrame({"p": list(REPORTED), "accuracy": list(REPORTED.values())})
    printed["source"] = "write-up"
    sources = scale.domain
    shapes = ["diamond" if source == "write-up" else "circle" for source in sources]
    diamonds = alt.Chart(printed).mark_point(size=110, filled=True, opacity=1)
    return diamonds.encode(
        x=P,
        y="accuracy:Q",
        color=alt.Color("source:N", scale=scale),
        shape=alt.Shape(
            "source:N", scale=alt.Scale(domain=sources, range=shapes), title=None, legend=legend
        ),
        tooltip=["source", "p", "accuracy"],
    )


WHY = (
    r"\tilde{x} = \frac{m \odot x}{1-p},\qquad m_i \sim \text{Bernoulli}(1-p)",
    "Dropout hides each number with probability $p$ while training and nothing when judged. "
    "It guards against overfitting, which one epoch hardly begins, so over one epoch it "
    "mostly slows learning down. One run of each $p$ mixes its effect with luck; the spread "
    f"over seeds says how much. {record.SHARED_SPLIT} "
    "Sources: N. Srivastava et al., *JMLR* 15, 2014; S. Ioffe and C. Szegedy, 2015; "
    "X. Bouthillier et al., *Accounting for Variance in Machine Learning Benchmarks*, MLSys "
    "2021.",
)
