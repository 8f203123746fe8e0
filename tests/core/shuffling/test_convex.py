import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engines.descent import orders
from core.shuffling.convex import Config, data, optimum, recorded_epochs, run, step_sizes, train
from core.shuffling.proved_rates import PROBLEMS, RATES, Rate, compare, fit, judge
from tests.core.progress import reported, stopped
from tests.core.refusals import refused

SMALL = Config(points=50, epochs=100, seeds=3)
PROVED = Rate("", -3, -2, "")


def losses(config, weights, inputs, labels):
    """The penalised loss of every point, (points,), written with torch's own functions."""
    outputs = inputs @ weights
    if config.problem == "ridge regression":
        each = (outputs - labels) ** 2 / 2
    else:
        each = torch.nn.functional.softplus(-labels * outputs)
    return each + config.penalty / 2 * (weights @ weights)


def tensors(config, seed):
    return [torch.from_numpy(array) for array in data(config, seed)]


@pytest.mark.parametrize("penalty", [0.05, 1, 10])
def test_the_ridge_optimum_solves_the_augmented_least_squares_problem(penalty):
    config = Config(penalty=penalty)
    inputs, labels = tensors(config, 4)
    rows = torch.cat([inputs / 10, penalty**0.5 * torch.eye(3, dtype=torch.float64)])
    targets = torch.cat([labels / 10, torch.zeros(3, dtype=torch.float64)])
    expected = torch.linalg.lstsq(rows, targets[:, None]).solution[:, 0]
    assert optimum(config, *data(config, 4)) == pytest.approx(expected.numpy(), rel=1e-12)


@pytest.mark.parametrize("penalty", [0.05, 1, 10])
def test_the_logistic_optimum_is_where_lbfgs_ends(penalty):
    config = Config("logistic regression", penalty=penalty)
    inputs, labels = tensors(config, 4)
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.LBFGS(
        [weights],
        max_iter=200,
        tolerance_grad=1e-13,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )

    def closure():
        descent.zero_grad()
        loss = losses(config, weights, inputs, labels).mean()
        loss.backward()
        return loss

    descent.step(closure)
    assert optimum(config, *data(config, 4)) == pytest.approx(weights.detach().numpy(), abs=1e-8)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_gradient_is_zero_at_the_optimum(problem):
    config = Config(problem)
    best = torch.from_numpy(optimum(config, *data(config, 0))).requires_grad_()
    losses(config, best, *tensors(config, 0)).mean().backward()
    assert best.grad.abs().max() < 1e-12


@pytest.mark.parametrize(
    ("problem", "order"),
    [("ridge regression", "negatives first"), ("logistic regression", "with replacement")],
)
def test_training_is_that_of_torch_sgd(problem, order):
    config = Config(problem, points=50, epochs=100)
    inputs, labels = tensors(config, 1)
    best = torch.from_numpy(optimum(config, *data(config, 1)))
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.SGD([weights], lr=1)
    shown = orders.schedule(order, labels.numpy(), config.epochs, 1)
    distances = []
    for epoch, step in zip(shown, step_sizes(config, inputs.numpy()), strict=True):
        descent.param_groups[0]["lr"] = step
        for example in epoch:
            descent.zero_grad()
            losses(config, weights, inputs[[example]], labels[[example]]).sum().backward()
            descent.step()
        distances.append(float(((weights.detach() - best) ** 2).sum()))
    expected = np.array(distances)[recorded_epochs(config.epochs) - 1]
    assert train(config, order, 1) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("problem", PROBLEMS)
@given(
    weights=st.lists(st.floats(-3, 3), min_size=3, max_size=3),
    penalty=st.floats(0.05, 10),
)
@settings(max_examples=8, deadline=None)
def test_the_step_is_made_of_bounds_on_the_curvature(problem, weights, penalty):
    config = Config(problem, points=50, penalty=penalty)
    inputs, labels = tensors(config, 2)
    at = torch.tensor(weights, dtype=torch.float64)
    curvatures = torch.stack(
        [
            torch.autograd.functional.hessian(
                lambda w, i=i: losses(config, w, inputs[[i]], labels[[i]]).sum(), at
            )
            for i in range(config.points)
        ]
    )
    steps = step_sizes(config, inputs.numpy())
    least = 3 / (config.points * config.epochs * steps[-1])
    rounding = 1 + 1e-9
    assert float(torch.linalg.eigvalsh(curvatures).max()) <= rounding / steps[0]
    assert float(torch.linalg.eigvalsh(curvatures.mean(0))[0]) * rounding >= least
    if problem == "ridge regression":
        assert least == pytest.approx(float(torch.linalg.eigvalsh(curvatures.mean(0))[0]))


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("points", [50, 500])
@pytest.mark.parametrize("penalty", [0.05, 10])
def test_the_step_falls_as_one_over_k_wherever_slopes_are_fitted(problem, points, penalty):
    config = Config(problem, points, 100, penalty)
    for seed in range(5):
        steps = step_sizes(config, data(config, seed)[0])
        assert (np.diff(steps) <= 0).all()
        fitted = np.arange(1, 101) >= config.first_fitted
        products = (steps * np.arange(1, 101))[fitted]
        assert products == pytest.approx(products[-1])


@given(epochs=st.integers(100, 5_000))
def test_recorded_epochs_rise_from_the_first_to_the_last(epochs):
    recorded = recorded_epochs(epochs)
    assert recorded[0] == 1
    assert recorded[-1] == epochs
    assert (np.diff(recorded) > 0).all()


