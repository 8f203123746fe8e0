"""Choosing on the test set, played at the default settings and recorded: nobody waits for it."""

import json
from dataclasses import asdict

import pandas as pd

from core.bundled import Study, finding
from core.claims import Report, ignore
from core.dropout import recorded_sweep, selection
from core.dropout.selection import VERSION, Config, Selection

__all__ = ["VERSION", "Config", "make", "recorded", "run", "write"]

STUDY = Study("selection", "The recorded selection.json is")
TABLES = ("optimism", "theory", "seeds", "sizes")


def run(config: Config, report: Report = ignore) -> Selection:
    """Recall the selection at the default settings, or choose among the recorded models anew."""
    return recorded() if config == Config() else make(config)


def make(config: Config) -> Selection:
    """Choose among the models of the recorded sweeps."""
    return selection.run(config, recorded_sweep.one_epoch(), recorded_sweep.ten_epochs())


def write(made: Selection) -> None:
    """Write the tables and the findings into the one file."""
    STUDY.sign(
        {"config": made.config},
        pool=made.pool,
        tables={name: getattr(made, name).round(8).to_dict("list") for name in TABLES},
        findings=[asdict(one) for one in made.findings],
    )


def recorded() -> Selection:
    """Return the selection at the default settings.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with STUDY.reading():
        content = json.loads(STUDY.path(".json").read_text(encoding="utf-8"))
        tables = {name: pd.DataFrame(content["tables"][name]) for name in TABLES}
        found = tuple(map(finding, content["findings"]))
        return Selection(Config(), content["pool"], **tables, findings=found)
