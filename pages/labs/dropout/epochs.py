"""One epoch or ten: does the early winner stay ahead, and what is a cheaper way to choose?"""

from typing import Any

import altair as alt
import streamlit as st

from core.dropout import epochs as dropout_epochs
from core.dropout import recorded_sweep
from core.dropout.epochs import EPOCHS, HALVING, Config, Race
from core.text import minus, points
from pages.labs.dropout import record
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.page import claim_card, controls, downloads, prose

AFTER = "all ten, the best after so many epochs"
WAYS = theme.palette({AFTER: theme.BLUE, HALVING: theme.VERMILION})


@st.cache_data(max_entries=64, show_spinner=False)
def run(config: Config, version: int) -> Race:
    """Follow the models of the recorded sweep of ten epochs."""
    return dropout_epochs.run(config, recorded_sweep.ten_epochs())


def show() -> None:
    """Show the ranks through ten epochs, how far they agree, and what each choice loses."""
    with controls.beside(ask) as config:
        race = run(config, dropout_epochs.VERSION)
        bump(race)
        charts.side_by_side(race, agreement, regret)
        halving(race)
    statements(race)
    prose.why(*WHY)
    downloads.frames(race, "dropout_epochs")


def ask() -> Config:
    """Draw the controls and return the race that they describe."""
    return controls.configured(
        "race",
        Config(),
        network=("race_network", "The course's network, plain or normalised."),
        budget=(
            "race_budget",
            "Of successive halving, in epochs of training: 40 to 400. More trains "
            "longer before each halving, ten epochs at most.",
        ),
    )


def bump(race: Race) -> None:
    """Draw the rank of each p after each epoch."""
    epoch = alt.X(
        "epoch:Q",
        title="epoch",
        axis=alt.Axis(values=list(range(1, EPOCHS + 1)), format="d"),
        scale=alt.Scale(domain=[-0.3, EPOCHS + 0.8], nice=False),
    )
    rank = alt.Y(
        "rank:Q",
        title="rank (1 is best)",
        axis=alt.Axis(values=list(range(1, 11)), format="d"),
        scale=alt.Scale(domain=[10.5, 0.5], nice=False),
    )
    colour = alt.Color("p:O", title="p", scale=alt.Scale(scheme="viridis"), legend=None)
    base = alt.Chart(race.ranks).encode(x=epoch, y=rank, color=colour)
    dots = base.mark_circle(size=90, opacity=1).encode(
        tooltip=tooltip("p", "epoch", "rank", accuracy=("mean accuracy", ".4f"))
    )
    labels = base.encode(text=alt.Text("p:Q", format=".1f"), color=alt.ColorValue(theme.GREY))
    bold: dict[str, Any] = {"fontSize": 13, "fontWeight": "bold"}
    first = labels.transform_filter("datum.epoch == 1")
    last = labels.transform_filter(f"datum.epoch == {EPOCHS}")
    charts.show(
        alt.layer(
            base.mark_line(strokeWidth=2.5),
            dots,
            first.mark_text(align="right", dx=-10, **bold),
            last.mark_text(align="left", dx=10, **bold),
            height=theme.HEIGHT,
        ),
        "Rank of each p after each epoch",
        f"By the mean validation accuracy of {race.seeds} seeds; the p stands at both ends of its "
        "line. Where lines cross, the order changes. One dead run pulls its p far down.",
    )


def agreement(race: Race) -> None:
    """Draw Spearman's correlation of each epoch's order with the last one's."""
    base = alt.Chart(race.agreement).encode(x=alt.X("epoch:Q", title="epoch", axis=theme.WHOLE))
    band = base.mark_area(color=theme.MEASURED, opacity=0.2).encode(
        y=alt.Y("low:Q", title="Spearman's correlation", scale=theme.CLOSE), y2="high:Q"
    )
    dots = {"color": theme.MEASURED, "size": 60}
    line = base.mark_line(color=theme.MEASURED, point=dots).encode(
        y="estimate:Q", tooltip=tooltip("epoch", estimate=".3f", low=".3f", high=".3f")
    )
    yardstick = intervals.threshold("y", race.yardstick)
    charts.show(
        alt.layer(band, yardstick, line, height=theme.HEIGHT),
        "How far the order agrees with that after ten",
        f"Within each seed; mean of {race.seeds} seeds, band: its 95 % interval (Fisher's z). 1 is "
        "the same order. The rule is the yardstick: so far do two trainings of ten epochs from "
        f"different seeds agree, {minus(f'{race.yardstick:.2f}')}.",
    )


def regret(race: Race) -> None:
    """Draw the accuracy that each way to choose loses against the training it costs."""
    halved = race.choices["strategy"] == HALVING
    rows = race.choices.assign(way=halved.map({True: HALVING, False: AFTER}))
    rows[["estimate", "low", "high"]] *= 100
    scale, legend = alt.Scale(domain=[0, 106], nice=False), alt.Legend(direction="vertical")
    base = alt.Chart(rows).encode(
        x=alt.X("cost:Q", title="training (epochs, all models together)", scale=scale),
        color=alt.Color("way:N", title=None, scale=WAYS, legend=legend),
    )
    dots = intervals.dots(
        base,
        alt.Y("estimate:Q", title="regret (percentage points)"),
        tooltip("strategy", "cost", estimate=("regret", ".3f"), low=".3f", high=".3f"),
    )
    charts.show(
        alt.layer(intervals.threshold("y", 0), *dots, height=theme.HEIGHT),
        "What an early choice loses",
        "Accuracy after ten epochs lost to the choice after ten; the chosen one is always trained "
        "to ten. One half of the images chooses, the other judges. Bars: 95 % interval over seeds.",
    )


def halving(race: Race) -> None:
    """Say what successive halving does, rung by rung, beside choosing after one and ten."""
    choices = race.choices.set_index("strategy")
    steps = "; ".join(
        f"{step.candidates} trained to epoch {step.epochs}, {step.kept} kept" for step in race.rungs
    )
    costs = "; ".join(
        f"{name}: {cost} epochs, regret {points(ends, 2)}"
        for name, cost, *ends in choices.loc[
            ["after 1", HALVING, f"after {EPOCHS}"], ["cost", "estimate", "low", "high"]
        ].itertuples(name=None)
    )
    st.markdown(f"**Successive halving here:** {steps}. {costs[0].upper()}{costs[1:]}.")


def statements(race: Race) -> None:
    """Show what the write-up says of one epoch, judged."""
    st.markdown("**Said of one epoch and of ten, each with its rule**")
    claim_card.statements(race.findings, columns=2)
    st.caption(
        f"The {race.config.network} network; n counts seeds. "
        f"{record.source(recorded_sweep.TEN_EPOCHS)}"
    )


WHY = (
    r"\begin{gathered} \rho = \text{corr}\big(\text{rank}(a_1), \text{rank}(a_{10})\big) \\ "
    r"r_k = \left\lfloor \frac{B}{|S_k|\, \lceil \log_2 n \rceil} \right\rfloor \end{gathered}",
    "An early accuracy $a_1$ mixes how good a network becomes with how fast it starts, and "
    "dropout slows the start, so that the order may still change. Successive halving "
    "gives each of the $n$ candidates a little training $r_k$ of the budget $B$, drops the "
    "worse half of those left, $S_k$, and spends what it saves on the rest. Sources: "
    "K. Jamieson and A. Talwalkar, *Non-stochastic Best Arm Identification and Hyperparameter "
    "Optimization*, AISTATS 2016; C. Spearman, *American Journal of Psychology* 15, 1904; "
    "N. Srivastava et al., *JMLR* 15, 2014.",
)
