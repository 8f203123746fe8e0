"""Kernels on pictures: known filters, a drawn one and learned ones, slid over a picture."""

from collections.abc import Callable
from dataclasses import replace

import altair as alt
import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.convolution import kernels, pictures
from core.convolution.kernels import KERNELS, Kernel, Learned, Result
from core.convolution.pictures import Picture
from core.engines.picture_files import MOST_BYTES
from core.engines.windows.pixels import tidy
from core.text import minus
from pages.labs.convolution import kernel_entry
from pages.shared import charts
from pages.shared.charts import pixmaps, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose, states

MADE_UP, DIGIT, OWN = "made-up photo", "MNIST digit", "your own"
DRAWN = {"drawn by you, 3 × 3": 3, "drawn by you, 5 × 5": 5}
LEARNED = "learned from MNIST"
# Screen pixels: the longer side of a large and of a small picture, a kernel's side, the width of
# words beside a picture, and a number's size and its room.
WIDE, SMALL, KERNEL, WORDS, FONT, DIGITS = 280, 160, 120, 400, 14, 1.6
PHONE = """@media (width < 40rem) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-slid_over) { flex-basis: 210px !important; }
  .st-key-slid_over { width: 210px !important; }
  .st-key-slid_over [data-testid="stVegaLiteChart"] { zoom: 0.75; }
}"""
"""On a phone a small picture leaves room for the kernel beside it."""
PAPER = "#FFFFFF"
DEEP = 0.85  # the share of the strongest blue from which on paper reads better on it than ink


@st.cache_data(max_entries=8, show_spinner=False)
def learn(seed: int, version: int) -> Learned:
    """Train the network once for each seed."""
    with progress.bar() as report:
        return kernels.learn(seed, report)


def show() -> None:
    """Show a picture, a kernel and the response side by side; of learned kernels all eight."""
    stage, knobs = st.columns([10, 3], gap="medium")
    place = stage.container()
    with knobs:
        config, learned = ask(place)
    slid = [replace(config, kernel=one) for one in learned.kernels] if learned else [config]
    results = [kernels.run(one) for one in slid]
    with stage:
        if learned:
            draw_learned(results, learned)
        else:
            draw(results[0])
        explain(config)
    downloads.csv(
        {"response": kernels.responses(results), "kernel": kernels.numbers(results)}, "kernels"
    )


# ---- controls


def ask(place: DeltaGenerator) -> tuple[kernels.Config, Learned | None]:
    """Draw the controls, a drawing at ``place``; return what slides over what, and what learned."""
    start = kernels.Config()
    with controls.panel("kernels") as panel:
        picture = ask_picture(panel)
        name = panel.menu("Kernel", "filter", (*KERNELS, *DRAWN, LEARNED), "What slides over it.")
        slid = panel.fields(
            start,
            stride=("filter_stride", "Pixels from one window to the next, from 1."),
            dilation=("filter_dilation", "Pixels between neighbouring weights, from 1."),
            padding=("filter_padding", "None, or the zeros that keep the size at stride 1."),
        )
        with st.expander("More settings"):
            seed = panel.whole(
                "Training seed",
                "filter_seed",
                0,
                0,
                kernels.LARGEST_SEED,
                "Of the learned kernels: their starting weights, split and order, "
                f"0 to {kernels.LARGEST_SEED:,}.",
            )
    numbers = kernel_entry.ask(DRAWN[name], place) if name in DRAWN else None
    if numbers is None:
        kernel_entry.forget()

    def make() -> kernels.Config:
        known = KERNELS.get(name, start.kernel)
        kernel = known if numbers is None else kernels.drawn(numbers)
        return kernels.Config(kernel, **slid, picture=picture())

    config = controls.checked(make, start)
    return config, learn(seed, kernels.VERSION) if name == LEARNED else None


def ask_picture(panel: controls.Panel) -> Callable[[], Picture]:
    """Draw the controls of the picture; return what makes it, or refuses to in a sentence."""
    source = panel.menu("Picture", "scene", (MADE_UP, DIGIT, OWN), "What the kernel slides over.")
    number = panel.whole(
        "Number",
        "scene_number",
        0,
        0,
        pictures.LARGEST_NUMBER,
        "The seed of the photo, or the digit's place among the training images, "
        f"0 to {pictures.LARGEST_NUMBER:,}.",
    )
    if source == MADE_UP:
        return lambda: pictures.synthetic(number)
    if source == DIGIT:
        return lambda: pictures.digit(number)
    file = st.file_uploader(
        "A PNG or JPEG file",
        ["png", "jpg", "jpeg"],
        key="scene_file",
        help=f"Up to {MOST_BYTES // 2**20} MB; turned grey, at most "
        f"{pictures.LARGEST_SIDE} pixels a side. Held in memory during your visit, never stored.",
    )
    if file is None:
        states.empty(
            f"Choose a file. Until then you see made-up photo {number}.", icon=":material/image:"
        )
        return lambda: pictures.synthetic(number)
    return lambda: pictures.uploaded(file.getvalue())


# ---- charts


def draw(result: Result) -> None:
    """Draw picture, kernel and response side by side."""
    kernel = result.config.kernel
    with st.container(horizontal=True, gap="small"):
        draw_picture(result.config.picture)
        with st.container(width=KERNEL):
            charts.show(kernel_chart(kernel), "Kernel", divided(kernel), "content")
        with st.container(width=WIDE):
            reach = extent([result])
            charts.show(
                pixmaps.barred(result.response, reach, zoom(result, WIDE), "response"),
                "Response",
                f"{size(result)}, {between(result.response)}.",
                "content",
            )
    st.caption(f"{kernel.about} {key(kernel.signed)}")


