"""What padding costs: how wrong the response is near a border, by what lies beyond it."""

import altair as alt
import pandas as pd
import streamlit as st

from core.claims import Finding, Verdict
from core.padding import cost as padding_cost
from core.padding import responses as padding_responses
from core.padding.cost import Config, Result
from pages.labs.convolution import padding_colours
from pages.shared import charts
from pages.shared.charts import Chart, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

MAP = 120
COLOUR = padding_colours.colour(padding_cost.PADDINGS)


def ask() -> tuple[Config, int, int]:
    """Draw the controls; return the experiment, and the kernel side and depth to look at."""
    start = Config()
    sizes, depths = [*map(str, padding_cost.SIZES)], [*map(str, padding_cost.DEPTHS)]
    with controls.panel("padding_cost") as panel:
        size = panel.choice(
            "Kernel side shown", "cost_kernel", sizes, "Pixels; named filters come in 3 × 3 only."
        )
        depth = panel.choice(
            "Depth shown", "cost_depth", depths, "Layers on one another.", depths[-1]
        )
        chosen = panel.fields(
            start,
            menus=("filters",),
            source=("cost_source", "Seeded or MNIST's; cut out of larger ones."),
            filters=("cost_filters", "16 random ones a layer, or one that you know."),
            activation=("cost_activation", "After every layer."),
            zero_means=("cost_zero", "The grey that zero padding invents."),
            pictures=("cost_pictures", "Each with its own filters"),
            seed=("cost_seed", "Draws pictures and filters"),
        )
    return controls.checked(lambda: Config(**chosen), start), int(size), int(depth)


def show() -> None:
    """Show how large the error is, how far it reaches, and which padding makes least of it."""
    with controls.beside(ask) as (config, size, depth):
        result = progress.run(padding_cost, config)
        table, distortion, others = judged(config, padding_cost.VERSION, result)
        by_distance(result, table, size, depth)
        maps(result, size, depth)
        claim_card.excerpt(
            Verdict("2.B", (distortion,)),
            f"Judged live on {config.pictures} pictures, each with "
            f"its own filters (seed {config.seed}).",
        )
    by_depth(table)
    for finding in others:
        claim_card.statement(finding)
    prose.why(*WHY)
    downloads.csv({"errors": result.errors, "error_maps": result.maps}, "padding_cost")


@st.cache_data(max_entries=16, show_spinner=False)
def judged(
    config: Config, version: int, _result: Result
) -> tuple[pd.DataFrame, Finding, tuple[Finding, ...]]:
    """Return the mean errors of the result of ``config``, the claim's finding and the others."""
    others = (padding_cost.confinement(_result), padding_cost.alternatives(_result))
    return padding_cost.summary(_result), padding_cost.distortion(_result), others


def by_distance(result: Result, table: pd.DataFrame, size: int, depth: int) -> None:
    """Draw the error of every padding against the distance to the border."""
    shown = table[(table["kernel_size"] == size) & (table["depth"] == depth)]
    if shown.empty:
        st.info(unknown(result, size, depth), icon=":material/info:")
        return
    charts.kept(
        error_bands,
        shown,
        title=f"Error against distance · {layers(depth)} of {size} × {size}",
        caption=f"Mean over {result.config.pictures} pictures with its 95 % interval. From "
        f"{padding_responses.reach(size, depth)} px on every response is right.",
    )


def error_bands(shown: pd.DataFrame) -> Chart:
    """Return the mean error against distance with its interval, a line a padding."""
    x = alt.X("distance:Q", title="distance to the border (pixels)", axis=theme.WHOLE)
    base = alt.Chart(shown).encode(x=x.scale(nice=False), color=COLOUR)
    line = base.mark_line(point=alt.OverlayMarkDef(size=45)).encode(
        y=share("error / mean true response"),
        tooltip=tooltip("padding", "distance", "n", mean=".2%", low=".2%", high=".2%"),
    )
    return alt.layer(base.mark_area(opacity=0.18).encode(y="low:Q", y2="high:Q"), line, height=320)


