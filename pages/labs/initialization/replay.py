"""Two Playground networks replayed side by side in the browser, frame by frame.

Everything the browser draws it computes from the weights of each frame, so that playing needs no
round trip to the server. ``pack`` turns two recordings into bytes, ``replay_network.js`` reads
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.engines.playground.backpropagation import TRAINABLE
from core.limits import check_choice, check_several
from core.playground import INPUTS
from pages.shared import player
from pages.shared.player import check_shape

_replay = player.component(Path(__file__).with_suffix(".js"), "Replay of networks A and B")


@dataclass(frozen=True)
class Playback:
    """One network's training as the browser replays it.

    ``activation`` is that of the hidden units, ``answer`` that of the output unit: tanh where two
    classes are learned, and otherwise linear; ``resets`` how often its weights were drawn anew.
    ``inputs`` are names from
    ``core.playground.INPUTS``. ``iterations`` (frames,) rises; evenly spaced ones
    play smoothly. For each layer ``weights`` holds an array (frames, units, fan_in) and ``biases``
    one (frames, units). ``losses`` (frames, 2) are train and test loss, ``train`` and ``test``
    (points, 3) are x, y and the label. Raises ``ValueError`` when these do not fit one another.
    """

    name: str
    activation: str
    inputs: tuple[str, ...]
    iterations: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    losses: np.ndarray
    train: np.ndarray
    test: np.ndarray
    answer: str = "tanh"
    resets: int = 0

    def __post_init__(self) -> None:
        """Check that every array has the shape that the others ask for."""
        check_choice("activation", self.activation, TRAINABLE)
        check_choice("answer", self.answer, ("tanh", "linear"))
        check_several("inputs", self.inputs, 1, len(INPUTS))
        for name in self.inputs:
            check_choice("inputs", name, INPUTS)
        frames = len(self.iterations)
        if not frames or self.iterations[0] < 0 or np.any(np.diff(self.iterations) <= 0):
            raise ValueError("iterations must be one or more whole numbers that rise from 0 on.")
        sizes = self.layer_sizes
        if len(sizes) < 2 or sizes[-1] != 1:
            raise ValueError("weights must have one layer or more, and the last a single unit.")
        check_shape("losses", self.losses, (frames, 2))
        check_shape("train", self.train, (len(self.train), 3))
        check_shape("test", self.test, (len(self.test), 3))
        check_several("biases", self.biases, len(self.weights), len(self.weights))
        for depth, (layer, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            check_shape(
                f"weights of layer {depth + 1}", layer, (frames, sizes[depth + 1], sizes[depth])
            )
            check_shape(f"biases of layer {depth + 1}", bias, (frames, sizes[depth + 1]))

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer, inputs first."""
        return (len(self.inputs), *(layer.shape[1] for layer in self.weights))


@dataclass(frozen=True)
class Looks:
    """How networks are shown: with their test points, and with the sign of every output alone."""

    show_test: bool = False
    discretize: bool = False


def show(
    networks: Sequence[Playback],
    key: str,
    looks: Looks = Looks(),
    more: Callable[[], None] | None = None,
    anew: Callable[[], None] | None = None,
) -> None:
    """Draw the player of both networks; ``key`` keeps it in place when the data change.

    Where there is ``more``, it is called for it when the last frame has been played, and ``anew``
    for other starting weights.
    """
    _replay(
        data=pack(*networks, looks=looks, goes_on=more is not None),
        key=key,
        on_more_change=more or _nothing,
        on_anew_change=anew or _nothing,
    )


def _nothing() -> None:
    """Leave the recording as it is."""


def pack(*networks: Playback, looks: Looks = Looks(), goes_on: bool = False) -> bytes:
    """Return ``networks`` as ``player.packed`` bytes, all numbers float32.

    They stand network after network as ``numbers`` lists them, and ``looks`` in a byte each at the
    end. ``goes_on`` says that more can be had when they have been played.
    """
    header = {"networks": [describe(network) for network in networks], "goesOn": goes_on}
    arrays = [array for network in networks for array in numbers(network)]
    return player.packed(header, arrays, np.array(astuple(looks), np.uint8))


def describe(network: Playback) -> dict[str, Any]:
    """Return what the browser has to know of ``network`` before it can read its numbers."""
    return {
        "name": network.name,
        "activation": network.activation,
        "answer": network.answer,
        "resets": network.resets,
        "inputs": list(network.inputs),
        "sizes": list(network.layer_sizes),
        "frames": len(network.iterations),
        "points": [len(network.train), len(network.test)],
    }


def numbers(network: Playback) -> list[np.ndarray]:
    """Return the arrays of ``network`` in the order in which the browser reads them."""
    return [
        network.iterations,
        *network.weights,
        *network.biases,
        network.losses,
        network.train,
        network.test,
    ]
