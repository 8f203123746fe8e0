import time
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn import functional

from core.engines import planar
from core.engines.descent import networks as descent
from core.engines.descent.inspection import MEASURES
from core.engines.descent.kernel import ACTIVATIONS, LOSSES, OPTIMIZERS
from core.engines.descent.networks import (
    data,
    even_marks,
    history,
    inspect,
    last_mark,
    measure,
    outputs,
    start,
    train,
)
from core.engines.descent.orders import ORDERS
from core.engines.descent.settings import Run, Setting
from core.engines.descent.uncompiled import UNCOMPILED
from core.engines.seedrandom import SeedRandom
from tests.core.engines.descent.in_torch import flat, loss_of, module, tensors
from tests.core.progress import reported, stopped
from tests.core.refusals import refused

OPTIMIZER = {
    "SGD": torch.optim.SGD,
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr, momentum=0.9),
    "Adam": torch.optim.Adam,
}
RATES = {"SGD": 0.02, "momentum": 0.002, "Adam": 0.01}
PLANE = np.random.default_rng(0).uniform(-6, 6, (300, 2))
SMALL = Setting(points=100, layers=2, hidden=8, epochs=10, seeds=3)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Networks this small only lose by torch's threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def he_module(setting, seed):
    """An ordinary network with torch's own He start and biases of 0."""
    network = module(setting, np.zeros_like(start(setting, seed)))
    generator = torch.Generator().manual_seed(seed)
    for layer in network[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    return network


def ordinary(run, seed):
    """What a plain loop over batches with ``torch.optim`` makes of one seed."""
    setting = run.setting
    points, labels = tensors(setting, seed)
    network = he_module(setting, seed)
    if setting.output_bias == "frozen at 0":
        network[-1].bias.requires_grad_(False)
    optimizer = OPTIMIZER[setting.optimizer](network.parameters(), lr=setting.learning_rate)
    for epoch in descent.shown_order(run, seed):
        for batch in torch.tensor(epoch).split(setting.batch_size):
            optimizer.zero_grad()
            loss_of(setting, network(points[batch])[:, 0], labels[batch]).backward()
            optimizer.step()
    return flat(network)


def assert_trained_alike(run, seed, tolerance=1e-5):
    """Compare one seed, trained beside others, with the plain loop; it must have learnt."""
    trained = train(run, range(run.setting.seeds), last_mark(run.setting))[seed, 0]
    assert np.abs(trained - start(run.setting, seed)).max() > 0.01
    np.testing.assert_allclose(trained, ordinary(run, seed), rtol=0, atol=tolerance)


def assert_alike_uncompiled(run, seed):
    """Compare what both engines make of one seed, in training and after it, up to rounding."""
    rows = [
        train(run, [seed], even_marks(run.setting, 3), engine)[0]
        for engine in (descent.COMPILED, UNCOMPILED)
    ]
    np.testing.assert_allclose(rows[1], rows[0], rtol=0, atol=1e-9)
    compiled, other = (
        (*inspect(run.setting, seed, rows[0], engine), outputs(run.setting, rows[0], PLANE, engine))
        for engine in (descent.COMPILED, UNCOMPILED)
    )
    for one, same in zip(compiled, other, strict=True):
        np.testing.assert_allclose(same, one, rtol=1e-9, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_thousand_updates_equal_an_ordinary_loop(optimizer, loss, activation):
    setting = replace(
        SMALL,
        optimizer=optimizer,
        loss=loss,
        activation=activation,
        learning_rate=RATES[optimizer],
    )
    assert setting.examples == 1_000
    assert_trained_alike(Run(setting, "reshuffled"), seed=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 7},
        {"batch_size": 32, "optimizer": "Adam", "learning_rate": 0.01},
        {"batch_size": 100, "optimizer": "momentum"},
        {"layers": 1, "dataset": "xor", "positive_share": 0.2},
        {"layers": 3, "batch_size": 9, "dataset": "gauss", "loss": "squared"},
        {"layers": 4, "hidden": 5, "activation": "tanh", "batch_size": 3, "dataset": "spiral"},
        {"output_bias": "frozen at 0", "optimizer": "Adam", "learning_rate": 0.01},
        {"output_bias": "frozen at 0", "batch_size": 3, "dataset": "moons"},
        {"hidden": 1, "layers": 1, "activation": "leaky ReLU"},
    ],
    ids=lambda changes: " ".join(str(value) for value in changes.values()),
)
@pytest.mark.parametrize("order", ["negatives first", "with replacement"])
def test_any_batch_depth_and_width_equals_an_ordinary_loop(changes, order):
    setting = replace(SMALL, epochs=3, learning_rate=0.02)
    run = Run(replace(setting, **changes), order)
    assert_trained_alike(run, seed=2)
    assert_alike_uncompiled(run, seed=2)