def share(title: str) -> alt.Y:
    """Return the axis of mean errors, as shares of the mean response."""
    return alt.Y("mean:Q", title=title, axis=theme.PERCENT, scale=theme.FROM_ZERO)


def layers(depth: int) -> str:
    """Return ``depth`` layers in words."""
    return "one layer" if depth == 1 else f"{depth} layers"


def unknown(result: Result, size: int, depth: int) -> str:
    """Say why a kernel size and depth were not measured."""
    if size not in padding_cost.kernel_sizes(result.config):
        return f"“{result.config.filters}” is a 3 × 3 filter: there is no {size} × {size} of it."
    source = padding_responses.SOURCES[result.config.source]
    beyond = padding_responses.reach(size, depth)
    return (
        f"{depth} layers of {size} × {size} look {beyond} px beyond the cut-out, and only "
        f"{source.margin} px of true picture surround it: choose fewer layers "
        "or a smaller kernel."
    )


def maps(result: Result, size: int, depth: int) -> None:
    """Draw where in the picture each padding errs."""
    frame = result.maps
    shown = frame[(frame["kernel_size"] == size) & (frame["depth"] == depth)]
    if shown.empty:
        return
    most = float(shown["error"].max())
    grid = st.grid(len(padding_cost.PADDINGS), min_column_width=MAP)
    for padding in padding_cost.PADDINGS:
        one = shown[shown["padding"] == padding]
        with grid.cell():
            charts.kept(
                error_map,
                one,
                most,
                title=padding.capitalize(),
                caption=f"At most {one['error'].max():.0%}.",
                width="content",
            )
    prose.note(
        f"Mean error of each pixel: dark is none, yellow {most:.0%} of the mean response; one "
        "scale for all five. “Partial” weighs a zero-padded window up by its missing cells."
    )


def error_map(one: pd.DataFrame, most: float) -> Chart:
    """Return the mean error of each pixel, as a colour up to ``most``."""
    scale = alt.Scale(scheme="viridis", domain=[0, most])
    return padding_colours.picture(one, "error", scale, MAP)


def by_depth(table: pd.DataFrame) -> None:
    """Draw the error on the border against depth, by kernel size and padding."""
    border = table[table["distance"] == 0].assign(
        kernel=lambda rows: rows["kernel_size"].map("kernel {0} × {0}".format)
    )
    grid = st.grid(3, min_column_width=260)
    for kernel, part in border.groupby("kernel", sort=False):
        with grid.cell():
            charts.kept(
                border_errors,
                part,
                title=f"On the border · {kernel}",
                caption=f"Outermost pixels, {part['depth'].nunique()} depths, with 95 % intervals.",
            )


def border_errors(part: pd.DataFrame) -> Chart:
    """Return the error on the border against depth with its interval, a line a padding."""
    base = alt.Chart(part).encode(
        x=alt.X("depth:O", title="layers", axis=theme.UPRIGHT), color=COLOUR
    )
    rules = base.mark_rule(strokeWidth=2, opacity=0.5).encode(y="low:Q", y2="high:Q")
    lines = base.mark_line(point=alt.OverlayMarkDef(size=45)).encode(
        y=share("error on the border"),
        tooltip=tooltip("kernel", "depth", "padding", "n", mean=".1%", low=".1%", high=".1%"),
    )
    return alt.layer(rules, lines, height=260)


WHY = (
    r"y(r) = y_{\text{true}}(r), \;\; r \ge \tfrac{1}{2} L\,(k-1)",
    r"y_{\text{partial}} = y_{\text{zeros}} \cdot \frac{k^2}{\text{cells inside}}",
    "A window sees (k − 1)/2 pixels around its middle, so after L layers an invented "
    "border is felt L (k − 1)/2 pixels in, and no further. Partial convolution does not trust "
    "the zeros: it scales the response by window cells over cells inside the picture, which is "
    "right where the response to the seen cells stands for the unseen ones, as in a blur, "
    "and wrong where weights cancel. Filters are He-normal (He and others, 2015). Sources: "
    "V. Dumoulin and F. Visin, 2016, on windows; G. Liu and others, *Partial convolution based "
    "padding*, 2018, section 3.",
)
