"""Write-up 2.C: pooling by hand, on your own numbers, under a shift, and on digits."""

from collections.abc import Callable
from functools import partial

from pages.labs import (
    exercises,
    pooling_census,
    pooling_digits,
    pooling_gradients,
    pooling_matrices,
    pooling_own,
    pooling_shift,
)
from pages.shared import controls, frame

LABS: dict[str, Callable[[], None]] = {
    "The four matrices": pooling_matrices.show,
    "Your own matrix": pooling_own.show,
    "Shift it": pooling_shift.show,
    "What pooling can tell apart": pooling_census.show,
    "On digits": pooling_digits.show,
    "Gradients": pooling_gradients.show,
    "Exercises": partial(exercises.show, "pooling"),
}

with frame.page("pooling"):
    LABS[controls.Panel("labs").choice("Experiment", "lab", tuple(LABS), "What to look at.")]()
