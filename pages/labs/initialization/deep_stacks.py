"""Deep stacks before any training: does the signal keep its size, and is the network alive?"""

import altair as alt
import streamlit as st

from core.initialization import born_dead, signal_propagation
from pages.shared import charts
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose

DIRECTIONS = alt.Scale(domain=["forward", "backward"], range=["#0072B2", "#D55E00"])


def show() -> None:
    """Show signal propagation, and networks that are born dead."""
    left, right = st.columns([1, 3], gap="large")
    with left:
        config = ask()
    with right:
        result = progress.run(signal_propagation, config)
        propagation(result)
        dead = progress.run(born_dead, born_dead.Config())
        born(dead)
    st.markdown("**Why**")
    st.latex(r"\frac{\operatorname{Var}[z_l]}{\operatorname{Var}[z_{l-1}]} = "
             r"\tfrac{1}{2}\, n\, \operatorname{Var}[w]")  # fmt: skip
    prose.write(
        "For ReLU a layer multiplies the variance by half its gain $n\\operatorname{Var}[w]$: He's "
        "gain of 2 keeps it, Xavier's gain of 1 halves it at every layer, and thirty layers make "
        "that a billionth. Sources: X. Glorot and Y. Bengio, 2010; K. He et al., 2015, equations "
        "9 to 14; B. Poole et al., 2016; S. Schoenholz et al., 2017; L. Lu et al., 2019."
    )
    downloads.csv(
        {"layers": result.layers, "deviation": result.deviation, "born_dead": dead.shares},
        "deep_stacks",
    )


def ask() -> signal_propagation.Config:
    """Draw the controls of the stack and return it."""
    start = signal_propagation.Config()
    with controls.panel("deep_stacks") as panel:
        activation = panel.choice("Activation", "stack_activation",
                                  tuple(signal_propagation.ACTIVATIONS),
                                  "Of every layer.")  # fmt: skip
        scheme = panel.menu("Scheme", "stack_scheme", tuple(signal_propagation.SCHEMES),
                            "How the weights are drawn.")  # fmt: skip
        depth = panel.whole("Depth", "stack_depth", start.depth, 1, 100, "Layers, 1 to 100.")
        width = panel.whole("Width", "stack_width", start.width, 16, 1_024,
                            "Units of every layer, 16 to 1,024.")  # fmt: skip
        seeds = panel.whole("Seeds", "stack_seeds", start.seeds, 2, 200,
                            "Networks drawn, 2 to 200.")  # fmt: skip
    return controls.checked(
        lambda: signal_propagation.Config(activation, scheme, depth, width, seeds), start
    )


def propagation(result: signal_propagation.Result) -> None:
    """Draw the variance through the layers, measured and as theory has it."""
    table = result.deviation.assign(
        low=(result.deviation["mean"] - result.deviation["standard_error"]).clip(lower=1e-300),
        high=result.deviation["mean"] + result.deviation["standard_error"],
    )
    table = table[(table["mean"] > 0) & (table["theory"] > 0)]
    base = alt.Chart(table).encode(
        x=alt.X("layer:Q", axis=alt.Axis(tickMinStep=1)),
        color=alt.Color("direction:N", scale=DIRECTIONS, title=None),
    )
    scale = alt.Scale(type="log")
    chart = (
        base.mark_line(strokeDash=[6, 4]).encode(y=alt.Y("theory:Q", scale=scale))
        + base.mark_rule().encode(y="low:Q", y2="high:Q")
        + base.mark_circle(size=45, opacity=1).encode(
            y=alt.Y("mean:Q", title="variance (log)", scale=scale),
            tooltip=["direction", "layer", alt.Tooltip("mean", format=".4g"),
                     alt.Tooltip("standard_error", format=".2g"),
                     alt.Tooltip("theory", format=".4g"), alt.Tooltip("deviation", format=".2f")],
        )
    )  # fmt: skip
    worst = result.deviation["deviation"].abs().max()
    config = result.config
    limits = (
        " For tanh the theory holds as the width grows; at this width more networks show a bias "
        "of about depth over width."
        if config.activation == "tanh"
        else ""
    )
    charts.show(
        chart.properties(height=charts.HEIGHT),
        f"Variance through {config.depth} layers · {config.activation}, {config.scheme}",
        f"Dots: mean over {config.seeds} networks with its standard error; dashes: theory. "
        f"Forward is the pre-activations' variance relative to the input, backward the gradient's "
        f"relative to the last layer. The largest deviation is {worst:.1f} standard errors."
        f"{limits}",
    )


def born(result: born_dead.Result) -> None:
    """Draw the share of networks born dead against depth, by width, with its upper bound."""
    base = alt.Chart(result.shares).encode(
        x=alt.X("depth:Q", title="depth (layers)"),
        color=alt.Color("width:O", scale=alt.Scale(scheme="viridis"), title="width"),
    )
    chart = (
        base.mark_line(strokeDash=[6, 4]).encode(y="upper_bound:Q")
        + base.mark_rule(strokeWidth=2).encode(y="low:Q", y2="high:Q")
        + base.mark_circle(size=50, opacity=1).encode(
            y=alt.Y("share:Q", title="share born dead", axis=alt.Axis(format="%"),
                    scale=alt.Scale(domain=[0, 1])),
            tooltip=["width", "depth", "networks", alt.Tooltip("share", format=".1%"),
                     alt.Tooltip("upper_bound", format=".1%")],
        )
    )  # fmt: skip
    charts.show(
        chart.properties(height=charts.HEIGHT),
        "Born dead",
        "Share of ReLU networks in which a whole layer gives 0 on every input, so that nothing "
        "can ever be learned; bars: Wilson's 95 % interval; dashes: the upper bound of Lu et al. "
        "Narrow and deep is dead from birth.",
    )
