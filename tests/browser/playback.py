"""A component that plays: where it stands, how it is moved, and what it has painted."""

from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Locator, Page

from pages.shared.charts import OUTPUT
from tests.browser.steps import button

# A surface is mixed with the middle of its scale, so that its points stand out.
STRENGTH = 0.7
SLIDE = """(slider, time) => {
    const root = slider.getRootNode().querySelector('.component');
    const before = performance.now();
    slider.value = time;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    return [root.dataset[slider.ariaLabel.toLowerCase()], performance.now() - before];
}"""
WATCH = """root => {
    root.seen = new Set();
    new MutationObserver(() => root.seen.add(root.dataset.frame))
        .observe(root, { attributes: true, attributeFilter: ['data-frame'] });
}"""
PIXELS = """(canvas, places) => places.map(([x, y]) => {
    const pen = canvas.getContext('2d');
    const [column, row] = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
    return [...pen.getImageData(column, row, 1, 1).data].slice(0, 3);
})"""

# Whether a canvas has the size of the frame that it is drawn into.
FILLED = "frame => frame.clientWidth === frame.firstChild.clientWidth"


def with_stopped_clock(page: Page) -> Page:
    """Return an empty ``page`` whose time, as its context's, passes by ``clock.run_for`` only."""
    page.clock.install(time=0)
    page.clock.pause_at(1)
    return page


def frame_of(player: Locator) -> int:
    """Return the number of the frame that is shown."""
    return int(str(player.get_attribute("data-frame")))


def is_playing(player: Locator) -> bool:
    """Say what the one button between Play and Pause says."""
    playing, waiting = (button(player, name).count() for name in ("Pause", "Play"))
    assert playing + waiting == 1, f"{playing} buttons say Pause, and {waiting} Play"
    return bool(playing)


def slide(player: Locator, time: int) -> float:
    """Move the slider to ``time``; return the milliseconds until that is shown."""
    shown, milliseconds = player.get_by_role("slider").evaluate(SLIDE, time)
    assert shown == str(time), f"the slider is moved to {time}, and the player shows {shown}"
    return float(milliseconds)


def watch(player: Locator) -> None:
    """Keep every frame that is shown from here on for ``seen``."""
    player.evaluate(WATCH)


def seen(player: Locator) -> int:
    """Return how many frames have been shown since ``watch``."""
    return int(player.evaluate("root => root.seen.size"))


def colours(canvas: Locator, places: Sequence[Sequence[float]]) -> np.ndarray:
    """Return the colours (places, 3) at ``places``, shares of the width and of the height."""
    return np.array(canvas.evaluate(PIXELS, [list(map(float, place)) for place in places]))


def colour_of(value: float | np.ndarray, strength: float = STRENGTH) -> np.ndarray:
    """Return the colour (..., 3) of an output from −1 to 1 on the scale of the charts."""
    low, middle, high = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
        for colour in OUTPUT.to_dict()["range"]
    )
    values = np.asarray(value)[..., None]
    return middle + strength * np.abs(values) * (np.where(values < 0, low, high) - middle)