def test_a_frozen_output_bias_stays_at_zero():
    frozen = Run(replace(SMALL, output_bias="frozen at 0", epochs=2), "negatives first")
    rows = history(frozen, even_marks(frozen.setting, 10), [0, 1])
    assert (rows["output_bias"] == 0).all()


@pytest.mark.parametrize("batch_size", [1, 7])
def test_a_mark_sees_the_last_update_before_it(batch_size):
    setting = replace(SMALL, points=20, epochs=2, batch_size=batch_size)
    run = Run(setting, "reshuffled")
    marks = np.arange(setting.examples + 1)
    copies = train(run, [0], marks)[0]
    # Updates come after every whole batch, and at the end of an epoch.
    after = sorted(
        {
            min(first + batch_size, 20) + epoch * 20
            for epoch in range(2)
            for first in range(0, 20, batch_size)
        }
    )
    changed = np.flatnonzero((np.diff(copies, axis=0) != 0).any(axis=1)) + 1
    assert changed.tolist() == after
    assert (copies[0] == start(setting, 0)).all()


def test_seeds_trained_together_are_those_trained_alone():
    run = Run(replace(SMALL, epochs=2, optimizer="Adam", learning_rate=0.01), "reshuffled")
    marks = even_marks(run.setting, 4)
    together = train(run, [0, 1, 2], marks)
    for seed in range(3):
        assert (train(run, [seed], marks)[0] == together[seed]).all()


# What is measured on the way, against torch.


def expected_measures(setting, seed, parameters):
    """The measures of one row of ``parameters`` by torch's autograd, by name."""
    network = module(setting, parameters)
    points, labels = tensors(setting, seed)
    found, gradients = {}, {}
    for name, part in (("negative", labels < 0), ("positive", labels > 0)):
        output = network(points[part])[:, 0]
        loss = loss_of(setting, output, labels[part])
        gradient = torch.autograd.grad(loss, list(network.parameters()))
        gradients[name] = torch.cat([part.reshape(-1) for part in gradient])
        found[f"accuracy_{name}"] = float((output.sign() == labels[part]).double().mean())
        found[f"loss_{name}"] = loss.item()
        found[f"mean_output_{name}"] = output.mean().item()
        found[f"gradient_norm_{name}"] = gradients[name].norm().item()
    cosine = functional.cosine_similarity(gradients["negative"], gradients["positive"], dim=0)
    found["gradient_cosine"] = cosine.item()
    found["output_bias"] = network[-1].bias.item()
    weights = torch.cat([layer.weight.reshape(-1) for layer in network[::2]])
    found["weight_norm"] = weights.norm().item()
    return found


def expected_active(setting, seed, parameters):
    """Whether each unit passes anything for any example of −1 and of +1, (units, 2)."""
    values, labels = tensors(setting, seed)
    active = []
    for layer in module(setting, parameters)[:-1]:
        values = layer(values)
        if not isinstance(layer, nn.Linear):
            on = values != 0
            active.append(torch.stack([on[labels < 0].any(dim=0), on[labels > 0].any(dim=0)], 1))
    return torch.cat(active).numpy()


UNEVEN = replace(SMALL, points=90, noise=0.05, positive_share=0.3, epochs=2, learning_rate=0.05)


@pytest.mark.parametrize("layers", [1, 2, 4])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_measure_is_torchs(activation, loss, layers):
    setting = replace(UNEVEN, activation=activation, loss=loss, layers=layers, hidden=6)
    copies = train(Run(setting, "negatives first"), [2], even_marks(setting, 3))[0]
    measures, active = descent.inspect(setting, 2, copies)
    for parameters, measured, on in zip(copies, measures, active, strict=True):
        expected = expected_measures(setting, 2, parameters)
        assert dict(zip(MEASURES, measured, strict=True)) == pytest.approx(expected, abs=1e-9)
        assert (on == expected_active(setting, 2, parameters)).all()


