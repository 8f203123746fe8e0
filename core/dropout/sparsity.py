"""How sparse the activations of the network of ``core.dropout.inside`` are, against dropout."""

from collections.abc import Collection, Generator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import pandas as pd
from joblib import delayed

from core.bundled import Study
from core.claims import DROPOUT_RATES, Finding
from core.dropout import inside
from core.intervals import mean_table
from core.rules import exceeding, judged_family
from core.text import points
from core.workers import in_processes

NETWORK = inside.Config()
SEEDS = 5
COLUMNS = ["p", "seed", "layer", "units", "dead", "sparsity"]
STUDY = Study("dropout_sparsity", "dropout_sparsity.csv is")
COMPARED = 0.5
NEGLIGIBLE = 0.01
Model = tuple[float, int]


@dataclass(frozen=True)
class Result:
    """``measures``: p, seed, layer, units, dead, sparsity (mean share of zeros of an image)."""

    measures: pd.DataFrame


def configuration() -> dict[str, Any]:
    """Return what is trained, in plain values."""
    return asdict(NETWORK) | {"p": list(DROPOUT_RATES), "seed": list(range(SEEDS))}


def models() -> list[Model]:
    """Return p and seed of every network."""
    return list(product(DROPOUT_RATES, range(SEEDS)))


def trained(finished: Collection[Model] = ()) -> Generator[pd.DataFrame, None, None]:
    """Train what is not yet ``finished``, yielding each network's rows of ``measures`` as it ends.

    A process a core; closing the iterator ends them.
    """
    yield from in_processes(delayed(measure)(*model) for model in models() if model not in finished)


def measure(p: float, seed: int) -> pd.DataFrame:
    """Train one network and return its rows of ``Result.measures``."""
    config = inside.Config(**(asdict(NETWORK) | {"p": p, "seed": seed}))
    found = inside.run(config).sparsity
    return found.assign(p=p, seed=seed, sparsity=found["estimate"])[COLUMNS]


def finished_models(rows: pd.DataFrame) -> list[Model]:
    """Return p and seed of the networks that the rows belong to."""
    return list(rows[["p", "seed"]].drop_duplicates().itertuples(index=False, name=None))


def collect(frames: Collection[pd.DataFrame]) -> Result:
    """Return the rows of finished networks as one result, by p and then by seed."""
    measures = pd.concat(frames).sort_values(["p", "seed"], kind="stable", ignore_index=True)
    return Result(measures)


def recorded() -> Result:
    """Return the recorded measures.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    return Result(STUDY.table(COLUMNS))


def summary(result: Result) -> pd.DataFrame:
    """Return sparsity by layer and p.

    Columns: layer, p, n (seeds), estimate, low and high (95 % interval over seeds).
    """
    by = ["layer", "p"]
    return mean_table(by, result.measures.groupby(by, sort=False)["sparsity"], "estimate")


def findings(result: Result) -> tuple[Finding, ...]:
    """Judge, layer by layer, whether dropout makes activations sparser."""
    tables = {
        layer: cell.pivot(index="seed", columns="p", values="sparsity")
        for layer, cell in result.measures.groupby("layer")
    }
    return judged_family(
        f"Paired over seeds, the interval of the share of zeros at p = {COMPARED} less that at "
        "p = 0",
        exceeding(NEGLIGIBLE, ".0%"),
        {
            f"dropout makes activations sparser: {layer}": table[COMPARED] - table[0.0]
            for layer, table in tables.items()
        },
        lambda part, found: f"The difference is {points(found)}.",
        since="2026-11-29",
        changed="On 29 November 2026, after the networks had been recorded, the intervals were "
        "corrected for their number.",
    )
