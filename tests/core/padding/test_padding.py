from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import padding
from core.bundled import recorded_ledger
from core.claims import Outcome
from core.padding import Config, run, verdicts
from core.padding import benefit as padding_benefit
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from core.padding import sizes as padding_sizes
from tests.core.planted import planted

SMALL = Config(
    benefit=padding_benefit.Config(seeds=2, images=100, epochs=1, tested=50),
    cost=padding_cost.Config(pictures=4),
)
PARTS = {
    "size with padding after the last layer": padding_sizes.kept,
    "windows that use a corner pixel, with padding": padding_coverage.used,
    "a corner pixel's share of the windows that a pixel in the middle has, without padding": (
        padding_coverage.used_less
    ),
    "accuracy gained by padding for digits at the border": padding_benefit.benefit,
    "relative error of the padded response at the border": padding_cost.distortion,
    "accuracy that the padded network loses at the border": padding_benefit.reliability,
}
EXPERIMENT = {
    "core.padding.sizes": "sizes",
    "core.padding.coverage": "coverage",
    "core.padding.benefit": "benefit",
    "core.padding.cost": "cost",
}


@pytest.fixture(scope="module")
def measured():
    reports = []
    return run(SMALL, lambda *report: reports.append(report)), reports


@pytest.mark.slow
def test_every_half_of_the_claim_is_judged_by_the_experiment_that_measures_it(measured):
    result, _ = measured
    (verdict,) = verdicts(result)
    assert verdict.claim_id == "2.B"
    assert [finding.part for finding in verdict.findings] == list(PARTS)
    for finding in verdict.findings:
        judge = PARTS[finding.part]
        assert finding == judge(getattr(result, EXPERIMENT[judge.__module__]))


@pytest.mark.slow
def test_each_experiment_runs_as_it_would_alone(measured):
    result, _ = measured
    for name in ("sizes", "coverage", "cost"):
        experiment = getattr(padding, f"padding_{name}")
        alone = experiment.run(getattr(SMALL, name))
        found = getattr(result, name)
        judged = [judge for judge in PARTS.values() if judge.__module__ == experiment.__name__]
        assert [judge(found) for judge in judged] == [judge(alone) for judge in judged]


@pytest.mark.slow
def test_the_report_rises_to_one(measured):
    done = [share for share, _ in measured[1]]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 1)


@pytest.mark.slow
def test_a_border_that_is_used_less_and_less_reliable_would_confirm_the_claim(measured):
    result, _ = measured
    level = planted(result.benefit, "accuracies", accuracy=0.9)
    gains = planted(level, "accuracies", "shift == 10", accuracy=0.8)
    border_of_the_unpadded = "shift == 10 and network == 'unpadded'"
    gains = planted(gains, "accuracies", border_of_the_unpadded, accuracy=0.6)
    (verdict,) = verdicts(replace(result, benefit=gains))
    assert [f.part for f in verdict.findings if f.outcome is not Outcome.HOLDS] == [list(PARTS)[-1]]
    # A padded network that loses more than the unpadded one gains nothing: the two halves exclude
    # each other in this measure, unless padding lifts the middle as well.
    loses = planted(level, "accuracies", "shift == 10 and network == 'padded'", accuracy=0.8)
    (verdict,) = verdicts(replace(result, benefit=loses))
    assert verdict.outcome is Outcome.HOLDS_IN_PART
    assert [f.part for f in verdict.findings if f.outcome is not Outcome.HOLDS] == [list(PARTS)[3]]


@given(value=st.none() | st.integers() | st.text(max_size=5) | st.just(padding_cost.Config()))
@pytest.mark.parametrize("field", ["sizes", "coverage", "benefit"])
def test_a_configuration_of_another_kind_is_refused_by_name(field, value):
    with pytest.raises(ValueError, match=f"^{field} is .* one of core.padding.{field}'s"):
        Config(**{field: value})


def test_what_is_recorded_is_what_is_measured():
    """The exact parts and the responses again; the networks take too long for a test."""
    then = {finding.part: finding for finding in recorded_ledger().verdicts["2.B"].findings}
    assert list(then) == list(PARTS)
    again = [
        padding_sizes.kept(padding_sizes.run(padding_sizes.Config())),
        padding_cost.distortion(padding_cost.run(padding_cost.Config())),
    ]
    coverage = padding_coverage.run(padding_coverage.Config())
    again += [padding_coverage.used(coverage), padding_coverage.used_less(coverage)]
    for finding in again:
        assert finding.outcome is then[finding.part].outcome
        assert finding.estimate == pytest.approx(then[finding.part].estimate, rel=1e-4)
        assert finding.n == then[finding.part].n
