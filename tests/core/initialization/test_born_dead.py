import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.initialization.born_dead import (
    Config,
    distinct_directions,
    draw_inputs,
    first_dead_layers,
    lower_bound,
    run,
    upper_bound,
)
from core.intervals import share_interval
from tests.core.progress import reported, stopped
from tests.core.refusals import refused

WIDTHS, DEPTHS = st.integers(1, 32), st.integers(2, 50)


@pytest.fixture(scope="module")
def shares():
    return run(Config()).shares


def chain(width, depth):
    """Chance of death when two vectors are orthogonal at every layer: states two, one, dead."""
    half, quarter = 2.0**-width, 4.0**-width
    stays_two = 1 - 2 * half + quarter - width * quarter
    step = np.array(
        [
            [stays_two, 1 - stays_two - quarter, quarter],
            [0, 1 - half, half],
            [0, 0, 1],
        ]
    )
    start = np.array([1 - 2 * half, 2 * half, 0])
    return (start @ np.linalg.matrix_power(step, depth - 2))[2]


@given(WIDTHS, DEPTHS)
def test_the_lower_bound_is_the_chain_of_two_rays(width, depth):
    assert lower_bound(width, depth) == pytest.approx(chain(width, depth), abs=1e-12)


@given(WIDTHS, DEPTHS)
def test_the_bounds_are_probabilities_in_order(width, depth):
    assert -1e-15 <= lower_bound(width, depth) <= upper_bound(width, depth) <= 1


def test_the_upper_bound_of_a_small_network_is_that_of_hand():
    # Two hidden layers of two units: alive with (3/4)².
    assert upper_bound(2, 3) == 7 / 16


def test_shares_lie_between_the_bounds(shares):
    # 120 cells. Only depth 3 lies on a bound, where an interval misses once in 20 times.
    assert (shares["low"] <= shares["upper_bound"]).all()
    assert (shares["high"] >= shares["lower_bound"]).all()
    deep = shares[shares["depth"] >= 5]
    assert (deep["share"] < deep["upper_bound"]).all()


def test_bounds_that_count_one_layer_wrongly_are_found_out(shares):
    cells = list(zip(shares["width"], shares["depth"], strict=True))
    too_deep = np.array([lower_bound(width, depth + 1) for width, depth in cells])
    assert (shares["high"] < too_deep).sum() > 10
    one_input = first_dead_layers(Config(), 3, np.ones((1, 1)))
    too_shallow = upper_bound(3, 9)
    assert share_interval(list(one_input < 10)).low > too_shallow


def test_width_one_has_a_closed_form():
    # Inputs of both signs: the first layer never dies, every later one with probability ½.
    shares = run(Config(widths=(1,), depths=(2, 3, 4, 5, 6, 9))).shares
    expected = 1 - 0.5 ** (shares["depth"] - 2)
    error = np.sqrt(expected * (1 - expected) / shares["networks"])
    assert ((shares["share"] - expected).abs() <= 4 * error).all()
    assert lower_bound(1, 6) == pytest.approx(1 - 0.5**4)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_one_input_reaches_the_upper_bound(width):
    config = Config()
    died = first_dead_layers(config, width, np.ones((1, 1)))
    for depth in config.depths:
        expected = upper_bound(width, depth)
        error = np.sqrt(expected * (1 - expected) / config.networks)
        assert abs((died < depth).mean() - expected) <= 4 * error


def test_the_share_rises_with_depth_and_falls_with_width(shares):
    table = shares.pivot(index="depth", columns="width", values="share")
    assert (table.diff().iloc[1:] >= 0).all(axis=None)
    assert (table.loc[5:].diff(axis=1).iloc[:, 1:] < 0).all(axis=None)


def test_the_interval_is_around_the_share(shares):
    assert (shares["share"] == shares["dead"] / shares["networks"]).all()
    inside = shares["share"].between(shares["low"] - 1e-15, shares["high"] + 1e-15)
    assert inside.all()


def plain_network_is_constant(inputs, weights):
    """Whether the network, one unit and one input at a time, gives 0 on every input."""
    for point in inputs:
        outputs = list(point)
        for layer in weights:
            outputs = [max(0.0, float(np.dot(outputs, unit))) for unit in layer.T]
        if any(outputs):
            return False
    return True


@pytest.mark.parametrize("dimension", [1, 3])
def test_a_network_counts_as_dead_where_a_plain_one_is_constant(dimension):
    config = Config((2,), (6,), networks=60, dimension=dimension, inputs=20, seed=3)
    inputs = draw_inputs(config)
    random = np.random.default_rng([3, 2])
    sizes = [dimension, 2, 2, 2, 2]
    layers = [random.normal(0, (2 / fan_in) ** 0.5, (60, fan_in, 2)) for fan_in in sizes]
    expected = [
        plain_network_is_constant(inputs, [layer[n] for layer in layers]) for n in range(60)
    ]
    died = first_dead_layers(config, 2, distinct_directions(inputs))
    assert (died < 6).tolist() == expected
    assert 5 < sum(expected) < 55


def test_only_the_direction_of_an_input_counts():
    for dimension, directions in ((1, 2), (2, 64)):
        config = Config((3,), (9,), networks=300, dimension=dimension)
        inputs = draw_inputs(config)
        reduced = distinct_directions(inputs)
        assert reduced.shape == (directions, dimension)
        both = [first_dead_layers(config, 3, points) for points in (inputs, reduced)]
        assert np.array_equal(*both)


def test_the_lower_bound_is_given_for_one_dimension_only():
    shares = run(Config((2, 5), (2, 8), networks=500, dimension=2)).shares
    assert shares["lower_bound"].isna().all()
    assert (shares["low"] <= shares["upper_bound"]).all()


def test_the_seed_decides_and_other_widths_and_depths_do_not():
    config = Config((2, 3), (4, 8), networks=700)
    shares = run(config).shares
    assert run(config).shares.equals(shares)
    alone = run(Config((3,), (8,), networks=700)).shares
    assert alone.iloc[0].equals(shares.iloc[3])
    other = run(Config((2, 3), (4, 8), networks=700, seed=1)).shares
    assert not other["dead"].equals(shares["dead"])


test_impossible_values_are_refused = refused(
    Config,
    ({"widths": (0,)}, "Widths is 0"),
    ({"widths": (33,)}, "Widths is 33"),
    ({"widths": ()}, "Widths has 0 values"),
    ({"widths": [2, 3]}, "Widths is [2, 3], but must be a list of"),
    ({"widths": (2, 2)}, "Widths must not name a value twice"),
    ({"depths": (1,)}, "Depths is 1"),
    ({"depths": (51,)}, "Depths is 51"),
    ({"depths": (2.0,)}, "Depths is 2.0"),
    ({"networks": 9}, "Networks is 9"),
    ({"networks": 20_001}, "Networks is 20001, but must be a whole number from 10 to 20,000"),
    ({"dimension": 0}, "Input dimension is 0"),
    ({"inputs": 1}, "Inputs is 1"),
    ({"seed": -1}, "Seed is -1"),
)


def test_progress_rises_to_the_end_and_raising_stops_the_run():
    assert reported(run, Config((2, 3), (3,), networks=10))[0] == [0, 0.5, 1]
    stopped(run, Config((2,), (3,), networks=10))
