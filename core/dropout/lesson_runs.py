"""What the lesson on dropout is answered from: a run of masks, and records, read and judged."""

from dataclasses import dataclass, replace
from functools import partial

from core import mnist
from core.claims import Finding, Report
from core.dropout import luck, masks, recorded_selection, recorded_sweep, selection, sweep
from core.dropout.dead import findings as dead_findings
from core.dropout.dead import runs as dead_runs
from core.dropout.dead.one_run import SPLIT_SEED
from core.teaching.lesson import Run

COURSE = "course"
JUDGED = luck.Config()


@dataclass(frozen=True)
class Dead:
    """The recorded runs over rate and dropout, and what is known of the write-up's figure."""

    grid: dead_runs.Result
    figure: Finding


def course(whole: sweep.Result) -> sweep.Result:
    """Return the course's network alone out of a sweep."""
    own = [one for one in whole.trained if one.model.network == COURSE]
    return sweep.collect(replace(whole.config, networks=(COURSE,)), own)


def _dead(report: Report) -> Dead:
    labels = mnist.splits(SPLIT_SEED).test.labels.tolist()
    whole, changes = dead_runs.recorded("whole epoch"), dead_runs.recorded("changes")
    return Dead(dead_runs.recorded("grid"), dead_findings.findings(whole, changes, labels)[0])


def _recorded(what: str) -> str:
    return f"Recorded on {recorded_sweep.STUDY.provenance()['date']}: {what}."


MASKED = Run(
    "dropout masks",
    partial(masks.run, masks.Config()),
    lambda result: (
        f"Run here: {result.config.masks} masks over the course's network, recorded after one "
        f"epoch, which reads a {result.config.digit}."
    ),
)
SWEEP = Run(
    "dropout sweep",
    lambda report: course(recorded_sweep.one_epoch()),
    lambda result: _recorded(
        f"{result.config.seeds} seeds of every p, {result.config.images:,} images once, judged on "
        "5,000 validation images"
    ),
)
DEAD = Run(
    "dropout dead",
    _dead,
    lambda result: (
        f"Recorded on {dead_runs.STUDY.provenance()['date']}: {len(result.grid.runs):,} runs over "
        "learning rate and dropout, judged on validation images."
    ),
)
LUCK = Run(
    "dropout luck",
    lambda report: luck.run(JUDGED, recorded_sweep.one_epoch()),
    lambda result: _recorded(f"{result.separation.n} seeds of every p, one epoch"),
)
SELECTION = Run(
    "dropout selection",
    lambda report: recorded_selection.recorded(),
    lambda result: _recorded(
        f"{result.pool:,} models, {selection.SPLITS:,} random splits of the validation "
        "images, one part playing the test set"
    ),
)
FACTORIAL = Run(
    "dropout factorial",
    lambda report: recorded_sweep.kernels(),
    lambda result: _recorded(
        f"eight networks, {result.config.seeds} seeds, {result.config.epochs} epochs"
    ),
)
