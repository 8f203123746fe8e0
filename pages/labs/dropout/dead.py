"""What produces chance level: runs that end by giving every image one digit."""

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from core import mnist
from core.claims import Finding
from core.dropout import sweep
from core.dropout.dead import findings as dead_findings
from core.dropout.dead import runs as dead_runs
from core.dropout.dead.one_run import SPLIT_SEED, UNCHANGED
from core.dropout.dead.runs import Config, Result
from core.text import shares
from pages.labs.dropout import dying
from pages.labs.dropout.axis_of_p import P
from pages.shared import charts
from pages.shared.charts import ends, intervals, theme, tooltip
from pages.shared.jobs import panel as job_panel
from pages.shared.page import claim_card, controls, downloads, prose, tables

SHARES = alt.Scale(domain=[0, 0.5, 1], range=[theme.BLANK, theme.ORANGE, theme.VERMILION])
RATES = ("0.001, 0.003, 0.01", "0.003, 0.01, 0.03", "0.01, 0.03, 0.1")
LIVE = Config()
OWN_DIGIT = 9
"""The digit whose share of the test images is the write-up's figure at p = 0.2."""


@st.cache_data(max_entries=1, show_spinner=False)
def recorded(version: int) -> tuple[dict[str, Result], str]:
    """Read every recorded run, and where they come from."""
    runs = {name: dead_runs.recorded(name) for name in dead_runs.RUNS}
    return runs, dead_runs.STUDY.origin()


@st.cache_data(max_entries=1, show_spinner=False)
def findings(version: int) -> tuple[Finding, ...]:
    """Judge the recorded runs."""
    runs, _ = recorded(version)
    labels = mnist.splits(SPLIT_SEED).test.labels.tolist()
    return dead_findings.findings(runs["whole epoch"], runs["changes"], labels)


def show(one_epoch: sweep.Result) -> None:
    """Show where runs die, one that does, and what is known of the write-up's.

    one_epoch: a sweep of the course's network after one epoch, to hold the grid against.
    """
    grid(one_epoch)
    st.divider()
    dying.show()
    st.divider()
    statements()
    prose.why(*WHY)


def grid(one_epoch: sweep.Result) -> None:
    """Show the share of dead runs over learning rate and dropout, recorded and live."""
    with controls.beside(ask) as config:
        task = job_panel.training(dead_runs, config, "dead", describe(config))
        job_panel.watch(task.key, partial(job_panel.show, task))
        result, source, name = latest(config, task)
        table = dead_findings.summary(result)
        charts.show(
            heat_map(table),
            "Dead runs by learning rate and dropout",
            "How many runs give every validation image one digit. Point at a cell for its interval "
            "and for how the others do.",
        )
        st.caption(source)
        held_against(one_epoch)
    downloads.csv({f"dead_runs_{name}": result.runs, f"dead_share_{name}": table}, "dropout")


def ask() -> Config:
    """Draw the controls and return the grid that they describe."""
    with controls.panel("dead") as panel:
        st.caption("For a grid of your own:")
        rates = panel.menu("Learning rates", "dead_rates", RATES, "Of RMSprop.", RATES[1])
        chosen = panel.fields(
            LIVE,
            seeds=("dead_seeds", "Independent runs of every cell"),
            images=("dead_images", "Training images, 100 to 55,000, each shown once."),
        )
    chosen["rates"] = tuple(float(rate) for rate in rates.split(", "))
    return controls.checked(lambda: Config(**chosen), LIVE)


def describe(config: Config) -> str:
    """Return the size of a grid in words."""
    return (
        f"The course's network, RMSprop, batch 32, {config.images:,} images shown once, "
        f"{config.seeds} seed{'s' if config.seeds > 1 else ''} a cell"
    )


def latest(config: Config, task: job_panel.Task) -> tuple[Result, str, str]:
    """Return the grid to show, where it comes from, and its name.

    It is the live one once it is over and has a run, and until then the recorded one.
    """
    if job := task.over:
        live = dead_runs.collect(config, job.finished)
        return live, f"Live, {task.counted(job)}: {describe(config)}.", "live"
    runs, source = recorded(dead_runs.VERSION)
    return runs["grid"], f"{source}: {describe(runs['grid'].config)}.", "recorded"


def heat_map(table: pd.DataFrame) -> alt.LayerChart:
    """Return the share of dead runs as a cell for every rate and p, with its count."""
    cells = table.assign(
        count=table["dead"].astype(str) + "/" + table["n"].astype(str),
        rate=[f"{rate:g}" for rate in table["rate"]],
    )
    rates = sorted(cells["rate"].unique(), key=float, reverse=True)
    base = alt.Chart(cells).encode(x=P, y=alt.Y("rate:O", title="learning rate", sort=rates))
    legend = alt.Legend(format="%", values=[0, 0.5, 1])
    named = ("rate", "p", "n", "dead", "diverged")
    others = ("mean accuracy of the others", ".3f")
    squares = base.mark_rect(stroke="#FFFFFF").encode(
        color=alt.Color("share:Q", scale=SHARES, title="share of dead runs", legend=legend),
        tooltip=tooltip(*named, share=".0%", **ends(".1%"), accuracy=others),
    )
    counts = base.mark_text(fontSize=13, color="#1F2933").encode(text="count:N")
    return (squares + counts).properties(height=140 + 48 * len(rates))


