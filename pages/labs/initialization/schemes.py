"""Initialisation schemes compared, and the scale of the weights."""

import altair as alt

from core.initialization import schemes
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads


def show() -> None:
    """Compare initialisation schemes, and the scale of the weights."""
    with controls.beside(ask, [3, 1], gap="large") as config:
        result = progress.run(schemes, config)
        scheme_chart(result)
        scale_chart(result)
    downloads.csv(
        {"runs": result.runs, "schemes": result.schemes, "scales": result.scales}, "schemes"
    )


def ask() -> schemes.Config:
    """Draw the controls and return the experiment that they describe."""
    return controls.configured(
        "schemes",
        schemes.Config(),
        dataset=("scheme_data", "The set of labelled points."),
        activation=("scheme_activation", "Of the hidden units, for the schemes."),
        iterations=("scheme_iterations", "Passes over the data"),
        seeds=("scheme_seeds", "Networks a scheme"),
    )


def scheme_chart(result: schemes.Result) -> None:
    """Draw the share of seeds that learn from each scheme, with its interval."""
    names = alt.Y("scheme:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
    title = "share of seeds that learn"
    shares = intervals.dots(
        alt.Chart(result.schemes).encode(y=names),
        "share:Q",
        tooltip("scheme", "n", share=".0%", low=".0%", high=".0%", median_loss=".4f"),
        low=alt.X("low:Q", title=title, axis=theme.PERCENT, scale=theme.SHARE),
        color=theme.MEASURED,
    )
    charts.show(
        alt.layer(*shares, height=380),
        f"Schemes of torch.nn.init · {result.config.activation}",
        f"Share of {result.config.seeds} seeds with a test loss below {schemes.LEARNED_LOSS} after "
        f"{result.config.iterations:,} iterations, with Wilson's 95 % interval. Equal weights "
        "(zero, constant) fail whatever their size.",
    )


def scale_chart(result: schemes.Result) -> None:
    """Draw the share of seeds that learn over weight scale and activation."""
    weights = f"weights: {schemes.SCALED_SCHEME} times"
    base = alt.Chart(result.scales).encode(
        x=alt.X("scale:O", title=weights, axis=theme.UPRIGHT),
        y=alt.Y("activation:N", title=None),
    )
    viridis = alt.Scale(scheme="viridis", domain=[0, 1])
    legend = alt.Legend(format="%", title="share that learns")
    squares = base.mark_rect().encode(
        color=alt.Color("share:Q", scale=viridis, legend=legend),
        tooltip=tooltip("activation", "scale", "n", share=".0%", low=".0%", high=".0%"),
    )
    figures = base.mark_text(fontSize=14).encode(
        text=alt.Text("share:Q", format=".0%"),
        color=alt.condition("datum.share > 0.6", alt.value("black"), alt.value("white")),
    )
    charts.show(
        alt.layer(squares, figures, height=260),
        "Scale of the weights",
        "Too small and the gradient is a product of small numbers; too large and units saturate "
        "or die. Look for how wide the good range is.",
    )