@given(
    exponent=st.floats(-4, 0),
    scale=st.floats(1e-6, 1e6),
    first=st.integers(2, 300),
)
def test_the_slope_of_a_power_law_is_its_exponent(exponent, scale, first):
    epochs = recorded_epochs(1_000)
    law = scale * epochs.astype(float) ** exponent
    law[epochs < first] = 1.0
    frame = pd.DataFrame({"order": "a", "seed": 7, "epoch": epochs, "squared_distance": law})
    fitted = fit(frame, first)
    assert fitted[["order", "seed"]].to_numpy().tolist() == [["a", 7]]
    assert fitted["slope"][0] == pytest.approx(exponent, abs=1e-9)


@pytest.mark.parametrize(
    ("slope", "low", "high", "finding"),
    [
        (-2.5, -2.6, -2.4, "agrees"),
        (-3.09, -3.091, -3.089, "agrees"),
        (-1.91, -1.911, -1.909, "agrees"),
        (-1.8, -2.01, -1.59, "agrees"),
        (-3.2, -3.41, -2.99, "agrees"),
        (-1.8, -1.9, -1.7, "slower"),
        (-3.2, -3.3, -3.1, "faster"),
        (-2.5, -3.1, -1.9, "too uncertain"),
        (-2.5, -np.inf, np.inf, "too uncertain"),
        (np.nan, np.nan, np.nan, "too uncertain"),
    ],
)
def test_a_slope_is_judged_by_its_interval_and_a_tolerance(slope, low, high, finding):
    assert judge(slope, low, high, PROVED) == finding


def test_slopes_are_averaged_over_seeds_with_their_interval():
    fitted = pd.DataFrame({"order": ["a"] * 3 + ["b"] * 2, "slope": [-1.9, -2, -2.1, -1, -1.002]})
    rate = Rate("f", -2, -2, "s")
    table = compare(fitted, {"a": rate, "b": rate}).set_index("order")
    assert table.loc["a", ["slope", "n", "agrees"]].tolist() == pytest.approx([-2, 3, True])
    half_width = 4.302653 * 0.1 / 3**0.5
    assert table.loc["a", "high"] == pytest.approx(-2 + half_width, rel=1e-6)
    assert table.loc["a", "low"] == pytest.approx(-2 - half_width, rel=1e-6)
    assert table.loc["b", ["n", "finding", "agrees"]].tolist() == [2, "slower", False]


@pytest.mark.slow
@pytest.mark.parametrize("problem", PROBLEMS)
def test_slopes_agree_with_theory_and_reshuffling_is_the_steepest(problem):
    result = run(Config(problem, seeds=15))
    slopes = result.slopes.set_index("order")
    assert slopes["agrees"].all(), slopes
    assert slopes.loc["reshuffled", "high"] < slopes.loc["shuffled once", "low"] - 0.2
    assert slopes.loc["shuffled once", "high"] < slopes.loc["with replacement", "low"] - 0.5
    last = result.distances[result.distances["epoch"] == 1_000]
    ends = last.groupby("order")["squared_distance"].mean()
    assert 10 * ends["reshuffled"] < ends["shuffled once"] < 0.1 * ends["with replacement"]


@pytest.mark.slow
def test_late_the_bias_of_reshuffling_takes_over():
    early, late = (
        fit(run(Config("logistic regression", 50, epochs, seeds=8)).distances, first)
        .groupby("order")["slope"]
        .mean()["reshuffled"]
        for epochs, first in ((100, 10), (5_000, 500))
    )
    assert early < -2.6
    assert late > -2.3


def test_frames_hold_every_run_at_every_recorded_epoch():
    result = run(SMALL)
    keys = pd.MultiIndex.from_product(
        [range(3), RATES[SMALL.problem], recorded_epochs(100)], names=["seed", "order", "epoch"]
    )
    assert pd.MultiIndex.from_frame(result.distances[keys.names]).equals(keys)
    assert (result.distances["squared_distance"] > 0).all()
    assert result.slopes["order"].tolist() == list(RATES[SMALL.problem])
    assert (result.slopes["n"] == 3).all()


def test_a_hundred_seeds_are_a_hundred_sets_of_points():
    assert len({data(SMALL, seed)[0].tobytes() for seed in range(100)}) == 100


def test_the_seed_decides():
    result, again = run(SMALL), run(SMALL)
    assert result.distances.equals(again.distances)
    assert result.slopes.equals(again.slopes)
    more = run(Config(points=50, epochs=100, seeds=4)).distances
    assert more[more["seed"] < 3].equals(result.distances)
    ends = more[more["epoch"] == 100].groupby("order")["squared_distance"]
    assert (ends.nunique() == 4).all()


test_impossible_values_are_refused = refused(
    Config,
    ({"problem": "lasso"}, "Problem is 'lasso'"),
    ({"points": 49}, "Points is 49"),
    ({"points": 501}, "Points is 501"),
    ({"epochs": 99}, "Epochs is 99"),
    ({"epochs": 5_001}, "Epochs is 5001"),
    ({"penalty": 0.04}, "Penalty is 0.04"),
    ({"penalty": 10.1}, "Penalty is 10.1"),
    ({"penalty": float("nan")}, "Penalty is nan"),
    ({"seeds": 1}, "Seeds is 1"),
    ({"seeds": 101}, "Seeds is 101"),
    ({"points": 500, "epochs": 5_000}, "Updates"),
)


def test_progress_rises_to_the_end_and_raising_stops_the_run():
    assert reported(run, SMALL)[0] == [place / 12 for place in range(12)] + [1]
    done, _ = stopped(run, SMALL, at=1 / 12)
    assert len(done) == 2
