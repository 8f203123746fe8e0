"""Is it permanent: what comes back when training goes on, shuffled, after sorted epochs."""

from dataclasses import fields

import altair as alt
import pandas as pd

from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import NEGLIGIBLE_ACCURACY, Setting
from core.shuffling import recovery
from core.shuffling.recovery import Config
from pages.labs.shuffling.knobs import Asked
from pages.shared import charts
from pages.shared.charts import intervals, theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import collected, downloads, prose, states

NAMES = {SORTED: "sorted, then shuffled", SHUFFLED: "never sorted"}
COLOURS = {NAMES[order]: theme.ORDER_COLOURS[order] for order in NAMES}
EPOCH = alt.X("epoch:Q", title="epoch (passes over the data)", scale=alt.Scale(nice=False))
WAY = alt.Color("way:N", scale=theme.palette(COLOURS), title=None)


def show(asked: Asked) -> None:
    """Show what comes back once the examples are shuffled."""
    kept = {field.name: getattr(asked.config, field.name) for field in fields(Setting)}
    config = Config(**kept, shuffled_after=asked.after)
    collected.add(collected.Experiment(recovery.__name__, config))
    found = progress.run(recovery, config)
    if found.epochs.empty:
        states.empty("The weights of every seed overflow: there is nothing to bring back.")
        return
    picture(found)
    prose.write(summary(found))
    deaths(found)
    downloads.csv({"recovery": found.history, "recovery_epochs": found.epochs}, "shuffling")


def summary(found: recovery.Result) -> str:
    """Return in a sentence or two what the sorted epochs left, and what came back."""
    rows = found.epochs.set_index("after")
    said = [
        f"After {epochs(found.config.epochs, 'sorted')} the networks are right on "
        f"{rows['accuracy'][0]:.0%} of the points."
    ]
    for after in dict.fromkeys((1, rows.index[-1])):
        one = rows.loc[after]
        said.append(
            f"{epochs(after, 'shuffled')} later it is "
            f"{one['accuracy']:.1%}, the worst seed {one['lowest']:.1%}; {one['back']:.0f} of "
            f"{one['n']:.0f} seeds are within {NEGLIGIBLE_ACCURACY:.0%} of the same network that "
            "never was sorted."
        )
    return " ".join(said)


def epochs(count: int, kind: str) -> str:
    """Return so many epochs of one kind in words."""
    return f"{count} {kind} epoch{'' if count == 1 else 's'}"


def picture(found: recovery.Result) -> None:
    """Draw accuracy through the epochs, sorted and then shuffled: seeds thin, their mean thick."""
    scale = alt.Scale(domain=[0.4, 1], clamp=True)
    title = "accuracy (mean of both classes)"
    seeds = named(found, "accuracy")
    thin = alt.Chart(seeds).mark_line(strokeWidth=0.8, opacity=0.35)
    axis = alt.Y("accuracy:Q", title=title, axis=theme.PERCENT, scale=scale)
    charts.show(
        alt.layer(
            means(found, "accuracy", title, scale),
            thin.encode(EPOCH, axis, WAY, detail="seed:N"),
            begins(found),
            height=theme.HEIGHT,
        ),
        f"{epochs(found.config.epochs, 'sorted')}, then shuffled · accuracy",
        "Thin: one seed each; thick: their mean. At the dashed line the shuffling begins. What is "
        "lost for good would stay lost.",
    )


def deaths(found: recovery.Result) -> None:
    """Draw the mean share of dead units through the epochs."""
    charts.show(
        alt.layer(
            means(found, "dead_share", "share of units dead", theme.FROM_ZERO),
            begins(found),
            height=260,
        ),
        "The same runs · dead units",
        f"Dead: 0 on every point at this moment; mean over {found.config.seeds} seeds. The "
        "accuracy comes back whether or not the few dead units do: the living ones are enough.",
    )


def named(found: recovery.Result, column: str) -> pd.DataFrame:
    """Return one column of the history with the way in which each network was trained."""
    history = found.history.dropna(subset=column)
    return history.assign(way=history["order"].map(NAMES))[["way", "seed", "epoch", column]]


def means(found: recovery.Result, column: str, title: str, scale: alt.Scale) -> alt.Chart:
    """Return the mean over seeds of one column of the history through the epochs."""
    by = named(found, column).groupby(["way", "epoch"])[column]
    rows = by.agg(["min", "max", "mean"]).reset_index()
    return (
        alt.Chart(rows)
        .mark_line(strokeWidth=3.5)
        .encode(
            EPOCH,
            alt.Y("mean:Q", title=title, axis=theme.PERCENT, scale=scale),
            WAY,
            tooltip=tooltip("way", epoch=".1f", min=".3f", max=".3f", mean=".3f"),
        )
    )


def begins(found: recovery.Result) -> alt.Chart:
    """Return the line at which the shuffling begins."""
    return intervals.threshold("x", found.config.epochs, strokeDash=[5, 4])
