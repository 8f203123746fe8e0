"""Write-up 2.A and 2.B: the arithmetic of a convolution, and what its padding gives and costs."""

from functools import partial

from pages.labs.convolution import (
    kernels,
    layer,
    networks,
    one_cell,
    padding_benefit,
    padding_claim,
    padding_cost,
    padding_geometry,
    padding_position,
    shape_explorer,
)
from pages.shared.page import controls, exercises, frame

ARITHMETIC = {
    "Shape and parameters": layer.show,
    "One output cell": one_cell.show,
    "Kernels on pictures": kernels.show,
    "Shape explorer": shape_explorer.show,
    "Whole networks": networks.show,
}
PADDING = {
    "Sizes and coverage": padding_geometry.show,
    "Benefit": padding_benefit.show,
    "Cost": padding_cost.show,
    "Position leak": padding_position.show,
}
EXERCISES = {"Exercises": partial(exercises.show, "convolution")}
LABS = ARITHMETIC | PADDING | EXERCISES

with frame.page("convolution"):
    lab = controls.Panel("labs").choice(
        "Experiment", "lab", tuple(LABS), "2.A up to whole networks, 2.B from sizes on."
    )
    if lab in PADDING:
        with frame.boundary():
            padding_claim.show()
    LABS[lab]()
