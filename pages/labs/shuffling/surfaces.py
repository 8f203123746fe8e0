"""Decision surfaces of one network trained in several orders, replayed together in the browser.

Everything is computed before it is sent, so that playing needs no round trip to the server.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pages.shared import player
from pages.shared.player.films import Film, pack

_surfaces = player.component(Path(__file__).with_suffix(".js"), "Replay of the decision surfaces")


def show(films: Sequence[Film], epoch: int, key: str, **more: Any) -> None:
    """Draw the player of all ``films``; ``epoch`` is the number of updates in one epoch.

    ``key`` keeps the player in place when the data change. Of what is ``more``, ``showsUnits`` says
    whether units are drawn before anybody asks, and a line stands at the update ``shuffledFrom``.
    """
    _surfaces(data=pack(films, epoch, **more), key=key)
