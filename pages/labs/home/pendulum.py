"""One network trained in two orders, side by side; it starts when a visitor guesses."""

from pathlib import Path

from core.home import GUESSES, Home, Trained
from core.text import share
from pages.shared import player
from pages.shared.player.films import Film, pack

LEFT, RIGHT = "Orange first, then blue", "Shuffled"
_pendulum = player.component(Path(__file__).with_suffix(".js"), "One network, two orders")


def show(data: bytes) -> None:
    """Draw both orders, still, with the guess that starts them; ``data`` is from ``packed``."""
    _pendulum(data=data, key="pendulum")


def packed(home: Home) -> bytes:
    """Return both films, the answers to guess from, which is right, and why."""
    films = [film(LEFT, home.sorted), film(RIGHT, home.shuffled)]
    return pack(
        films,
        epoch=len(home.sorted.points),
        guesses=GUESSES,
        right=home.sorted.guessed_right,
        told=int(home.sorted.times[home.sorted.before_blue]),
        because=because(home.sorted),
    )


def because(trained: Trained) -> str:
    """Return what the network says of the class not shown, and how many of its units are dead."""
    frame = trained.before_blue
    right, dead = trained.accuracy[frame, 1], trained.dead[frame]
    return (
        f"at update {trained.times[frame]:,} it gets {share(right)} of the blue points right, and "
        f"{dead} of {trained.units} hidden units {'is' if dead == 1 else 'are'} dead"
    )


def film(name: str, trained: Trained) -> Film:
    """Return what was recorded as the browser replays it."""
    return Film(
        name,
        trained.times,
        trained.surface,
        trained.accuracy,
        trained.labels,
        trained.points,
        tuple(trained.reach),
    )
