"""Write-up 2.D: which dropout probability is best, what made the network good, how to choose.

accuracies      What a sweep reached: a row a seed, a column a dropout probability
best            Is a dropout probability the best: its lead over each rival, corrected
candidates      The models of the recorded sweeps as candidates to choose among
cluster         A Dask cluster to train on, where one machine is too small
dead/           Runs that end by giving every image one digit
effects         Batch normalisation, dropout and small kernels, each with and without another
epochs          Is the best dropout probability after one epoch the best after ten?
exercises       The exercises of the dropout lab, answered by networks, record and theory
final/          Two small networks for MNIST, what they reach, and a digit drawn for them
inside          Inside a network with dropout: filters, maps of a digit, zeros
interruptible   Results of parallel work as they end, from work that can be ended at any moment
ladder/         Which digits does a network no longer give? The ladder of the accuracies
layer_outputs   What every layer of a convolutional network makes of images
lesson          The lesson on the dropout sweep: is the winner better, or lucky?
lesson_runs     What the lesson on the dropout sweep is answered from: records, read and judged
luck            How much of the best dropout probability's win is luck?
recorded_sweep  The whole sweep as recorded, models and all
selection       What choosing on the test set makes of an accuracy, played with validation
selection_bias  How far the best of many noisy accuracies is expected to lie above the truth
sparsity        How sparse the activations of a network are, against dropout
store           Finished models of sweeps, kept in one SQLite file, so that none is trained twice
sweep           Many networks trained on MNIST, a process a core, their results arriving as they end
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.claims import CLAIMS, DROPOUT_RATES, Finding, Interval, Outcome, Role, Verdict, exactly
from core.dropout import accuracies, effects, epochs, recorded_sweep
from core.dropout.best import leads
from core.dropout.sweep import Config, Model, Result, Trained, collect, models, run, trained
from core.intervals import mean_table, prediction_interval
from core.rules import below, exceeding, judge_mean, judged, together, within
from core.text import minus

__all__ = [
    "QUICK",
    "Config",
    "Model",
    "Result",
    "Trained",
    "collect",
    "judge",
    "models",
    "run",
    "trained",
    "verdicts",
]

VERSION = 2
COURSE = "course"
NETWORKS = {COURSE: "", "batch normalisation": " with batch normalisation"}
"""The write-up's two networks, and how a sentence says which."""
CLAIMED_BEST = 0.5
NEGLIGIBLE_OPTIMISM = 0.001
RANKS_AGREE = 0.9
RESAMPLES = 1_000
WHOLE_EPOCH = 55_000
LAST_EPOCH = 10
TEN_EPOCHS = "ten epochs at p = 0.5"

QUICK = {
    "2.D.i": Config(seeds=3, images=5_000, learning_rate=0.01),
    "2.D.ii": Config(
        recorded_sweep.FACTORIAL.networks, (0.0, CLAIMED_BEST), seeds=4, images=4_000, epochs=2
    ),
    "2.D.iii": Config(seeds=4, epochs=3),
}
RECORDS = {
    "2.D.i": (recorded_sweep.one_epoch, recorded_sweep.ten_epochs),
    "2.D.ii": (recorded_sweep.kernels,),
    "2.D.iii": (recorded_sweep.ten_epochs,),
}


def verdicts(result: Result) -> list[Verdict]:
    """Judge 2.D by the recorded sweep, and beside it by the live ``result`` on fewer images.

    Raises ``DamagedData`` when the record is missing or damaged.
    """
    found = []
    for live in judge(result):
        recorded = [
            finding for read in RECORDS[live.claim_id] for finding in JUDGES[live.claim_id](read())
        ]
        known = {finding.part: finding.outcome for finding in recorded}
        quick = (
            _quick(finding, known.get(finding.part), result.config) for finding in live.findings
        )
        found.append(Verdict(live.claim_id, (*recorded, *quick)))
    return found


def judge(result: Result) -> list[Verdict]:
    """Judge whatever of 2.D a sweep covers; the rest is not tested."""
    return [Verdict(claim_id, tuple(parts(result))) for claim_id, parts in JUDGES.items()]


