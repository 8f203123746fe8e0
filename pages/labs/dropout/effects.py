"""What made the network good: three ingredients, each with and without the others."""

from collections.abc import Iterable, Mapping
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from core.claims import Finding, Verdict
from core.dropout import effects as dropout_effects
from core.dropout import learning_rates, recorded_sweep, stability, sweep
from core.dropout.effects import DROPOUT, MEASURES, NORMALISATION, SMALL, Cell
from pages.labs.dropout import record
from pages.shared import charts
from pages.shared.charts import Chart, ends, intervals, theme, tooltip
from pages.shared.page import claim_card, controls, downloads, prose, states

ALL, ALIVE = "all seeds", "seeds without a dead run"
OWN = "each its own"
KERNELS = {False: "5 × 5 kernels", True: "3 × 3 kernels"}
NORMALISED = {False: "without batch normalisation", True: "with batch normalisation"}
COLOURS = alt.Scale(domain=list(NORMALISED.values()), range=[theme.ORANGE, theme.BLUE])
ABOVE = alt.Axis(
    labelLimit=320, labelAlign="left", labelPadding=0, labelOffset=-14, tickSize=0, domain=False
)
"""Labels above their rows, which leave all of a phone's width to the picture."""
SIZES = theme.palette({"main effect": theme.BLUE, "interaction": theme.VERMILION})


@st.cache_data(max_entries=1, show_spinner=False)
def recorded(version: int) -> tuple[Finding, ...]:
    """Judge by the recorded sweeps of ten p whether training is stable and overfits."""
    sweeps = (recorded_sweep.one_epoch(), recorded_sweep.ten_epochs())
    return tuple(one for result in sweeps for one in stability.findings(result))


def show(by_rate: Mapping[float, sweep.Result], source: str) -> None:
    """Show effects, cells, gap and verdict of all four networks at p = 0 and 0.5.

    by_rate: the sweep at each learning rate, the one that the verdict is about first.
    source: where the sweeps come from, in words.
    """
    rates = learning_rates.chosen(by_rate)
    tuned = learning_rates.tuned(by_rate, rates)
    with controls.beside(partial(ask, by_rate)) as (rate, measure, epoch, chosen):
        result = tuned if rate == OWN else by_rate[float(rate.split()[0])]
        table = dropout_effects.seeds(result, measure, epoch)
        dead = dropout_effects.dead_seeds(result, epoch)
        if chosen == ALIVE:
            table = table.drop(index=[seed for seed in table.index if seed in dead])
        if len(table) < 2:
            states.empty(
                "Effects need two seeds with all eight networks: choose all seeds, another epoch, "
                "or a sweep with more seeds."
            )
        else:
            pictures(table, measure)
        st.caption(about(table, dead, epoch))
        if rate == OWN:
            st.caption(takers(rates, by_rate))
    stable()
    prose.why(*WHY)
    result = next(iter(by_rate.values()))
    parts = (*dropout_effects.findings(result), *learning_rates.findings(tuned))
    claim_card.show(Verdict("2.D.ii", parts), f"{source} {describe(result)}")
    files = {
        "effects": dropout_effects.effects(table),
        "effects_cells": dropout_effects.cells(table),
        "effects_curves": pd.concat(
            one.curves.assign(learning_rate=rate) for rate, one in by_rate.items()
        ),
    }
    downloads.csv(files, "dropout")


def takers(rates: Mapping[Cell, float], offered: Iterable[float]) -> str:
    """Say which networks take each of the offered rates, and who chose it."""
    names = {
        cell: f"{dropout_effects.NETWORKS[cell.normalisation, cell.small]} at p = "
        f"{dropout_effects.WITH_DROPOUT if cell.dropout else 0:g}"
        for cell in rates
    }
    said = "; ".join(
        f"{rate:g}: {', '.join(names[cell] for cell in rates if rates[cell] == rate) or 'none'}"
        for rate in offered
    )
    return (
        "The first half of the seeds chose each network's rate by its validation accuracy after "
        f"the last epoch; the other half is shown. {said}."
    )


def stable() -> None:
    """Show whether batch normalisation makes training stable and avoids overfitting."""
    st.markdown("**Stable training, and overfitting: the recorded sweep of ten p**")
    claim_card.statements(recorded(recorded_sweep.VERSION))
    prose.note(
        f"{record.source(recorded_sweep.ONE_EPOCH)} A run that gives every image one digit is "
        "dead: it has no gap to speak of, and is left out of the gap with its partner."
    )


def describe(result: sweep.Result) -> str:
    """Return the size of the sweep, and in what else than kernels its networks differ, in words."""
    config = result.config
    counts = {
        KERNELS[small]: " or ".join(
            f"{dropout_effects.parameters(normalised, small):,}" for normalised in (False, True)
        )
        for small in KERNELS
    }
    sizes = "; ".join(f"{kernels}: {count}" for kernels, count in counts.items())
    return (
        f"Eight networks, {config.seeds} seeds, {config.images:,} images, {config.epochs} "
        f"epoch{'s' if config.epochs > 1 else ''}, learning rate {config.learning_rate:g}. "
        f"Parameters without or with batch normalisation: {sizes}. With 5 × 5 kernels there are 7 "
        "and 11 filters in place of 8 and 8; depth, pooling, dropout layers and head are the same. "
        "Accuracy is on 5,000 validation images; the test set is not touched."
    )


