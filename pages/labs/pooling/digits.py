"""On digits: do networks that differ only in their pooling notice a small shift?"""

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from core.pooling import digits as pooling_digits
from core.pooling.digits import Config, Result
from core.pooling.networks import LARGEST_SHIFT, POOLINGS, parameters
from pages.labs.pooling import one_digit
from pages.shared import charts
from pages.shared.charts import Chart, intervals, theme, tooltip
from pages.shared.jobs import jobs
from pages.shared.jobs import panel as job_panel
from pages.shared.page import claim_card, controls, downloads, prose

SCALE = theme.palette(
    {
        "max": theme.BLUE,
        "average": theme.ORANGE,
        "strided convolution": theme.VERMILION,
        "blur": theme.GREEN,
        "max blur": theme.PURPLE,
    }
)
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
RECORDED, LIVE = "recorded", "live"
APART = 0.05


@st.cache_data(max_entries=4, show_spinner=False)
def recorded(head: str, version: int) -> tuple[Result, str]:
    """Read the recorded run of a head, and where it comes from."""
    return pooling_digits.recorded(head), pooling_digits.STUDY.origin()


def show() -> None:
    """Show the operators on one digit, then how networks with each answer to shifted digits."""
    one_digit.show()
    st.divider()
    with controls.beside(ask) as config:
        task = job_panel.training(pooling_digits, config, "digits", describe(config))
        job_panel.watch(task.key, partial(job_panel.show, task))
        result, source, name = latest(config, task)
        table = pooling_digits.summary(result)
        lines(table, source)
    statements(result, table, source)
    theory()
    downloads.csv({name: result.measures}, "pooling_digits")


def ask() -> Config:
    """Draw the controls and return the experiment that they describe."""
    start = Config()
    with controls.panel("digits") as panel:
        chosen = panel.fields(
            start,
            head=(
                "head",
                "What follows the pooled pictures: a dense layer that has a weight for "
                "every place, or an average over all places.",
            ),
        )
        st.caption("For a run of your own:")
        chosen |= panel.fields(
            start,
            images=("digit_images", "Training images"),
            seeds=("digit_seeds", "Independent runs of every network"),
        )
        with st.expander("More settings"):
            chosen |= panel.fields(
                start,
                epochs=("digit_epochs", "Passes over the images"),
                evaluated=("digit_shown", "Validation images"),
                learning_rate=("digit_rate", "Of RMSprop"),
            )
    return controls.checked(lambda: Config(**chosen), Config(chosen["head"]))


def describe(config: Config) -> str:
    """Return the size of a run in words."""
    return (
        f"{config.head} head, {parameters(config.head):,} parameters whatever the pooling, "
        f"{config.seeds} seeds, {config.images:,} training images, {config.epochs} "
        f"epoch{'s' if config.epochs > 1 else ''}, learning rate {config.learning_rate:g}, "
        f"{config.evaluated:,} validation images shifted"
    )


def latest(config: Config, task: job_panel.Task) -> tuple[Result, str, str]:
    """Return the run to show, where it comes from, and its name.

    It is the live one once it is over and two seeds are whole, and until then the recorded one.
    """
    job = jobs().find(task.key)
    if job is not None and not job.active:
        live = pooling_digits.collect(config, job.finished)
        if pooling_digits.findings(live):
            return live, f"Live, {task.counted(job)}: {describe(config)}.", LIVE
    result, source = recorded(config.head, pooling_digits.VERSION)
    return result, f"{source}: {describe(result.config)}.", RECORDED


def lines(table: pd.DataFrame, source: str) -> None:
    """Draw both measures against the range of the shifts, side by side."""
    means = table[table["against"] == ""]
    said = {
        "consistency": "How often two shifts of one digit are given one class, over all pairs of "
        "shifts up to so many pixels each way.",
        "accuracy": "How often the class is right, over the same shifts. Bars: 95 % interval over "
        "seeds.",
    }
    for column, (measure, caption) in zip(st.columns(2, gap="large"), said.items(), strict=True):
        with column:
            rows = means[means["measure"] == measure]
            charts.show(line(rows, measure), f"{measure.capitalize()} under shifts", caption)
    st.caption(source)


