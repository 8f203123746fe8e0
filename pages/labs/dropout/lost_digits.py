"""Lost digits: which recipe prints figures such as the write-up's, and what does it never say?"""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import mnist
from core.claims import Finding
from core.dropout.ladder import outputs_alive, rungs, runs
from core.dropout.ladder.recipes import BATCH_SIZES, LAST, NETWORKS, NOTHING, RATES, RELU, Recipe
from core.dropout.ladder.runs import Config, Result
from core.engines.cnn.optimizers import OPTIMIZERS
from pages.labs.dropout.axis_of_p import REPORTED
from pages.labs.dropout.ladder import digits, ladder
from pages.shared import charts
from pages.shared.jobs import panel as job_panel
from pages.shared.page import claim_card, controls, downloads, prose

START = Recipe("course", RELU, "Adam", 0.001, BATCH_SIZES[0])
LIVE = Config((START,))
NAME = "whole epoch"
NETWORK_HELP = "The course's, plain or normalised, and two that a student would write."
LAST_HELP = "What the outputs pass before the cross-entropy, which wants them as they are."
RARE = 0.05
"""Share of a recipe's own tables, the write-up's among them, that are at least as unlikely."""
REST = (0.9, 0.99)


@st.cache_data(max_entries=1, show_spinner=False)
def recorded(version: int) -> tuple[pd.DataFrame, str]:
    """Read the recorded runs, with what each has lost, and where they come from."""
    table = runs.recorded(NAME).runs
    return rungs.read(table, validation_shares(version)), runs.STUDY.origin()


@st.cache_data(max_entries=1, show_spinner=False)
def ranking(version: int) -> pd.DataFrame:
    """Rank the recorded recipes by how well they explain the write-up's figures."""
    return rungs.explained(recorded(version)[0], REPORTED)


@st.cache_data(max_entries=1, show_spinner=False)
def alive(version: int) -> tuple[Finding, ...]:
    """Judge whether dropout keeps outputs alive in the recorded recipes."""
    return outputs_alive.findings(recorded(version)[0])


@st.cache_data(max_entries=1, show_spinner=False)
def validation_shares(version: int) -> np.ndarray:
    """Return the share (10,) of each digit among the images that judge here."""
    return rungs.shares(mnist.splits(runs.SPLIT_SEED).validation.labels)


def show(further: Callable[[], None]) -> None:
    """Show the ladder of a recipe, the digits that it still gives, and how well it fits.

    ``further`` draws what else can be asked, below the charts.
    """
    with controls.beside(ask) as config:
        task = job_panel.training(runs, config, "lost", describe(config))
        table, source, name = latest(config, task)
        if table.empty:
            st.info(
                f"No run of this recipe is recorded: {config.recipes[0]}. Train it here.",
                icon=":material/play_arrow:",
            )
        else:
            charts.show(
                ladder(table, validation_shares(runs.VERSION)),
                "The ladder: accuracy by digits still given",
                "A dot is a run, a cross a figure of the write-up. A band is a rung: as "
                "high as a network can be that gives so many digits and is right as often on "
                "those as these runs are.",
            )
        job_panel.watch(task.key, partial(job_panel.show, task))
        if not table.empty:
            charts.show(
                digits(table),
                "Which digits are still given",
                "Share of the runs that give the digit to some validation image; red: no run does. "
                "What is never given is always wrong.",
            )
        st.caption(source)
    further()
    compared(table, config.recipes[0])
    with st.expander("Does dropout keep outputs alive?"):
        claim_card.statements(alive(runs.VERSION))
    reading()
    theory()
    downloads.csv({f"lost_digits_{name}": table, "recipes": ranking(runs.VERSION)}, "dropout")


def ask() -> Config:
    """Draw the controls and return the recipe that they describe, to train here."""
    with controls.panel("lost") as panel:
        network = panel.menu("Network", "lost_network", tuple(NETWORKS), NETWORK_HELP)
        last = panel.choice("After the last layer", "lost_last", tuple(LAST), LAST_HELP, RELU)
        optimizer = panel.menu("Optimizer", "lost_optimizer", tuple(OPTIMIZERS), "As in torch.")
        rates = tuple(f"{rate:g}" for rate in RATES)
        rate = panel.choice("Learning rate", "lost_rate", rates, "Of the optimizer.")
        sizes = tuple(map(str, BATCH_SIZES))
        size = panel.choice("Batch size", "lost_batch", sizes, "Images an update.")
        st.caption("To train it here:")
        chosen = panel.fields(
            LIVE,
            seeds=("lost_seeds", "Independent runs at every p"),
            images=("lost_images", "Training images, 100 to 55,000, each shown once."),
        )
    recipe = Recipe(network, last, optimizer, float(rate), int(size))
    return controls.checked(lambda: Config((recipe,), **chosen), LIVE)


def describe(config: Config) -> str:
    """Return what is trained in words."""
    seeds = f"{config.seeds} seed{'s' if config.seeds > 1 else ''}"
    return f"{config.recipes[0]}; {config.images:,} images shown once, {seeds} at each p"


def latest(config: Config, task: job_panel.Task) -> tuple[pd.DataFrame, str, str]:
    """Return the runs to show, where they come from, and their name.

    They are the live ones once they are over, and until then the recorded ones of the recipe.
    """
    if job := task.over:
        live: Result = runs.collect(config, job.finished)
        table = rungs.read(live.runs, validation_shares(runs.VERSION))
        return table, f"Live, {task.counted(job)}: {describe(config)}.", "live"
    every, source = recorded(runs.VERSION)
    table = every[(every[list(Recipe._fields)] == list(config.recipes[0])).all(axis=1)]
    whole = runs.RUNS[NAME]
    return (
        table,
        f"{source}: {whole.images:,} images shown once, {whole.seeds} seeds at each p. Accuracy is "
        "on the 5,000 validation images.",
        "recorded",
    )


