"""Record tables again: ``python -m core.record [--full | --only NAME]``.

Writes into ``core/data/recorded``, each table with configurations, seeds, versions, date and
processor. The quick ones take minutes: ``ledger`` (the claims as ``python -m core --json`` prints
them, with every part) and ``dropout_sparsity`` (activations that are 0, against dropout). The long
ones: ``pooling_digits`` (networks that differ in their pooling, on shifted digits), ``dead_runs``
(runs that end by giving every image one digit), ``final_network`` (the final networks' curves,
mistakes on the test set, and weights) and ``dropout_sweep`` (the whole sweep, models and all). An
interrupted recording goes on where it was.
"""

import argparse
import json
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import asdict
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import pandas as pd

from core.bundled import LEDGER
from core.circumstances import circumstances
from core.claims import CLAIMS, Verdict
from core.dropout import inside as dropout_inside
from core.dropout import recorded_sweep, sweep
from core.dropout import sparsity as dropout_sparsity
from core.dropout.dead import runs as dead_runs
from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.results import Measured
from core.dropout.sweep import Trained
from core.ledger import EXPERIMENTS, findings, measure, row
from core.pooling import digits as pooling_digits
from core.resumable import Unfinished

Judged = tuple[str, tuple[Verdict, float]]
Unit = TypeVar("Unit")


