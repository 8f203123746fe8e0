"""The controls of one pooling and of the matrix that goes through it."""

from typing import Any

import streamlit as st

from core.pooling.matrix import LARGEST_SIDE, Matrix
from core.pooling.operators import LARGEST_BLUR, LARGEST_NORM, OPERATORS, SETTINGS, Pooling
from core.pooling.random_matrix import LARGEST_SEED, NUMBERS, exercise
from core.pooling.worked_matrix import Config
from pages.labs.pooling import matrix_entry
from pages.labs.pooling.matrix_entry import OWN, RANDOM, SOURCE
from pages.shared.page import controls
from pages.shared.page.controls import Panel
from pages.shared.page.layer_controls import each, side_names, spread

SIZES = {
    "kernel_size": ("Window", "kernel_size", 2, 1, "Pixels a side, from 1."),
    "stride": ("Stride", "step", 2, 1, "Pixels from one window to the next, from 1."),
    "padding": ("Padding", "padding", 0, 0, "Cells on each end, up to half of the window."),
    "dilation": ("Dilation", "dilation", 1, 1, "Pixels between the cells of a window, from 1."),
    "output_size": ("Output", "output_size", 2, 1, "Pixels a side of the result, from 1."),
}
NUMBERED = {
    "norm_type": ("Power p", "power", LARGEST_NORM, "1 to 10; 1 adds up, 2 is the length."),
    "blur_size": ("Filter", "blur_size", LARGEST_BLUR, "Side of the blur's filter"),
}
FLAGS = {
    "ceil_mode": ("Round up", "a last window may hang over the end."),
    "count_include_pad": ("Count the padding", "padded zeros take part in the average."),
}


class MatrixPanel(Panel):
    """A panel whose Reset brings the matrix back as well."""

    def start_again(self) -> None:
        """Bring the matrix and every control back to its start."""
        matrix_entry.start_again()
        super().start_again()


def ask() -> Config:
    """Draw the controls; return the matrix and the pooling that they describe."""
    panel = MatrixPanel("own")
    with st.container(border=True):
        source = panel.choice("Matrix", SOURCE, (OWN, RANDOM), "Typed or pasted, or by seed.")
        cells = random_matrix(panel) if source == RANDOM else matrix_entry.ask()
        operator = panel.menu("Operator", "operator", OPERATORS, "How a window becomes a number.")
        chosen = settings(panel, operator)
        panel.reset("first matrix and setting")
    return controls.checked(
        lambda: Config(cells, Pooling(operator, **chosen)), Config(matrix_entry.START)
    )


def random_matrix(panel: Panel) -> Matrix:
    """Ask for seed, size and numbers of a random exercise, and return its matrix."""
    seed = panel.whole("Seed", "seed", 1, 0, LARGEST_SEED, "The same seed, the same exercise.")
    st.button(
        "New exercise",
        icon=":material/casino:",
        key="new_exercise",
        on_click=lambda: st.session_state.update(seed=(seed + 1) % (LARGEST_SEED + 1)),
        help="Takes the next seed.",
    )
    first, second = st.columns(2)
    with first:
        rows = panel.whole("Rows", "rows", 4, 1, LARGEST_SIDE)
    with second:
        columns = panel.whole("Columns", "columns", 4, 1, LARGEST_SIDE)
    numbers = panel.menu(
        "Numbers", "numbers", tuple(NUMBERS), "What the cells are drawn from.", "digits"
    )
    return exercise(seed, rows, columns, numbers)


def settings(panel: Panel, operator: str) -> dict[str, Any]:
    """Ask for the settings that ``operator`` has; return them by the names of ``Pooling``."""
    start, has = Pooling(), SETTINGS[operator]
    sized = [name for name in SIZES if name in has]
    apart = bool(sized) and panel.flag(
        "Each side apart", "apart", False, "Give height and width numbers of their own."
    )
    names = side_names(2, not apart)
    chosen: dict[str, Any] = spread(
        {name: each(panel, *SIZES[name], names) for name in sized},  # type: ignore[arg-type]
        2,
    )
    for name, (label, key, high, help) in NUMBERED.items():
        if name in has:
            chosen[name] = panel.whole(label, key, getattr(start, name), 1, high, help)
    for name, (label, help) in FLAGS.items():
        if name in has:
            chosen[name] = panel.flag(label, name, getattr(start, name), f"{name}: {help}")
    return chosen