def compared(table: pd.DataFrame, recipe: Recipe) -> None:
    """Show which recorded recipe explains the ten figures best, and how this one does."""
    st.markdown("**Which recipe prints such a table?**")
    every = ranking(runs.VERSION)
    prose.write(said(every))
    if len(table):
        of_this = rungs.explained(table, REPORTED).iloc[0]
        prose.write(
            f"The recipe above ({recipe}): {of_this['near']} of {len(REPORTED)} figures lie within "
            f"{rungs.NEAR} of one of its runs at the same p."
        )
    near = f"Of ten, within {rungs.NEAR} of a run at the same p."
    rare = "Of the recipe's own, one a seed, and the write-up's."
    column = st.column_config.NumberColumn
    st.dataframe(
        every[[*Recipe._fields, "near", "rare", "whole"]],
        hide_index=True,
        column_config={
            "network": "Network",
            "last": "After the last layer",
            "optimizer": "Optimizer",
            "rate": column("Learning rate", format="%g"),
            "batch_size": "Batch",
            "near": column("Figures near a run", help=near),
            "rare": column("Tables as unlikely", format="percent", help=rare),
            "whole": column("Runs with all digits", format="percent"),
        },
    )


def said(every: pd.DataFrame) -> str:
    """Say to which recipes the figures are no surprise, and what that can and cannot mean."""
    usual = every[every["rare"] > RARE]
    named = "; ".join(
        f"*{Recipe(*row)}* ({rare:.0%})"
        for *row, rare in usual[[*Recipe._fields, "rare"]].itertuples(index=False, name=None)
    )
    plain = every[every["last"] == NOTHING]
    high = sum(figure > REST[0] for figure in REPORTED.values())
    own = (
        f"For {len(usual)} of {len(every)} recorded recipes more than {RARE:.0%} are: {named}. "
        f"Their runs keep all ten digits in {usual['whole'].min():.0%} to "
        f"{usual['whole'].max():.0%} of all, and {high} of the ten figures lie above "
        f"{REST[0]:.0%}, as only such runs do: what loses digits scatters so widely that few "
        "tables would be strange to it. That the figures come from such a layer is **undecided**."
        if len(usual)
        else f"For none of {len(every)} recorded recipes are more than {RARE:.0%}: where the "
        "figures come from is **undecided**."
    )
    return (
        f"A recipe is held against what it does itself: of its own {int(every['n'].min())} tables "
        "of ten runs and the write-up's, how many are at least as unlikely among its runs as the "
        f"write-up's? {own} For the {len(plain)} without a layer after the last at most "
        f"{plain['rare'].max():.0%} are: {1 - plain['whole'].mean():.1%} of their runs lose a "
        f"digit, and at best {plain['near'].max()} of the figures lie near a run of theirs. (The "
        "rule is of 30 November 2026, after the runs had been seen: before, a recipe counted if "
        "its mean table was at most 20 times likelier than the figures; with 20 seeds none is.)"
    )


@st.cache_data(max_entries=1, show_spinner=False)
def readings(version: int) -> pd.DataFrame:
    """Return which digits each printed figure could have lost, a row a figure, in words."""
    share = rungs.shares(mnist.splits(runs.SPLIT_SEED).test.labels)
    rows = []
    for p, figure in REPORTED.items():
        found = rungs.readings(figure, share, REST)
        sizes = [str(size) for size in sorted(found["digits"].unique())]
        first = found.iloc[0] if len(found) else None
        rows.append(
            {
                "p": f"{p:.1f}",
                "Reported": f"{figure:.4f}",
                "Digits lost": " or ".join(sizes) or "no such reading",
                "Ways": len(found),
                "For example": "" if first is None else first["lost"] or "none",
            }
        )
    return pd.DataFrame(rows)


def reading() -> None:
    """Show which digits each printed figure could have lost."""
    with st.expander("Which digits could each printed figure have lost?"):
        st.table(readings(runs.VERSION), hide_index=True, alt="Readings of the printed figures")
        prose.note(
            f"Counted on the labels of the test images: every choice of digits with which an "
            f"accuracy of {REST[0]:.0%} to {REST[1]:.0%} on the others gives the figure. No "
            "network sees these images."
        )


def theory() -> None:
    """Say how a digit gets lost, and what cannot be known."""
    prose.why(
        r"a = \Bigl(1 - \sum_{d \in L} s_d\Bigr)\, r",
        "The accuracy $a$ of a network that never gives the digits $L$: $s_d$ is their share of "
        "the images, $r$ the accuracy on the others. With a ReLU after the last layer each output "
        "is a unit that can die: once it is below 0 for every image it gives 0 and no gradient "
        "comes back, so its digit is never said again. That is the write-up's own theme, a unit "
        "that never activates, in a place where nobody looks for it, and PyTorch's cross-entropy "
        "does not complain.",
    )
    st.info(
        "**What cannot be known.** The write-up names neither network nor optimizer, rate or batch "
        "size, and keeps no predictions. That its figures stand on such a ladder is a conjecture. "
        "It depends on the recipes tried here, which are few of those possible; a confusion matrix "
        "of its networks without empty columns would refute it, and so would a recipe without such "
        "a layer that explains the table as well.",
        icon=":material/help:",
    )