def test_outputs_are_torchs():
    rows = np.stack([start(UNEVEN, seed) for seed in range(3)])
    plane = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    for row, found in zip(rows, descent.outputs(UNEVEN, rows, plane), strict=True):
        expected = module(UNEVEN, row)(torch.tensor(plane))[:, 0].detach().numpy()
        np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.fixture(scope="module")
def dying():
    """A run in which units die, fall silent on one class, and come back; its setting."""
    setting = Setting("moons", 100, 0.1, hidden=8, learning_rate=0.7, epochs=3, seeds=6)
    run = Run(setting, "negatives first")
    return setting, run, history(run, even_marks(setting, 25), range(6))


def test_the_history_counts_units_as_torch_does(dying):
    setting, run, rows = dying
    marks = even_marks(setting, 25)
    for seed, copies in enumerate(train(run, range(6), marks)):
        on = np.stack([expected_active(setting, seed, parameters) for parameters in copies])
        dead = ~on.any(axis=2)
        ever = [dead[: mark + 1].any(axis=0).mean() for mark in range(len(marks))]
        expected = {
            "dead_share": dead.mean(axis=1),
            "ever_dead_share": ever,
            "silent_on_negative_share": (~on[..., 0] & on[..., 1]).mean(axis=1),
            "silent_on_positive_share": (on[..., 0] & ~on[..., 1]).mean(axis=1),
        }
        found = rows[rows["seed"] == seed]
        for column, values in expected.items():
            np.testing.assert_allclose(found[column], values, atol=1e-12, err_msg=column)


def test_units_die_and_some_come_back(dying):
    last = dying[2].groupby("seed").last()
    assert last["dead_share"].max() > 0
    assert (last["ever_dead_share"] > last["dead_share"]).any()


def test_the_history_says_where_it_is_and_derives_angle_and_accuracy(dying):
    setting, run, rows = dying
    marks = even_marks(setting, 25)
    assert rows["examples"].tolist() == marks.tolist() * 6
    np.testing.assert_allclose(rows["epoch"], rows["examples"] / 100)
    assert rows["seed"].tolist() == np.repeat(range(6), len(marks)).tolist()
    assert set(rows["order"]) == {"negatives first"}
    classes = rows[["accuracy_negative", "accuracy_positive"]]
    np.testing.assert_allclose(rows["accuracy"], classes.mean(axis=1))
    copies = train(run, [3], marks)[0][::5]
    cosines = [expected_measures(setting, 3, row)["gradient_cosine"] for row in copies]
    angles = rows.loc[rows["seed"] == 3, "gradient_angle"][::5]
    np.testing.assert_allclose(np.cos(np.radians(angles)), cosines, atol=1e-9)
    assert angles.between(0, 180).all()


# Data, starts and orders.


@pytest.mark.parametrize("dataset", descent.DATASETS)
@pytest.mark.parametrize(("points", "share"), [(20, 0.05), (101, 0.3), (1_000, 0.5), (200, 0.99)])
def test_the_classes_are_as_large_as_asked(dataset, points, share):
    setting = Setting(dataset, points, 0.05, share)
    positions, labels = data(setting, 4)
    assert positions.shape == (points, 2)
    assert set(labels) == {-1, 1}
    assert (labels == 1).sum() == setting.positives == round(points * share)
    assert len(np.unique(positions, axis=0)) == points


@pytest.mark.parametrize("dataset", ["circle", "gauss", "spiral", "moons"])
def test_an_even_balance_leaves_the_generators_points_as_they_are(dataset):
    positions, labels = data(Setting(dataset), 7)
    expected = descent.DATASETS[dataset](1_000, 0.0, SeedRandom("0.00007"))
    assert (np.column_stack([positions, labels]) == expected).all()


