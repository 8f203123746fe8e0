from dataclasses import replace

import pytest

from core.claims import Outcome
from core.initialization.explanations import Config, findings, run


@pytest.fixture(scope="module")
def result():
    return run(Config(seeds=3))


def held(result):
    return {finding.part: finding.outcome is Outcome.HOLDS for finding in findings(result)}


def test_what_the_design_measured_comes_out(result):
    assert list(held(result).values()) == [False, False, True]
    slope = findings(result)[0]
    assert slope.estimate == 0.25


def test_units_that_start_equal_stay_equal(result):
    assert (result.inside["unit_spread"] == 0).all()
    assert set(result.inside["start"]) == {"zero", "constant"}


def test_a_network_of_equal_units_learns_no_circle(result):
    losses = result.losses.groupby(["activation", "start"])["test_loss"]
    for activation in ("relu", "sigmoid"):
        assert losses.get_group((activation, "constant")).min() > 0.2
        assert losses.get_group((activation, "random")).median() < 0.01


@pytest.mark.parametrize(
    ("frame", "change", "part"),
    [
        ("inside", {"mean_slope": 0.01}, "B's sigmoid units start saturated"),
        ("losses", {"test_loss": 0.001}, "the value 0 itself is the cause"),
        ("swaps", {"test_loss": 0.001}, "the start makes the difference, not the data"),
    ],
)
def test_each_verdict_follows_its_figures(result, frame, change, part):
    altered = replace(result, **{frame: getattr(result, frame).assign(**change)})
    assert held(altered)[part] != held(result)[part]


@pytest.mark.parametrize("wrong", [{"constant": 0}, {"constant": float("nan")}, {"seeds": 1}])
def test_a_value_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Config(**wrong)
