"""Sizes and coverage: how large the output stays, and how much each pixel of the input is used."""

import altair as alt
import pandas as pd
import streamlit as st

from core.claims import Verdict
from core.padding import coverage as padding_coverage
from core.padding import sizes as padding_sizes
from pages.labs.convolution import padding_colours
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

MAP = 230
COLOURS = theme.palette(
    {padding_sizes.WITH: padding_colours.WITH, padding_sizes.WITHOUT: padding_colours.WITHOUT}
)
EXACT = "Exact counts: there is no spread."


def show() -> None:
    """Show coverage, what falls on padding, and sizes, each with its theory and verdict."""
    with controls.beside(ask_coverage) as (chosen, depth):
        coverage = progress.at_once(padding_coverage, chosen)
        draw_coverage(coverage, depth)
        parts = (padding_coverage.used(coverage), padding_coverage.used_less(coverage))
        claim_card.excerpt(Verdict("2.B", parts), EXACT)
    claim_card.statement(padding_coverage.middle_untouched(coverage))
    prose.why(*WHY_LESS)
    st.divider()
    with controls.beside(ask_sizes) as config:
        sizes = progress.at_once(padding_sizes, config)
        draw_sizes(sizes)
        claim_card.excerpt(Verdict("2.B", (padding_sizes.kept(sizes),)), EXACT)
        prose.why(*WHY_SMALLER)
    downloads.csv(
        {"sizes": sizes.sizes, "coverage": coverage.coverage, "on_padding": coverage.on_padding},
        "padding_geometry",
    )


def ask_sizes() -> padding_sizes.Config:
    """Draw the controls of the sizes and return the experiment."""
    return controls.configured(
        "padding_sizes",
        padding_sizes.Config(),
        input_size=("sizes_input", "Pixels"),
        kernel_size=("sizes_kernel", "Pixels, odd"),
        stride=("sizes_stride", "Pixels from one window to the next"),
    )


