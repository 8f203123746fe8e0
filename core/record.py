"""Measure everything that is recorded: ``python -m core.record`` (about an hour on two cores).

Writes into ``core/data/recorded``, each with configurations, seeds, versions, date and processor:
``dropout_sweep`` (the whole dropout sweep, models and all), ``ledger`` (the claims as ``python -m
core --json`` prints them, with every part), ``pooling_digits`` (networks that differ in their
pooling, on shifted digits), ``dead_runs`` (runs that end by giving every image one digit),
``dropout_sparsity`` (activations that are 0, against dropout) and ``final_network`` (the final
networks' curves, mistakes on the test set, and weights).
"""

import json
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from core import dead_runs, dropout_sparsity, final_results, pooling_digits, recorded_sweep
from core.claims import CLAIMS
from core.ledger import EXPERIMENTS, LEDGER, findings, measure, row
from core.sweep import Trained, models
from core.sweep import sweep as sweep_models

PACKAGES = ("torch", "torchvision", "numpy", "numba", "pandas", "scipy")


def main() -> None:
    """Measure everything and write every file."""
    sweep()
    claims()
    digits()
    dead()
    sparsity()
    final()


def claims() -> None:
    """Measure every claim and write the ledger."""
    measured = list(measure(CLAIMS, lambda done, message: print(f"{done:4.0%} {message}")))
    content = {
        **_circumstances(),
        "configurations": {
            claim_id: asdict(import_module(EXPERIMENTS[claim_id]).QUICK[claim_id])
            for claim_id in CLAIMS
        },
        "claims": [row(verdict, seconds) for verdict, _, seconds in measured],
        "findings": {verdict.claim_id: findings(verdict) for verdict, _, _ in measured},
    }
    _write(LEDGER, content)


def sweep() -> None:
    """Train the models of the whole sweep, each once, and write its files."""
    trained: list[Trained] = []
    for name, config in recorded_sweep.RUNS.items():
        wanted = recorded_sweep.missing(config, trained)
        known = set(models(config)) - set(wanted)
        for done, one in enumerate(sweep_models(config, known), start=1):
            print(f"{name}: {done} of {len(wanted)} models trained")
            trained.append(one)
    recorded_sweep.write(trained)
    runs = {name: asdict(config) for name, config in recorded_sweep.RUNS.items()}
    _write(recorded_sweep.PROVENANCE, {**_circumstances(), "configurations": runs})


def digits() -> None:
    """Train the networks of every head on digits, shift what they see, and write both files."""
    frames = []
    for head, config in pooling_digits.RUNS.items():
        print(f"pooling on digits, {head} head")
        result = pooling_digits.run(config, lambda done, message: print(f"{done:4.0%} {message}"))
        frames.append(result.measures.assign(head=head))
    pd.concat(frames).round(6).to_csv(pooling_digits.MEASURES, index=False)
    runs = {head: asdict(config) for head, config in pooling_digits.RUNS.items()}
    _write(pooling_digits.PROVENANCE, {**_circumstances(), "configurations": runs})


def dead() -> None:
    """Train the runs that may die, and write how each ended."""
    frames = []
    for name, config in dead_runs.RUNS.items():
        print(f"dead runs, {name}")
        result = dead_runs.run(config, lambda done, message: print(f"{done:4.0%} {message}"))
        frames.append(result.runs.assign(run=name))
    pd.concat(frames).round(6).to_csv(dead_runs.RUNS_FILE, index=False)
    runs = {name: asdict(config) for name, config in dead_runs.RUNS.items()}
    _write(dead_runs.PROVENANCE, {**_circumstances(), "configurations": runs})


def sparsity() -> None:
    """Train the networks whose activations are counted, and write both files."""
    print("sparsity against dropout")
    result = dropout_sparsity.run(lambda done, message: print(f"{done:4.0%} {message}"))
    result.measures.round(6).to_csv(dropout_sparsity.MEASURES, index=False)
    content = {**_circumstances(), "configuration": dropout_sparsity.configuration()}
    _write(dropout_sparsity.PROVENANCE, content)


def final() -> None:
    """Train the final networks from every seed, show each the test set once, write the files."""
    configs = [config for runs in final_results.RUNS.values() for config in runs]
    found = []
    for one in final_results.measured(configs):
        found.append(one.result)
        print(
            f"{len(found) / len(configs):4.0%} {one.config.network} network, seed {one.config.seed}"
        )
        if one.config.seed == 0:
            path = final_results.weights_path(one.config.network)
            path.write_bytes(final_results.packed(one.weights))
    result = final_results.collect(found)
    result.curves.round(5).to_csv(final_results.CURVES, index=False)
    result.mistakes.round(5).to_csv(final_results.MISTAKES, index=False)
    runs = {
        network: [asdict(config) for config in configs]
        for network, configs in final_results.RUNS.items()
    }
    _write(final_results.PROVENANCE, {**_circumstances(), "configurations": runs})


def _circumstances() -> dict[str, Any]:
    """Return when and on what this is measured."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be recorded")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.machine()


if __name__ == "__main__":
    main()