def line(means: pd.DataFrame, measure: str) -> Chart:
    """Return one measure as lines over the shift range, a line a pooling, with intervals.

    Poolings stand a little apart, so that their intervals do not hide one another.
    """
    apart = means["pooling"].map(POOLINGS.index) - (len(POOLINGS) - 1) / 2
    rows = means.assign(
        place=means["shift_range"] + APART * apart,
        low=means["low"].clip(lower=0),
        high=means["high"].clip(upper=1),
    )
    names, legend = list(POOLINGS), alt.Legend(title=None, columns=2)
    place = alt.X(
        "place:Q",
        title="largest shift (pixels)",
        axis=alt.Axis(values=list(range(LARGEST_SHIFT + 1)), format="d"),
        scale=alt.Scale(domain=[-0.2, LARGEST_SHIFT + 0.2], nice=False),
    )
    base = alt.Chart(rows).encode(
        x=place, color=alt.Color("pooling:N", scale=SCALE, sort=names, legend=legend)
    )
    y = alt.Y("estimate:Q", title=measure, axis=theme.PERCENT, scale=theme.CLOSE)
    shapes = alt.Scale(domain=names, range=SHAPES)
    rules, dots = intervals.dots(
        base,
        y,
        tooltip("pooling", "shift_range", "n", estimate=".2%", low=".2%", high=".2%"),
        low=alt.Y("low:Q", title=measure),
        size=60,
        width=2,
        shape=alt.Shape("pooling:N", sort=names, scale=shapes, legend=legend),
    )
    joined = base.mark_line(strokeWidth=1.5).encode(y=y)
    return alt.layer(rules, joined, dots, height=theme.HEIGHT)


def statements(result: Result, table: pd.DataFrame, source: str) -> None:
    """Show what was said about small shifts and how it fared, then all differences."""
    found = pooling_digits.findings(result)
    st.markdown("**Said of pooling and small shifts, each with its rule**")
    claim_card.statements(found)
    st.caption(f"n counts seeds. {source}")
    with st.expander("Every figure with its interval, and its difference to max pooling"):
        st.dataframe(
            table.assign(against=table["against"].replace("", "–")),
            hide_index=True,
            column_config={
                "measure": "Measure",
                "against": st.column_config.TextColumn("Less", help="Paired over seeds."),
                "pooling": "Pooling",
                "shift_range": st.column_config.NumberColumn("Largest shift (pixels)"),
                "n": "Seeds",
                "estimate": st.column_config.NumberColumn("Mean", format="%.4f"),
                "low": st.column_config.NumberColumn("95 % from", format="%.4f"),
                "high": st.column_config.NumberColumn("to", format="%.4f"),
            },
        )


def theory() -> None:
    """Say in two sentences why pooling that drops places notices a shift."""
    prose.why(
        r"\begin{gathered} f_\text{max} \le \frac{1}{2s} \\ "
        r"\text{consistency} = P\big( c(X_a) = c(X_b) \big) \end{gathered}",
        "Keeping every $s$th place of a picture loses nothing only where it holds no frequency "
        "above $1/2s$ (the sampling theorem); what lies above turns into a pattern that changes "
        "with every shift. A blur before the sampling takes most of it out, max pooling does not, "
        "and a dense layer brings the place back in any case, since it has a weight of its own for "
        "each. $c(X_a)$ is the class given to digit $X$ under shift $a$; $a$ and $b$ are drawn "
        "independently. Sources: C. Shannon, *Communication in the Presence of Noise*, 1949; "
        "R. Zhang, *Making Convolutional Networks Shift-Invariant Again*, ICML 2019; A. Azulay and "
        "Y. Weiss, *Why do deep convolutional networks generalize so poorly to small image "
        "transformations?*, JMLR 20, 2019.",
    )