@pytest.mark.parametrize("dataset", ["circle", "xor", "gauss", "moons"])
def test_a_hundred_seeds_are_a_hundred_sets_of_points(dataset):
    setting = Setting(dataset, points=20)
    assert len({data(setting, seed)[0].tobytes() for seed in range(100)}) == 100


@pytest.mark.parametrize("dataset", descent.DATASETS)
def test_every_point_comes_from_the_generator(dataset):
    setting = Setting(dataset, 60, 0.1, 0.3)
    random = SeedRandom("0.00005")
    drawn = np.concatenate([descent.DATASETS[dataset](84, 0.1, random) for _ in range(3)])
    kept = {tuple(row) for row in np.column_stack(data(setting, 5))}
    assert kept <= {tuple(row) for row in drawn}


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_small_class_of_the_spiral_keeps_its_whole_arm(share):
    positions, labels = data(Setting("spiral", positive_share=share), 0)
    radius = np.hypot(*positions.T)
    for label in (-1, 1):
        assert radius[labels == label].min() == 0
        assert radius[labels == label].max() > 0.95 * planar.RADIUS


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_the_start_is_torchs_he_start(layers):
    setting = replace(SMALL, layers=layers)
    for seed in (0, 5):
        assert (start(setting, seed) == flat(he_module(setting, seed))).all()


def test_every_order_starts_from_the_same_networks_and_points():
    begun = [
        history(Run(SMALL, order, 10), np.array([0]), range(3)).drop(columns="order")
        for order in ORDERS
    ]
    assert begun[0]["weight_norm"].nunique() == 3
    for rows in begun[1:]:
        pd.testing.assert_frame_equal(rows, begun[0])


def test_seeds_differ_in_points_start_and_order():
    run = Run(SMALL, "reshuffled")
    assert (data(SMALL, 0)[0] != data(SMALL, 1)[0]).any()
    assert (start(SMALL, 0) != start(SMALL, 1)).any()
    assert (descent.shown_order(run, 0) != descent.shown_order(run, 1)).any()


# Weights that overflow.


