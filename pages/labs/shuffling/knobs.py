"""The knobs beside the pendulum: how mixed the order is, what is changed, and what comes after."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from core.engines.descent.orders import ORDERS, SHUFFLED, SORTED
from core.engines.descent.settings import Run
from core.shuffling import Config, block_length, recovery, remedies
from pages.shared.page import collected, controls
from pages.shared.page.controls import Panel

ALTERNATING, BLOCKS = "strictly alternating", "alternating blocks"


@dataclass(frozen=True)
class Asked:
    """What the knobs describe.

    ``plain`` is the experiment, ``config`` the same with what is changed about training. ``orders``
    are the two to look at, and ``seed`` is the network to watch. Where ``train_on``, it goes on for
    ``after`` shuffled epochs.
    """

    plain: Config
    config: Config
    orders: tuple[str, str]
    seed: int
    after: int
    train_on: bool

    @property
    def runs(self) -> list[Run]:
        """What is watched: both orders, or the one that is both."""
        after = self.after if self.train_on else 0
        return [
            Run(self.config, order, self.config.block, after)
            for order in dict.fromkeys(self.orders)
        ]


def ask() -> Asked:
    """Draw the knobs, and the settings folded beneath them; return what they describe."""
    start = Config()
    with controls.panel("shuffling") as panel:
        knobs = st.container()
        more = st.expander("More settings")
        with more:
            chosen = settings(panel, start)
            orders = (
                panel.menu("Order", "order", tuple(ORDERS), "How the examples are shown.", SORTED),
                panel.menu(
                    "Against", "against", tuple(ORDERS), "The order to compare it with.", SHUFFLED
                ),
            )
            help = "Epochs, after the sorted ones"
            after = panel.fields(recovery.Config(), shuffled_after=("after", help))
    plain = controls.checked(lambda: Config(**chosen), start)
    with more:
        help = f"One network of the {plain.seeds}"
        seed = panel.whole("Seed watched", "watched", 0, 0, plain.seeds - 1, help)
    with knobs:
        mixing(plain, orders[0])
        help = "Take one possible cause of the harm away, for every order alike."
        change = panel.menu("Changed about training", "change", tuple(remedies.CHANGES), help)
        help = "The same network goes on: see what comes back."
        train_on = panel.flag("Train on, shuffled", "train_on", False, help)
    config = remedies.changed(plain, change)
    if config != plain:
        collected.add(collected.Experiment(type(config).__module__, config))
    return Asked(plain, config, orders, seed, after["shuffled_after"], train_on)


def settings(panel: Panel, start: Config) -> dict[str, Any]:
    """Ask for everything that both orders have in common."""
    help = "Step of each update, 0.000001 to 10."
    rate = panel.real("Learning rate", "rate", start.learning_rate, 1e-6, 10.0, help)
    return {"learning_rate": rate} | panel.fields(
        start,
        menus=("initialization",),
        dataset=("data", "The set of labelled points."),
        loss=("loss", "What the updates make smaller."),
        activation=("units", "Of the hidden units; the claim is about ReLU."),
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


def mixing(config: Config, order: str) -> None:
    """Draw the slider of the length of blocks, which sets the order and the length in the address.

    An order without blocks has no place on it, and so no slider.
    """
    lengths = block_length.lengths(config)
    longest = lengths[-1]
    places = {SORTED: longest, ALTERNATING: 1, BLOCKS: min(config.block, longest)}
    if order not in places:
        return
    named = {1: "1 (alternating)", longest: f"{longest:,} (sorted)"}
    st.session_state["mixing"] = places[order]
    st.select_slider(
        "Length of blocks",
        sorted({*lengths, places[order]}),
        format_func=lambda length: named.get(length, f"{length:,}"),
        key="mixing",
        help="Examples of one class in a row: from one by one to all of them.",
        on_change=partial(mix, longest),
    )


def mix(longest: int) -> None:
    """Set the order, and the length of its blocks, to what the slider says.

    A browser that was not done when another order took the slider away still sends its value.
    """
    if st.session_state["order"] not in (SORTED, ALTERNATING, BLOCKS):
        return
    length = st.session_state["mixing"]
    st.session_state["order"] = {longest: SORTED, 1: ALTERNATING}.get(length, BLOCKS)
    if length not in (1, longest):
        st.session_state["block"] = length