def draw_sizes(result: padding_sizes.Result) -> None:
    """Draw the side after each layer."""
    kernel = result.config.kernel_size
    last = padding_sizes.layers_without_padding(result.config)
    said = (alt.Tooltip("torch", title="side in torch"), alt.Tooltip("formula", title="by formula"))
    lines = alt.Chart(result.sizes, height=260).mark_line(point=len(result.sizes) <= 80)
    charts.show(
        lines.encode(
            x=alt.X("layer:Q", title=f"{kernel} × {kernel} convolutions", axis=theme.WHOLE),
            y=alt.Y("torch:Q", title="side (pixels)", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("padding:N", title=None, sort=None, scale=COLOURS),
            tooltip=["padding", "layer", *said],
        ),
        "Size, layer by layer",
        f"Without padding {last} layers fit; the next has nothing to look at. Measured on torch's "
        "own convolutions.",
    )


WHY_SMALLER = (
    r"n_L = \left\lfloor \frac{n - r_L}{s^L} \right\rfloor + 1",
    r"r_L = 1 + (k-1)\sum_{l=0}^{L-1} s^l",
    r"n_L^{\text{padded}} = \left\lceil \frac{n}{s^L} \right\rceil",
    "Without padding L layers act like one window of r pixels, and only its places "
    "inside the picture are left. Padding of (k − 1)/2 gives every place of the window back, "
    "so only the stride shrinks the picture. Source: V. Dumoulin and F. Visin, 2016, relation "
    "6, applied L times.",
)


def ask_coverage() -> tuple[padding_coverage.Config, int]:
    """Draw the controls of the coverage; return the experiment and the depth to look at."""
    start = padding_coverage.Config()
    with controls.panel("padding_coverage") as panel:
        side = panel.whole("Picture side", "coverage_side", start.side, 5, 64, "Pixels")
        kernel = panel.whole("Window side", "coverage_kernel", start.kernel, 3, 9, "Pixels, odd")
        layers = panel.whole("Depth", "coverage_layers", start.layers, 1, 8, "Layers of stride 1")
        shown = panel.whole(
            "Depth shown", "coverage_shown", 1, 1, 8, "Layers of the maps, 1 to the depth."
        )
    config = controls.checked(lambda: padding_coverage.Config(side, kernel, layers), start)
    if shown > config.layers:
        st.info(f"Depth shown is {shown}, but only {config.layers} are counted: that one is shown.")
    return config, min(shown, config.layers)


def draw_coverage(result: padding_coverage.Result, depth: int) -> None:
    """Draw the maps of one depth, and the share on padding at every depth."""
    share = result.on_padding[result.on_padding["depth"] == depth]
    scale = alt.Scale(scheme="viridis", domain=[0, 1])
    with st.grid(3, min_column_width=MAP):
        draw_paths(result, depth)
        with st.container():
            charts.show(
                padding_colours.picture(share, "share", scale, MAP),
                "Share of each output's weight on padding",
                f"Corner {share['share'].max():.0%}, middle {share['share'].min():.0%}.",
                "content",
            )
    prose.note(
        "Dark is little, yellow much; the two maps of windows or paths share one scale, point at a "
        "pixel for its number. Without padding no weight falls on padding."
    )
    draw_shares(result.on_padding, result.config.side)


def draw_paths(result: padding_coverage.Result, depth: int) -> None:
    """Draw, side by side, how many windows or paths use each pixel under every padding."""
    frame = result.coverage[result.coverage["depth"] == depth]
    what = "Windows that use each pixel" if depth == 1 else "Paths from each pixel"
    scale = alt.Scale(scheme="viridis", domain=[0, int(frame["paths"].max())])
    for padding in padding_coverage.PADDINGS:
        corner, middle = padding_coverage.corner_and_middle(result, padding, depth)
        paths = frame[frame["padding"] == padding]
        with st.container():
            charts.show(
                padding_colours.picture(paths, "paths", scale, MAP),
                f"{what}, {padding}",
                f"Corner {corner:,}, most {middle:,}: the corner has {corner / middle:.2%} of it.",
                "content",
            )


def draw_shares(on_padding: pd.DataFrame, side: int) -> None:
    """Draw the share on padding along the middle row, by depth."""
    row = on_padding[(on_padding["row"] == side // 2) & (on_padding["column"] <= side // 2)]
    title = "distance of the output to the left border (pixels)"
    scale = theme.FROM_ZERO
    lines = alt.Chart(row, height=260).mark_line(point=alt.OverlayMarkDef(size=45))
    charts.show(
        lines.encode(
            x=alt.X("column:Q", title=title, axis=theme.WHOLE),
            y=alt.Y("share:Q", title="weight on padding", axis=theme.PERCENT, scale=scale),
            color=alt.Color("depth:O", title="layers", scale=alt.Scale(scheme="viridis")),
            tooltip=tooltip("depth", "column", share=".2%"),
        ),
        "Weight on padding, by depth",
        "Outputs of the middle row. Depth carries the padding inwards, half a kernel a layer.",
    )


WHY_LESS = (
    r"\text{paths} = \left[u_k^{*L}\right]_x \left[u_k^{*L}\right]_y",
    r"u_k = (1, \dots, 1)",
    r"\text{on padding} = 1 - \frac{(B^L \mathbf 1)_x\,(B^L \mathbf 1)_y}{k^{2L}}",
    r"B_{ij} = 1 \;\text{ if }\; |i - j| \le \tfrac{k-1}{2}, \;\text{ else }\; 0",
    "With equal weights a pixel counts in an output as often as there are paths "
    "between them, and far from the border those are the convolution powers of the window: "
    "the effective receptive field. A path that meets padding in any layer carries a zero; "
    "the share of such paths is the chance that a random walk of L steps leaves the picture. "
    "Source: W. Luo, Y. Li, R. Urtasun and R. Zemel, *Understanding the effective receptive "
    "field in deep convolutional neural networks*, NeurIPS 2016, section 2.1.",
)
