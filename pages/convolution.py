"""Write-up 2.A and 2.B: the arithmetic of a convolution, and what its padding gives and costs."""

from pages.labs import (
    kernels,
    layer,
    networks,
    one_cell,
    padding_benefit,
    padding_cost,
    padding_geometry,
    padding_position,
    shape_explorer,
)
from pages.shared import controls, frame

LABS = {
    "Shape and parameters": layer.show,
    "One output cell": one_cell.show,
    "Kernels on pictures": kernels.show,
    "Shape explorer": shape_explorer.show,
    "Whole networks": networks.show,
    "Sizes and coverage": padding_geometry.show,
    "Benefit": padding_benefit.show,
    "Cost": padding_cost.show,
    "Position leak": padding_position.show,
}

with frame.page("convolution"):
    LABS[controls.Panel("labs").choice("Experiment", "lab", tuple(LABS), "What to look at.")]()
