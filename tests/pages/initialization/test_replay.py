"""What the browser gets of two networks that are replayed."""

import numpy as np
import pytest

from core.playground import Config, train
from pages.labs.initialization import replay
from tests.pages.packed import decoded

PAIR = {
    "A": train(
        Config(activation="relu", inputs=("x", "y", "xTimesY"), hidden=(4, 2)), 28, frames=5
    ),
    "B": train(Config(seed="0.6", activation="sigmoid", zero_start=True), 14, frames=3),
}


def sent(*resets, **more):
    return decoded(replay.pack(PAIR, resets or (0, 0), **more))


def test_the_browser_knows_what_kind_of_network_each_is():
    first, second = sent(0, 2)["networks"]
    assert (first["name"], first["activation"], first["answer"]) == ("A", "relu", "tanh")
    assert (first["inputs"], first["sizes"]) == (["x", "y", "xTimesY"], [3, 4, 2, 1])
    assert (second["name"], second["activation"]) == ("B", "sigmoid")
    assert (first["resets"], second["resets"]) == (0, 2)
    assert sent(goes_on=True)["goesOn"]


@pytest.mark.parametrize("name", PAIR)
def test_every_number_comes_back_in_its_place_as_float32(name):
    run = PAIR[name]
    found = next(one for one in sent()["networks"] if one["name"] == name)
    np.testing.assert_array_equal(found["iterations"], run.frames.iterations)
    for field in ("weights", "biases"):
        for ours, theirs in zip(found["layers"], getattr(run.frames, field), strict=True):
            np.testing.assert_array_equal(ours[field], theirs.astype("f4"))
    losses = run.losses.iloc[run.frames.iterations, 1:].to_numpy()
    np.testing.assert_array_equal(found["losses"], losses.astype("f4"))
    for split in ("train", "test"):
        points = np.column_stack(list(found[split].values()))
        np.testing.assert_array_equal(points, getattr(run, split).astype("f4"))


def test_the_looks_are_the_last_two_bytes():
    assert list(replay.pack(PAIR, looks=replay.Looks(discretize=True))[-2:]) == [False, True]


def test_a_network_without_hidden_layer_that_learns_a_number_is_taken():
    bare = train(Config(inputs=("x",), hidden=(), dataset="reg-plane"), 1)
    (one,) = decoded(replay.pack({"A": bare}, (0,)))["networks"]
    assert (one["sizes"], one["answer"]) == ([1, 1], "linear")
