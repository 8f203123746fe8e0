"""Inside a network: its filters, its maps of a digit, its zeros, and the gap against dropout."""

from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core import cnn, dropout_inside, sweep
from core.dropout_inside import PICTURES, Config, Result
from pages.shared import charts, controls, downloads, frame, pixmaps, progress

WITH, WITHOUT = "#0072B2", "#E69F00"
NETWORKS = {"course": "#E69F00", "batch normalisation": "#0072B2"}
IN_A_ROW, UNITS_IN_A_ROW = 4, 16
WIDE = 260
"""Screen pixels that a picture is wide."""
COMPARED = 0.5


@st.cache_data(max_entries=16, show_spinner=False)
def run(config: Config, version: int) -> Result:
    """Train once for each setting."""
    with progress.bar() as report:
        return dropout_inside.run(config, report)


def show(ten_epochs: sweep.Result, source: str) -> None:
    """Show the inside of a network trained here, and the gaps of a sweep.

    ten_epochs: a sweep over dropout probabilities; source: where it comes from, in words.
    """
    st.markdown("##### What does a network with dropout look for, and how much of it is silent?")
    left, right = st.columns([3, 10], gap="medium")
    with left:
        config, picture = ask()
        frame.copy_link()
    with right:
        result = run(config, dropout_inside.VERSION)
        st.markdown(told(result))
        if result.diverged_at is None:
            inside(result, picture)
            zeros(result)
    st.divider()
    gap(ten_epochs, source)
    theory()


def ask() -> tuple[Config, int]:
    """Draw the controls and return the network and the digit to look at."""
    start = Config()
    with controls.panel("inside") as panel:
        picture = panel.whole("Digit", "inside_digit", 0, 0, PICTURES - 1,
                              f"Of the validation images, 0 to {PICTURES - 1}.")  # fmt: skip
        network = panel.menu("Network", "inside_network", tuple(cnn.NETWORKS),
                             "Two convolutions or one, normalised or not.")  # fmt: skip
        p = panel.real("Dropout p", "inside_p", start.p, 0.0, 0.99,
                       "Share of numbers hidden in training, 0 to 0.99.")  # fmt: skip
        with st.expander("More settings"):
            seed = panel.whole("Seed", "inside_seed", start.seed, 0, 10_000,
                               "Of weights and order, 0 to 10,000.")  # fmt: skip
            images = panel.whole("Images", "inside_images", start.images, 100, 10_000,
                                 "Training images, 100 to 10,000.")  # fmt: skip
            epochs = panel.whole("Epochs", "inside_epochs", start.epochs, 1, 5,
                                 "Passes over the images, 1 to 5.")  # fmt: skip
            rate = panel.real("Learning rate", "inside_rate", start.learning_rate, 1e-6, 1.0,
                              "Of RMSprop, 0.000001 to 1.")  # fmt: skip
    config = controls.checked(lambda: Config(network, p, seed, images, epochs, rate), start)
    return config, picture


def told(result: Result) -> str:
    """Say in one line what the network has become."""
    config = result.config
    size = (
        f"{config.images:,} images, {config.epochs} epoch{'s' if config.epochs > 1 else ''}, "
        f"seed {config.seed}"
    )
    if result.diverged_at is not None:
        return (
            f"Trained here on {size}: the loss is not finite at update {result.diverged_at:,}. "
            "Choose a lower learning rate."
        )
    last = result.curve.iloc[-1]
    return (
        f"Trained here on {size}: {last['train_accuracy']:.1%} of its training images right, "
        f"{last['validation_accuracy']:.1%} of 5,000 validation images."
    )


def inside(result: Result, picture: int) -> None:
    """Draw the first filters, what every layer makes of the digit, and the answer."""
    learned = dropout_inside.filters(result.network)
    label = int(dropout_inside.pictures().labels[picture])
    found = dropout_inside.maps(result.network, picture)
    scores = list(found.values())[-1]
    with st.grid(3, min_column_width=300):
        with st.container():
            digit = dropout_inside.pictures().images[picture, 0].numpy()
            charts.show(
                pixmaps.barred(digit, (0, 1), WIDE / len(digit), "brightness"),
                f"The digit, a {label}", "What the network is given.", width="content",
            )  # fmt: skip
        with st.container():
            charts.show(
                tiled(learned, "weight"), f"First-layer filters, {learned.shape[1]} × "
                f"{learned.shape[2]}", "Blue adds, orange takes away.", width="content",
            )  # fmt: skip
        with st.container():
            answer(scores, label)
        for name, values in list(found.items())[:-1]:
            with st.container():
                charts.show(tiled(values, "value"), name, shape(values), width="content")


