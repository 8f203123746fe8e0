"""The final network: its layers, what it reaches on the test set, its mistakes, and your digit."""

import altair as alt
import pandas as pd
import streamlit as st

from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.network import NETWORKS
from core.dropout.final.results import Result
from core.engines.networks.reader import laid_out
from core.intervals import mean_interval, share_interval
from core.mnist import load
from core.text import shape_text
from pages.labs.dropout import final_drawing, final_mistakes, final_training
from pages.shared import charts
from pages.shared.charts import Chart, intervals, theme, tooltip
from pages.shared.page import controls, downloads, prose, tables

SIZES = {"under 8,000 parameters": "small", "under 25,000 parameters": "large"}
COLOURS = alt.Scale(domain=list(NETWORKS), range=[theme.BLUE, theme.ORANGE])


@st.cache_data(max_entries=2, show_spinner=False)
def recorded(version: int) -> tuple[Result, str]:
    """Read the recorded runs, and where they come from."""
    return final_results.recorded(), final_results.STUDY.origin()


@st.cache_data(max_entries=4, show_spinner=False)
def layers(network: str, version: int) -> pd.DataFrame:
    """Return a row a layer: its arithmetic, as ``laid_out.of_module`` has it."""
    modules = NETWORKS[network](final_network.Config(network).dropout)
    return laid_out.of_module(modules, (1, 28, 28))


def show() -> None:
    """Let the visitor draw, then show the recorded networks, train one and take it home."""
    result, source = recorded(final_network.VERSION)
    drawing = st.container()
    left, right = st.columns([1, 2], gap="large")
    with left:
        network = ask()
        figures(result, network)
    with right:
        seeds(result, source)
    with st.expander(f"The {network} network, layer by layer"):
        tabulate(network)
    weights = final_training.chosen(network)
    with drawing:
        final_drawing.show(network, weights)
    st.divider()
    final_mistakes.show(result, network)
    st.divider()
    final_training.show(network)
    st.divider()
    take_home(network, weights)
    theory(network)
    downloads.csv({"final_curves": result.curves, "final_mistakes": result.mistakes}, "dropout")


def ask() -> str:
    """Draw the control; return the network to look at."""
    help = "Two sizes of one recipe, chosen on validation images."
    with controls.panel("final") as panel:
        return SIZES[panel.choice("Network", "final_network", tuple(SIZES), help)]


def figures(result: Result, network: str) -> None:
    """Show the test accuracy with both of its intervals, and what it costs."""
    found = final_results.accuracies(result, network)
    mean = mean_interval(found)
    table = layers(network, final_network.VERSION)
    st.metric(
        f"Test accuracy, mean of {len(found)} seeds",
        f"{mean.estimate:.2%}",
        f"95 % interval {mean.low:.2%} to {mean.high:.2%}",
        delta_color="off",
        delta_arrow="off",
        border=True,
        help="Student's t over the seeds: how far another few runs would move the mean.",
    )
    st.metric("Parameters", f"{table['parameters'].sum():,}", border=True)


def seeds(result: Result, source: str) -> None:
    """Draw the test accuracy of every recorded seed, with means and intervals."""
    accuracies = {network: final_results.accuracies(result, network) for network in NETWORKS}
    dots = pd.concat(
        [
            pd.DataFrame({"network": network, "seed": found.index, "accuracy": found.to_numpy()})
            for network, found in accuracies.items()
        ]
    )
    means = pd.DataFrame(
        [(network, len(found), *mean_interval(found)) for network, found in accuracies.items()],
        columns=["network", "n", "mean", "low", "high"],
    )
    charts.kept(
        strip,
        dots,
        means,
        title="Test accuracy after ten epochs, the last one and not the best",
        caption="Dots are seeds, one above the other; the line is their mean with its 95 % "
        "interval.",
    )
    sampling(accuracies, source)


