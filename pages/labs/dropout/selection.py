"""Selection on the test set: what choosing the best of many makes of its accuracy."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from core.dropout import recorded_selection, recorded_sweep
from core.dropout.selection import (
    CANDIDATES,
    HALF,
    ORDERS,
    SPLITS,
    TEST,
    VALIDATION,
    Config,
    Selection,
)
from core.dropout.set_size import WRITE_UP
from core.text import minus
from pages.labs.dropout import record
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

COLOURS = {TEST: theme.VERMILION, VALIDATION: theme.BLUE, HALF: theme.GREEN}
LEGEND = alt.Legend(direction="vertical")
BELOW = alt.Legend(direction="vertical", orient="bottom")
APART = {TEST: 0.88, VALIDATION: 1.0, HALF: 1.14}
EXPECTED = {"law": "1/√size, from half of the images", "theory": "theory, means as measured"}
FORETOLD = {"measured_means": "as measured", "equal_means": "all equally good"}


def show() -> None:
    """Show the optimism of three ways to choose, with what theory expects."""
    with controls.beside(ask) as config:
        selection = progress.at_once(recorded_selection, config, "Choosing in 1,000 splits …")
        charts.side_by_side(selection, chosen_by, reported)
        candidates(selection)
        sizes(selection)
    statements(selection)
    theory()
    downloads.csv(
        {
            "optimism": selection.optimism,
            "theory": selection.theory,
            "seeds": selection.seeds,
            "sizes": selection.sizes,
        },
        "dropout_selection",
    )


def ask() -> Config:
    """Draw the controls and return the choice that they describe."""
    return controls.configured(
        "selection",
        Config(),
        images=(
            "select_images",
            "In the set that chooses, and in the set that plays the test set; 100 to 2,000 each.",
        ),
        network=("select_network", "The course's network, plain or normalised."),
        epochs=("select_epochs", "Passes over the images before the choice: one or ten."),
    )


def placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` with a place for each scheme a little apart from the others."""
    return frame.assign(place=frame["candidates"] * frame["scheme"].map(APART))


def measured(selection: Selection, value: str) -> tuple[alt.Chart, alt.Chart]:
    """Return points with intervals, a colour and a shape a scheme, against candidates."""
    frame = placed(selection.optimism)
    rows = frame.assign(
        percent=100 * frame[value],
        low=100 * (frame[value] - frame[f"{value}_error"]),
        high=100 * (frame[value] + frame[f"{value}_error"]),
    )
    said: dict[str, Any] = {"title": "chosen by", "sort": list(COLOURS), "legend": LEGEND}
    base = alt.Chart(rows).encode(
        x=horizontal(), color=alt.Color("scheme:N", scale=theme.palette(COLOURS), **said)
    )
    shapes = alt.Scale(domain=list(COLOURS), range=["diamond", "circle", "square"])
    percent = ("optimism (points)", ".3f")
    candidates = alt.Tooltip("candidates", format=",")
    return intervals.dots(
        base,
        "percent:Q",
        tooltip("scheme", candidates, percent=percent, low=".3f", high=".3f"),
        low=alt.Y("low:Q", title="optimism (percentage points)"),
        size=80,
        width=2,
        shape=alt.Shape("scheme:N", scale=shapes, **said),
    )


def horizontal() -> alt.X:
    """Return the axis of candidates."""
    scale = alt.Scale(type="log", domain=[0.7, 1_500], nice=False)
    axis = alt.Axis(values=list(CANDIDATES), format=",d")
    return alt.X("place:Q", title="candidates", scale=scale, axis=axis)


def chosen_by(selection: Selection) -> None:
    """Draw how far the winner is overrated by what chose it, with the theory."""
    frame = selection.theory[selection.theory["scheme"] != VALIDATION]
    rows = placed(frame).melt(
        ["scheme", "candidates", "place"], list(FORETOLD), "expected", "value"
    )
    rows = rows.assign(percent=100 * rows["value"], expected=rows["expected"].map(FORETOLD))
    names = list(FORETOLD.values())
    lines = (
        alt.Chart(rows)
        .mark_line(strokeWidth=1.5)
        .encode(
            x=horizontal(),
            y=alt.Y("percent:Q"),
            color=alt.Color("scheme:N"),
            strokeDash=alt.StrokeDash("expected:N", title="theory", sort=names, legend=BELOW),
            tooltip=tooltip(
                "scheme", "expected", candidates=",", percent=("optimism (points)", ".3f")
            ),
        )
    )
    rules, dots = measured(selection, "chosen_by")
    charts.show(
        (lines + (rules + dots)).properties(height=theme.HEIGHT + 60),
        "Optimism of what chose",
        "The accuracy that won, less that on fresh images. Lines: theory, with means as measured "
        "or all equal; it is the same for validation as for the test set.",
    )


def reported(selection: Selection) -> None:
    """Draw how far the winner's accuracy on the played test set lies above the truth."""
    rules, dots = measured(selection, "reported")
    charts.show(
        (intervals.threshold("y", 0) + (rules + dots)).properties(height=theme.HEIGHT + 60),
        "Optimism of the test set",
        "The accuracy that you would report, less that on fresh images. Only a set that had no "
        "part in the choice is right on average: 0.",
    )


