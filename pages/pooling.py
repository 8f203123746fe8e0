"""Write-up 2.C: pooling by hand, on your own numbers, and what becomes of its gradients."""

from pages.labs import pooling_gradients, pooling_matrices, pooling_own
from pages.shared import controls, frame

LABS = {
    "The four matrices": pooling_matrices.show,
    "Your own matrix": pooling_own.show,
    "Gradients": pooling_gradients.show,
}

with frame.page("pooling"):
    LABS[controls.Panel("labs").choice("Experiment", "lab", tuple(LABS), "What to look at.")]()
