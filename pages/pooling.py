"""Write-up 2.C: pooling by hand, on your own numbers, under a shift, and on digits."""

from collections.abc import Callable
from functools import partial

from pages.labs.pooling import census, matrices, own_matrix
from pages.labs.pooling import digits as pooling_digits
from pages.labs.pooling import gradients as pooling_gradients
from pages.labs.pooling import shift as pooling_shift
from pages.shared.page import controls, exercises, frame

LABS: dict[str, Callable[[], None]] = {
    "The four matrices": matrices.show,
    "Your own matrix": own_matrix.show,
    "Shift it": pooling_shift.show,
    "What pooling can tell apart": census.show,
    "On digits": pooling_digits.show,
    "Gradients": pooling_gradients.show,
    "Exercises": partial(exercises.show, "pooling"),
}

with frame.page("pooling"):
    LABS[controls.Panel("labs").choice("Experiment", "lab", tuple(LABS), "What to look at.")]()
