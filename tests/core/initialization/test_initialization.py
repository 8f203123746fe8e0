import numpy as np
import pytest

from core.claims import Outcome
from core.initialization import Config, run, verdicts
from core.playground import parse_link, train
from tests.core.planted import planted
from tests.core.progress import reported, stopped


@pytest.fixture(scope="module")
def relu():
    return run(Config(seeds=10))


@pytest.fixture(scope="module")
def sigmoid():
    return run(Config("sigmoid", 4_000, 4_083, rebuilds_a=2, seeds=2, resets=2))


def verdict(result):
    (one,) = verdicts(result)
    return one


def finding(result, part):
    (one,) = (f for f in verdict(result).findings if f.part == part)
    return one


def failing(result):
    return [f.part for f in verdict(result).findings if f.outcome is not Outcome.HOLDS]


FIGURES = [
    ("relu", "A", 250, "test_loss", "0.001"),
    ("relu", "A", 250, "train_loss", "0.001"),
    ("relu", "B", 250, "test_loss", "0.508"),
    ("relu", "B", 250, "train_loss", "0.497"),
    ("sigmoid", "A", 4_000, "test_loss", "0.002"),  # the write-up prints 0.001
    ("sigmoid", "A", 4_000, "train_loss", "0.001"),
    ("sigmoid", "B", 4_083, "test_loss", "0.412"),
    ("sigmoid", "B", 4_083, "train_loss", "0.396"),
]


@pytest.mark.parametrize(("activation", "network", "iteration", "column", "printed"), FIGURES)
def test_the_losses_measured_with_the_original_engine(
    request, activation, network, iteration, column, printed
):
    losses = request.getfixturevalue(activation).losses.set_index(["network", "iteration"])
    assert f"{losses.loc[(network, iteration), column]:.3f}" == printed


def test_network_b_first_falls_below_045_at_about_iteration_3460(sigmoid):
    losses = sigmoid.losses[sigmoid.losses["network"] == "B"].set_index("iteration")["train_loss"]
    assert losses[losses < 0.45].index[0] == pytest.approx(3_460, abs=1)


CAUSE = "share of activations without inactive units that free B"


def test_the_relu_claim_holds_but_for_its_cause(relu):
    assert verdict(relu).claim_id == "1.A.i"
    assert verdict(relu).outcome is Outcome.HOLDS_IN_PART
    assert failing(relu) == [CAUSE]
    assert finding(relu, CAUSE).estimate == 1 / 5
    assert verdict(relu).reported == {
        "A test loss": 0.001,
        "A train loss": 0.001,
        "B test loss": 0.508,
        "B train loss": 0.497,
    }


def test_the_sigmoid_claim_holds_in_part_and_saturation_is_not_the_cause(sigmoid):
    assert verdict(sigmoid).claim_id == "1.A.ii"
    assert verdict(sigmoid).outcome is Outcome.HOLDS_IN_PART
    saturation = finding(sigmoid, "mean sigmoid slope in B at the start")
    assert saturation.outcome is Outcome.FAILS
    assert saturation.estimate == 0.25
    held = {f.part: f.outcome is Outcome.HOLDS for f in verdict(sigmoid).findings}
    assert held["B test loss"]
    assert held["B train loss"]
    assert "A test loss" not in held


def test_activations_that_free_b_would_make_inactivity_the_cause(relu):
    assert finding(planted(relu, "others", weight_change=0.1), CAUSE).outcome is Outcome.HOLDS


@pytest.mark.slow
def test_a_drops_around_iteration_300_after_no_number_of_resets():
    result = run(Config("sigmoid", 4_000, 100, rebuilds_a=2, seeds=2, resets=20))
    falls = [
        np.diff(train(result.config.settings["A"], 4_000, rebuilds).losses["train_loss"][50:])
        for rebuilds in (0, 2)
    ]
    steepest = result.resets["steepest"]
    for own, rebuilds in zip(falls, (0, 2), strict=True):
        assert steepest[rebuilds] == pytest.approx(51 + own.argmin(), abs=3)
    assert steepest.between(350, 2_000).all()
    drop = finding(result, "share of A's resets whose loss drops around iteration 300")
    assert (drop.outcome, drop.estimate, drop.n) == (Outcome.FAILS, 0, 20)
    both = finding(result, "share of A's resets that show both figures")
    assert (both.outcome, both.estimate) == (Outcome.HOLDS, 4 / 20)


def test_a_drop_around_iteration_300_would_be_found(sigmoid):
    part = "share of A's resets whose loss drops around iteration 300"
    assert finding(sigmoid, part).outcome is Outcome.FAILS
    dropped = planted(sigmoid, "resets", "index == 0", steepest=349)
    assert finding(dropped, part).outcome is Outcome.HOLDS


def test_a_zero_start_costs_more_with_relu_than_with_the_sigmoid(sigmoid):
    part = "loss that a zero start costs, sigmoid − ReLU"
    own = sigmoid.seeds.pivot(index="seed", columns="start", values="test_loss")
    relu = sigmoid.relu_seeds.pivot(index="seed", columns="start", values="test_loss")
    harm = (own["zero"] - own["random"]) - (relu["zero"] - relu["random"])
    assert finding(sigmoid, part).estimate == pytest.approx(harm.mean())
    assert finding(sigmoid, part).outcome is not Outcome.HOLDS
    changed = planted(sigmoid, "relu_seeds", test_loss=0.3)
    changed = planted(changed, "seeds", "start == 'zero'", test_loss=lambda loss: loss + 1)
    assert finding(changed, part).outcome is Outcome.HOLDS