def shape(values: np.ndarray) -> str:
    """Say how many numbers a layer has, and how many of them are 0."""
    zero = float((values == 0).mean())
    size = " × ".join(str(side) for side in values.shape)
    silent = f"; {zero:.0%} of them are 0" if zero else ""
    return f"{size} number{'s' if values.size > 1 else ''}{silent}."


def tiled(values: np.ndarray, title: str) -> alt.LayerChart:
    """Return maps (n, height, width) side by side, or units (n,) in rows, over one colour bar."""
    if values.ndim == 1:
        picture = values.reshape(-1, UNITS_IN_A_ROW)
    else:
        picture = side_by_side(values)
    most = float(np.abs(values).max()) or 1.0
    reach = (-most if values.min() < 0 else 0.0, most)
    return pixmaps.barred(picture, reach, WIDE / picture.shape[1], title)


def side_by_side(values: np.ndarray) -> np.ndarray:
    """Return maps (n, height, width) in rows of ``IN_A_ROW``, apart by a line of a clear shade."""
    line = 0.0 if values.min() < 0 else float(values.max())
    framed = np.pad(values, ((0, 0), (0, 1), (0, 1)), constant_values=line)
    rows = [np.hstack(list(framed[at : at + IN_A_ROW])) for at in range(0, len(framed), IN_A_ROW)]
    return np.vstack(rows)[:-1, :-1]


def answer(scores: np.ndarray, label: int) -> None:
    """Draw the probability that the network gives each digit."""
    frame = pd.DataFrame(
        {"digit": range(10), "probability": dropout_inside.probabilities(scores)}
    ).assign(right=lambda rows: rows["digit"] == label)
    bars = alt.Chart(frame).mark_bar().encode(
        x=alt.X("digit:O", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("probability:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
        color=alt.Color("right:N", legend=None,
                        scale=alt.Scale(domain=[True, False], range=["#009E73", "#7A8793"])),
        tooltip=["digit", alt.Tooltip("probability", format=".2%")],
    )  # fmt: skip
    chosen = int(scores.argmax())
    charts.show(
        bars.properties(height=220), f"The answer, a {chosen}",
        f"Green is the digit's own class, {label}."
    )  # fmt: skip


def zeros(result: Result) -> None:
    """Draw how much of each layer is 0, beside the same network trained without dropout."""
    config = result.config
    plain = run(replace(config, p=0.0), dropout_inside.VERSION)
    names = {f"p = {config.p:g}": result.sparsity, "p = 0": plain.sparsity}
    rows = pd.concat([table.assign(trained=name) for name, table in names.items()])
    scale = alt.Scale(domain=list(names), range=[WITH, WITHOUT][: len(names)])
    base = alt.Chart(rows).encode(
        y=alt.Y("layer:N", sort=list(result.sparsity["layer"]), title=None),
        yOffset=alt.YOffset("trained:N", sort=list(names)),
        color=alt.Color("trained:N", scale=scale, title="trained with"),
    )  # fmt: skip
    title = "share of activations that are 0"
    bars = base.mark_bar().encode(
        x=alt.X("estimate:Q", title=title, axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1])),
        tooltip=["trained", "layer", "units", "dead", "n", alt.Tooltip("estimate", format=".1%"),
                 alt.Tooltip("low", title="95 % from", format=".1%"),
                 alt.Tooltip("high", title="to", format=".1%")],
    )  # fmt: skip
    charts.show(
        bars.properties(height=280),
        "How sparse each layer is",
        f"Mean over {PICTURES} validation images, without dropout while judged. One seed: point at "
        "a bar for the interval over images and for the units that are never above 0.",
    )
    downloads.csv(
        {"inside_curve": result.curve, "inside_sparsity": rows,
         "inside_filters": listed(dropout_inside.filters(result.network))}, "dropout"
    )  # fmt: skip


