"""Padding: a picture under its border, and below it what padding gives, reaches and costs."""

import streamlit as st

from core.bundled import recorded_ledger
from core.convolution import kernels
from pages.labs.convolution import (
    padding_benefit,
    padding_cost,
    padding_geometry,
    padding_stage,
)
from pages.labs.convolution.padding_stage import Config
from pages.shared.page import claim_card, controls, frame, prose

FURTHER = {
    "Does it help?": padding_benefit.show,
    "Who is looked at how often?": padding_geometry.show,
    "What does it cost?": padding_cost.show,
}


@st.cache_data(max_entries=8, show_spinner=False)
def packed(config: Config, version: int) -> bytes:
    """Return what the browser is sent of pictures and kernels."""
    return padding_stage.pack(config)


def show() -> None:
    """Show the picture in its frame, the claim, and when asked what it rests on."""
    stage = st.container()
    with st.expander("What is chosen"):
        config = controls.configured(
            "border",
            Config(),
            frame=("border_frame", "What stands around the picture."),
            kernel=("border_kernel", "Of every layer."),
            picture=("border_picture", "What lies under the border."),
            down=("border_down", "Of the picture, from the middle"),
            right=("border_right", "Of the picture, from the middle"),
        )
    with stage:
        padding_stage.show(packed(config, kernels.VERSION), key="padding_stage")
    prose.why(*WHY)
    claim()
    controls.Panel("further").further(
        "Go on asking",
        "asked_padding",
        {question: frame.boundary()(answer) for question, answer in FURTHER.items()},
    )


WHY = (
    r"\hat y - y = \sum_{i\ \text{wrong}} w_i\,(\hat x_i - x_i)",
    r"\text{wrong where}\ d < L\,\frac{k-1}{2}",
    "An answer $y$ is a sum of pixels $x_i$, each times its weight $w_i$. So it is off by what "
    "the wrong cells of its window are off, each times its weight: invented ones in the first "
    "layer, and from the second on also answers that are wrong themselves. Every layer carries "
    "that half a kernel of $k$ pixels further in, so that after $L$ layers only answers at a "
    "distance $d$ of less than that from the border are wrong. Zeros are right around a "
    "digit, which really is surrounded by zeros, and wrong where the digit goes on or the "
    "surroundings are grey.\n\n"
    "The kernels are those of *Kernels on pictures*, divided by the sum of their positive "
    "weights; layers follow one another without bias or activation. Errors are shares of the "
    "strongest true answer of the same layer. The frame is drawn as wide as all layers reach; "
    "each layer invents one ring of its own around what it is given. Source: V. Dumoulin and "
    "F. Visin, 2016.",
)


def claim() -> None:
    """Show the recorded verdict on every part of claim 2.B, and when it was measured."""
    record = recorded_ledger()
    claim_card.show(
        record.verdicts["2.B"],
        f"Recorded on {record.date} on {record.processor}; the answers below measure every part "
        "again, live.",
    )
