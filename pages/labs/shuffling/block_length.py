"""How mixed is mixed enough: accuracy against the length of alternating blocks."""

import altair as alt
import pandas as pd

from core.engines.descent.orders import SHUFFLED
from core.shuffling import block_length
from pages.labs.shuffling.knobs import Asked
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import collected, downloads, states


def show(asked: Asked) -> None:
    """Show accuracy and dead units against the length of the blocks."""
    found = progress.run(block_length, asked.config)
    collected.add(collected.Experiment(block_length.__name__, asked.config))
    if found.table.empty:
        states.empty("The weights of every seed overflow, whatever the length of the blocks.")
        return
    picture(found)
    downloads.csv({"blocks": found.table, "ends": found.ends}, "shuffling")


def picture(found: block_length.Result) -> None:
    """Draw accuracy against the length of the blocks."""
    x = alt.X(
        "block:Q",
        title="examples of one class in a row (log)",
        scale=alt.Scale(type="log", domain=[1, int(found.table["block"].max())], nice=False),
        axis=alt.Axis(values=list(found.table["block"]), format=","),
    )
    base = alt.Chart(found.table).encode(x=x)
    mark = pd.DataFrame({"reshuffled": [found.reshuffled]})
    shuffled = theme.ORDER_COLOURS[SHUFFLED]
    rule = alt.Chart(mark).mark_rule(strokeDash=[6, 4], color=shuffled, strokeWidth=2)
    ends = found.ends[found.ends["order"] != SHUFFLED][["block", "seed", "accuracy"]]
    dots = base.mark_circle(size=22, opacity=0.5, color=theme.MEASURED).properties(data=ends)
    title, scale = "accuracy (mean of both classes)", alt.Scale(domain=[0, 1.02], nice=False)
    lines = intervals.lines(
        base,
        alt.Y("accuracy:Q", title=title, axis=theme.PERCENT, scale=scale),
        tooltip("block", "n", accuracy=".3f", low=".3f", high=".3f", dead_share=".1%"),
        size=70,
        color=theme.MEASURED,
    )
    charts.show(
        alt.layer(
            rule.encode(y="reshuffled:Q", tooltip=tooltip(reshuffled=".3f")),
            dots.encode(y="accuracy:Q", tooltip=tooltip("block", "seed", accuracy=".3f")),
            *lines,
            height=theme.HEIGHT,
        ),
        "How mixed is mixed enough",
        f"Accuracy after the last epoch when blocks of one class alternate. Pale dots: the "
        f"{found.setting.seeds} seeds; line: their mean with its 95 % interval; dashes: "
        f"reshuffled. {knee(found)}",
    )


def knee(found: block_length.Result) -> str:
    """Say up to which length blocks cost nothing that counts."""
    if pd.isna(found.reshuffled) or len(found.table) < len(block_length.lengths(found.setting)):
        return "Where the weights of every seed overflow there is nothing to compare."
    enough = block_length.longest_harmless(found)
    if enough is None:
        return "Even the shortest blocks cost accuracy here."
    return f"Blocks of up to {enough:,} cost no accuracy that counts."