def listed(learned: np.ndarray) -> pd.DataFrame:
    """Return filters as rows: filter, row, column, weight."""
    filter_, row, column = np.indices(learned.shape).reshape(3, -1)
    return pd.DataFrame(
        {"filter": filter_, "row": row, "column": column, "weight": learned.ravel()}
    )


def gap(result: sweep.Result, source: str) -> None:
    """Draw the gap between training and validation accuracy against p, with intervals."""
    last = result.config.epochs
    left, right = st.columns([3, 10], gap="medium")
    with left, controls.panel("gap") as panel:
        epoch = panel.whole("After epoch", "inside_gap_epoch", last, 1, last, f"1 to {last}.")
    table = dropout_inside.gaps(result, epoch)
    with right:
        if table.empty:
            st.info("The sweep has no finished model yet.", icon=":material/info:")
            return
        charts.show(
            gap_chart(table).properties(height=charts.HEIGHT),
            "The gap between training and validation, against dropout",
            "Right answers among 5,000 training images less those among the validation images, "
            "both without dropout, in percentage points. Bars: 95 % interval over seeds.",
        )
        st.markdown(
            " ".join(narrowed(result, network, epoch) for network in result.config.networks)
        )
        st.caption(source)
        downloads.csv({"inside_gap": table}, "dropout")


def gap_chart(table: pd.DataFrame) -> alt.LayerChart:
    """Return the gap in percentage points against p, a line a network, with intervals."""
    rows = table.assign(**{name: 100 * table[name] for name in ("estimate", "low", "high")})
    shift = {name: 0.008 * (2 * place - 1) for place, name in enumerate(NETWORKS)}
    rows["place"] = rows["p"] + rows["network"].map(shift).fillna(0)
    base = alt.Chart(rows).encode(
        x=alt.X("place:Q", title="dropout probability p",
                scale=alt.Scale(domain=[-0.04, 0.94], nice=False),
                axis=alt.Axis(values=sorted(rows["p"].unique()), format=".1f")),
        color=alt.Color("network:N", title=None, legend=alt.Legend(columns=2),
                        scale=alt.Scale(domain=list(NETWORKS), range=list(NETWORKS.values()))),
    )  # fmt: skip
    title = "training − validation accuracy (points)"
    zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(strokeDash=[5, 4], color="#7A8793")
    return (
        zero.encode(y="y:Q")
        + base.mark_rule(strokeWidth=2).encode(y=alt.Y("low:Q", title=title), y2="high:Q")
        + base.mark_line(strokeWidth=1.5).encode(y=alt.Y("estimate:Q", title=title))
        + base.mark_circle(size=70, opacity=1).encode(
            y=alt.Y("estimate:Q", title=title),
            tooltip=["network", "p", "n", alt.Tooltip("estimate", format="+.2f"),
                     alt.Tooltip("low", title="95 % from", format="+.2f"),
                     alt.Tooltip("high", title="to", format="+.2f")],
        )
    )  # fmt: skip


def narrowed(result: sweep.Result, network: str, epoch: int) -> str:
    """Say by how much dropout narrows the gap of a network."""
    found = dropout_inside.narrowing(result, network, epoch, COMPARED)
    if found is None:
        return ""
    estimate, low, high = (f"{100 * value:+.2f}".replace("-", "−") for value in found)
    return (
        f"**{network[0].upper()}{network[1:]}**: from p = 0 to p = {COMPARED} the gap narrows by "
        f"{estimate} percentage points ({low} to {high}, paired over seeds)."
    )


def theory() -> None:
    """Say in two sentences what dropout should do inside."""
    st.markdown("**Why**")
    st.latex(r"z = W^{\top} (m \odot x) / (1-p),\qquad m_i \sim \text{Bernoulli}(1-p)")
    st.markdown(
        "A unit that cannot count on any other being there must be of use on its own, so units "
        "come to rely less on one another and a network fits its training images less exactly: "
        "the gap between training and validation narrows. The same paper reports sparser "
        "activations with dropout, which a ReLU shows as zeros; whether that holds here you see "
        "above. Sources: N. Srivastava et al., *JMLR* 15, 2014, sections 2 and 7; X. Glorot, "
        "A. Bordes and Y. Bengio, *Deep Sparse Rectifier Neural Networks*, AISTATS 2011; M. Zeiler "
        "and R. Fergus, *Visualizing and Understanding Convolutional Networks*, ECCV 2014."
    )
