"""Inside a network: its filters, its maps of a digit, its zeros, and the gap against dropout."""

import altair as alt
import pandas as pd
import streamlit as st

from core.claims import Finding
from core.dropout import inside as dropout_inside
from core.dropout import sparsity as dropout_sparsity
from core.dropout import sweep
from core.dropout.inside import PICTURES, Config, Result
from core.engines.cnn import networks as cnn
from core.text import minus
from pages.labs.dropout import maps
from pages.shared import charts
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose, states

LAYERS = {"convolution 1": "#56B4E9", "convolution 2": "#0072B2", "dense 1": "#D55E00"}
NETWORKS = {"course": "#E69F00", "batch normalisation": "#0072B2"}
COMPARED = 0.5
APART = 0.012


@st.cache_data(max_entries=1, show_spinner=False)
def sparsity(version: int) -> tuple[pd.DataFrame, tuple[Finding, ...], str]:
    """Read recorded sparsity against p, what it says, and where it comes from."""
    study, result = dropout_sparsity.STUDY, dropout_sparsity.recorded()
    trained = study.provenance()["configurations"]
    source = (
        f"{study.origin()}: {trained['network']} network, {trained['images']:,} images, "
        f"{trained['epochs']} epochs, "
        f"learning rate {trained['learning_rate']:g}, {len(trained['seed'])} seeds. n counts seeds."
    )
    return dropout_sparsity.summary(result), dropout_sparsity.findings(result), source


def show(ten_epochs: sweep.Result, source: str) -> None:
    """Show the inside of a network trained here, and the gaps of a sweep.

    ten_epochs: a sweep over dropout probabilities; source: where it comes from, in words.
    """
    st.markdown("##### What does a network with dropout look for, and how much of it is silent?")
    left, right = st.columns([3, 10], gap="medium")
    with left:
        config, picture = ask()
    with right:
        result = progress.run(dropout_inside, config)
        st.markdown(told(result))
        if result.diverged_at is None:
            maps.show(result.network, picture)
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


def zeros(result: Result) -> None:
    """Draw how much of each layer is 0 against p as recorded, and in the network trained here."""
    lines, found, source = sparsity(dropout_inside.VERSION)
    charts.show(
        sparsity_chart(lines, result).properties(height=340),
        "How sparse each layer is, against dropout",
        f"Share of an image's activations that are 0, mean over {PICTURES} validation images, "
        "without dropout while judged. Lines: recorded, bars are 95 % intervals over seeds. "
        "Diamonds: the network above.",
    )
    with st.grid(3, min_column_width=240):
        for finding in found:
            claim_card.statement(finding)
    st.caption(source)
    downloads.csv(
        {"inside_curve": result.curve, "inside_sparsity": result.sparsity,
         "inside_sparsity_recorded": lines,
         "inside_filters": maps.listed(result.network)}, "dropout"
    )  # fmt: skip


def sparsity_chart(lines: pd.DataFrame, result: Result) -> alt.LayerChart:
    """Return recorded sparsity as lines over p, a line a layer, and the live one as diamonds."""
    scale = alt.Scale(domain=list(LAYERS), range=list(LAYERS.values()))
    colour = alt.Color("layer:N", title=None, scale=scale)
    x = alt.X("place:Q", title="dropout probability p", scale=alt.Scale(domain=[-0.04, 1]),
              axis=alt.Axis(format=".1f", values=sorted(lines["p"].unique())))  # fmt: skip
    title = "share of activations that are 0"
    y = alt.Y("estimate:Q", title=title,
              axis=alt.Axis(format="%"), scale=alt.Scale(zero=False))  # fmt: skip
    exact = [alt.Tooltip("estimate", format=".1%"),
             alt.Tooltip("low", title="95 % from", format=".1%"),
             alt.Tooltip("high", title="to", format=".1%")]  # fmt: skip
    base = alt.Chart(apart(lines)).encode(x=x, color=colour)
    live = alt.Chart(apart(result.sparsity.assign(p=result.config.p))).mark_point(
        shape="diamond", size=150, filled=True, opacity=1, stroke="#FFFFFF"
    )
    return (
        base.mark_rule(strokeWidth=2).encode(y=alt.Y("low:Q", title=title), y2="high:Q")
        + base.mark_line(strokeWidth=1.5, point=True).encode(
            y=y, tooltip=["layer", "p", "n", *exact]
        )
        + live.encode(x=x, y=y, color=colour, tooltip=["layer", "p", "units", "dead", *exact])
    )


def apart(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with their ``place`` on the axis of p, layers a little beside one another."""
    shift = {layer: APART * (place - 1) for place, layer in enumerate(LAYERS)}
    return rows.assign(place=rows["p"] + rows["layer"].map(shift))


def gap(result: sweep.Result, source: str) -> None:
    """Draw the gap between training and validation accuracy against p, with intervals."""
    last = result.config.epochs
    left, right = st.columns([3, 10], gap="medium")
    with left, controls.panel("gap") as panel:
        epoch = panel.whole("After epoch", "inside_gap_epoch", last, 1, last, f"1 to {last}.")
    table = dropout_inside.gaps(result, epoch)
    with right:
        if table.empty:
            states.empty("The sweep has no finished model yet.")
            return
        charts.show(
            gap_chart(table).properties(height=charts.HEIGHT),
            "The gap between training and validation, against dropout",
            "Right answers among 5,000 training images less those among the validation images, "
            "both without dropout, in percentage points. Bars: 95 % interval over seeds. Dead runs "
            f"({table['dead'].sum()} of {table['n'].sum()}) count and have next to no gap.",
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
            tooltip=["network", "p", "n", "dead", alt.Tooltip("estimate", format="+.2f"),
                     alt.Tooltip("low", title="95 % from", format="+.2f"),
                     alt.Tooltip("high", title="to", format="+.2f")],
        )
    )  # fmt: skip


def narrowed(result: sweep.Result, network: str, epoch: int) -> str:
    """Say by how much dropout narrows the gap of a network."""
    found = dropout_inside.narrowing(result, network, epoch, COMPARED)
    if found is None:
        return ""
    estimate, low, high = (minus(f"{100 * value:+.2f}") for value in found)
    return (
        f"**{network[0].upper()}{network[1:]}**: from p = 0 to p = {COMPARED} the gap narrows by "
        f"{estimate} percentage points ({low} to {high}, paired over seeds)."
    )


def theory() -> None:
    """Say in two sentences what dropout should do inside."""
    st.markdown("**Why**")
    st.latex(r"z = W^{\top} (m \odot x) / (1-p),\qquad m_i \sim \text{Bernoulli}(1-p)")
    prose.write(
        "A unit that cannot count on any other being there must be of use on its own, so units "
        "come to rely less on one another and a network fits its training images less exactly: "
        "the gap between training and validation narrows. The same paper reports sparser "
        "activations with dropout, which a ReLU shows as zeros; whether that holds here you see "
        "above, layer by layer. Sources: N. Srivastava et al., *JMLR* 15, 2014, sections 2 and 7; "
        "X. Glorot, A. Bordes and Y. Bengio, *Deep Sparse Rectifier Neural Networks*, AISTATS "
        "2011; M. Zeiler and R. Fergus, *Visualizing and Understanding Convolutional Networks*, "
        "ECCV 2014."
    )
