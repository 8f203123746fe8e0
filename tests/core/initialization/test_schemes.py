import numpy as np
import pytest

from core import playground
from core.engines.playground.starts import fitted_losses
from core.engines.starting_weights import SCHEMES
from core.initialization import schemes
from core.initialization.schemes import (
    DRAWS,
    EXPLODES,
    LEARNS,
    MARKS,
    NETWORK,
    SIZES,
    STAYS,
    Config,
    run,
)


@pytest.fixture(scope="module")
def result():
    return run(Config(seeds=10))


def test_every_scheme_and_size_has_its_row(result):
    assert result.schemes["scheme"].tolist() == list(SCHEMES)
    assert len(result.runs) == 10 * len(SCHEMES)
    assert result.sizes["size"].tolist() == [size for size in SIZES for _ in range(DRAWS)]


def test_equal_weights_never_learn_and_the_usual_schemes_do(result):
    shares = result.schemes.set_index("scheme")["share"]
    assert shares[["zero", "constant 0.5"]].tolist() == [0, 0]
    assert (shares[["Xavier normal", "He normal", "orthogonal"]] >= 0.8).all()


def test_a_start_turned_up_stays_then_learns_then_explodes(result):
    outcomes = result.sizes.groupby("size")["outcome"].agg(list)
    assert outcomes[0] == outcomes[SIZES[1]] == [STAYS] * DRAWS
    assert outcomes[MARKS["Playground"]] == outcomes[MARKS["Xavier"]] == [LEARNS] * DRAWS
    assert outcomes[MARKS["huge"]] == [EXPLODES] * DRAWS


def test_equal_weights_learn_at_no_size():
    config = Config()
    start = schemes.drawn(config)[0].network
    equal = [(NETWORK, schemes.sized(start, size, equal=True), 250) for size in SIZES]
    assert min(fitted_losses(equal)) > 0.3


def test_a_size_is_the_root_mean_square_of_the_weights():
    """Of Xavier's scheme and He's in the layers 2-4-2-1, by their papers' formulae."""
    fans = np.repeat([[2, 4], [4, 2], [2, 1]], [8, 8, 2], axis=0)
    assert MARKS["Xavier"] ** 2 == pytest.approx(np.mean(2 / fans.sum(axis=1)))
    assert MARKS["He"] ** 2 == pytest.approx(np.mean(2 / fans[:, 0]))
    drawn = [start.network for start in schemes.drawn(Config())]
    for size in (0, 0.3, 2.0):
        weights = [layer.ravel() for one in drawn for layer in schemes.sized(one, size).weights]
        assert np.concatenate(weights).std() == pytest.approx(size, rel=0.1)
    first, *_ = schemes.sized(drawn[3], MARKS["Playground"]).weights
    np.testing.assert_array_equal(first, playground.prepare(NETWORK, 3).network.weights[0])


def test_shares_are_counted_from_the_runs(result):
    for row in result.schemes.itertuples():
        runs = result.runs[result.runs["scheme"] == row.scheme]
        assert row.share == (runs["test_loss"] < 0.1).mean()
        assert row.low <= row.share <= row.high
        assert row.median_loss == runs["test_loss"].median()


@pytest.mark.parametrize(
    "wrong", [{"dataset": "mars"}, {"activation": "swish"}, {"iterations": 0}, {"seeds": 101}]
)
def test_a_value_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Config(**wrong)