def held_against(one_epoch: sweep.Result) -> None:
    """Show the grid's row at the record's learning rate beside whole epochs, with intervals."""
    runs, _ = recorded(dead_runs.VERSION)
    rate = one_epoch.config.learning_rate
    few, many = runs["grid"].config.images, one_epoch.config.images
    grid = dead_findings.summary(runs["grid"]).query("rate == @rate")
    whole = dead_findings.of_sweep(one_epoch)
    names = [f"after {few:,} images", f"after {many:,} images"]
    rows = pd.concat([grid.assign(source=names[0]), whole.assign(source=names[1])])
    scale = alt.Scale(domain=names, range=[theme.BLUE, theme.VERMILION])
    base = alt.Chart(rows.drop(columns=["remedy"])).encode(
        x=P,
        xOffset=alt.XOffset("source:N", sort=names),
        color=alt.Color("source:N", scale=scale, title=None),
    )
    shown = intervals.dots(
        base,
        alt.Y("share:Q", title="share of dead runs", axis=theme.PERCENT, scale=theme.SHARE),
        tooltip("source", "p", "n", "dead", share=".0%", **ends(".1%")),
    )
    charts.show(
        alt.layer(*shown, height=340),
        f"Dead runs at rate {rate:g}: few images against a whole epoch",
        "Dots are shares, bars exact 95 % intervals. While some image still reaches some unit a "
        "dead run may wake, so a whole epoch may leave fewer of them. Both are recorded.",
    )


def statements() -> None:
    """Show what the runs say of the write-up's figure, and what they cannot say."""
    runs, source = recorded(dead_runs.VERSION)
    found = findings(dead_runs.VERSION)
    st.markdown("**What is shown, each part with its rule**")
    claim_card.statements(found)
    prose.note(
        f"{source}. Whole epochs: {runs['whole epoch'].config.images:,} images; changes: "
        f"{runs['changes'].config.images:,} images. n counts runs, or test images in the first. "
        "Of the test set only the labels are counted here; no network sees it."
    )
    said = dead_findings.digits(runs.values())
    st.info(unknown(dead_findings.summary(runs["whole epoch"]), said), icon=":material/help:")
    with st.expander("Every change, with how many runs die and how well the others do"):
        changes(dead_findings.summary(runs["changes"]))
    downloads.csv(
        {"dead_changes": runs["changes"].runs, "dead_whole_epoch": runs["whole epoch"].runs},
        "dropout",
    )


def changes(table: pd.DataFrame) -> None:
    """Show how runs fare under each change, of which ``table`` is the summary."""
    tables.show(
        pd.DataFrame(
            {
                "Change": table["remedy"].replace(UNCHANGED, "none"),
                "Runs": table["n"],
                "Dead": [shares(row) for row in table[["share", "low", "high"]].to_numpy()],
                "Diverged": table["diverged"],
                "Accuracy of the rest": table["accuracy"].map("{:.2%}".format),
            }
        ),
        "How many runs die under each change, with 95 % intervals, and how well the others do",
    )


def unknown(whole: pd.DataFrame, said: pd.Series) -> str:
    """Say what the runs cannot tell of the write-up's.

    ``whole`` is the summary of whole epochs, ``said`` how many dead runs give which digit.
    """
    most = said.index[0]
    rate = dead_runs.DEFAULT_RATE
    row = whole[whole["rate"] == rate].iloc[0]
    return (
        "**What cannot be known.** The write-up gives neither its optimizer and learning rate nor "
        "its seed, and keeps no predictions and no loss. Its figure is to the last place what a "
        f"run scores that always says {OWN_DIGIT}, but dead runs seldom do: of the {said.sum()} "
        f"recorded here {said.get(OWN_DIGIT, 0)} say {OWN_DIGIT} and {said.iloc[0]} say {most}. "
        f"With RMSprop's default rate in PyTorch, {rate:g}, {row['dead']} of "
        f"{row['n']} runs at p = {dead_runs.AT} died here; that its own run died in this way stays "
        f"a guess. It says nothing about p = {dead_runs.AT}: the other runs reach "
        f"{row['accuracy']:.1%} on average."
    )


WHY = (
    r"\begin{gathered} v_t = 0.99\,v_{t-1} + 0.01\,g_t^2,\quad v_0 = 0 \\ "
    r"|\Delta w_1| = \eta\,\frac{|g_1|}{\sqrt{v_1}} = \frac{\eta}{\sqrt{0.01}} = 10\,\eta "
    r"\end{gathered}",
    "RMSprop divides a weight's gradient $g$ by the root of a running mean $v$ of its squares, "
    "and since that mean starts at 0 the first step is ten times the learning rate $\\eta$, "
    "however small the gradient; at $\\eta = 0.01$ it is larger than most starting weights. "
    "ReLU units that it pushes below 0 for every image give 0 and get no gradient, and when a "
    "whole layer is silent only the last layer's biases still learn: the network gives the "
    "digit that was frequent last, at a loss near $\\ln 10 = 2.303$. Sources: T. Tieleman and "
    "G. Hinton, *Neural Networks for Machine Learning*, lecture 6e, 2012; D. Kingma and J. Ba, "
    "*Adam*, ICLR 2015, section 3 (bias correction); L. Lu et al., *Dying ReLU and "
    "Initialization*, 2020; C. Clopper and E. Pearson, *Biometrika* 26, 1934.",
)
