"""Every order at the default settings, as recorded: the first page waits for no compiler."""

from functools import lru_cache

from core import shuffling
from core.bundled import Study
from core.engines.descent.orders import ORDERS
from core.shuffling import Config, Result

STUDY = Study("orders", "The recorded orders.zip is")
KEYS = ["order", "block", "seed", "examples", "epoch"]
SHARES = [
    *("accuracy_negative", "accuracy_positive", "dead_share", "ever_dead_share"),
    *("silent_on_negative_share", "silent_on_positive_share"),
]
"""What is kept of every network: it takes few digits."""
MEASURED = [*SHARES, "accuracy"]


def known(config: Config) -> Result | None:
    """Return what ``core.shuffling.run`` gives, with the measures kept, if it is recorded."""
    return _kept() if config == Config() else None


def make() -> Result:
    """Train every seed in every order at the default settings."""
    return shuffling.run(Config())


def write(made: Result) -> None:
    """Write what is kept into the record's two files, the history with a column a moment."""
    long = made.history.melt(["order", "seed", "examples"], SHARES, "measure")
    wide = long.pivot(index=["measure", "order", "seed"], columns="examples", values="value")
    STUDY.pack_tables(
        {
            "history": wide.reset_index(),
            "control": made.control[[*KEYS, "units", *MEASURED]],
            "recovered": made.recovered[[*KEYS, *MEASURED]],
        }
    )
    STUDY.sign({"config": made.config})


def recorded() -> Result:
    """Return every order at the default settings, with the measures kept.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    config, tables = Config(), STUDY.packed_tables()
    wide = tables.pop("history").melt(["measure", "order", "seed"], var_name="examples")
    by_moment = wide.astype({"examples": int}).pivot(
        index=["order", "seed", "examples"], columns="measure", values="value"
    )
    history = by_moment.loc[list(ORDERS)].reset_index()
    history = history.assign(
        block=config.block,
        epoch=history["examples"] / config.points,
        accuracy=(history["accuracy_negative"] + history["accuracy_positive"]) / 2,
    )
    return Result(config, history[[*KEYS, *MEASURED]].rename_axis(columns=None), **tables)


_kept = lru_cache(maxsize=1)(recorded)
