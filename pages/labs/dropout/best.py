"""Is 0.5 really best? How often each p wins, and how many seeds tell two of them apart."""

from functools import partial
from typing import Any

import altair as alt
import streamlit as st

from core.claims import DROPOUT_RATES
from core.dropout import luck as dropout_luck
from core.dropout import recorded_sweep
from core.dropout.accuracies import rank_correlation
from core.dropout.luck import Config, Luck
from core.intervals import MOST_RUNS
from core.text import minus, points
from pages.labs.dropout import record
from pages.labs.dropout.axis_of_p import P
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.page import claim_card, controls, downloads, prose

RATES = tuple(f"{p:.1f}" for p in DROPOUT_RATES)
RECORDS = {"one": recorded_sweep.one_epoch, "ten": recorded_sweep.ten_epochs}


@st.cache_data(max_entries=64, show_spinner=False)
def run(config: Config, version: int) -> Luck:
    """Judge the recorded sweep of this length."""
    return dropout_luck.run(config, RECORDS[config.epochs]())


def show(of: dict[str, Any]) -> None:
    """Show who wins when seeds are drawn again, and what separates two p, of one sweep.

    ``of`` are the fields of a ``Config`` that say which sweep: its network and epochs.
    """
    with controls.beside(partial(ask, of)) as config:
        luck = run(config, dropout_luck.VERSION)
        charts.side_by_side(luck, winners, power)
        needed(luck)
        lucky(luck)
    statements(luck)
    theory(luck)
    downloads.frames(luck, "dropout_luck")


def ask(of: dict[str, Any]) -> Config:
    """Draw the controls and return the question that they ask of a sweep."""
    start = Config()
    with controls.panel("best") as panel:
        first = panel.menu(
            "Judged p", "luck_p", RATES, "The p whose win is judged.", f"{start.first:.1f}"
        )
        help = "Another p: how many seeds tell the two apart?"
        second = panel.menu("Compared with", "luck_other", RATES, help, f"{start.second:.1f}")
        power = ("luck_power", "Wanted chance to find the difference")
        chosen = panel.fields(start, power=power)
    chosen |= {"first": float(first), "second": float(second)}
    return controls.checked(lambda: Config(**of, **chosen), start)


def seeds(number: int) -> str:
    """Return a number of seeds in words."""
    return "one seed" if number == 1 else f"{number} seeds"


def winners(luck: Luck) -> None:
    """Draw the share of draws that each p wins, with one seed and with all."""
    n = luck.separation.n
    rows = luck.winners.assign(judged=luck.winners["seeds"].map(seeds))
    scale = theme.palette({seeds(1): theme.ORANGE, seeds(n): theme.MEASURED})
    bars = alt.Chart(rows, height=theme.HEIGHT).mark_bar()
    charts.show(
        bars.encode(
            x=P,
            xOffset=alt.XOffset("judged:N", sort=None),
            y=alt.Y("wins:Q", title="share of wins", axis=theme.PERCENT, scale=theme.SHARE),
            color=alt.Color("judged:N", title="mean of", sort=None, scale=scale),
            tooltip=tooltip("p", "judged", wins=".1%"),
        ),
        "How often each p is best",
        f"With one seed: its share of {n} seeds. With {n}: its share of "
        f"{dropout_luck.RESAMPLES:,} draws of the seeds with replacement. One tall bar: the seed "
        "hardly matters.",
    )


def power(luck: Luck) -> None:
    """Draw the chance to find the measured difference against the number of seeds."""
    config = luck.config
    line = alt.Chart(luck.power).mark_line(color=theme.MEASURED)
    drawn = line.encode(
        x=alt.X("seeds:Q", title="seeds", scale=theme.LOG),
        y=alt.Y("power:Q", title="power", axis=theme.PERCENT, scale=theme.SHARE),
        tooltip=tooltip("seeds", power=".1%"),
    )
    wanted = intervals.threshold("y", config.power, strokeDash=[4, 4], color=theme.REPORTED)
    charts.show(
        alt.layer(drawn, wanted, height=theme.HEIGHT),
        f"Seeds that tell p = {config.first} from p = {config.second}",
        "The chance that a paired t-test at the 5 % level finds a difference of the size measured "
        "here; dashed: the chance you want.",
    )


def needed(luck: Luck) -> None:
    """Say how many seeds tell the two p apart, and how far that is known."""
    config, apart = luck.config, luck.separation
    prose.write(
        f"p = {config.first} less p = {config.second}: **{points(apart.difference, 2)}**; "
        f"n = {apart.n} seeds, standard deviation {100 * apart.spread:.2f}. "
        f"To find it with a chance of {config.power:.0%} you need "
        f"**{seeds_text(apart.seeds)} seeds**; {seeds_text(apart.fewest)} at the far end of the "
        f"interval, {seeds_text(apart.most)} at the near end."
    )


def seeds_text(number: int | None) -> str:
    """Return a number of seeds, which may be out of reach."""
    return f"more than {MOST_RUNS:,}" if number is None else f"{number:,}"


def lucky(luck: Luck) -> None:
    """Say how often the judged p would win by luck alone, and how often it does."""
    of_all = luck.lucky.set_index(["among", "seeds"]).loc["all"]
    shares = "; ".join(
        f"with {seeds(number)} {alone:.1%} (as measured {measured:.1%})"
        for number, alone, measured in of_all.itertuples(name=None)
    )
    prose.write(
        f"Were p = {luck.config.first} no better than its neighbours, it would be the best of all "
        f"ten by luck alone: {shares}. For that they change places at random within each seed, "
        f"{dropout_luck.RESAMPLES:,} times."
    )


def statements(luck: Luck) -> None:
    """Show what the write-up's sweep says of the best p, judged."""
    st.markdown("**Said of the best p, each with its rule**")
    claim_card.statements(luck.findings)
    st.caption(
        f"The {luck.config.network} network after {luck.config.epochs} "
        f"epoch{'' if luck.config.epochs == 'one' else 's'}; n counts seeds. "
        f"{record.source(recorded_sweep.ONE_EPOCH)}"
    )


def theory(luck: Luck) -> None:
    """Say why seeds are drawn whole, what power is and what the intervals leave out."""
    table = luck.accuracies.pivot(index="seed", columns="p", values="validation_accuracy")
    alike = minus(f"{rank_correlation(table):.2f}")
    prose.why(
        r"\begin{gathered} t = \frac{\bar d}{s_d / \sqrt n} \\ \text{power} = P\big( |T_{n-1}("
        r"\delta \sqrt n / \sigma)| > t_{n-1,\,0.975} \big) \end{gathered}",
        "A seed sets the first weights and the order of the images for every p, so its ten "
        "accuracies belong together and are drawn again as a whole. That does not make them alike: "
        f"over these {len(table)} seeds the rank correlation of two p is {alike} on average, where "
        "1 is rising and falling together and 0 is each on its own. Of a difference $d$ with mean "
        "$\\delta$ and standard deviation $\\sigma$ over seeds, $n$ seeds see $t$, which follows "
        "the noncentral t distribution: the smaller $\\delta / \\sigma$, the more seeds. "
        f"{record.SHARED_SPLIT} "
        "Sources: B. Efron and R. Tibshirani, *An Introduction to the Bootstrap*, 1993; P. Good, "
        "*Permutation, Parametric and Bootstrap Tests of Hypotheses*, 2005; J. Cohen, *Statistical "
        "Power Analysis*, 1988; X. Bouthillier et al., *Accounting for Variance in Machine "
        "Learning Benchmarks*, MLSys 2021.",
    )
