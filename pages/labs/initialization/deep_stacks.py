"""Deep stacks before any training: does the signal keep its size, and is the network alive?"""

import altair as alt

from core.initialization import born_dead, signal_propagation
from pages.labs.initialization import stack_stage
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose

DIRECTIONS = theme.palette({"forward": theme.BLUE, "backward": theme.VERMILION})


def show() -> None:
    """Show a stack turned up, signal propagation measured, and networks that are born dead."""
    stack_stage.show()
    prose.under(
        "A deep stack, turned up",
        f"One stack of {stack_stage.DEPTH} layers of {stack_stage.WIDTH} units before any "
        "training, with the same random numbers at every size. Every layer multiplies what goes "
        "through it, and twenty such factors multiply: only a narrow range of sizes lets both "
        "through. *tiny* is a standard deviation of 0.01, *±0.5* the Playground's start.",
    )
    with controls.beside(ask, [3, 1], gap="large") as config:
        result = progress.run(signal_propagation, config)
        propagation(result)
        dead = progress.run(born_dead, born_dead.Config())
        born(dead)
    prose.why(
        r"\frac{\operatorname{Var}[z_l]}{\operatorname{Var}[z_{l-1}]} = "
        r"\tfrac{1}{2}\, n\, \operatorname{Var}[w]",
        "For ReLU a layer multiplies the variance by half its gain $n\\operatorname{Var}[w]$: He's "
        "gain of 2 keeps it, Xavier's gain of 1 halves it at every layer, and thirty layers make "
        "that a billionth. On its way back the gradient fares alike: with Xavier's it is a "
        "vanishing gradient. Sources: X. Glorot and Y. Bengio, 2010; K. He et al., 2015, equations "
        "9 to 14; B. Poole et al., 2016; S. Schoenholz et al., 2017; L. Lu et al., 2020.",
    )
    downloads.csv(
        {"layers": result.layers, "deviation": result.deviation, "born_dead": dead.shares},
        "deep_stacks",
    )


def ask() -> signal_propagation.Config:
    """Draw the controls of the stack and return it."""
    return controls.configured(
        "deep_stacks",
        signal_propagation.Config(),
        menus=("scheme",),
        activation=("stack_activation", "Of every layer."),
        scheme=("stack_scheme", "How the weights are drawn."),
        depth=("stack_depth", "Layers"),
        width=("stack_width", "Units of every layer"),
        seeds=("stack_seeds", "Networks drawn"),
    )


def propagation(result: signal_propagation.Result) -> None:
    """Draw the variance through the layers, measured and as theory has it."""
    config, deviation = result.config, result.deviation
    table = deviation.assign(
        low=(deviation["mean"] - deviation["standard_error"]).clip(lower=1e-300),
        high=deviation["mean"] + deviation["standard_error"],
    )
    base = alt.Chart(table[(table["mean"] > 0) & (table["theory"] > 0)]).encode(
        x=alt.X("layer:Q", axis=alt.Axis(tickMinStep=1)),
        color=alt.Color("direction:N", scale=DIRECTIONS, title=None),
    )
    scale = alt.Scale(type="log")
    theory = base.mark_line(strokeDash=[6, 4]).encode(y=alt.Y("theory:Q", scale=scale))
    errors = base.mark_rule().encode(y="low:Q", y2="high:Q")
    dots = base.mark_circle(size=45, opacity=1).encode(
        y=alt.Y("mean:Q", title="variance (log)", scale=scale),
        tooltip=tooltip(
            "direction",
            "layer",
            mean=".4g",
            standard_error=".2g",
            theory=".4g",
            deviation=".2f",
        ),
    )
    limits = (
        " For tanh the theory holds as the width grows; at this width more networks show a bias "
        "of about depth over width."
        if config.activation == "tanh"
        else ""
    )
    charts.show(
        alt.layer(theory, errors, dots, height=theme.HEIGHT),
        f"Variance through {config.depth} layers · {config.activation}, {config.scheme}",
        f"Dots: mean over {config.seeds} networks with its standard error; dashes: theory. "
        f"Forward is the pre-activations' variance relative to the input, backward the gradient's "
        f"relative to the last layer. The largest deviation is "
        f"{deviation['deviation'].abs().max():.1f} standard errors.{limits}",
    )


def born(result: born_dead.Result) -> None:
    """Draw the share of networks born dead against depth, by width, with its upper bound."""
    base = alt.Chart(result.shares).encode(
        x=alt.X("depth:Q", title="depth (layers)"),
        color=alt.Color("width:O", scale=alt.Scale(scheme="viridis"), title="width"),
    )
    bound = base.mark_line(strokeDash=[6, 4]).encode(y="upper_bound:Q")
    shares = intervals.dots(
        base,
        alt.Y("share:Q", title="share born dead", axis=theme.PERCENT, scale=theme.SHARE),
        tooltip("width", "depth", "networks", share=".1%", upper_bound=".1%"),
        size=50,
        width=2,
    )
    charts.show(
        alt.layer(bound, *shares, height=theme.HEIGHT),
        "Born dead",
        "Share of ReLU networks in which a whole layer gives 0 on every input, so that nothing "
        "can ever be learned; bars: Wilson's 95 % interval; dashes: the upper bound of Lu et al. "
        "Narrow and deep is dead from birth.",
    )
