"""Compile the engines in the background, before a visitor needs them."""

from threading import Thread

import numpy as np
import streamlit as st

WAITING = "Preparing, the first time on this server only …"


@st.cache_resource(show_spinner=False)
def start() -> Thread:
    """Start the compilation once for each server."""
    thread = Thread(target=_compile, name="warm-up", daemon=True)
    thread.start()
    return thread


def waiting() -> str | None:
    """Return the words for a visitor who comes before the engines are compiled."""
    return WAITING if start().is_alive() else None


def _compile() -> None:
    """Draw until that is compiled, and train the smallest networks there are, without torch."""
    from core import playground
    from core.engines.descent import inspection as descent_inspection
    from core.engines.descent import kernel as descent_kernel
    from core.engines.seedrandom import PLAINLY, SeedRandom

    SeedRandom("0").many(PLAINLY)
    playground.train(playground.Config(), iterations=1)
    sizes, parameters = np.array([2, 1, 1]), np.zeros((1, 5))
    points, labels = np.zeros((1, 2, 2)), np.array([[-1.0, 1.0]])
    shown, marks = np.array([[[0, 1]]]), np.array([0])
    descent_kernel.train_networks(
        parameters, sizes, 0, 0, 0, 0.1, 5, 1, points, labels, shown, marks
    )
    descent_inspection.inspect_networks(parameters, sizes, 0, 0, points[0], labels[0])
    descent_inspection.network_outputs(parameters, sizes, 0, points[0])