def test_slopes_and_symmetry_in_b_are_as_measured(sigmoid):
    inside = sigmoid.inside[sigmoid.inside["network"] == "B"]
    middle = inside[inside["iteration"].between(3_000, 3_100)]
    assert middle["mean_slope"].round(2).tolist() == [0.24, 0.22]
    assert (inside["unit_spread"] == 0).all()
    points = sigmoid.points[sigmoid.points["network"] == "B"]
    assert round((np.sign(points["output"]) == points["label"]).mean(), 2) == 0.67


def test_relu_network_b_never_has_a_hidden_gradient_and_predicts_a_constant(relu):
    inside = relu.inside[relu.inside["network"] == "B"]
    assert inside["iteration"].nunique() == 41
    assert (inside["weight_gradient_norm"] == 0).all()
    assert relu.surface[relu.surface["network"] == "B"]["output"].nunique() == 1
    assert relu.surface[relu.surface["network"] == "A"]["output"].nunique() > 100


@pytest.mark.parametrize(
    ("part", "network", "column"),
    [
        ("A test loss", "A", "test_loss"),
        ("A train loss", "A", "train_loss"),
        ("B test loss", "B", "test_loss"),
        ("B train loss", "B", "train_loss"),
    ],
)
def test_a_loss_with_another_third_decimal_does_not_hold(relu, part, network, column):
    at_the_end = f"network == '{network}' and iteration == 250"
    more = planted(relu, "losses", at_the_end, **{column: lambda loss: loss + 0.001})
    changed = verdict(more)
    assert {f.part for f in changed.findings if f.outcome is not Outcome.HOLDS} == {part, CAUSE}
    assert changed.outcome is Outcome.HOLDS_IN_PART


SWAPPED = {"start": lambda starts: starts.map({"zero": "random", "random": "zero"})}
LAST_OF_B = "network == 'B' and iteration == 250"


@pytest.mark.parametrize(
    ("frame", "where", "values", "part"),
    [
        ("seeds", None, SWAPPED, "loss saved by a random start"),
        ("swaps", None, SWAPPED, "loss saved by a random start on B's own data"),
        ("inside", LAST_OF_B, {"active_share": 0.001}, "active share of B's hidden units"),
        ("inside", LAST_OF_B, {"weight_gradient_norm": 1e-12}, "active share of B's hidden units"),
    ],
)
def test_other_measurements_make_the_relu_parts_fail(relu, frame, where, values, part):
    changed = verdict(planted(relu, frame, where, **values))
    assert [f.part for f in changed.findings if f.outcome is not Outcome.HOLDS] == [part, CAUSE]


def test_starts_that_differ_only_by_chance_show_no_effect_of_the_start(relu):
    level = planted(relu, "seeds", test_loss=0.5)
    gains_and_losses = [1.0, -0.8] * (level.config.seeds // 2)  # a tenth on average
    changed = planted(
        level, "seeds", "start == 'zero'", test_loss=lambda loss: loss + gains_and_losses
    )
    part = finding(changed, "loss saved by a random start")
    assert part.estimate == pytest.approx(0.1)
    assert part.outcome is Outcome.UNDECIDED


def test_a_saturated_start_would_be_found(sigmoid):
    part = "mean sigmoid slope in B at the start"
    assert finding(planted(sigmoid, "inside", mean_slope=0.01), part).outcome is Outcome.HOLDS


def test_an_early_escape_would_be_found(sigmoid):
    part = "iteration at which B has lost a tenth of its loss"
    assert finding(sigmoid, part).outcome is Outcome.HOLDS
    escaped = finding(planted(sigmoid, "losses", "iteration > 2_000", train_loss=0.1), part)
    assert (escaped.outcome, escaped.estimate) == (Outcome.FAILS, 2_001)


def test_a_network_that_never_moves_is_found(sigmoid):
    part = "iteration at which B has lost a tenth of its loss"
    still = planted(sigmoid, "losses", "network == 'B'", train_loss=0.5)
    assert finding(still, part).outcome is Outcome.FAILS


def test_one_reset_with_both_figures_is_enough(sigmoid):
    part = "share of A's resets that show both figures"
    only_one = planted(sigmoid, "resets", test_loss=0.0012, train_loss=0.0021)
    assert finding(only_one, part).outcome is Outcome.FAILS
    both = planted(sigmoid, "resets", "index == 0", test_loss=0.0012, train_loss=0.0008)
    assert finding(both, part).outcome is Outcome.HOLDS


def test_a_different_number_of_resets_gives_different_losses_and_the_stated_one_the_same(sigmoid):
    result = run(Config("sigmoid", 50, 50, rebuilds_a=1, seeds=2, resets=3))
    assert result.resets["test_loss"].nunique() == 3
    last = result.losses[result.losses["network"] == "A"].iloc[-1]
    assert result.resets.loc[1, "test_loss"] == last["test_loss"]


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_the_links_are_the_problems_own(activation):
    a, b = (parse_link(Config(activation).settings[name].link()) for name in "AB")
    assert (a.seed, a.zero_start, b.seed, b.zero_start) == ("0.65409", False, "0.6", True)
    for config in (a, b):
        assert (config.dataset, config.noise, config.hidden) == ("circle", 0, (4, 2))
        assert (config.activation, config.batch_size) == (activation, 10)
        assert (config.learning_rate, config.regularization) == (0.03, "none")


def test_progress_runs_from_start_to_end_and_can_stop_the_run():
    done, _ = reported(run, Config(iterations_a=5, iterations_b=5, seeds=2))
    assert done[0] == 0
    stopped(run, Config(seeds=2))