def draw_picture(picture: Picture) -> None:
    """Draw the picture that is slid over."""
    st.html(f"<style>{PHONE}</style>")
    with st.container(width=WIDE, key="slid_over"):
        charts.show(
            pixmaps.bare(picture.pixels, (0, 1), WIDE / max(picture.size)),
            "Picture",
            f"{picture.name}, {' × '.join(map(str, picture.size))} pixels.",
            "content",
        )


def draw_learned(results: list[Result], learned: Learned) -> None:
    """Draw the picture, and the eight kernels of a first layer with their responses."""
    reach = extent(results)
    with st.container(horizontal=True, gap="small"):
        draw_picture(results[0].config.picture)
        with st.container(width=WORDS):
            charts.show(
                pixmaps.bar(reach, "response"), "The scale of every response", key(True), "content"
            )
            st.caption(trained(learned))
    grid = st.grid(4, min_column_width=SMALL)
    for i, (result, cosine) in enumerate(zip(results, learned.cosine, strict=True)):
        with grid.cell():
            charts.show(
                kernel_chart(result.config.kernel),
                f"Kernel {i}",
                minus(f"Cosine with its start {cosine:.2f}."),
                "content",
            )
            charts.show(
                pixmaps.bare(result.response, reach, zoom(result, SMALL)),
                f"Response {i}",
                f"{size(result)}, {between(result.response)}.",
                "content",
            )


def kernel_chart(kernel: Kernel) -> alt.LayerChart:
    """Return the kernel's numbers, blue above 0 and orange below."""
    side = len(kernel.numbers)
    values = np.ravel(kernel.numbers)
    longest = max(len(f"{value:.2f}".rstrip("0").rstrip(".")) for value in values)
    strongest = float(abs(values).max()) or 1.0
    base = alt.Chart(tidy(np.array(kernel.numbers), ["row", "column"], "number")).encode(
        x=alt.X("column:O", axis=None),
        y=alt.Y("row:O", axis=None),
        tooltip=tooltip("row", "column", number=".4~g"),
    )
    scale = alt.Scale(domain=[-strongest, 0, strongest], range=list(pixmaps.SIGNED))
    deep = alt.datum.number > DEEP * strongest
    squares = base.mark_rect(stroke=theme.INK, strokeWidth=0.5).encode(
        color=alt.Color("number:Q", scale=scale, legend=None)
    )
    numbers = base.mark_text(fontSize=min(FONT, DIGITS * KERNEL / side / longest)).encode(
        text=alt.Text("number:Q", format=".2~f"),
        color=alt.when(deep).then(alt.value(PAPER)).otherwise(alt.value(theme.INK)),
    )
    around = pixmaps.AROUND
    return (squares + numbers).properties(width=KERNEL, height=KERNEL, autosize=around)


def extent(results: list[Result]) -> tuple[float, float]:
    """Return the ends of the colour bar: alike on both sides of 0 if a kernel has a sign."""
    most = max(float(abs(result.response).max()) for result in results) or 1.0
    return (-most if any(result.config.kernel.signed for result in results) else 0.0), most


def zoom(result: Result, side: int) -> float:
    """Return the screen pixels of a response's pixel, if the picture's longer side has ``side``."""
    return side / max(result.config.picture.size)


# ---- words


def key(signed: bool) -> str:
    """Say what the colours of a response mean."""
    if signed:
        return "White is 0, blue lies above it and orange below."
    return "No weight is below 0, so the response is a picture again: black is 0."


def divided(kernel: Kernel) -> str:
    """Say how large the kernel is, and what its numbers are divided by."""
    side = len(kernel.numbers)
    over = f", each over {kernel.divisor:g}" if kernel.divisor != 1 else ""
    return f"{side} × {side} weights{over}."


def trained(learned: Learned) -> str:
    """Say how the kernels were learned, and how far they moved."""
    accuracy = learned.accuracy
    return (
        f"The first layer of the course's network after {kernels.EPOCHS} epochs on "
        f"{kernels.TRAINED_ON:,} MNIST training images, seed {learned.seed}. It reads "
        f"{accuracy.estimate:.1%} ({accuracy.low:.1%} to {accuracy.high:.1%}) of "
        f"{learned.validation:,} other images right. A cosine near 1 says that a kernel still "
        "points where chance put it."
    )


def size(result: Result) -> str:
    """Say how large the response is."""
    return f"{' × '.join(map(str, result.response.shape))} pixels"


def between(values: np.ndarray) -> str:
    """Say between what the values lie."""
    return minus(f"from {values.min():.3g} to {values.max():.3g}")


def explain(config: kernels.Config) -> None:
    """Give the size formula, filled in, and what the operation is."""
    i, p = config.picture.size, config.padding_pixels
    k, d, s = config.kernel_size, config.dilation, config.stride
    sizes = (
        rf"\text{{{name}}} = \left\lfloor \frac{{{i[side]} + 2 \cdot {p} - {d} \cdot ({k} - 1) "
        rf"- 1}}{{{s}}} \right\rfloor + 1 = {config.output_size[side]}"
        for side, name in enumerate(("rows", "columns"))
    )
    prose.why(
        *sizes,
        "The kernel slides over the picture; at each place its weights are multiplied with the "
        "brightness beneath and added up. Networks do not turn the kernel round first, as the "
        "convolution of mathematics does: strictly this is a cross-correlation. Dilation spreads "
        "the weights apart; stride skips places, and the response shrinks. Beyond the border "
        "padding counts as black, which makes edges there that the picture does not have. Source: "
        "V. Dumoulin and F. Visin, 2016, relation 6; dilation, section 5.1.",
    )
