"""Every stage that plays or is dragged, in plain HTML, and how fast it moves in this browser."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from types import ModuleType

from playwright.sync_api import Page

from core import home
from core.convolution import one_cell
from core.dropout import luck as dropout_luck
from core.dropout import masked_network as recorded_network
from core.initialization.schemes import Config as Turned
from core.pooling import gradients, one_digit, shift, worked_matrix
from core.pooling.operators import Pooling
from core.pooling.random_matrix import exercise
from pages.labs.convolution import cell_view, padding_stage
from pages.labs.dropout import luck, masked_network, rounds
from pages.labs.home import pendulum
from pages.labs.initialization import backward_stage, replay, scale_stage, stack_stage
from pages.labs.pooling import matrix_board, moving_block, shifted_digit
from pages.labs.shuffling import surfaces
from pages.shared.player import films
from tests.browser.component import Component, mount
from tests.browser.recordings import played

SECONDS = 0.3
LONGEST_PAINT, LONGEST_FRAME, LONGEST_ANSWER = 1_000, 1_000 / 30, 50
DRAGGED = ((0.5, 0.5), (0.3, 0.6), (0.7, 0.4), (0.45, 0.45))
PAINTED = """() => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
}))"""
# Milliseconds between the frames of so many seconds.
FRAMES = """async seconds => {
    const times = [await new Promise(requestAnimationFrame)];
    while (times.at(-1) - times[0] < 1000 * seconds)
        times.push(await new Promise(requestAnimationFrame));
    return times.slice(1).map((time, i) => time - times[i]);
}"""
# Keep for `answered` the milliseconds from each move of the pointer until it has been painted.
LISTEN = f"""() => {{
    window.answered = [];
    addEventListener('pointermove', async ({{ timeStamp }}) =>
        answered.push(await ({PAINTED})() - timeStamp), true);
}}"""


@dataclass(frozen=True)
class Stage:
    """A component, what it is sent, what is pressed until it plays, and what is dragged on."""

    module: ModuleType
    pack: Callable[[], bytes]
    play: tuple[str, ...] = ("Play",)
    dragged: str = "canvas, .time"

    def mounted(self, page: Page) -> tuple[Component, float]:
        """Show it on ``page``; return it with the milliseconds until its first frame."""
        data = self.pack()
        began = perf_counter()
        shown = mount(page, self.module, data)
        page.evaluate(PAINTED)
        return shown, 1_000 * (perf_counter() - began)


@dataclass(frozen=True)
class Speed:
    """Milliseconds: to the first frame, of the frames of play, and of answers to the pointer."""

    paint: float
    frames: list[float]
    answers: list[float]

    @property
    def shares(self) -> list[float]:
        """What share each takes of what it may; of the frames the one in the middle counts."""
        answers = (taken / LONGEST_ANSWER for taken in self.answers)
        return [self.paint / LONGEST_PAINT, median(self.frames) / LONGEST_FRAME, *answers]

    def __str__(self) -> str:
        """Return the paint, the frame in the middle, the longest one, and the longest answer."""
        figures = self.paint, median(self.frames), max(self.frames), max(self.answers)
        return "".join(f"{figure:10.1f}" for figure in figures)


def orders() -> bytes:
    """Return two orders of shuffling, as the lab's pendulum shows them."""
    kept = home.recorded()
    shown = [pendulum.film("sorted", kept.sorted), pendulum.film("shuffled", kept.shuffled)]
    return films.pack(shown, epoch=len(kept.sorted.points))


def boards() -> bytes:
    """Return the largest matrix that the page pools."""
    config = worked_matrix.Config(exercise(1, 32, 32, "digits"), Pooling("max", 8, 1))
    return matrix_board.pack(worked_matrix.run(config), gradients.run(config), "forward")


STAGES = {
    "home": Stage(
        pendulum, lambda: pendulum.packed(home.recorded()), (home.GUESSES[home.ONE_CLASS],)
    ),
    "replay": Stage(replay, played),
    "backward": Stage(
        backward_stage,
        lambda: backward_stage.pack(backward_stage.Config(), 0),
        dragged=".unit, .time",
    ),
    "scale": Stage(scale_stage, lambda: scale_stage.pack(Turned(), 0), ("To the start", "Play")),
    "stack": Stage(stack_stage, lambda: stack_stage.pack(0), ("To the start", "Play")),
    "surfaces": Stage(surfaces, orders),
    "one cell": Stage(
        cell_view,
        lambda: cell_view.pack(one_cell.run(one_cell.Config(12, 4, 4, 5, padding=2))),
        dragged=".cell, .time",
    ),
    "padding": Stage(padding_stage, lambda: padding_stage.pack(padding_stage.Config())),
    "block": Stage(
        moving_block,
        lambda: moving_block.pack(shift.run(shift.Config(12, 4, stride=1))),
        dragged=".board",
    ),
    "matrix": Stage(matrix_board, boards, dragged=".cell"),
    "digit": Stage(
        shifted_digit,
        lambda: shifted_digit.pack(one_digit.run(one_digit.Config(picture=2, stride=1))),
        play=(),
    ),
    "masks": Stage(masked_network, lambda: masked_network.pack(recorded_network.recorded())),
    "luck": Stage(
        rounds,
        lambda: luck.packed(dropout_luck.Config(), dropout_luck.VERSION)[0],
        ("Guess that p = 0.1 wins", "Play"),
    ),
}


def frames(shown: Component) -> list[float]:
    """Return the milliseconds between the frames from here on."""
    return list(map(float, shown.page.evaluate(FRAMES, SECONDS)))


def answers(shown: Component, dragged: str) -> list[float]:
    """Drag on the first, the middle and the last of what is ``dragged``; return milliseconds."""
    page, places = shown.page, shown.locator(dragged).filter(visible=True)
    page.evaluate(LISTEN)
    for place in (0, places.count() // 2, -1):
        box = places.nth(place).bounding_box()
        assert box
        for down, (across, along) in enumerate(DRAGGED):
            page.mouse.move(box["x"] + across * box["width"], box["y"] + along * box["height"])
            if not down:
                page.mouse.down()
        page.mouse.up()
    page.evaluate(PAINTED)
    return list(map(float, page.evaluate("answered")))


def measured(page: Page, stage: Stage) -> Speed:
    """Show a stage on ``page``, let it play, drag on it, and take it away, so that it stops."""
    shown, paint = stage.mounted(page)
    shown.press(*stage.play)
    speed = Speed(paint, frames(shown), answers(shown, stage.dragged))
    page.evaluate("mounted.remove()")
    return speed
