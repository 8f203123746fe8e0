"""Two Playground networks replayed side by side in the browser, frame by frame.

Everything the browser draws it computes from the weights of each frame, so that playing needs no
round trip to the server. ``pack`` turns two recordings into bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from core.playground import Result
from pages.shared import player

_replay = player.component(Path(__file__).with_suffix(".js"), "Replay of networks A and B")


@dataclass(frozen=True)
class Looks:
    """How networks are shown: with their test points, and with the sign of every output alone."""

    show_test: bool = False
    discretize: bool = False


def show(
    networks: Mapping[str, Result],
    key: str,
    resets: Sequence[int] = (0, 0),
    looks: Looks = Looks(),
    more: Callable[[], None] | None = None,
    anew: Callable[[], None] | None = None,
) -> None:
    """Draw the player of both networks; ``key`` keeps it in place when the data change.

    Where there is ``more``, it is called for it when the last frame has been played, and ``anew``
    for other starting weights.
    """
    _replay(
        data=pack(networks, resets, looks, goes_on=more is not None),
        key=key,
        on_more_change=more or _nothing,
        on_anew_change=anew or _nothing,
    )


def _nothing() -> None:
    """Leave the recording as it is."""


def pack(
    networks: Mapping[str, Result],
    resets: Sequence[int] = (0, 0),
    looks: Looks = Looks(),
    goes_on: bool = False,
) -> bytes:
    """Return ``networks``, by name, as ``player.encoded`` bytes, and ``looks`` in a byte each.

    ``resets`` says how often the weights of each were drawn anew, ``goes_on`` that more can be had
    when they have been played.
    """
    described = [
        describe(name, one, drawn)
        for (name, one), drawn in zip(networks.items(), resets, strict=True)
    ]
    return player.encoded({"networks": described, "goesOn": goes_on}) + bytes(astuple(looks))


def describe(name: str, network: Result, resets: int) -> dict[str, Any]:
    """Return ``network`` as the browser takes it: all its frames, with their losses."""
    frames, config = network.frames, network.config
    losses = network.losses.set_index("iteration").loc[frames.iterations]
    layers = zip(frames.weights, frames.biases, strict=True)
    return {
        "name": name,
        "activation": config.activation,
        "answer": config.answer,
        "resets": resets,
        "inputs": config.inputs,
        "sizes": config.layer_sizes,
        "iterations": frames.iterations,
        "layers": [{"weights": weights, "biases": biases} for weights, biases in layers],
        "losses": losses[["train_loss", "test_loss"]].to_numpy(),
        "train": player.columns(network.train),
        "test": player.columns(network.test),
    }
