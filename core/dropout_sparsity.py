"""How sparse the activations of the network of ``core.dropout_inside`` are, against dropout."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from joblib import delayed

from core import dropout_inside
from core.bundled import RECORDED, DamagedData
from core.claims import DROPOUT_RATES, Finding, Report, ignore
from core.intervals import mean_interval
from core.workers import in_processes

NETWORK = dropout_inside.Config()
SEEDS = 5
COLUMNS = ["p", "seed", "layer", "units", "dead", "sparsity"]
MEASURES = RECORDED / "dropout_sparsity.csv"
PROVENANCE = RECORDED / "dropout_sparsity.json"
AGAIN = "make it again with: python -m core.record"
COMPARED = 0.5
NEGLIGIBLE = 0.01


@dataclass(frozen=True)
class Result:
    """``measures``: p, seed, layer, units, dead, sparsity (mean share of zeros of an image)."""

    measures: pd.DataFrame


def configuration() -> dict[str, Any]:
    """Return what is trained, in plain values."""
    return asdict(NETWORK) | {"p": list(DROPOUT_RATES), "seed": list(range(SEEDS))}


def measure(p: float, seed: int) -> pd.DataFrame:
    """Train one network and return its rows of ``Result.measures``."""
    config = dropout_inside.Config(**(asdict(NETWORK) | {"p": p, "seed": seed}))
    found = dropout_inside.run(config).sparsity
    return found.assign(p=p, seed=seed, sparsity=found["estimate"])[COLUMNS]


def run(report: Report = ignore) -> Result:
    """Train every network, a process a core."""
    cells = [(p, seed) for p in DROPOUT_RATES for seed in range(SEEDS)]
    frames = []
    for frame in in_processes(delayed(measure)(p, seed) for p, seed in cells):
        frames.append(frame)
        report(len(frames) / len(cells), f"{len(frames)} of {len(cells)} networks trained")
    return Result(pd.concat(frames).sort_values(["p", "seed"], kind="stable", ignore_index=True))


def recorded() -> Result:
    """Return the recorded measures.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    try:
        return Result(pd.read_csv(MEASURES, usecols=COLUMNS)[COLUMNS])
    except (OSError, ValueError) as error:
        raise DamagedData(f"{MEASURES.name} is missing or damaged; {AGAIN}") from error


def provenance() -> dict[str, Any]:
    """Return when, on what, with which versions and configuration the record was made.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    try:
        content = json.loads(PROVENANCE.read_text(encoding="utf-8"))
        return {key: content[key] for key in ("date", "processor", "versions", "configuration")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedData(f"{PROVENANCE.name} is missing or damaged; {AGAIN}") from error


def summary(result: Result) -> pd.DataFrame:
    """Return sparsity by layer and p.

    Columns: layer, p, n (seeds), estimate, low and high (95 % interval over seeds).
    """
    rows = [
        (layer, p, len(cell), *mean_interval(cell["sparsity"]))
        for (layer, p), cell in result.measures.groupby(["layer", "p"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["layer", "p", "n", "estimate", "low", "high"])


def findings(result: Result) -> tuple[Finding, ...]:
    """Judge, layer by layer, whether dropout makes activations sparser."""
    return tuple(_sparser(layer, cell) for layer, cell in result.measures.groupby("layer"))


def _sparser(layer: str, cell: pd.DataFrame) -> Finding:
    table = cell.pivot(index="seed", columns="p", values="sparsity")
    gain = mean_interval(table[COMPARED] - table[0.0])
    estimate, low, high = (f"{100 * value:+.1f}".replace("-", "−") for value in gain)
    return Finding(
        f"dropout makes activations sparser: {layer}",
        f"Paired over seeds, the 95 % interval of the share of zeros at p = {COMPARED} less that "
        f"at p = 0 lies above 0, and the mean above {NEGLIGIBLE:.0%}.",
        gain.low > 0 and gain.estimate > NEGLIGIBLE,
        gain,
        len(table),
        f"The difference is {estimate} percentage points ({low} to {high}).",
    )