def sizes(selection: Selection) -> None:
    """Draw the optimism of the ten against the size of the set that chose, to the write-up's."""
    shown = ["estimate", "low", "high", *EXPECTED]
    rows = selection.sizes.assign(**{name: 100 * selection.sizes[name] for name in shown})
    size = alt.X(
        "size:Q",
        title="images in the set that chose",
        scale=alt.Scale(type="log", domain=[80, 12_500], nice=False),
        axis=alt.Axis(values=[100, 200, 500, 1_000, 2_000, 5_000, WRITE_UP], format=",d"),
    )
    title = "optimism (percentage points)"
    long = rows.melt("size", list(EXPECTED), "expected", "percent").replace(EXPECTED)
    names = list(EXPECTED.values())
    lines = alt.Chart(long).encode(
        x=size,
        y=alt.Y("percent:Q", title=title),
        strokeDash=alt.StrokeDash("expected:N", title="expected", sort=names, legend=LEGEND),
        tooltip=tooltip("expected", size=",", percent=("optimism (points)", ".3f")),
    )
    points = ("optimism (points)", ".3f")
    dots = intervals.dots(
        alt.Chart(rows.dropna()).encode(x=size),
        "estimate:Q",
        tooltip(size=",", estimate=points, low=".3f", high=".3f"),
        low=alt.Y("low:Q", title=title),
        size=80,
        width=2,
        color=theme.VERMILION,
    )
    written = intervals.threshold("x", WRITE_UP)
    last = rows.set_index("size").loc[WRITE_UP]
    line = lines.mark_line(color=theme.GREY, strokeWidth=1.5)
    charts.show(
        alt.layer(written, line, *dots, height=theme.HEIGHT + 20),
        "Optimism against the size of the set that chose",
        "The larger the set that chooses, the less it overrates the winner of ten. Dots: random "
        "parts of the 5,000 validation images, the others tell the truth; bars: 95 % interval over "
        f"seeds. Beyond half of them it is extrapolated: at the write-up's {WRITE_UP:,} images "
        f"1/√size gives {minus(f'{last.law:.3f}')} points, the theory of normal estimates, "
        f"which knows that some are better, {minus(f'{last.theory:.3f}')}.",
    )


def candidates(selection: Selection) -> None:
    """Say what the candidates are, and what is played."""
    config = selection.config
    largest = max(CANDIDATES)
    beyond = (
        ""
        if selection.pool >= largest
        else f" Beyond {selection.pool:,} they are drawn with replacement (a bootstrap)."
    )
    prose.note(
        f"The real test set is not touched: the 5,000 validation images are split {SPLITS:,} times "
        f"at random into {config.images:,} that play the test set, {config.images:,} validation "
        f"and {5_000 - 2 * config.images:,} fresh ones. Ten candidates are the ten p of one seed "
        f"of the {config.network} network after {config.epochs} "
        f"epoch{'' if config.epochs == 'one' else 's'}. One, 100 and 1,000 are drawn without "
        f"replacement from all {selection.pool:,} of the record: both networks, every p, every "
        f"seed, after every epoch.{beyond} Bars: 95 % interval of the mean over {ORDERS} random "
        "orders; it does not say how another 5,000 images would do."
    )
    with st.expander("Every figure, and the accuracy that each choice loses"):
        shown = selection.optimism.merge(selection.theory, on=["scheme", "candidates"])
        points = shown.drop(columns=["scheme", "candidates"]) * 100
        st.dataframe(
            pd.concat([shown[["scheme", "candidates"]], points], axis=1).rename(columns=NAMES),
            hide_index=True,
        )
        prose.note("Percentage points. Lost: to the best candidate on all 5,000 images.")


NAMES = {
    "scheme": "Chosen by",
    "candidates": "Candidates",
    "chosen_by": "Optimism of what chose",
    "chosen_by_error": "± of what chose",
    "reported": "Optimism of the test set",
    "reported_error": "± of the test set",
    "loss": "Accuracy lost",
    "loss_error": "± lost",
    "measured_means": "Theory of what chose",
    "equal_means": "Theory, equal candidates",
}


def statements(selection: Selection) -> None:
    """Show what the write-up says of choosing, judged."""
    st.markdown("**Said of choosing on the test set, each with its rule**")
    claim_card.statements(selection.findings)
    prose.note(
        "Among the ten n counts seeds; all seeds are judged on the same 5,000 images. "
        f"{record.source(recorded_sweep.ONE_EPOCH)}"
    )


def theory() -> None:
    """Say in two sentences why the best of many estimates is too high."""
    prose.why(
        r"\begin{gathered} E\Big[\max_{i \le k} X_i\Big] = \mu + \sigma \sqrt{1 - \rho}\; m_k \\ "
        r"m_k = \int x\, k\, \varphi(x)\, \Phi(x)^{k-1}\, dx \end{gathered}",
        "The best of $k$ estimates is best in part because its error is large and positive, so "
        "that its estimate lies above the truth, and a set that had no part in the choice does "
        "not share that error. Reporting the accuracy that chose is data leakage. For equally good "
        "candidates (mean $\\mu$, error $\\sigma$, correlation $\\rho$) the excess is given above, "
        "and it grows like $\\sqrt{2 \\ln k}$; where some are better than others, fewer compete, "
        "and it is smaller. Sources: H. David "
        "and H. Nagaraja, *Order Statistics*, 2003; D. Owen and G. Steck, *Annals of Mathematical "
        "Statistics* 33, 1962; G. Cawley and N. Talbot, *On Over-fitting in Model Selection*, JMLR "
        "11, 2010; C. Dwork et al., *The reusable holdout*, Science 349, 2015.",
    )
