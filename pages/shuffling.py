"""Write-up 1.B: what the order of the examples does, what dies of it, and what else it could be."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st

from core import shuffling
from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED
from core.shuffling import Config, Result
from pages.labs.shuffling import (
    block_length,
    claim_map,
    convex,
    pendulum,
    recovery,
    remedies,
    unit_lives,
)
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, exercises, frame
from pages.shared.page.frame import Tab

Pair = tuple[str, str]
Played = TypeVar("Played")


def ask() -> tuple[Config, Pair]:
    """Draw the controls; return the experiment and the two orders to look at."""
    start, orders = Config(), tuple(ORDERS)
    with controls.panel("shuffling") as panel:
        chosen = panel.fields(start, dataset=("data", "The set of labelled points."))
        pair = (
            panel.menu("Order", "order", orders, "How the examples are shown.", SORTED),
            panel.menu("Against", "against", orders, "The order to compare it with.", SHUFFLED),
        )
        chosen |= panel.fields(start, loss=("loss", "What the updates make smaller."))
        help = "Step of each update, 0.000001 to 10."
        rate = panel.real("Learning rate", "rate", start.learning_rate, 1e-6, 10.0, help)
        chosen |= {"learning_rate": rate} | panel.fields(
            start, activation=("units", "Of the hidden units; the claim is about ReLU.")
        )
        with st.expander("More settings"):
            chosen |= panel.fields(
                start,
                menus=("initialization",),
                optimizer=("optimizer", "Plain steps, momentum 0.9, or Adam."),
                batch_size=("batch", "Examples an update, 1 to the number of points."),
                epochs=("epochs", "Passes over the data, 1 to 10."),
                seeds=("seeds", "Independent data sets and starts, 2 to 100."),
                block=("block", "Of the order “alternating blocks”, 1 to the number of points."),
                points=("points", "Training points, 20 to 2,000."),
                positive_share=("positive", "Share of points labelled +1, 0.01 to 0.99."),
                noise=("noise", "Of the points, 0 to 0.5; the Playground's 50 is 0.5."),
                layers=("layers", "Before the output unit, 1 to 4."),
                hidden=("hidden", "In each hidden layer, 1 to 64."),
                initialization=("start", "How they are drawn; biases start at 0."),
            )
    return controls.checked(lambda: Config(**chosen), start), pair


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
        return "The weights of too many seeds overflow: it takes two with finite weights."
    return (
        f"Judged live on seeds 0 to {config.seeds - 1}, each with the same data and start under "
        "every order; intervals are paired over seeds (Student's t), without seeds whose weights "
        "overflow."
    )


def trained(show: Callable[[Result, Pair], None]) -> Callable[[], None]:
    """Return what draws an experiment of the networks that the controls describe, and judges it."""
    return played(lambda _, pair: pair, show)


def played(
    play: Callable[[Config, Pair], Played], show: Callable[[Result, Played], None]
) -> Callable[[], None]:
    """Return what draws an experiment whose ``play`` waits for no more than it plays.

    What that has played is handed to ``show`` once every seed is trained.
    """

    def draw() -> None:
        with controls.beside(ask) as (config, pair):
            first = play(config, pair)
            result = progress.run(shuffling, config)
            overflowed(result)
            show(result, first)
        for verdict in shuffling.verdicts(result):
            claim_card.show(verdict, judged(result, bool(verdict.findings)))

    return draw


TABS = {
    "Pendulum": Tab(
        "What happens to a network that sees all of one class before the other?",
        "press Play, and watch the whole plane take the colour of the class that is shown.",
        played(pendulum.play, pendulum.show),
    ),
    "What dies": Tab(
        "Does showing one class first kill the units of the network?",
        "compare the lines of the orders: who kills more?",
        trained(unit_lives.show),
    ),
    "Recovery": Tab(
        "Sorting made the network forget. Is that permanent?",
        "follow the line: how many shuffled epochs bring everything back?",
        trained(recovery.show),
    ),
    "What else it could be": Tab(
        "If dead units are not to blame, what is?",
        "look which remedy gives the lost accuracy back.",
        trained(remedies.show),
    ),
    "Exercises": Tab(
        "Can you say what an order does before it is run?",
        "answer, then look at the run.",
        partial(exercises.show, "shuffling"),
    ),
}
MORE = {
    "How mixed": Tab(
        "How mixed is mixed enough?",
        "find the longest block that still does no harm.",
        trained(block_length.show),
    ),
    "Where it holds": Tab(
        "Is there any setting in which sorting kills units?",
        "click a cell, and see its experiment.",
        trained(claim_map.show),
    ),
    "Convex theory": Tab(
        "How much slower is a fixed order where theory can say so?",
        "compare the slope of a line with the one that is proved.",
        convex.show,
    ),
}

frame.lab("shuffling", TABS, MORE)