def _quick(finding: Finding, recorded: Outcome | None, config: Config) -> Finding:
    """Return a live finding as one that confirms or contradicts the record, and does not count."""
    decided = {Outcome.HOLDS, Outcome.FAILS}
    if not {finding.outcome, recorded} <= decided:
        says = "It can neither confirm nor contradict the record."
    else:
        says = f"It {'confirms' if finding.outcome is recorded else 'contradicts'} the record."
    return replace(
        finding,
        part=f"{finding.part}, live on {config.images:,} images",
        why=f"{finding.why} {says}",
        role=Role.QUICK,
        would_decide=None,
    )


def summary(result: Result) -> pd.DataFrame:
    """Return validation accuracy after the last epoch by network and p.

    Columns: network, p, n (seeds), mean, and low and high of the 95 % interval of the mean,
    missing with one seed.
    """
    last = result.curves[result.curves["epoch"] == result.config.epochs]
    by = ["network", "p"]
    table = mean_table(by, last.groupby(by, sort=False)["validation_accuracy"])
    return table.replace([-np.inf, np.inf], np.nan)


def _course(result: Result) -> pd.DataFrame:
    """Return last accuracies of the course's network: a row a seed, a column a p."""
    return accuracies.accuracies(result, COURSE, result.config.epochs)


def _sweep_findings(result: Result) -> list[Finding]:
    config = result.config
    reported = CLAIMS["2.D.i"].reported
    table = _course(result)
    if len(table) < 2 or set(table) != set(DROPOUT_RATES):
        return []
    whole = config.images == WHOLE_EPOCH
    if config.epochs == LAST_EPOCH and whole:
        return [_figure_inside(TEN_EPOCHS, table[CLAIMED_BEST], reported[TEN_EPOCHS])]
    if config.epochs != 1:
        return []
    figures = {f"p = {p:.1f}": p for p in DROPOUT_RATES} if whole else {}
    return [
        *(one for network in NETWORKS for one in _best_is(result, network)),
        *(_figure_inside(part, table[p], reported[part]) for part, p in figures.items()),
    ]


def _figure_inside(part: str, accuracies: pd.Series, figure: float) -> Finding:
    estimate, low, high = prediction_interval(accuracies)
    interval = Interval(estimate, max(low, 0.0), min(high, 1.0))
    inside = interval.low <= figure <= interval.high
    telling = interval.low > 0 or interval.high < 1
    judged = f"{figure} lies {'inside' if inside else 'outside'}"
    return Finding(
        part,
        "The reported accuracy lies inside the 95 % prediction interval for one more run, and "
        "that interval leaves some accuracy out.",
        exactly(inside) if telling else Outcome.UNDECIDED,
        interval,
        len(accuracies),
        f"For {part} one more run would give {interval.low:.3f} to {interval.high:.3f}; "
        f"{judged if telling else 'no figure could lie outside, so that the seeds cannot tell'}.",
        figure,
        since="2026-11-26",
        changed="On 26 November 2026, after the sweep had been recorded, the rule was sharpened: "
        "an interval that holds every accuracy from 0 to 1 no longer confirms a figure.",
    )


def _best_is(result: Result, network: str) -> list[Finding]:
    """Judge the lead of one half in a network; nothing before two seeds are whole."""
    table = accuracies.accuracies(result, network, result.config.epochs)
    if len(table) < 2:
        return []
    found = leads(table, CLAIMED_BEST)
    rival, decisive = next(iter(found.items()))
    by = abs(decisive.found.estimate)
    stands = f"{by:.3f} {'ahead of' if decisive.found.estimate > 0 else 'behind'} p = {rival}"
    return [
        together(*found.values()).finding(
            f"lead of p = {CLAIMED_BEST}{NETWORKS[network]} over the best other",
            f"Paired over seeds, the difference in accuracy to each of the {len(found)} others, "
            "corrected for their number (Holm): every interval lies above 0.",
            len(table),
            f"p = {CLAIMED_BEST}{NETWORKS[network]} is {stands} in accuracy "
            f"({minus(f'{decisive.found.low:+.3f} to {decisive.found.high:+.3f}')}, {len(table)} "
            "seeds).",
            since="2026-11-29",
            changed="On 29 November 2026, after the sweep had been recorded, the comparison was "
            "corrected for the number of rivals and made for both networks; before, only the rival "
            "that looked best was compared.",
        )
    ]


