"""Write-up 2.A and 2.B: the arithmetic of a convolution, and what its padding does."""

import altair as alt
import streamlit as st

from core import convolution, padding
from core.sliding import LARGEST, per_side
from pages.shared import charts, claim_card, controls, downloads, frame, progress

VIEWS = {
    "picture": "Picture",
    "padded": "With zero padding",
    "unpadded": "Without padding",
    "true": "The truth",
}
PICTURE = 150


@st.cache_data(max_entries=256, show_spinner=False)
def run_layer(config: convolution.Config, version: int) -> convolution.Result:
    """Work a layer out once for each setting."""
    return convolution.run(config)


@st.cache_data(max_entries=32, show_spinner=False)
def run_padding(config: padding.Config, version: int) -> padding.Result:
    """Measure padding once for each setting."""
    with progress.bar() as report:
        return padding.run(config, report)


def ask_layer() -> convolution.Config:
    """Draw the controls of the layer and return it."""
    start = convolution.Config()
    with controls.panel("layer") as panel:
        first, second = st.columns(2)
        pairs: dict[str, tuple[int, int]] = {}
        for field, label, low, help in (
            ("input_size", "Input", 1, "Pixels, 1 to 1,000,000."),
            ("kernel_size", "Kernel", 1, "Pixels, 1 to 1,000,000."),
            ("stride", "Stride", 1, "Pixels from one window to the next, from 1."),
            ("padding", "Padding", 0, "Zeros added on each side, from 0."),
            ("dilation", "Dilation", 1, "Pixels between neighbouring weights, from 1."),
        ):
            sides = []
            for column, side, value in zip(
                (first, second),
                ("height", "width"),
                per_side(field, getattr(start, field), 2, low),
                strict=True,
            ):
                with column:
                    key = f"{field.split('_')[0]}_{side}"
                    sides.append(panel.whole(f"{label} {side}", key, value, low, LARGEST, help))
            pairs[field] = (sides[0], sides[1])
        with first:
            in_channels = panel.whole("Input channels", "in_channels", start.in_channels, 1,
                                      LARGEST, "Of the picture, from 1.")  # fmt: skip
            groups = panel.whole("Groups", "groups", start.groups, 1, LARGEST,
                                 "Must divide both numbers of channels.")  # fmt: skip
        with second:
            out_channels = panel.whole("Filters", "out_channels", start.out_channels, 1,
                                       LARGEST, "Output channels, from 1.")  # fmt: skip
            bias = panel.flag("Bias", "bias", start.bias, "One number added for each filter.")
    return controls.checked(
        lambda: convolution.Config(
            in_channels=in_channels, out_channels=out_channels, groups=groups, bias=bias, **pairs
        ),
        start,
    )


def layer() -> None:
    """Show shape and parameters of one layer, formula and torch side by side."""
    card = st.container()
    left, right = st.columns([2, 3], gap="large")
    with left:
        config = ask_layer()
    result = run_layer(config, convolution.VERSION)
    with right:
        rows = result.layer.set_index("quantity")
        height, width, channels = (
            rows.loc[f"output {name}", "ours"] for name in ("height", "width", "channels")
        )
        with st.container(horizontal=True):
            st.metric("Parameters", f"{rows.loc['parameters', 'ours']:,}", border=True)
            st.metric("Output", f"{height:,} × {width:,} × {channels:,}", border=True)
        for quantity, row in rows.iterrows():
            agrees = "agrees" if row["ours"] == row["torch"] else "**differs**"
            st.markdown(f"**{str(quantity).capitalize()}** · torch's Conv2d {agrees}")
            st.latex(row["formula"])
        st.caption(
            "Each formula is filled in with your numbers and checked against torch.nn.Conv2d as "
            "you type. V. Dumoulin and F. Visin, 2016, relation 6; dilation, section 5.1."
        )
    with card:
        for column, verdict in zip(st.columns(2), convolution.verdicts(result), strict=True):
            with column:
                claim_card.show(verdict, "Exact arithmetic on the write-up's layer.")
    downloads.csv({"layer": result.layer}, "convolution")


def ask_padding() -> padding.Config:
    """Draw the controls of the padding experiment and return it."""
    start = padding.Config()
    with controls.panel("padding") as panel:
        kernel = panel.menu("Kernel", "kernel", tuple(padding.KERNELS), "The 3 × 3 filter.")
        images = panel.whole("Pictures", "pictures", start.images, 2, 2_000,
                             "MNIST digits measured, 2 to 2,000.")  # fmt: skip
        image = panel.whole("Picture shown", "picture", start.image, 0, 1_999,
                            "Its place in the set, from 0.")  # fmt: skip
    return controls.checked(lambda: padding.Config(kernel, images, image), start)


