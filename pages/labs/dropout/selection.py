"""Selection on the test set: what choosing the best of many makes of its accuracy."""

import altair as alt
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

SCHEMES = theme.palette({TEST: theme.VERMILION, VALIDATION: theme.BLUE, HALF: theme.GREEN})
NUMBER = alt.X("candidates:O", axis=alt.Axis(labelAngle=0, format=",d"))
SIDE_BY_SIDE = alt.XOffset("scheme:N", sort=[TEST, VALIDATION, HALF])
LEGEND = alt.Legend(direction="vertical")
BELOW = alt.Legend(direction="vertical", orient="bottom")
TITLE, POINTS = "optimism (percentage points)", ("optimism (points)", ".3f")
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
    prose.why(*WHY)
    downloads.frames(selection, "dropout_selection")


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


def measured(selection: Selection, value: str) -> tuple[alt.Chart, alt.Chart]:
    """Return points with intervals, a colour and a shape a scheme, against candidates."""
    frame = selection.optimism
    rows = frame.assign(
        percent=100 * frame[value],
        low=100 * (frame[value] - frame[f"{value}_error"]),
        high=100 * (frame[value] + frame[f"{value}_error"]),
    )
    scheme = alt.Color("scheme:N", title="chosen by", scale=SCHEMES, legend=LEGEND)
    return intervals.dots(
        alt.Chart(rows).encode(x=NUMBER, xOffset=SIDE_BY_SIDE, color=scheme),
        alt.Y("percent:Q", title=TITLE),
        tooltip("scheme", candidates=",", percent=POINTS, low=".3f", high=".3f"),
    )


def chosen_by(selection: Selection) -> None:
    """Draw how far the winner is overrated by what chose it, with the theory."""
    frame = selection.theory[selection.theory["scheme"] != VALIDATION]
    rows = frame.melt(["scheme", "candidates"], list(FORETOLD), "expected", "value")
    rows = rows.assign(percent=100 * rows["value"], expected=rows["expected"].map(FORETOLD))
    lines = alt.Chart(rows).mark_line(strokeWidth=1.5)
    drawn = lines.encode(
        x=NUMBER,
        xOffset=SIDE_BY_SIDE,
        y=alt.Y("percent:Q"),
        color=alt.Color("scheme:N"),
        strokeDash=alt.StrokeDash("expected:N", title="theory", sort=None, legend=BELOW),
        tooltip=tooltip("scheme", "expected", candidates=",", percent=POINTS),
    )
    charts.show(
        alt.layer(drawn, *measured(selection, "chosen_by"), height=theme.HEIGHT + 60),
        "Optimism of what chose",
        "The accuracy that won, less that on fresh images. Lines: theory, with means as measured "
        "or all equal; it is the same for validation as for the test set.",
    )


def reported(selection: Selection) -> None:
    """Draw how far the winner's accuracy on the played test set lies above the truth."""
    zero, *marks = intervals.threshold("y", 0), *measured(selection, "reported")
    charts.show(
        alt.layer(zero, *marks, height=theme.HEIGHT + 60),
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
    long = rows.melt("size", list(EXPECTED), "expected", "percent").replace(EXPECTED)
    lines = alt.Chart(long).mark_line(color=theme.GREY, strokeWidth=1.5)
    drawn = lines.encode(
        x=size,
        y=alt.Y("percent:Q"),
        strokeDash=alt.StrokeDash("expected:N", title="expected", sort=None, legend=LEGEND),
        tooltip=tooltip("expected", size=",", percent=POINTS),
    )
    dots = intervals.dots(
        alt.Chart(rows.dropna()).encode(x=size),
        alt.Y("estimate:Q", title=TITLE),
        tooltip(size=",", estimate=POINTS, low=".3f", high=".3f"),
        color=theme.VERMILION,
    )
    written = intervals.threshold("x", WRITE_UP)
    last = rows.set_index("size").loc[WRITE_UP]
    charts.show(
        alt.layer(written, drawn, *dots, height=theme.HEIGHT + 20),
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


def statements(selection: Selection) -> None:
    """Show what the write-up says of choosing, judged."""
    st.markdown("**Said of choosing on the test set, each with its rule**")
    claim_card.statements(selection.findings)
    prose.note(
        "Among the ten n counts seeds; all seeds are judged on the same 5,000 images. "
        f"{record.source(recorded_sweep.ONE_EPOCH)}"
    )


WHY = (
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
