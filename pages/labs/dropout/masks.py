"""What dropout does: a digit goes through many masks of one network, and the mean over them."""

from functools import partial

import pandas as pd
import streamlit as st

from core.dropout import masked_network as recorded_network
from core.dropout import masks
from core.dropout.masks import Config
from pages.labs.dropout import masked_network
from pages.shared.jobs import progress
from pages.shared.page import downloads, prose


@st.cache_data(max_entries=1, show_spinner=False)
def packed(version: int) -> bytes:
    """Return what the browser is sent of the recorded network."""
    return masked_network.pack(recorded_network.recorded())


def measured(name: str) -> pd.DataFrame:
    """Return the distances or the answers of the setting that the lab opens with."""
    found: pd.DataFrame = getattr(progress.at_once(masks, Config()), name)
    return found


def show() -> None:
    """Show the network and its masks, and why the mean comes out right, and where it does not."""
    masked_network.show(data=packed(recorded_network.VERSION), key="masked_network")
    model = recorded_network.MODEL
    prose.note(
        "Dark: dropped, and 0 for this mask; grey: dropped, but 0 anyway. Blue: above 0, the "
        "deeper the larger; orange: below. Point at a unit, or step with the arrow keys, to read "
        "its numbers. "
        f"{recorded_network.STUDY.origin()}: the course's network, trained through one epoch with "
        f"dropout {model.p}; the digits are validation images."
    )
    prose.why(*WHY)
    files = {f"mask_{name}": partial(measured, name) for name in ("distances", "answers")}
    downloads.csv(files, "dropout")


WHY = (
    r"\tilde a_i = \frac{m_i}{1-p}\, a_i, \qquad m_i \in \{0, 1\}",
    r"P(m_i = 0) = p \quad\Rightarrow\quad \mathbb{E}\, \tilde a_i = a_i",
    r"\frac{\lVert \overline{\tilde a} - a \rVert}{\lVert a \rVert} \approx "
    r"\sqrt{\frac{p}{(1-p)\, n}}",
    "A unit $a_i$ is dropped with chance $p$, else divided by $1 - p$, so that its mean over "
    "masks is what it is at test time, when none is dropped. The mean over $n$ masks is as far "
    "from it as the last formula says: four times the masks, half the distance.\n\n"
    "**Exact, and only nearly.** What is linear in the masked units keeps that mean. Drop "
    "after the *second* stage only, and the sums of the hidden units, one linear layer on, go "
    "to the whole network's as $1/\\sqrt{n}$; so would the scores of a network whose last "
    "hidden layer is masked. A ReLU, a maximum or a softmax bends the mean: with *both* "
    "dropouts the sums of the hidden units stay away from the whole network's however many "
    "masks there are, and so do the answers. Using the whole network at test time is a good "
    "shortcut for the mean over masks, not the same thing.\n\n"
    "**Forget to scale** and the units are $1 - p$ of what they are at test time, in the mean: "
    "the distance stays at $p$. Srivastava et al. (2014) call $p$ **the chance to keep**, and "
    "multiply the weights by it at test time; torch's $p$ is the chance to drop. Take one for "
    "the other, and 0.2 drops four units in five.",
)
