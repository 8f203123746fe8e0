"""What shows the answers of the lesson on starting weights."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from core import playground
from core.initialization import Result
from core.initialization.two_networks import networks
from pages.labs.initialization import backward_stage, replay, two_networks
from pages.shared.page import prose


def play(trained: dict[str, playground.Result], says: str) -> None:
    """Play two networks side by side; ``says`` what to see."""
    replay.show(trained, "lesson_stage")
    ends = (f"{name} {one.losses['test_loss'].iloc[-1]:.3f}" for name, one in trained.items())
    prose.under("The two networks", f"{says} Test losses at the end: {', '.join(ends)}.")


def twins(result: Result) -> None:
    """Play networks A and B."""
    play(networks(result.config), "Press Play: A falls to almost 0, B stays where it was.")


def stopped(result: Result) -> None:
    """Send a training point through A and B and back."""
    backward_stage.show(backward_stage.Config(), "lesson_stage")
    prose.under(
        "The way back",
        "Press Play: in A every weight gets a gradient, in B it stops at the output. Point at a "
        "unit for the sum behind its number.",
    )


def exchanged(result: Result) -> None:
    """Play network B from a random start beside B as it is, on the same data."""
    config = result.config
    random = replace(config.settings["B"], zero_start=False).link()
    pair = networks(replace(config, link_a=random, iterations_a=config.iterations_b))
    play(
        {"B, random start": pair["A"], "B, zeros": pair["B"]},
        "Press Play: on the same data the random start learns, and zeros do not.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "loss": twins,
    "gradient": stopped,
    "exchange": exchanged,
    "luck": two_networks.seeds,
    "slope": partial(two_networks.through_time, chosen="Slope"),
    "alike": partial(two_networks.through_time, chosen="Symmetry"),
}