def _effect_findings(result: Result) -> list[Finding]:
    covered = set(result.config.networks) == set(recorded_sweep.FACTORIAL.networks)
    if not covered or not {0.0, CLAIMED_BEST} <= set(result.config.dropout):
        return []
    return effects.findings(result)


def _selection_findings(result: Result) -> list[Finding]:
    if len(_course(result)) < 2:
        return []
    if len(result.config.dropout) < 3:
        return []
    findings = [_rank_agreement(result)] if result.config.epochs > 1 else []
    return findings + (_optimism_findings(result) if result.trained else [])


def _rank_agreement(result: Result) -> Finding:
    last, seeds = result.config.epochs, _course(result).index
    tables = [accuracies.accuracies(result, COURSE, epoch).loc[seeds] for epoch in (1, last)]
    ranks = epochs.correlations(np.stack(tables, axis=2))[1]
    return judged(
        "rank correlation between one epoch and the last",
        "The 95 % interval over seeds of Spearman's correlation between the accuracies of the "
        "dropout rates after one epoch and after the last",
        below(RANKS_AGREE),
        ranks,
        lambda found: (
            f"Between epoch 1 and epoch {last} the order of the dropout rates correlates "
            f"at {found.estimate:.2f} ({found.low:.2f} to {found.high:.2f})."
        ),
        since="2026-11-24",
    )


def _optimism_findings(result: Result) -> list[Finding]:
    chosen_on, kept_apart = _optimism(result)
    honest = judge_mean(kept_apart, within(NEGLIGIBLE_OPTIMISM))
    return [
        judged(
            "optimism of the set that chose the winner",
            "Over seeds, the 95 % interval of (accuracy on the images that chose the dropout rate "
            "− accuracy on fresh images)",
            exceeding(NEGLIGIBLE_OPTIMISM),
            chosen_on,
            lambda found: (
                f"The images that choose the winner overrate it by {found.estimate:.4f} "
                f"({found.low:.4f} to {found.high:.4f})."
            ),
            since="2026-11-24",
        ),
        Finding(
            "optimism of a set kept apart from the choice",
            f"Over seeds, the 95 % interval of the difference lies within ±{NEGLIGIBLE_OPTIMISM}.",
            honest.outcome,
            honest.found,
            len(kept_apart),
            f"Images kept apart from the choice overrate it by {honest.found.estimate:+.4f} "
            f"({honest.found.low:+.4f} to {honest.found.high:+.4f}).",
            since="2026-11-29",
            role=Role.CHECK,
        ),
    ]


def _optimism(result: Result) -> tuple[list[float], list[float]]:
    """Choose p on a third of the validation images, again and again, and see what it is worth.

    Returns, for each seed, the mean over resamples of accuracy on the choosing third and on a
    second third, each less the accuracy on the last third.
    """
    random = np.random.default_rng(0)
    seeds = _course(result).index
    chosen_on, kept_apart = [], []
    for seed in seeds:
        correct = np.stack(
            [
                one.correct[-1]
                for one in result.trained
                if (one.model.network, one.model.seed) == (COURSE, seed)
            ]
        )
        gains = []
        for _ in range(RESAMPLES):
            choosing, apart, fresh = np.array_split(random.permutation(correct.shape[1]), 3)
            winner = correct[correct[:, choosing].mean(axis=1).argmax()]
            truth = winner[fresh].mean()
            gains.append((winner[choosing].mean() - truth, winner[apart].mean() - truth))
        optimism, honest = np.mean(gains, axis=0)
        chosen_on.append(float(optimism))
        kept_apart.append(float(honest))
    return chosen_on, kept_apart


JUDGES = {"2.D.i": _sweep_findings, "2.D.ii": _effect_findings, "2.D.iii": _selection_findings}
