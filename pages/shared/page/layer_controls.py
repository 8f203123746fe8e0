"""The controls of one layer's window: operation, sizes, padding, named as in ``torch.nn``."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.engines.windows.layer import OPERATIONS, Config
from core.engines.windows.sliding import LARGEST, SIDES, Padding, Sides
from pages.shared.page.controls import Panel

NUMBER, SAME, VALID, ONE_SIDED = "number", "same", "valid", "one-sided"
HELP = {
    "input_size": ("Input", 1, "Pixels a side, 1 to 1,000,000,000."),
    "kernel_size": ("Kernel", 1, "Pixels a side, from 1."),
    "stride": ("Stride", 1, "Pixels from one window to the next, from 1."),
    "dilation": ("Dilation", 1, "Pixels between neighbouring weights, from 1."),
    "output_padding": (
        "Output padding",
        0,
        "Cells added after the output; less than the stride or the dilation.",
    ),
}


def operation(panel: Panel) -> str:
    """Ask what slides over the input."""
    return panel.menu("Operation", "operation", OPERATIONS, "What slides over the input.")


def window(
    panel: Panel,
    start: Config,
    kind: str,
    names: tuple[str, ...],
    first: DeltaGenerator,
    more: DeltaGenerator,
) -> dict[str, Any]:
    """Ask ``first`` for the window of a layer of ``kind``, and for what is ``more`` than that.

    One of the ``names`` stands for every side. Returns fields of ``Config``.
    """
    chosen: dict[str, Any] = {}
    with first:
        for field in ("input_size", "kernel_size", "stride"):
            chosen[field] = sizes(panel, start, field, names)
        chosen["padding"] = padding(panel, kind, names)
    with more:
        if kind != "average pooling":
            chosen["dilation"] = sizes(panel, start, "dilation", names)
        if kind == "transposed convolution":
            chosen["output_padding"] = sizes(panel, start, "output_padding", names)
        if kind.endswith("pooling"):
            chosen["ceil_mode"] = panel.flag(
                "Round up", "ceil_mode", False, "ceil_mode: a last window may hang over the end."
            )
    return chosen


def sizes(panel: Panel, start: Config, field: str, names: tuple[str, ...]) -> Sides:
    """Ask for one field of each side in ``names``, or for one that stands for all."""
    label, low, help = HELP[field]
    value = getattr(start, field)
    default = value[0] if isinstance(value, tuple) else value
    return each(panel, label, field, default, low, help, names)


def padding(panel: Panel, kind: str, names: tuple[str, ...]) -> Padding:
    """Ask for the padding: in numbers, and for a convolution in torch's words or an end apart."""
    if kind != "convolution":
        return each(panel, "Padding", "padding", 0, 0, "Cells on each end, from 0.", names)
    how = panel.choice(
        "Padding",
        "padding_kind",
        (NUMBER, SAME, VALID, ONE_SIDED),
        "“same” keeps the size, “valid” adds none; one-sided gives each end its own number.",
    )
    if how == SAME:
        return "same"
    if how == VALID:
        return "valid"
    if how == NUMBER:
        return each(panel, "Cells", "padding", 0, 0, "Zeros on each end, from 0.", names)
    before = each(panel, "Before", "before", 0, 0, "Zeros before the side, from 0.", names)
    after = each(panel, "After", "after", 1, 0, "Zeros after the side, from 0.", names)
    return tuple(
        zip(
            before if isinstance(before, tuple) else (before,),
            after if isinstance(after, tuple) else (after,),
            strict=True,
        )
    )


def each(
    panel: Panel, label: str, key: str, default: int, low: int, help: str, names: tuple[str, ...]
) -> Sides:
    """Ask for a whole number a side, beside one another; one side gives a tuple of one."""
    values = []
    addresses = keys(key, names)
    for name, address, column in zip(names, addresses, st.columns(len(names)), strict=True):
        with column:
            shown = f"{label} {name}" if len(names) > 1 else label
            values.append(panel.whole(shown, address, default, low, LARGEST, help))
    return tuple(values)


def keys(field: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of the controls that ask for ``field``, one for each of ``names``."""
    return tuple(f"{field}_{name}" for name in names) if len(names) > 1 else (field,)


def side_names(rank: int, square: bool) -> tuple[str, ...]:
    """Return the names of the sides to ask for: one for all of a square layer's."""
    return ("side",) if square else SIDES[rank]


def spread(fields: dict[str, Any], rank: int) -> dict[str, Any]:
    """Return ``fields`` with what was asked once written out for each of ``rank`` sides."""
    return {
        name: value * rank if isinstance(value, tuple) and len(value) == 1 else value
        for name, value in fields.items()
    }
