"""No finding says more than its interval bears: recorded, or at a lab's default settings."""

from datetime import date

import pytest

from core import dropout, mnist
from core.bundled import recorded_ledger
from core.claims import CLAIMS, Interval, Outcome, Role
from core.dropout import epochs, luck, recorded_selection, recorded_sweep, sparsity
from core.dropout.candidates import NETWORKS
from core.dropout.dead import findings as dead_findings
from core.dropout.dead import runs as dead_runs
from core.dropout.ladder import outputs_alive, rungs
from core.dropout.ladder import runs as ladder_runs
from core.initialization import activation_starts, explanations
from core.padding import cost as padding_cost
from core.padding import coverage, position
from core.pooling import census, digits, shift

DECIDED = {Outcome.HOLDS, Outcome.FAILS}


def of_the_ledger():
    verdicts = recorded_ledger().verdicts
    return [one for claim_id in CLAIMS for one in verdicts[claim_id].findings]


def of_the_recorded_sweeps():
    return [one for claim_id in dropout.RECORDS for one in dropout.recorded_findings(claim_id)]


def of_luck():
    sweeps = {"one": recorded_sweep.one_epoch(), "ten": recorded_sweep.ten_epochs()}
    return [
        one
        for network in NETWORKS
        for name, sweep in sweeps.items()
        for one in luck.run(luck.Config(network=network, epochs=name), sweep).findings
    ]


def of_epochs():
    ten = recorded_sweep.ten_epochs()
    races = (epochs.run(epochs.Config(network=network), ten) for network in NETWORKS)
    return [one for race in races for one in race.findings]


def of_selection():
    return recorded_selection.recorded().findings


def of_lost_digits():
    share = rungs.shares(mnist.splits(ladder_runs.SPLIT_SEED).validation.labels)
    return outputs_alive.findings(rungs.read(ladder_runs.recorded("whole epoch").runs, share))


def of_dead_runs():
    whole, changes = dead_runs.recorded("whole epoch"), dead_runs.recorded("changes")
    return dead_findings.findings(whole, changes, mnist.splits(0).test.labels.tolist())


def of_pooling():
    heads = [one for head in digits.RUNS for one in digits.findings(digits.recorded(head))]
    squares = census.findings(census.run(census.Config()))
    return [*heads, *squares, *shift.findings(shift.run(shift.Config()))]


def of_padding():
    cost = padding_cost.run(padding_cost.Config())
    leak = position.run(position.Config(side=10, layers=2, seeds=2))
    return [
        coverage.middle_untouched(coverage.run(coverage.Config())),
        *(judged(cost) for judged in (padding_cost.confinement, padding_cost.alternatives)),
        *(judged(leak) for judged in (position.leak, position.spread)),
    ]


@pytest.mark.parametrize(
    "found",
    [
        of_the_ledger,
        of_the_recorded_sweeps,
        of_luck,
        of_epochs,
        pytest.param(of_selection, marks=pytest.mark.slow),
        of_dead_runs,
        of_lost_digits,
        lambda: sparsity.findings(sparsity.recorded()),
        of_pooling,
        pytest.param(of_padding, marks=pytest.mark.slow),
        lambda: activation_starts.findings(activation_starts.run(activation_starts.Config())),
        pytest.param(
            lambda: explanations.findings(explanations.run(explanations.Config())),
            marks=pytest.mark.slow,
        ),
    ],
    ids=[
        "ledger",
        "sweeps",
        "luck",
        "epochs",
        "selection",
        "dead runs",
        "lost digits",
        "sparsity",
        "pooling",
        "padding",
        "activations",
        "explanations",
    ],
)
def test_no_finding_is_decided_whose_interval_straddles_its_threshold(found):
    for one in found():
        low, high = one.interval.low, one.interval.high
        assert one.outcome in DECIDED | {Outcome.UNDECIDED}
        if one.threshold is not None:
            assert (low < one.threshold < high) == (one.outcome is Outcome.UNDECIDED), one
        elif isinstance(one.measured, Interval) and one.reported is not None:
            assert one.outcome is not Outcome.FAILS or not low <= one.reported <= high, one
        assert one.would_decide is None or one.would_decide > one.n
        assert one.outcome is Outcome.UNDECIDED or not one.needed
        assert date(2026, 11, 24) <= date.fromisoformat(one.since) <= date.today()
        assert one.changed.endswith(".") or not one.changed


def test_a_quick_live_run_counts_in_no_recorded_verdict():
    for verdict in recorded_ledger().verdicts.values():
        live = [one for one in verdict.findings if ", live on " in one.part]
        assert {one.role for one in live} <= {Role.QUICK}
        assert not set(live) & set(verdict.parts)
        assert all(one.why.endswith("the record.") for one in live)
