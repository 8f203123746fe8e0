"""A component, in a page of its own or in the dashboard: how it is moved, and what it shows."""

import re
import tomllib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import streamlit
from playwright.sync_api import Locator, Page, expect

from pages.shared import player
from pages.shared.charts.theme import OUTPUT
from tests.browser.server import ROOT
from tests.browser.steps import assert_stands, messages, opened

THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
FONT = next(Path(streamlit.__file__).parent.glob("static/**/SourceSans*Upright*.woff2"))
MOUNT = (Path(__file__).parent / "mount.js").read_text(encoding="utf-8")
# A surface is mixed with the middle of its scale, so that its points stand out.
STRENGTH = 0.7
TOO_WIDE = """root => {
    const edge = root.getBoundingClientRect().right + 0.5;
    return [...root.querySelectorAll('*')]
        .filter(one => !one.closest('.spoken, .scroll > *'))
        .filter(one => one.getBoundingClientRect().right > edge)
        .map(one => one.outerHTML.slice(0, 80));
}"""
FILLED = """root => [...root.querySelectorAll('.frame')].every(
    frame => frame.clientWidth === frame.firstChild.clientWidth)"""
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


class Component:
    """The root element of a component; what is not here is asked of the element itself."""

    def __init__(self, root: Locator, sent: Sequence[object] = ()) -> None:
        """Stand for ``root``, whose page has ``sent`` these messages to the server."""
        self.root, self.page, self.sent = root, root.page, sent

    def __getattr__(self, name: str) -> Any:
        """Return what the element has of this name."""
        return getattr(self.root, name)

    # ---- its controls, and what it says

    def button(self, name: str) -> Locator:
        """Return the button of this very name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, *names: str) -> None:
        """Click the buttons of these very names, one after the other."""
        for name in names:
            self.button(name).click()

    def panel(self, name: str) -> Locator:
        """Return the region of this very name."""
        return self.root.get_by_role("region", name=name, exact=True)

    def data(self, name: str) -> str:
        """Return what the element notes of itself under ``name``."""
        return str(self.root.get_attribute(f"data-{name}"))

    def wait_until(self, condition: str) -> None:
        """Wait until ``condition`` holds, in which ``data`` is what the element notes of itself."""
        element = self.root.element_handle()
        self.page.wait_for_function(f"({{ dataset: data }}) => {condition}", arg=element)

    @property
    def spoken(self) -> str:
        """What a screen reader has been told last."""
        return self.root.locator("[aria-live=polite]").inner_text()

    # ---- through time

    @property
    def frame(self) -> int:
        """The number of the frame that is shown."""
        return int(self.data("frame"))

    @property
    def playing(self) -> bool:
        """Whether the one button between Play and Pause says Pause."""
        pause, play = (self.button(name).count() for name in ("Pause", "Play"))
        assert pause + play == 1, f"{pause} buttons say Pause, and {play} Play"
        return bool(pause)

    def run_for(self, milliseconds: int) -> None:
        """Let time pass on a page whose clock is stopped."""
        self.page.clock.run_for(milliseconds)

    def slide(self, time: int) -> float:
        """Move the slider to ``time``; return the milliseconds until that is shown."""
        shown, milliseconds = self.root.get_by_role("slider").evaluate(SLIDE, time)
        assert shown == str(time), f"the slider is moved to {time}, and {shown} is shown"
        return float(milliseconds)

    def watch(self) -> None:
        """Keep every frame that is shown from here on for ``seen``."""
        self.root.evaluate(WATCH)

    @property
    def seen(self) -> int:
        """How many frames have been shown since ``watch``."""
        return int(self.root.evaluate("root => root.seen.size"))

    # ---- its place on the page

    def update(self, data: bytes | dict[str, Any]) -> None:
        """Call it again with ``data``, as a run of the script does."""
        sent = {"bytes": b64encode(data).decode()} if isinstance(data, bytes) else {"json": data}
        self.page.evaluate("sent => mounted.update(sent)", sent)

    def assert_fits(self) -> None:
        """Its canvases fill their frames, and nothing stands out of it or of the window."""
        self.page.wait_for_function(FILLED, arg=self.root.element_handle())
        assert_stands(self.page)
        out = self.root.evaluate(TOO_WIDE)
        assert out == [], f"beyond the right edge of {self.page.viewport_size}: {out}"

    @contextmanager
    def without_a_word(self) -> Iterator[None]:
        """What is done inside sends nothing to the server."""
        before = len(self.sent)
        yield
        assert len(self.sent) == before > 0, f"{len(self.sent) - before} messages to the server"


def mount(page: Page, module: ModuleType, data: bytes | dict[str, Any]) -> Component:
    """Show the component of ``module`` with ``data`` on ``page``, without a server."""
    script = Path(str(module.__file__)).with_suffix(".js")
    page.set_content(_document())
    page.evaluate(MOUNT, player.parts(script, f"The component {script.stem}"))
    component = Component(page.locator(f".{script.stem}"))
    component.update(data)
    return component


def in_dashboard(page: Page, address: str, shown: str) -> Component:
    """Open ``address`` and return its component, once it has followed the theme there and back."""
    sent = messages(page)
    root = opened(page, address, shown)
    for theme in ("dark", "light"):
        red, green, blue = bytes.fromhex(THEMES[theme]["textColor"][1:])
        page.emulate_media(color_scheme=theme)
        for one in (page.get_by_test_id("stApp"), root):
            expect(one).to_have_css("color", f"rgb({red}, {green}, {blue})")
    return Component(root, sent)


def with_stopped_clock(page: Page) -> Page:
    """Return an empty ``page`` whose time, as its context's, passes by ``clock.run_for`` only."""
    page.clock.install(time=0)
    page.clock.pause_at(1)
    return page


def colours(canvas: Locator, places: Sequence[Sequence[float]]) -> np.ndarray:
    """Return the colours (places, 3) at ``places``, shares of the width and of the height."""
    return np.array(canvas.evaluate(PIXELS, [list(map(float, place)) for place in places]))


def colour_of(value: float | np.ndarray, strength: float = STRENGTH) -> np.ndarray:
    """Return the colour (..., 3) of an output from −1 to 1 on the scale of the charts."""
    scale = [bytes.fromhex(colour[1:]) for colour in OUTPUT.to_dict()["range"]]
    low, middle, high = np.array([list(colour) for colour in scale])
    values = np.asarray(value)[..., None]
    return middle + strength * np.abs(values) * (np.where(values < 0, low, high) - middle)


@cache
def _document() -> str:
    """Return a page with a place for one component, in the dashboard's font and themes."""
    font = f"data:font/woff2;base64,{b64encode(FONT.read_bytes()).decode()}"
    return f"""<!doctype html>
        <meta name="viewport" content="width=device-width">
        <style>
            @font-face {{ font-family: "Source Sans"; font-weight: 100 900; src: url({font}) }}
            :root {{ {_theme("light")} }}
            @media (prefers-color-scheme: dark) {{ :root {{ {_theme("dark")} }} }}
            body {{ margin: 1rem; color: var(--st-text-color); font-family: var(--st-font);
                    background: var(--st-background-color) }}
        </style>
        <div id="mounted"></div>"""


def _theme(name: str) -> str:
    own = {re.sub("([A-Z])", r"-\1", key).lower(): value for key, value in THEMES[name].items()}
    own |= {"font": "Source Sans", "base-radius": "0.5rem", "button-radius": "0.5rem"}
    return "; ".join(f"--st-{key}: {value}" for key, value in own.items())
