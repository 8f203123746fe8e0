import pytest

from core.engines.starting_weights import SCHEMES
from core.initialization.schemes import ACTIVATIONS, SCALES, Config, run


@pytest.fixture(scope="module")
def result():
    return run(Config(seeds=10))


def test_every_scheme_and_scale_has_its_row(result):
    assert result.schemes["scheme"].tolist() == list(SCHEMES)
    assert len(result.runs) == 10 * len(SCHEMES)
    assert len(result.scales) == len(SCALES) * len(ACTIVATIONS)


def test_equal_weights_never_learn_and_the_usual_schemes_do(result):
    shares = result.schemes.set_index("scheme")["share"]
    assert shares[["zero", "constant 0.5"]].tolist() == [0, 0]
    assert (shares[["Xavier normal", "He normal", "orthogonal"]] >= 0.8).all()


def test_weights_too_small_or_too_large_do_not_learn(result):
    shares = result.scales.set_index(["activation", "scale"])["share"]
    for activation in ("relu", "tanh"):
        assert shares[activation, 0.01] == 0
        assert shares[activation, 1.0] >= 0.8
        assert shares[activation, 10.0] <= 0.2


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
