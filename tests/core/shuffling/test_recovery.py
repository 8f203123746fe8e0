import numpy as np
import pytest

from core.engines.descent.networks import data, history, last_mark, shown_order, start
from core.engines.descent.orders import SHUFFLED, SORTED
from core.engines.descent.settings import Run, Setting
from core.shuffling.recovery import Config, by_epoch, run

SMALL = Config(points=60, epochs=2, seeds=3, shuffled_after=2)


def unpacked(flat):
    """Weights (fan_in, units) and biases of a 2-16-16-1 network."""
    parts = []
    for fan_in, units in ((2, 16), (16, 16), (16, 1)):
        parts.append(flat[: fan_in * units].reshape(fan_in, units).copy())
        parts.append(flat[fan_in * units : fan_in * units + units].copy())
        flat = flat[fan_in * units + units :]
    return parts


def outputs(parts, points):
    w1, b1, w2, b2, w3, b3 = parts
    first = np.maximum(points @ w1 + b1, 0)
    second = np.maximum(first @ w2 + b2, 0)
    return first, second, (second @ w3 + b3)[..., 0]


def learn(parts, point, label, rate=0.1):
    """One step of plain gradient descent on log(1 + exp(−label · output)), in place."""
    w1, b1, w2, b2, w3, b3 = parts
    first, second, output = outputs(parts, point)
    error = -label / (1 + np.exp(label * output))
    back2 = error * w3[:, 0] * (second > 0)
    back1 = (w2 @ back2) * (first > 0)
    w3 -= rate * error * second[:, None]
    b3 -= rate * error
    w2 -= rate * np.outer(first, back2)
    b2 -= rate * back2
    w1 -= rate * np.outer(point, back1)
    b1 -= rate * back1


def accuracy(parts, points, labels):
    right = np.where(outputs(parts, points)[2] > 0, 1, -1) == labels
    return (right[labels > 0].mean() + right[labels < 0].mean()) / 2


def test_a_plain_loop_in_numpy_forgets_and_recovers_alike():
    """Four seeds: data and start are the engine's, order and training are written here."""
    setting = Setting(seeds=4)
    after = []
    for seed in range(4):
        points, labels = data(setting, seed)
        parts, random = unpacked(start(setting, seed)), np.random.default_rng(seed)
        for _ in range(3):
            for example in np.argsort(labels + 0.1 * random.random(len(labels))):
                learn(parts, points[example], labels[example])
        assert accuracy(parts, points, labels) == 0.5
        for _ in range(2):
            for example in random.permutation(len(labels)):
                learn(parts, points[example], labels[example])
            after.append(accuracy(parts, points, labels))
    engine = run(Config(seeds=4, shuffled_after=2)).epochs.set_index("after")
    assert min(after) > 0.8
    assert np.mean(after[1::2]) > 0.95
    assert engine.loc[0, "accuracy"] == 0.5
    assert engine.loc[1, "lowest"] > 0.8
    assert engine.loc[2, "accuracy"] > 0.95


def test_the_engine_takes_the_same_steps_as_a_plain_loop():
    sorted_first = Run(Setting(points=60, epochs=2, seeds=2), SORTED, shuffled_after=1)
    points, labels = data(sorted_first.setting, 0)
    parts = unpacked(start(sorted_first.setting, 0))
    for example in shown_order(sorted_first, 0).reshape(-1):
        learn(parts, points[example], labels[example])
    row = history(sorted_first, np.array([180]), [0]).iloc[0]
    assert row["accuracy"] == accuracy(parts, points, labels)
    norm = np.sqrt(sum((part**2).sum() for part in parts[::2]))
    assert row["weight_norm"] == pytest.approx(norm, rel=1e-9)


def test_the_epochs_after_are_those_that_a_network_shuffled_throughout_sees():
    setting = Setting(points=60, epochs=2, seeds=2)
    both = [shown_order(Run(setting, order, shuffled_after=2), 0) for order in (SORTED, SHUFFLED)]
    assert (both[0][2:] == both[1][2:]).all()
    labels = data(setting, 0)[1]
    assert (np.diff(labels[both[0][:2]], axis=1) >= 0).all()
    assert (np.sort(both[0], axis=1) == np.arange(60)).all()
    assert (both[0][:2] == shown_order(Run(setting, SORTED), 0)).all()


def test_up_to_the_shuffling_the_history_is_that_of_the_plain_order():
    found = run(SMALL).history
    plain = Setting(points=60, epochs=2, seeds=3)
    for order in (SORTED, SHUFFLED):
        end = found[(found["order"] == order) & (found["epoch"] == 2)]
        alone = history(Run(plain, order), last_mark(plain), range(3))
        assert end["accuracy"].tolist() == alone["accuracy"].tolist()


def test_the_table_counts_who_is_back():
    found = run(SMALL)
    pairs = found.history.pivot(index=["epoch", "seed"], columns="order", values="accuracy")
    for row in found.epochs.itertuples():
        here = pairs.loc[2 + row.after]
        assert row.n == 3
        assert row.accuracy == pytest.approx(here[SORTED].mean())
        assert row.lowest == here[SORTED].min()
        assert row.back == (here[SORTED] >= here[SHUFFLED] - 0.05).sum()
    assert found.epochs["after"].tolist() == [0, 1, 2]


def test_seeds_that_overflow_are_left_out():
    history = run(SMALL).history
    lost = history.assign(accuracy=history["accuracy"].where(history["seed"] > 0))
    assert (by_epoch(lost, 2)["n"] == 2).all()


@pytest.mark.parametrize("wrong", [{"shuffled_after": 0}, {"shuffled_after": 11}, {"seeds": 1}])
def test_a_value_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Config(**wrong)
