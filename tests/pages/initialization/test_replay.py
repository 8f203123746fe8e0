from dataclasses import replace

import numpy as np
import pytest

from pages.labs.initialization import replay
from pages.labs.initialization.replay import Playback
from tests.pages.packed import Packed

SIZES = (3, 4, 2, 1)


def playback(name="A", frames=5, **changed):
    random = np.random.default_rng(frames)
    pairs = list(zip(SIZES[:-1], SIZES[1:], strict=True))
    whole = Playback(
        name=name,
        activation="relu",
        inputs=("x", "y", "xTimesY"),
        iterations=np.arange(frames) * 7,
        weights=tuple(random.normal(size=(frames, units, fan_in)) for fan_in, units in pairs),
        biases=tuple(random.normal(size=(frames, units)) for _, units in pairs),
        losses=random.uniform(size=(frames, 2)),
        train=random.normal(size=(6, 3)),
        test=random.normal(size=(4, 3)),
    )
    return replace(whole, **changed)


def test_the_header_says_what_the_browser_has_to_know():
    sent = replay.pack(playback("A", 5), playback("B", 3, activation="sigmoid", resets=2))
    first = {
        "name": "A",
        "activation": "relu",
        "answer": "tanh",
        "resets": 0,
        "inputs": ["x", "y", "xTimesY"],
        "sizes": [3, 4, 2, 1],
        "frames": 5,
        "points": [6, 4],
    }
    second = first | {"name": "B", "activation": "sigmoid", "resets": 2, "frames": 3}
    assert Packed(sent).header["networks"] == [first, second]


def test_every_number_comes_back_in_its_place_as_float32():
    first, second = playback("A", 5), playback("B", 3)
    sent = Packed(replay.pack(first, second, looks=replay.Looks(discretize=True)))
    for network in (first, second):
        for array in (
            network.iterations,
            *network.weights,
            *network.biases,
            network.losses,
            network.train,
            network.test,
        ):
            np.testing.assert_array_equal(sent.take(*array.shape), array.astype("float32"))
    assert sent.take(2, kind="u1").tolist() == [False, True]
    assert sent.ended


@pytest.mark.parametrize("name", ["", "A", "AB", "ABC", "Ä"])
def test_the_numbers_begin_at_a_multiple_of_four(name):
    packed = replay.pack(playback(name), playback("B"))
    assert int.from_bytes(packed[:4], "little") % 4 == 0
    assert Packed(packed).header["networks"][0]["name"] == name


def test_arrays_of_any_memory_order_and_kind_are_packed_alike():
    plain = playback()
    turned = replace(
        plain,
        iterations=plain.iterations.astype(float),
        weights=tuple(np.asfortranarray(layer) for layer in plain.weights),
    )
    assert replay.pack(turned, plain) == replay.pack(plain, plain)


def test_iterations_up_to_the_labs_limit_are_exact():
    last = playback(iterations=np.array([0, 1, 2, 1_004_999, 1_005_000]))
    assert Packed(replay.pack(last, last)).take(5).tolist() == [0, 1, 2, 1_004_999, 1_005_000]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"activation": "softmax"}, "activation"),
        ({"answer": "relu"}, "answer"),
        ({"inputs": ("x", "y", "z")}, "inputs"),
        ({"inputs": ("x", "y")}, "weights of layer 1"),
        ({"iterations": np.array([0, 2, 2, 3, 4])}, "iterations"),
        ({"iterations": np.array([], dtype=int)}, "iterations"),
        ({"iterations": np.arange(4)}, "losses"),
        ({"weights": ()}, "weights"),
        ({"biases": ()}, "biases"),
        ({"losses": np.zeros((5, 3))}, "losses"),
        ({"train": np.zeros((6, 2))}, "train"),
        ({"test": np.zeros(6)}, "test"),
    ],
)
def test_what_does_not_fit_together_is_refused_by_name(changed, said):
    with pytest.raises(ValueError, match=said):
        playback(**changed)


def test_a_network_without_hidden_layer_and_without_test_points_is_taken():
    weights, biases = (np.ones((1, 1, 1)),), (np.zeros((1, 1)),)
    losses, train, test = np.ones((1, 2)), np.ones((3, 3)), np.ones((0, 3))
    bare = Playback("A", "linear", ("x",), np.array([0]), weights, biases, losses, train, test)
    sent = Packed(replay.pack(bare, bare))
    assert sent.header["networks"][0]["sizes"] == [1, 1]
    assert len(sent.take(2 * (1 + 1 + 1 + 2 + 9)))
    assert sent.take(2, kind="u1").tolist() == [False, False]
    assert sent.ended
