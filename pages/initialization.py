"""Write-up 1.A: two Playground networks, why one stands still, and what makes a start good."""

from collections.abc import Callable
from functools import partial

from pages.labs import causes, deep_stacks, exercises, schemes, twins
from pages.shared import controls, frame

LABS: dict[str, Callable[[], None]] = {
    "A against B": twins.show,
    "What causes it": causes.show,
    "Schemes and scale": schemes.show,
    "Deep stacks": deep_stacks.show,
    "Exercises": partial(exercises.show, "initialization"),
}

with frame.page("initialization"):
    LABS[controls.Panel("labs").choice("Experiment", "start", tuple(LABS), "What to look at.")]()
