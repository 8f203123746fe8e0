"""Write-up 1.B: what the order of the examples does, what dies of it, and what else it could be."""

from functools import partial

import streamlit as st

from core import shuffling
from core.shuffling import Config, Result, recorded_orders
from pages.labs.shuffling import claim_map, knobs, pendulum, unit_lives
from pages.labs.shuffling.knobs import Asked
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, exercises, frame
from pages.shared.page.frame import Tab


def overflowed(result: Result) -> None:
    """Say in which orders weights have overflowed, and from when on."""
    lines = [
        f"- {order}: {lost['seeds']:.0f} of {result.config.seeds} seeds, first at epoch "
        f"{lost['epoch']:.2f}"
        for order, lost in result.overflowed.iterrows()
    ]
    if lines:
        said = "Weights overflow. What came before is shown; lower the rate to see more."
        st.warning("\n".join([said, *lines]), icon=":material/warning:")


def judged(result: Result, tested: bool) -> str:
    """Return how the verdict was come by, or why there is none."""
    config = result.config
    if config.activation != "ReLU":
        return f"The claim is about ReLU units, and these are {config.activation}."
    if not tested:
        few = f"it takes {shuffling.FEWEST} whose weights stay finite"
        return f"Too few seeds, or too many whose weights overflow: {few}."
    return (
        f"{origin(config)} on seeds 0 to {config.seeds - 1}, each with the same data and start "
        "under every order; intervals are paired over seeds (Student's t), without seeds whose "
        "weights overflow."
    )


def origin(config: Config) -> str:
    """Return how the result of a setting came about, as a sentence begins."""
    return recorded_orders.STUDY.origin() if recorded_orders.known(config) else "Judged live"


def trained(asked: Asked) -> Result:
    """Return every seed trained in every order, and say whose weights overflow."""
    result = recorded_orders.known(asked.config) or progress.run(shuffling, asked.config)
    overflowed(result)
    return result


def judge(result: Result) -> None:
    """Show the claim, judged by what every seed came to."""
    for verdict in shuffling.verdicts(result):
        claim_card.show(verdict, judged(result, bool(verdict.findings)))


def pendulums() -> None:
    """Play one seed, and follow all of them when they are trained."""
    with controls.beside(knobs.ask) as asked:
        seen = pendulum.play(asked)
    pendulum.ask_on(asked)
    result = trained(asked)
    pendulum.show(result, seen)
    judge(result)


def deaths() -> None:
    """Play one seed with its units, and count those of all of them when they are trained."""
    with controls.beside(knobs.ask) as asked:
        seen = pendulum.play(asked, shows_units=True)
    result = trained(asked)
    unit_lives.show(result, seen)
    judge(result)


def where_it_holds() -> None:
    """Show the map of the setting that the controls describe."""
    with controls.beside(knobs.ask) as asked:
        result = trained(asked)
        claim_map.show(result)
    judge(result)


TABS = {
    "Pendulum": Tab(
        "What if a network sees all negatives (orange) before the positives (blue)?",
        "press Play; then make the blocks shorter until it stops forgetting.",
        pendulums,
        once={
            "Recovery": {"further": "Is it permanent?"},
            "What else it could be": {"further": "What else could it be?"},
            "How mixed": {"further": "How mixed is mixed enough?"},
        },
    ),
    "What dies": Tab(
        "Does showing the negatives (orange) first kill units of the network?",
        "press Play, and count the units that are crossed out: who kills more?",
        deaths,
    ),
    "Exercises": Tab(
        "Can you say what an order does before it is run?",
        "answer, then look at the run.",
        partial(exercises.show, "shuffling"),
    ),
}
MORE = {
    "Where it holds": Tab(
        "Is there any setting in which sorting kills units?",
        "click a cell, and see its experiment.",
        where_it_holds,
    ),
    "Convex theory": Tab(
        "How much slower is a fixed order where theory can say so?",
        "compare the slope of a line with the one that is proved.",
        frame.later("shuffling.convex"),
    ),
}

frame.lab("shuffling", TABS, MORE)
