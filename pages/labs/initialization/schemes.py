"""How large a start may be: one turned up from zero to huge, and schemes compared."""

import altair as alt

from core.initialization import schemes
from core.initialization.schemes import Config
from pages.labs.initialization import scale_stage
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose

COMPARED = "Which scheme learns most often?"


def show() -> None:
    """Show one start turned up, and below it how often it learns from each scheme."""
    with controls.beside(ask) as config:
        scale_stage.show(config)
        prose.note(
            f"The Playground's random numbers, weights and biases, times one factor; "
            f"{schemes.DRAWS} draws of them on network A's points. Xavier's and He's schemes give "
            "every layer a size of its own; their lines stand at the mean of this network."
        )
    answers = {COMPARED: lambda: compared(config)}
    controls.Panel("schemes further").further("Go on asking", "scheme_further", answers)


def ask() -> Config:
    """Draw the controls and return the experiment that they describe."""
    return controls.configured(
        "schemes",
        Config(),
        dataset=("scheme_data", "The set of labelled points."),
        activation=("scheme_activation", "Of the hidden units."),
        iterations=("scheme_iterations", "Passes over the data"),
        seeds=("scheme_seeds", "Networks a scheme, for the question below"),
    )


def compared(config: Config) -> None:
    """Draw the share of seeds that learn from each scheme, with its interval."""
    result = progress.run(schemes, config)
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
        f"Schemes of torch.nn.init · {config.activation}",
        f"Share of {config.seeds} seeds with a test loss below {schemes.LEARNED_LOSS} after "
        f"{config.iterations:,} iterations, with Wilson's 95 % interval; every seed has points of "
        "its own. Equal weights (zero, constant) fail whatever their size.",
    )
    downloads.csv(
        {"runs": result.runs, "schemes": result.schemes, "sizes": result.sizes}, "schemes"
    )