def ask(by_rate: Mapping[float, sweep.Result]) -> tuple[str, str, int, str]:
    """Draw the controls and return learning rate, measure, epoch and which seeds."""
    last = min(result.config.epochs for result in by_rate.values())
    with controls.panel("effects") as panel:
        rate = panel.choice(
            "Learning rate",
            "effects_rate",
            (*(f"{rate:g} for all" for rate in by_rate), OWN),
            "One rate for all favours those networks that bear it.",
        )
        measure = panel.choice(
            "Measure",
            "effects_measure",
            tuple(MEASURES),
            "The gap is training accuracy less validation accuracy.",
        )
        epoch = panel.whole("After epoch", "effects_epoch", last, 1, last)
        chosen = panel.choice(
            "Runs", "effects_runs", (ALL, ALIVE), "A dead run gives every image one digit."
        )
    return rate, measure, epoch, chosen


def about(table: pd.DataFrame, dead: set[int], epoch: int) -> str:
    """Say which seeds the figures are made of."""
    names = ", ".join(str(seed) for seed in sorted(dead))
    died = (
        f"Seeds with a dead network after epoch {epoch}: {names}."
        if dead
        else f"No network is dead after epoch {epoch}."
    )
    return f"{len(table)} seeds with all eight networks; 95 % intervals over seeds. {died}"


def pictures(table: pd.DataFrame, measure: str) -> None:
    """Draw the effects with their intervals, and the eight cells with their seeds."""
    charts.show(
        forest(dropout_effects.effects(table), measure),
        f"What each ingredient adds to the {measure}",
        "Seven intervals, not corrected for their number: were all effects 0, a bar would miss 0 "
        "by luck in about three of ten such pictures.",
    )
    rows = by_seed(table)
    reach = (rows["value"].min(), rows["value"].max())
    with st.grid(2, min_column_width=330):
        for kernels in KERNELS.values():
            with st.container():
                charts.show(
                    interaction(rows[rows["kernels"] == kernels], measure, reach),
                    f"{measure.capitalize()} with {kernels}",
                    "Dots are seeds, lines join their means: parallel lines do not interact.",
                )


def forest(found: pd.DataFrame, measure: str) -> Chart:
    """Return every effect as a point with its interval."""
    rows = found.assign(kind=["main effect" if n == 1 else "interaction" for n in found["factors"]])
    rows[["estimate", "low", "high"]] *= 100
    legend = alt.Legend(values=list(rows["kind"].unique()))
    base = alt.Chart(rows).encode(
        y=alt.Y("effect:N", sort=list(rows["effect"]), title=None, axis=ABOVE),
        color=alt.Color("kind:N", scale=SIZES, title=None, legend=legend),
    )
    dots = intervals.dots(
        base,
        alt.X("estimate:Q", title=f"effect on the {measure} (percentage points)"),
        tooltip("effect", "n", estimate="+.2f", **ends("+.2f")),
        size=110,
    )
    return alt.layer(intervals.threshold("x", 0, strokeDash=[5, 4]), *dots, height=340)


def by_seed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as rows: seed, kernels, normalisation, dropout, value."""
    rows = [
        (seed, KERNELS[small], NORMALISED[normalised], "0.5" if dropout else "0", value)
        for (normalised, dropout, small), values in table.items()
        for seed, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["seed", "kernels", "normalisation", "dropout", "value"])


def interaction(rows: pd.DataFrame, measure: str, reach: tuple[float, float]) -> Chart:
    """Return the measure without and with dropout, by normalisation, on the axis ``reach``."""
    legend, wide = alt.Legend(direction="vertical"), alt.Scale(padding=0.4)
    scale, axis = alt.Scale(domain=reach), alt.Axis(format=".1%")
    base = alt.Chart(rows).encode(
        x=alt.X("dropout:N", title="dropout probability p", axis=theme.UPRIGHT, scale=wide),
        color=alt.Color("normalisation:N", scale=COLOURS, title=None, legend=legend),
    )
    lines = base.mark_line().encode(y=alt.Y("mean(value):Q", title=measure, axis=axis, scale=scale))
    dots = base.mark_circle(size=60, opacity=0.6).encode(
        y=alt.Y("value:Q", title=measure, axis=axis, scale=scale),
        tooltip=tooltip("kernels", "normalisation", "dropout", "seed", value=(measure, ".2%")),
    )
    return alt.layer(lines, dots, height=340)


WHY = (
    r"\begin{gathered} E_A = \tfrac14 \sum_{i=1}^{8} a_i\, y_i,\qquad "
    r"E_{AB} = \tfrac14 \sum_{i=1}^{8} a_i b_i\, y_i \\ a_i, b_i = \pm 1 \end{gathered}",
    f"All eight combinations of {NORMALISATION}, {DROPOUT} and {SMALL} are trained ($a_i$ is "
    "$+1$ where $A$ is there), so that every network counts for every effect: a main effect is "
    "the mean with an ingredient less the mean without, an interaction half of what one gains "
    "by the presence of another: right of 0, two do more together than apart. Each effect is "
    f"computed within a seed and its interval is Student's over seeds. {record.SHARED_SPLIT} "
    "Sources: R. Fisher, *The Design of Experiments*, 1935; G. Box, "
    "W. Hunter and J. Hunter, *Statistics for Experimenters*, 1978, chapter 10; N. Srivastava "
    "et al., *JMLR* 15, 2014; S. Ioffe and C. Szegedy, ICML 2015; K. Simonyan and "
    "A. Zisserman, ICLR 2015 (small kernels); X. Bouthillier et al., *Accounting for Variance "
    "in Machine Learning Benchmarks*, MLSys 2021.",
)
