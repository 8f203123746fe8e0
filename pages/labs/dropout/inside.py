"""Inside a network: its filters, its maps of a digit, its zeros, and the gap against dropout."""

import altair as alt
import pandas as pd
import streamlit as st

from core.claims import Finding
from core.dropout import inside as dropout_inside
from core.dropout import sparsity as dropout_sparsity
from core.dropout import sweep
from core.dropout.inside import PICTURES, Config, Result
from core.text import points
from pages.labs.dropout import maps
from pages.labs.dropout.axis_of_p import P
from pages.labs.dropout.dying import LAYERS
from pages.shared import charts
from pages.shared.charts import Chart, ends, intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

NETWORKS = {"course": theme.ORANGE, "batch normalisation": theme.BLUE}
COMPARED = 0.5


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
    with controls.beside(ask) as (config, picture):
        result = progress.run(dropout_inside, config)
        if result.diverged_at is None:
            maps.show(result.network, picture)
        st.markdown(told(result))
        if result.diverged_at is None:
            zeros(result)
    st.divider()
    gap(ten_epochs, source)
    prose.why(*WHY)


def ask() -> tuple[Config, int]:
    """Draw the controls and return the network and the digit to look at."""
    start = Config()
    with controls.panel("inside") as panel:
        picture = panel.whole(
            "Digit", "inside_digit", 0, 0, PICTURES - 1, "Of the validation images"
        )
        chosen = panel.fields(
            start,
            menus=("network",),
            network=("inside_network", "Two convolutions or one, normalised or not."),
            p=("inside_p", "Share of numbers hidden in training"),
        )
        with st.expander("More settings"):
            chosen |= panel.fields(
                start,
                seed=("inside_seed", "Of weights and order"),
                images=("inside_images", "Training images"),
                epochs=("inside_epochs", "Passes over the images"),
                learning_rate=("inside_rate", "Of RMSprop"),
            )
    return controls.checked(lambda: Config(**chosen), start), picture


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
    charts.kept(
        sparsity_chart,
        lines,
        result.sparsity.assign(p=result.config.p),
        title="How sparse each layer is, against dropout",
        caption=f"Share of an image's activations that are 0, mean over {PICTURES} validation "
        "images, without dropout while judged. Lines: recorded, bars are 95 % intervals over "
        "seeds. Diamonds: the network above.",
    )
    claim_card.statements(found, width=240)
    st.caption(source)
    downloads.csv(
        {
            "inside_curve": result.curve,
            "inside_sparsity": result.sparsity,
            "inside_sparsity_recorded": lines,
            "inside_filters": maps.listed(result.network),
        },
        "dropout",
    )


def sparsity_chart(lines: pd.DataFrame, trained: pd.DataFrame) -> Chart:
    """Return recorded sparsity as lines over p, a line a layer, and the live one as diamonds."""
    beside = alt.XOffset("layer:N", sort=list(LAYERS))
    colour = alt.Color("layer:N", title=None, scale=theme.palette(LAYERS))
    title = "share of activations that are 0"
    y = alt.Y("estimate:Q", title=title, axis=theme.PERCENT, scale=theme.CLOSE)
    marks = intervals.lines(
        alt.Chart(lines).encode(x=P, xOffset=beside, color=colour),
        y,
        tooltip("layer", "p", "n", estimate=".1%", **ends(".1%")),
        size=45,
    )
    live = alt.Chart(trained).encode(
        x=P,
        xOffset=beside,
        y=y,
        color=colour,
        tooltip=tooltip("layer", "p", "units", "dead", estimate=".1%", **ends(".1%")),
    )
    diamonds = live.mark_point(shape="diamond", size=150, filled=True, opacity=1, stroke="#FFFFFF")
    return alt.layer(*marks, diamonds, height=340)


def gap(result: sweep.Result, source: str) -> None:
    """Draw the gap between training and validation accuracy against p, with intervals."""
    last = result.config.epochs
    table = dropout_inside.gaps(result, last)
    charts.kept(
        gap_chart,
        table,
        title=f"The gap between training and validation after {last} epochs, against dropout",
        caption="Right answers among 5,000 training images less those among the validation "
        "images, both without dropout, in percentage points. Bars: 95 % interval over seeds. "
        f"Dead runs ({table['dead'].sum()} of {table['n'].sum()}) count and have next to no gap.",
    )
    st.markdown(" ".join(narrowed(result, network) for network in result.config.networks))
    st.caption(source)
    downloads.csv({"inside_gap": table}, "dropout")


def gap_chart(table: pd.DataFrame) -> Chart:
    """Return the gap in percentage points against p, a line a network, with intervals."""
    rows = table.assign(**{end: 100 * table[end] for end in ("estimate", "low", "high")})
    legend, scale = alt.Legend(columns=2), theme.palette(NETWORKS)
    marks = intervals.lines(
        alt.Chart(rows).encode(
            x=P,
            xOffset=alt.XOffset("network:N", sort=list(NETWORKS)),
            color=alt.Color("network:N", title=None, legend=legend, scale=scale),
        ),
        alt.Y("estimate:Q", title="training − validation accuracy (points)"),
        tooltip("network", "p", "n", "dead", estimate="+.2f", **ends("+.2f")),
        size=70,
    )
    zero = intervals.threshold("y", 0, strokeDash=[5, 4])
    return alt.layer(zero, *marks, height=theme.HEIGHT)


def narrowed(result: sweep.Result, network: str) -> str:
    """Say by how much dropout narrows the gap of a network."""
    found = dropout_inside.narrowing(result, network, result.config.epochs, COMPARED)
    if found is None:
        return ""
    return (
        f"**{network[0].upper()}{network[1:]}**: from p = 0 to p = {COMPARED} the gap narrows by "
        f"{points(found, 2)}, paired over seeds."
    )


WHY = (
    r"z = W^{\top} (m \odot x) / (1-p),\qquad m_i \sim \text{Bernoulli}(1-p)",
    "A unit that cannot count on any other being there must be of use on its own, so units "
    "come to rely less on one another and a network fits its training images less exactly: "
    "the gap between training and validation narrows. The same paper reports sparser "
    "activations with dropout, which a ReLU shows as zeros; whether that holds here you see "
    "above, layer by layer. Sources: N. Srivastava et al., *JMLR* 15, 2014, sections 2 and 7; "
    "X. Glorot, A. Bordes and Y. Bengio, *Deep Sparse Rectifier Neural Networks*, AISTATS "
    "2011; M. Zeiler and R. Fergus, *Visualizing and Understanding Convolutional Networks*, "
    "ECCV 2014.",
)
