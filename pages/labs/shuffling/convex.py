"""What theory says of the order: how fast each one nears the optimum of a convex problem."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.shuffling import convex, proved_rates
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, prose, tables

NAMES = list(convex.RATES[convex.PROBLEMS[0]])
COLOURS = alt.Scale(domain=NAMES, range=[theme.ORDER_COLOURS[name] for name in NAMES])
DASHES = alt.Scale(domain=NAMES, range=[[1, 0], [10, 4], [1, 0], [10, 4]])
MIDDLE = (0.1, 0.9)
HEIGHT = 500


def show() -> None:
    """Show the distance to the optimum against epochs, and its slope beside the proved one."""
    with controls.beside(ask, [3, 1], gap="large") as config:
        result = progress.run(convex, config)
        draw(result)
        tabulate(result)
    explain()
    downloads.csv(
        {"convex_distances": result.distances, "convex_slopes": result.slopes}, "shuffling"
    )


def ask() -> convex.Config:
    """Draw the controls of the problem and return it."""
    return controls.configured(
        "convex",
        convex.Config(),
        problem=("convex_problem", "Squared or logistic loss, each with an L2 penalty."),
        points=("convex_points", "Examples in each data set"),
        epochs=("convex_epochs", "Passes over the data"),
        penalty=("convex_penalty", "Strength of the L2 penalty"),
        seeds=("convex_seeds", "Data sets, each trained in every order"),
    )


def draw(result: convex.Result) -> None:
    """Draw the squared distance to the optimum, with lines of the proved slopes."""
    config = result.config
    legend = alt.Legend(columns=2, symbolOpacity=1, symbolType="stroke", symbolSize=400)
    colour = alt.Color("order:N", scale=COLOURS, title=None, legend=legend)
    distance = alt.Y(
        "mean:Q",
        title="squared distance to the optimum (log)",
        scale=theme.LOG,
        axis=alt.Axis(format="~e", tickCount=6),
    )
    base = alt.Chart(summary(result.distances)).encode(
        x=alt.X("epoch:Q", title="epoch (log)", scale=theme.LOG, axis=alt.Axis(tickCount=5))
    )
    band = base.mark_area(opacity=0.15).encode(y="low:Q", y2="high:Q", color=colour)
    lines = base.mark_line().encode(
        color=colour,
        strokeDash=alt.StrokeDash("order:N", scale=DASHES, title=None),
        y=distance,
        tooltip=tooltip("order", "epoch", mean=".3g", low=".3g", high=".3g"),
    )
    proved = alt.Chart(guides(result)).mark_line(strokeWidth=1.5, strokeDash=[2, 3])
    proved = proved.encode(x="epoch:Q", y="distance:Q", color=colour, detail="exponent:N")
    charts.show(
        (band + lines + proved).properties(height=HEIGHT),
        f"Distance to the optimum · {config.problem}, {config.points} points",
        f"Lines: mean on the log scale over {config.seeds} data sets; bands: the middle 80 % of "
        f"them. Dotted: the proved slopes, from epoch {np.ceil(config.first_fitted):.0f}, where "
        "the fit starts. A line that runs along its dots falls as fast as theory says; the "
        "reshuffled one should run between its two.",
    )


def summary(distances: pd.DataFrame) -> pd.DataFrame:
    """Return order, epoch, mean (geometric), low and high (10th and 90th percentile)."""
    groups = np.log(distances.set_index(["order", "epoch"])["squared_distance"]).groupby(
        ["order", "epoch"], sort=False
    )
    low, high = (groups.quantile(level) for level in MIDDLE)
    logs = pd.DataFrame({"mean": groups.mean(), "low": low, "high": high})
    return np.exp(logs).reset_index()


def guides(result: convex.Result) -> pd.DataFrame:
    """Return order, exponent, epoch, distance of both ends of every line of a proved slope.

    Each starts where the line fitted to the order's mean does.
    """
    means = summary(result.distances)
    fitted = means[means["epoch"] >= result.config.first_fitted]
    rows = []
    for order, rate in convex.RATES[result.config.problem].items():
        curve = fitted[fitted["order"] == order]
        first, last = curve["epoch"].min(), curve["epoch"].max()
        line = np.polyfit(np.log(curve["epoch"] / first), np.log(curve["mean"]), deg=1)
        for exponent in {rate.steepest, rate.shallowest}:
            for epoch in (first, last):
                distance = np.exp(line[1]) * (epoch / first) ** exponent
                rows.append((order, exponent, epoch, distance))
    return pd.DataFrame(rows, columns=["order", "exponent", "epoch", "distance"])


def tabulate(result: convex.Result) -> None:
    """Show every slope with its interval, beside what is proved and by whom."""
    config = result.config
    rows = [
        {
            "Order": row.order,
            "Slope (95 % interval)": f"{row.slope:.3f} ({row.low:.3f} to {row.high:.3f})",
            "Proved": " to ".join(f"{e:g}" for e in dict.fromkeys((row.steepest, row.shallowest))),
            "Finding": row.finding,
            "Rate after K epochs": row.rate,
            "Source": row.source,
        }
        for row in result.slopes.itertuples()
    ]
    table = pd.DataFrame(rows).replace("-(?=[0-9])", "−", regex=True)
    st.markdown("**Slopes, measured and proved**")
    tables.show(table, "Slope of each order beside the proved one")
    prose.note(
        f"Fitted to each of the {config.seeds} runs from epoch {np.ceil(config.first_fitted):.0f} "
        f"to {config.epochs:,}, n = {config.points}. {proved_rates.RULE} Proved rates are for "
        "the worst problem of their kind, so an easy one may fall faster."
    )


def explain() -> None:
    """Say why the orders differ, with the update and the sources."""
    prose.why(
        r"x \leftarrow x - \eta_k \left(\nabla \ell_i(x) + \lambda x\right)",
        r"\eta_k = \min\left(\frac{1}{L},\; \frac{3}{n \mu k}\right)",
        "Here $x$ are the weights, $i$ is the example shown, $k$ the epoch, $n$ the number of "
        "points, $\\lambda$ the penalty, $L$ the largest curvature of one example's loss and "
        "$\\mu$ the smallest curvature of their mean. Examples drawn with replacement leave a "
        "random error in every epoch, and the squared distance falls only as $1/K$. When every "
        "example comes once, the errors of an epoch cancel, but for a remainder that shrinks with "
        "the step. An order that stays the same repeats its remainder ($1/K^2$). A new order each "
        "time makes most of it cancel too ($1/K^3$), until only a part is left that all orders "
        "share ($1/K^2$): fewer points or more epochs bring it out. Sources: "
        "A. Rakhlin et al., 2012; M. Gürbüzbalaban et al., 2019 and 2021; J. HaoChen and S. Sra, "
        "2019; K. Mishchenko et al., 2020; S. Rajput et al., 2020; I. Safran and O. Shamir, 2020.",
    )
