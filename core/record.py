"""Record tables again: ``python -m core.record [--full | --only NAME]``.

Writes into ``core/data/recorded``, each table with configurations, seeds, versions, date and
processor. The quick ones take minutes: ``home`` (what home shows), ``ledger`` (the claims as
``python -m core --json`` prints them, with every part), ``masked_network`` (the network that masks
of dropout are drawn on), ``padding_benefit`` (pairs of networks that differ in their padding),
``selection`` (what choosing on the test set makes of an accuracy), ``dropout_sparsity``
(activations that are 0, against dropout), ``two_networks`` (what the initialization lab opens with)
and ``orders`` (what the shuffling lab opens with). The long ones: ``pooling_digits`` (networks that
differ in their pooling, on shifted digits), ``dead_runs`` (runs that end by giving every image one
digit), ``lost_digits`` (recipes, by the digits that their networks no longer give),
``final_network`` (the final networks' curves, mistakes on the test set, and weights),
``learning_rates`` (the factorial of the sweep at a smaller learning rate) and ``dropout_sweep``
(the whole sweep, models and all). An interrupted recording goes on where it was.
"""

import argparse
from collections.abc import Callable, Generator
from importlib import import_module
from time import perf_counter
from typing import Any

import pandas as pd

from core.bundled import LEDGER_STUDY
from core.claims import CLAIMS, Verdict
from core.dropout import inside as dropout_inside
from core.dropout import learning_rates, masked_network, recorded_selection, recorded_sweep, sweep
from core.dropout import sparsity as dropout_sparsity
from core.dropout.dead import runs as dead_runs
from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.results import Measured
from core.dropout.ladder import runs as ladder_runs
from core.dropout.sweep import Trained
from core.home import made as home_made
from core.initialization import recorded_networks
from core.ledger import EXPERIMENTS, findings, measure, row
from core.padding import benefit as padding_benefit
from core.pooling import digits as pooling_digits
from core.shuffling import recorded_orders, recorded_runs

Judged = tuple[str, tuple[Verdict, float]]


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
            print(f"{name}:", flush=True)
            start = perf_counter()
            TABLES[name]()
            print(f"{name} recorded in {perf_counter() - start:.0f} s", flush=True)
    except KeyboardInterrupt:
        parser.exit(1, "\nStopped. What is finished is kept; the same command goes on with it.\n")


def ledger() -> None:
    """Measure every claim and write the ledger."""
    configs = {claim: import_module(EXPERIMENTS[claim]).QUICK[claim] for claim in CLAIMS}
    with LEDGER_STUDY.recording((configs,), len(CLAIMS), _missing_claims, _tell) as units:
        measured = dict(units)
        LEDGER_STUDY.sign(
            configs,
            claims=[row(*measured[claim]) for claim in CLAIMS],
            findings={claim: findings(measured[claim][0]) for claim in CLAIMS},
        )


def _missing_claims(kept: list[Judged]) -> Generator[Judged, None, None]:
    wanted = [claim for claim in CLAIMS if claim not in dict(kept)]
    for verdict, _, seconds in measure(wanted):
        yield verdict.claim_id, (verdict, seconds)


def home() -> None:
    """Run what home shows, and write both files."""
    home_made.write(home_made.make())


def two_networks() -> None:
    """Train the two networks of the write-up's links and the same from other seeds; write them."""
    recorded_networks.write(recorded_networks.make())


def orders() -> None:
    """Train what the shuffling lab opens with, and write its files."""
    recorded_runs.write(recorded_runs.make())
    recorded_orders.write(recorded_orders.make())


def network_of_masks() -> None:
    """Train the network that masks are drawn on, and write both files."""
    masked_network.write(masked_network.make())


def padded_pairs() -> None:
    """Train the pairs of networks that differ in their padding, and write the files."""
    study, config = padding_benefit.STUDY, padding_benefit.Config()
    result = padding_benefit.run(config, _tell)
    study.write(result.accuracies)
    study.write(result.losses.round(6), padding_benefit.LOSSES)
    study.sign({"config": config})


def default_selection() -> None:
    """Choose by the test set, by validation and by half of it, and write the file."""
    recorded_selection.write(recorded_selection.make(recorded_selection.Config()))


def sparsity() -> None:
    """Train the networks whose activations are counted, and write both files."""
    configuration, study = dropout_sparsity.configuration(), dropout_sparsity.STUDY

    def missing(kept: list[pd.DataFrame]) -> Generator[pd.DataFrame, None, None]:
        return dropout_sparsity.trained(_finished(dropout_sparsity, kept))

    settings = dropout_inside.VERSION, configuration
    with study.recording(settings, len(dropout_sparsity.models()), missing, _tell) as frames:
        study.write(dropout_sparsity.collect(frames).measures.round(6))
        study.sign(configuration)


