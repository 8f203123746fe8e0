import pytest

from core.initialization import LINKS, activation_starts
from core.initialization.activation_starts import LEARNS, MOVES, STILL, Config
from core.initialization.switches import AS_IT_IS, CELLS, SWITCHES, said, trained
from core.playground import train

SHORT = Config(iterations=40)


def test_without_a_switch_b_is_the_playgrounds():
    assert trained(SHORT, AS_IT_IS).losses.equals(train(LINKS["B"], 40).losses)


def test_every_cell_ends_where_the_picture_of_all_says():
    rows = activation_starts.run(SHORT).cells.set_index(["activation", "start"])["test_loss"]
    for name, one in CELLS.items():
        cell = one.activation, name.rpartition(", ")[2]
        assert trained(SHORT, name).losses["test_loss"].iloc[-1] == rows[cell]


def test_other_points_are_those_of_the_other_network():
    for data, other in ("AB", "BA"):
        result = trained(Config(iterations=1, data=data), "other points")
        assert (result.train == train(LINKS[other], 1).train).all()


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("tiny weights", LEARNS),
        ("random hidden weights", LEARNS),
        ("units give ½", MOVES),
        ("all weights ½", MOVES),
        ("biases 0.1", MOVES),
        ("units never die", STILL),
        ("random output weights", STILL),
        ("other points", STILL),
    ],
)
def test_what_each_switch_showed(name, outcome):
    words = {LEARNS: "B learns", MOVES: "its units never differ", STILL: "no weight moves"}
    assert name in SWITCHES
    assert words[outcome] in said(Config(), name)