def test_overflow_leaves_what_came_before_and_nothing_after():
    setting = replace(SMALL, activation="leaky ReLU", loss="squared", learning_rate=0.1, epochs=2)
    run = Run(setting, "negatives first")
    marks = np.arange(0, setting.examples + 1)
    seeds = [0, 1, 4]  # of the others some stay finite
    rows = history(run, marks, seeds)
    measured = rows.columns.drop(["order", "block", "seed", "examples", "epoch"])
    for seed, copies in zip(seeds, train(run, seeds, marks), strict=True):
        losses = [expected_loss(setting, seed, parameters) for parameters in copies]
        finite = np.isfinite(losses)
        first = int(finite.argmin())
        assert 0 < first < setting.examples
        found = rows.loc[rows["seed"] == seed, measured]
        assert found[first:].isna().all(axis=None)
        assert found[:first].drop(columns="gradient_angle").notna().all(axis=None)
        early = found[["loss_negative", "loss_positive"]][: first // 2].sum(axis=1)
        np.testing.assert_allclose(early, losses[: first // 2], rtol=1e-9)


def expected_loss(setting, seed, parameters):
    """The two classes' mean losses together."""
    points, labels = tensors(setting, seed)
    with torch.no_grad():
        output = module(setting, parameters)(points)[:, 0]
        parts = [loss_of(setting, output[labels == one], labels[labels == one]) for one in (-1, 1)]
    return float(sum(parts))


def test_a_seed_that_overflows_leaves_the_others_alone():
    setting = replace(SMALL, loss="squared", learning_rate=0.05, points=200, epochs=3, seeds=20)
    run = Run(setting, "negatives first")
    (rows,) = measure([(run, last_mark(setting))])
    lost = rows["accuracy"].isna()
    assert 0 < lost.sum() < 20
    alone = history(run, last_mark(setting), [int(rows.loc[~lost, "seed"].iloc[-1])])
    pd.testing.assert_frame_equal(rows[~lost].tail(1).reset_index(drop=True), alone)


# Marks, many runs at once, and refusals.


@pytest.mark.parametrize(
    ("points", "epochs", "per_epoch"), [(1_000, 3, 20), (77, 2, 6), (20, 4, 60)]
)
def test_marks_are_even_and_meet_every_end_of_an_epoch(points, epochs, per_epoch):
    marks = even_marks(Setting(points=points, epochs=epochs), per_epoch)
    steps = min(per_epoch, points)
    assert len(marks) == epochs * steps + 1
    assert marks[::steps].tolist() == [epoch * points for epoch in range(epochs + 1)]
    assert set(np.diff(marks)) <= {points // steps, -(-points // steps)}
    assert last_mark(Setting(points=points, epochs=epochs)).tolist() == [points * epochs]


def test_marks_go_on_through_the_epochs_that_follow():
    setting = Setting(points=77, epochs=2)
    assert (even_marks(setting, 6, 3) == even_marks(replace(setting, epochs=5), 6)).all()


SEVERAL = replace(SMALL, epochs=1, seeds=19)
RUNS = [(Run(SEVERAL, order), even_marks(SEVERAL, 2)) for order in ("reshuffled", "shuffled once")]


def test_many_runs_at_once_are_each_run_alone_and_the_same_again():
    once, again = measure(RUNS), measure(RUNS)
    for (run, marks), frame, same in zip(RUNS, once, again, strict=True):
        pd.testing.assert_frame_equal(frame, history(run, marks, range(19)))
        pd.testing.assert_frame_equal(frame, same)


def test_the_report_rises_to_one_and_names_the_order():
    done, messages = reported(measure, RUNS)
    assert len(done) > 2
    assert messages[0].startswith("reshuffled")
    assert messages[-1].startswith("shuffled once")


def test_raising_from_the_report_cancels_what_has_not_begun(monkeypatch):
    begun = []

    def slow(run, marks, seeds):
        begun.append(seeds)
        time.sleep(0.05)
        return pd.DataFrame()

    monkeypatch.setattr(descent, "history", slow)
    stopped(measure, [(Run(SMALL, "reshuffled"), last_mark(SMALL))] * 200)
    assert len(begun) < 50


test_a_value_out_of_range_is_refused_by_name = refused(
    partial(replace, SMALL),
    ({"batch_size": 101}, "Batch size is 101, but must be a whole number from 1 to 100."),
    ({"seeds": 0}, "Seeds is 0, but must be a whole number from 2 to 100."),
    ({"layers": 5}, "Hidden layers is 5, but must be a whole number from 1 to 4."),
    ({"learning_rate": 11}, "Learning rate is 11, but must be a number from 1e-07 to 10."),
    ({"positive_share": 0}, "Share of +1 is 0, but must be a number from 0.01 to 0.99."),
    ({"dataset": "moon"}, "Data is 'moon', but must be one of circle, xor, gauss, spiral, moons"),
    ({"loss": "hinge"}, "Loss is 'hinge', but must be one of logistic, squared"),
    ({"output_bias": "off"}, "Output bias is 'off', but must be one of learned, frozen at 0"),
)


@pytest.mark.parametrize("share", [0.01, 0.99])
def test_a_class_without_a_point_is_refused_with_shares_that_leave_one(share):
    with pytest.raises(
        ValueError, match=r"^Share of \+1 is .* of 20 points .* from 0\.05 to 0\.95"
    ):
        Setting(points=20, positive_share=share)
    assert Setting(points=20, positive_share=0.05).positives == 1
    assert Setting(points=20, positive_share=0.95).positives == 19


def test_more_work_than_a_visitor_waits_for_is_refused_with_what_would_do():
    # 64 × 2 + 64 + 64 × 64 + 64 + 64 + 1 = 4,417 weights and biases.
    wide = Setting(hidden=64, seeds=2)
    assert wide.parameters == len(start(wide, 0)) == 4_417
    with pytest.raises(ValueError, match=r"^30 seeds × 3,000 examples × 4,417 .* make at most 125"):
        replace(wide, seeds=30)


@pytest.mark.parametrize("block", [0, 101])
def test_a_block_longer_than_the_data_is_refused(block):
    with pytest.raises(ValueError, match=r"^Block length is \d+, but .* from 1 to 100\.$"):
        Run(SMALL, "alternating blocks", block)
    with pytest.raises(ValueError, match="^Order is 'backwards', but must be one of"):
        descent.shown_order(Run(SMALL, "backwards"), 0)
