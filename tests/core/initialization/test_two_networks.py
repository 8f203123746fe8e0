import numpy as np
import pytest

from core.claims import Outcome
from core.engines.playground.inspection import outputs
from core.initialization import verdicts
from core.initialization.two_networks import LINKS, Config, differences, networks, run
from core.playground import train

SPIRAL = (
    "https://playground.tensorflow.org/#activation=tanh&batchSize=7&dataset=spiral&noise=5"
    "&networkShape=6,3&seed=0.27182&x=true&y=true&sinX=true"
)


@pytest.fixture(scope="module")
def pasted():
    return run(Config(iterations_a=60, iterations_b=40, seeds=2, link_a=SPIRAL, rebuilds_b=3))


def test_a_pasted_link_gives_the_engines_losses(pasted):
    setting = pasted.config.settings["A"]
    assert (setting.dataset, setting.hidden, setting.inputs) == (
        "spiral",
        (6, 3),
        ("x", "y", "sinX"),
    )
    losses = pasted.losses[pasted.losses["network"] == "A"].drop(columns="network")
    assert losses.reset_index(drop=True).equals(train(setting, 60).losses)


def test_the_other_network_keeps_the_write_ups_link_and_its_resets(pasted):
    losses = pasted.losses[pasted.losses["network"] == "B"].drop(columns="network")
    assert losses.reset_index(drop=True).equals(train(LINKS["B"], 40, rebuilds=3).losses)


def test_other_links_test_neither_claim(pasted):
    assert [verdict.outcome for verdict in verdicts(pasted)] == [Outcome.NOT_TESTED] * 2


def test_frames_are_the_network_at_their_iterations(pasted):
    setting, frames = pasted.config.settings["A"], networks(pasted.config)["A"].frames
    assert frames.iterations[0] == 0
    assert frames.iterations[-1] == 60
    place = len(frames.iterations) // 2
    alone = train(setting, int(frames.iterations[place]))
    np.testing.assert_array_equal(
        outputs(setting, frames.at(place), alone.train),
        outputs(setting, alone.final, alone.train),
    )


@pytest.mark.parametrize("field", ["link_a", "link_b"])
@pytest.mark.parametrize("value", [None, 3, "x" * 100_000])
def test_a_link_that_is_no_text_or_too_long_is_refused(field, value):
    with pytest.raises(ValueError, match=f"Link of {field[-1].upper()} must be"):
        Config(**{field: value})


def test_text_that_is_no_link_is_the_playgrounds_own_start():
    assert Config(link_a="hello").settings["A"] == train(Config(link_a="#").settings["A"], 0).config


def test_where_numbers_are_learned_no_classes_are_told_apart():
    bumps = "#problem=regression&regDataset=reg-gauss&seed=0.99828&networkShape="
    result = run(Config(iterations_a=3, iterations_b=3, seeds=2, link_a=bumps, link_b="#seed=0.5"))
    setting = result.config.settings["A"]
    assert set(differences(result.config)) == {
        "dataset",
        "networkShape",
        "problem",
        "seed",
    }
    points = result.points[result.points["network"] == "A"]
    labels = points.loc[points["split"] == "test", "label"]
    assert len(points) == 1_200
    assert 0.1 < labels.abs().mean() < 0.5
    assert result.learned_loss == pytest.approx(0.2 * (labels**2).mean() / 2)
    weights, bias = train(setting, 3).final.weights[0], train(setting, 3).final.biases[0]
    linear = points[["x", "y"]].to_numpy() @ weights[0] + bias
    np.testing.assert_allclose(points["output"], linear, rtol=1e-12)
    assert run(Config(iterations_a=1, iterations_b=1, seeds=2)).learned_loss == 0.1