def views(result: padding.Result) -> None:
    """Draw the cut-out and its three responses as pictures."""
    true = result.shown.loc[result.shown["view"] == "true", "value"]
    response = alt.Scale(scheme="viridis", domain=[float(true.min()), float(true.max())])
    grid = st.grid(4, min_column_width=160)
    for view, title in VIEWS.items():
        shown = result.shown[result.shown["view"] == view]
        scale = alt.Scale(scheme="greys") if view == "picture" else response
        side = int(shown["row"].max()) + 1
        with grid.cell():
            charts.show(
                charts.pixels(shown, "value", scale, PICTURE * side // padding.CROP),
                title,
                f"{side} × {side} pixels.",
                "content",
            )
    st.caption(
        "The picture is the middle of a larger one, so the true response is known. Compare the "
        "border of the padded response with the truth; the three share one colour scale."
    )


def border_error(result: padding.Result) -> None:
    """Draw the padded response's error against the distance to the border."""
    table = result.distance_error
    base = alt.Chart(table).encode(
        x=alt.X("distance:O", title="distance to the border (pixels)", axis=alt.Axis(labelAngle=0))
    )
    chart = base.mark_errorbar(extent="ci", ticks=True, color=charts.MEASURED).encode(
        y=alt.Y("error:Q", title="error / mean response", axis=alt.Axis(format="%"))
    ) + base.mark_circle(size=90, color=charts.MEASURED).encode(
        y="mean(error):Q", tooltip=["distance", alt.Tooltip("mean(error)", format=".1%")]
    )
    charts.show(
        chart.properties(height=320),
        "Error of the padded response",
        f"Mean over {table['picture'].nunique()} pictures with its 95 % interval.",
    )


def coverage(result: padding.Result) -> None:
    """Draw how many windows use each pixel, with and without padding."""
    scale = alt.Scale(scheme="viridis", domain=[1, int(result.coverage["windows"].max())])
    grid = st.grid(2, min_column_width=150)
    for pixels, name in ((0, "without padding"), (1, "with padding")):
        used = result.coverage[result.coverage["padding"] == pixels]
        with grid.cell():
            charts.show(
                charts.pixels(used, "windows", scale, PICTURE),
                f"Windows a pixel, {name}",
                f"Corner {used['windows'].iloc[0]}, middle {used['windows'].max()}.",
                "content",
            )


def sizes(result: padding.Result) -> None:
    """Draw the size of a side after each 3 × 3 layer."""
    named = result.sizes.assign(
        padding=result.sizes["padding"].map({0: "without padding", 1: "with padding"})
    )
    chart = (
        alt.Chart(named)
        .mark_line(point=True)
        .encode(
            x=alt.X("layer:Q", title="3 × 3 convolutions", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("size:Q", title="side (pixels)"),
            color=alt.Color("padding:N", title=None, legend=alt.Legend(direction="vertical"),
                            scale=alt.Scale(range=["#0072B2", "#E69F00"])),
            strokeDash=alt.StrokeDash("padding:N", title=None),
            tooltip=["padding", "layer", "size"],
        )
        .properties(height=320)
    )  # fmt: skip
    charts.show(chart, "Size, layer by layer", "Each unpadded layer takes two pixels of a side.")


def border() -> None:
    """Show what padding gives and what it costs."""
    card = st.container()
    left, right = st.columns([1, 3], gap="large")
    with left:
        config = ask_padding()
    result = run_padding(config, padding.VERSION)
    with right:
        views(result)
    with card:
        for verdict in padding.verdicts(result):
            claim_card.show(
                verdict, f"Judged live on the first {config.images} MNIST training pictures."
            )
    for column, draw in zip(st.columns(3, gap="large"), (border_error, coverage, sizes),
                            strict=True):  # fmt: skip
        with column:
            draw(result)
    downloads.csv(
        {"distance_error": result.distance_error, "coverage": result.coverage,
         "responses": result.shown, "sizes": result.sizes},
        "padding",
    )  # fmt: skip


LABS = {"Shape and parameters": layer, "Padding": border}

with frame.page("convolution"):
    LABS[controls.Panel("labs").choice("Experiment", "lab", tuple(LABS), "2.A or 2.B.")]()