def main() -> None:
    """Record the quick tables, or those asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m core.record",
        description=f"Record tables again: {', '.join(QUICK)}, in minutes.",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--full", action="store_true", help=f"the long ones too: {', '.join(LONG)}; resumable"
    )
    which.add_argument("--only", choices=TABLES, metavar="NAME", help=", ".join(TABLES))
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else TABLES if arguments.full else QUICK
    try:
        for name in names:
            _say(f"{name}:")
            start = perf_counter()
            TABLES[name]()
            _say(f"{name} recorded in {perf_counter() - start:.0f} s")
    except KeyboardInterrupt:
        parser.exit(1, "\nStopped. What is finished is kept; the same command goes on with it.\n")


def ledger() -> None:
    """Measure every claim and write the ledger."""
    configs = {claim: import_module(EXPERIMENTS[claim]).QUICK[claim] for claim in CLAIMS}
    unfinished = Unfinished("ledger", configs)
    measured = dict(_whole(unfinished, len(CLAIMS), _missing_claims))
    content = {
        **circumstances(),
        "configurations": {claim: asdict(config) for claim, config in configs.items()},
        "claims": [row(*measured[claim]) for claim in CLAIMS],
        "findings": {claim: findings(measured[claim][0]) for claim in CLAIMS},
    }
    _write(LEDGER, content)
    unfinished.forget()


def _missing_claims(kept: list[Judged]) -> Generator[Judged, None, None]:
    wanted = [claim for claim in CLAIMS if claim not in dict(kept)]
    for verdict, _, seconds in measure(wanted):
        yield verdict.claim_id, (verdict, seconds)


def sparsity() -> None:
    """Train the networks whose activations are counted, and write both files."""
    configuration = dropout_sparsity.configuration()
    unfinished = Unfinished("dropout_sparsity", dropout_inside.VERSION, configuration)
    total = len(dropout_sparsity.models())
    frames = _whole(
        unfinished,
        total,
        lambda kept: dropout_sparsity.trained(_finished(dropout_sparsity, kept)),
    )
    result = dropout_sparsity.collect(frames)
    result.measures.round(6).to_csv(dropout_sparsity.MEASURES, index=False)
    _write(dropout_sparsity.PROVENANCE, {**circumstances(), "configurations": configuration})
    unfinished.forget()


def digits() -> None:
    """Train the networks of every head on digits, shift what they see, and write both files."""
    runs = pooling_digits.RUNS
    unfinished = Unfinished("pooling_digits", pooling_digits.VERSION, runs)
    results = _of_runs(unfinished, pooling_digits)
    rows = [result.measures.assign(head=head) for head, result in results.items()]
    pd.concat(rows).round(6).to_csv(pooling_digits.MEASURES, index=False)
    _write(pooling_digits.PROVENANCE, _made(runs))
    unfinished.forget()


def dead() -> None:
    """Train the runs that may die, and write how each ended."""
    runs = dead_runs.RUNS
    unfinished = Unfinished("dead_runs", dead_runs.VERSION, runs)
    rows = [
        result.runs.assign(run=name) for name, result in _of_runs(unfinished, dead_runs).items()
    ]
    pd.concat(rows).round(6).to_csv(dead_runs.RUNS_FILE, index=False)
    _write(dead_runs.PROVENANCE, _made(runs))
    unfinished.forget()


def _of_runs(unfinished: Unfinished, experiment: Any) -> dict[str, Any]:
    """Return the results of an experiment's ``RUNS``, by name; a unit is a run's name and rows."""

    def missing(kept: list[tuple[str, pd.DataFrame]]) -> Generator[Any, None, None]:
        for name, config in experiment.RUNS.items():
            done = _finished(experiment, [rows for run, rows in kept if run == name])
            for rows in experiment.trained(config, done):
                yield name, rows

    total = sum(len(experiment.models(config)) for config in experiment.RUNS.values())
    units = _whole(unfinished, total, missing)
    return {
        name: experiment.collect(config, [rows for run, rows in units if run == name])
        for name, config in experiment.RUNS.items()
    }


def _finished(experiment: Any, frames: list[pd.DataFrame]) -> set[Any]:
    return {model for rows in frames for model in experiment.finished_models(rows)}


def final() -> None:
    """Train the final networks from every seed, show each the test set once, write the files."""
    configs = [config for runs in final_results.RUNS.values() for config in runs]
    unfinished = Unfinished("final_network", final_network.VERSION, configs)
    found = _whole(unfinished, len(configs), _missing_networks)
    for one in found:
        if one.config.seed == 0:
            path = final_results.weights_path(one.config.network)
            path.write_bytes(final_results.packed(one.weights))
    result = final_results.collect([one.result for one in found])
    result.curves.round(5).to_csv(final_results.CURVES, index=False)
    result.mistakes.round(5).to_csv(final_results.MISTAKES, index=False)
    runs = {
        network: [asdict(config) for config in configs]
        for network, configs in final_results.RUNS.items()
    }
    _write(final_results.PROVENANCE, {**circumstances(), "configurations": runs})
    unfinished.forget()


def _missing_networks(kept: list[Measured]) -> Generator[Measured, None, None]:
    done = [one.config for one in kept]
    configs = [config for runs in final_results.RUNS.values() for config in runs]
    return final_results.measured([config for config in configs if config not in done])


def whole_sweep() -> None:
    """Train the models of the whole sweep, each once, and write its files."""
    runs = recorded_sweep.RUNS
    unfinished = Unfinished("dropout_sweep", sweep.VERSION, runs)
    total = len({model for config in runs.values() for model in sweep.models(config)})
    recorded_sweep.write(_whole(unfinished, total, _missing_models))
    _write(recorded_sweep.PROVENANCE, _made(runs))
    unfinished.forget()


def _missing_models(kept: list[Trained]) -> Generator[Trained, None, None]:
    """Train what the sweep lacks, the longest runs first, since they stand for shorter ones."""
    known = list(kept)
    for config in recorded_sweep.RUNS.values():
        wanted = recorded_sweep.missing(config, known)
        for one in sweep.trained(config, set(sweep.models(config)) - set(wanted)):
            known.append(one)
            yield one


QUICK: dict[str, Callable[[], None]] = {"ledger": ledger, "dropout_sparsity": sparsity}
"""The tables that take minutes."""

LONG: dict[str, Callable[[], None]] = {
    "pooling_digits": digits,
    "dead_runs": dead,
    "final_network": final,
    "dropout_sweep": whole_sweep,
}
"""The tables that take up to an hour."""

TABLES = QUICK | LONG


def _whole(
    unfinished: Unfinished,
    total: int,
    missing: Callable[[list[Unit]], Generator[Unit, None, None]],
) -> list[Unit]:
    """Return all ``total`` units: those kept earlier, and what is ``missing``, kept as it ends."""
    units: list[Unit] = unfinished.find()
    if units:
        _say(f"{len(units)} of {total} are kept from before")
    with closing(missing(list(units))) as results:
        for unit in results:
            unfinished.keep(unit)
            units.append(unit)
            _say(f"{len(units)} of {total}")
    return units


def _made(runs: dict[str, Any]) -> dict[str, Any]:
    """Return the provenance of runs that are made now."""
    configurations = {name: asdict(config) for name, config in runs.items()}
    return {**circumstances(), "configurations": configurations}


def _say(text: str) -> None:
    print(text, flush=True)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be recorded")


if __name__ == "__main__":
    main()
