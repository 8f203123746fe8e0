"""Write-up 1.A: two Playground networks, why one stands still, and what makes a start good."""

from collections.abc import Callable
from functools import partial

from pages.labs.initialization import deep_stacks, explanations, schemes, two_networks
from pages.shared.page import controls, exercises, frame

LABS: dict[str, Callable[[], None]] = {
    "A against B": two_networks.show,
    "What causes it": explanations.show,
    "Schemes and scale": schemes.show,
    "Deep stacks": deep_stacks.show,
    "Exercises": partial(exercises.show, "initialization"),
}

with frame.page("initialization"):
    LABS[controls.Panel("labs").choice("Experiment", "start", tuple(LABS), "What to look at.")]()