def strip(dots: pd.DataFrame, means: pd.DataFrame) -> Chart:
    """Return one row a network: its seeds, their mean and its interval."""
    place = alt.Y("network:N", title=None, sort=list(NETWORKS))
    colour = alt.Color("network:N", scale=COLOURS, legend=None)
    percent = alt.Axis(format=".2%", tickCount=6)
    base = alt.Chart(means).encode(y=place, color=colour)
    mean = base.mark_tick(thickness=3, size=34).encode(
        x=alt.X("mean:Q"), tooltip=tooltip("network", "n", mean=".3%", low=".3%", high=".3%")
    )
    seeds = alt.Chart(dots).mark_circle(size=60, opacity=0.8)
    drawn = seeds.encode(
        y=place,
        yOffset="seed:O",
        x=alt.X("accuracy:Q", title="test accuracy", axis=percent, scale=theme.CLOSE),
        color=colour,
        tooltip=tooltip("network", "seed", accuracy=".2%"),
    )
    return alt.layer(intervals.rules(base, alt.X("low:Q")), mean, drawn, height=260)


def sampling(accuracies: dict[str, pd.Series], source: str) -> None:
    """Say where the figures come from, and what other test images would do to them."""
    images = len(load(train=False))
    bounds = []
    for network, found in accuracies.items():
        right = round(found.mean() * images)
        share = share_interval([True] * right + [False] * (images - right))
        bounds.append(f"{network} {share.low:.2%} to {share.high:.2%}")
    prose.note(
        f"{source}. Each network met the {images:,} test images once, after its last epoch. Other "
        "test images would move it too: Wilson's 95 % interval for one network of mean accuracy "
        f"is {', '.join(bounds)}."
    )


def tabulate(network: str) -> None:
    """Show every layer's shape and parameters, and how many input pixels one output of it sees."""
    table = layers(network, final_network.VERSION)
    tables.show(
        pd.DataFrame(
            {
                "Layer": table["layer"],
                "Kind": table["kind"],
                "Output": table["output_shape"].map(shape_text),
                "Parameters": table["parameters"].map("{:,}".format),
                "Multiply-accumulates": table["multiply_accumulates"].map("{:,}".format),
                "Receptive field": [
                    shape_text(map(int, sides)) if sides else "everything"
                    for sides in table["receptive_field"]
                ],
            }
        ),
        "Shape, parameters and receptive field of every layer",
    )
    prose.note(
        f"{table['parameters'].sum():,} parameters, {table['multiply_accumulates'].sum():,} "
        "multiply-accumulates (products of a weight and an input) a digit; the course's sample "
        "network has 14,178 parameters. Convolutions have no bias, since the normalisation after "
        "each has one."
    )


def take_home(network: str, weights: bytes) -> None:
    """Offer the weights, and the lines that load them."""
    name = f"backprop_lab_{network}.pt"
    st.markdown("**Take it home**")
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.download_button(
            name,
            weights,
            name,
            "application/octet-stream",
            key="download_final_weights",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(
            f"{len(weights) / 1e3:,.0f} kB; nothing but numbers, so loading it runs no code."
        )
    with right:
        st.code(final_results.loading(network, name), "python", wrap_lines=True)
        prose.note("`images` are n × 1 × 28 × 28 from 0 (paper) to 1 (ink), as MNIST's.")


def theory(network: str) -> None:
    """Say why so few parameters suffice, and where the recipe comes from."""
    config = final_network.Config(network)
    amount = config.augmentation
    prose.why(
        r"\text{logit}_k = b_k + \sum_c w_{kc}\, \frac{1}{|\Omega|} \sum_{x \in \Omega} a_c(x)",
        "Most of the course's parameters lie in its dense layer, which has a weight for every "
        "place. Here the last channels $a_c$ are averaged over all places $\\Omega$ first, so ten "
        "classes need only a weight a channel; what is saved buys depth. Every epoch sees each "
        f"digit turned by up to {amount.rotation:g}°, moved by up to {amount.shift:g} pixels and "
        f"scaled by up to {amount.scaling:.0%}, so the network cannot learn them by heart. "
        f"AdamW, batches of {config.batch_size}, the rate up to {config.learning_rate:g} and "
        "down to nothing in one cycle. Sources: M. Lin, Q. Chen and S. Yan, *Network in network*, "
        "2014; S. Ioffe and C. Szegedy, *Batch normalization*, 2015; I. Loshchilov and F. Hutter, "
        "2019; L. Smith and N. Topin, *Super-convergence*, 2017.",
    )