def digits() -> None:
    """Train the networks of every head on digits, shift what they see, and write both files."""
    _of_runs(pooling_digits, lambda result, head: result.measures.assign(head=head))


def dead() -> None:
    """Train the runs that may die, and write how each ended."""
    _of_runs(dead_runs, lambda result, name: result.runs.assign(run=name))


def lost_digits() -> None:
    """Train every recipe, and write which digits each of its networks still gives."""
    _of_runs(ladder_runs, lambda result, name: result.runs.assign(run=name))


def _of_runs(experiment: Any, named: Callable[[Any, str], pd.DataFrame]) -> None:
    """Record an experiment's ``RUNS``, each ``named`` in its rows.

    A unit is a run's name and the rows of one of its models.
    """
    runs, study = experiment.RUNS, experiment.STUDY

    def of(name: str, units: list[tuple[str, pd.DataFrame]]) -> list[pd.DataFrame]:
        return [rows for run, rows in units if run == name]

    def missing(kept: list[tuple[str, pd.DataFrame]]) -> Generator[Any, None, None]:
        for name, config in runs.items():
            for rows in experiment.trained(config, _finished(experiment, of(name, kept))):
                yield name, rows

    total = sum(len(experiment.models(config)) for config in runs.values())
    with study.recording((experiment.VERSION, runs), total, missing, _tell) as units:
        tables = [
            named(experiment.collect(config, of(name, units)), name)
            for name, config in runs.items()
        ]
        study.write(pd.concat(tables).round(6))
        study.sign(runs)


def _finished(experiment: Any, frames: list[pd.DataFrame]) -> set[Any]:
    return {model for rows in frames for model in experiment.finished_models(rows)}


def final() -> None:
    """Train the final networks from every seed, show each the test set once, write the files."""
    runs, study = final_results.RUNS, final_results.STUDY
    configs = [config for of_network in runs.values() for config in of_network]

    def missing(kept: list[Measured]) -> Generator[Measured, None, None]:
        done = [one.config for one in kept]
        return final_results.measured([config for config in configs if config not in done])

    settings = final_network.VERSION, configs
    with study.recording(settings, len(configs), missing, _tell) as found:
        for one in found:
            if one.config.seed == 0:
                path = final_results.weights_path(one.config.network)
                path.write_bytes(final_results.packed(one.weights))
        result = final_results.collect([one.result for one in found])
        study.write(result.curves.round(5))
        study.write(result.mistakes.round(5), final_results.MISTAKES)
        study.sign(runs)


def smaller_rate() -> None:
    """Train the factorial at the smaller learning rate, and write its curves."""
    config, study = learning_rates.SMALLER, learning_rates.STUDY

    def missing(kept: list[Trained]) -> Generator[Trained, None, None]:
        return sweep.trained(config, {one.model for one in kept})

    settings = sweep.VERSION, config
    with study.recording(settings, len(sweep.models(config)), missing, _tell) as found:
        curves = sweep.collect(config, found).curves
        study.write(curves.round({"train_loss": 6, "seconds": 2}))
        study.sign({"config": config})


def whole_sweep() -> None:
    """Train the models of the whole sweep, each once, and write its files."""
    runs, study = recorded_sweep.RUNS, recorded_sweep.STUDY
    total = len({model for config in runs.values() for model in sweep.models(config)})
    with study.recording((sweep.VERSION, runs), total, _missing_models, _tell) as trained:
        recorded_sweep.write(trained)
        study.sign(runs)


def _missing_models(kept: list[Trained]) -> Generator[Trained, None, None]:
    """Train what the sweep lacks, the longest runs first, since they stand for shorter ones."""
    known = list(kept)
    for config in recorded_sweep.RUNS.values():
        wanted = recorded_sweep.missing(config, known)
        for one in sweep.trained(config, set(sweep.models(config)) - set(wanted)):
            known.append(one)
            yield one


QUICK: dict[str, Callable[[], None]] = {
    "home": home,
    "ledger": ledger,
    "masked_network": network_of_masks,
    "padding_benefit": padded_pairs,
    "selection": default_selection,
    "dropout_sparsity": sparsity,
    "two_networks": two_networks,
    "orders": orders,
}
"""The tables that take minutes."""

LONG: dict[str, Callable[[], None]] = {
    "pooling_digits": digits,
    "dead_runs": dead,
    "lost_digits": lost_digits,
    "final_network": final,
    "learning_rates": smaller_rate,
    "dropout_sweep": whole_sweep,
}
"""The tables that take up to an hour."""

TABLES = QUICK | LONG


def _tell(done: float, message: str) -> None:
    print(message, flush=True)


if __name__ == "__main__":
    main()
