import os
import signal
from contextlib import closing
from itertools import islice

import pytest

from core import mnist
from core.dropout.sweep import SPLIT_SEED, Config, Model, collect, models, run, trained
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
from tests.core.progress import stopped

CONFIG = Config(dropout=(0.0, 0.5), seeds=2, images=100, epochs=2)
MEASURED = ["network", "p", "seed", "epoch", "train_loss", "validation_accuracy"]


@pytest.fixture(scope="module")
def result():
    return run(CONFIG)


def test_models_come_seed_by_seed():
    config = Config(("course", "5 × 5 kernels"), (0.1, 0.2), seeds=2)
    assert models(config) == [
        Model(network, p, seed)
        for seed in (0, 1)
        for network in ("course", "5 × 5 kernels")
        for p in (0.1, 0.2)
    ]


@pytest.mark.slow
def test_every_model_has_a_row_an_epoch_in_the_sweeps_order(result):
    curves = result.curves
    rows = list(curves[["seed", "p", "epoch"]].itertuples(index=False, name=None))
    assert rows == [(seed, p, epoch) for seed in (0, 1) for p in (0.0, 0.5) for epoch in (1, 2)]
    assert set(curves["network"]) == {"course"}
    assert curves["validation_accuracy"].between(0, 1).all()
    assert (curves["train_loss"] > 0).all()
    assert (curves["seconds"] > 0).all()
    assert [one.model for one in result.trained] == models(CONFIG)


@pytest.mark.slow
def test_the_last_accuracy_is_the_share_of_validation_images_that_were_right(result):
    last = result.curves[result.curves["epoch"] == 2]["validation_accuracy"]
    assert [one.correct.shape for one in result.trained] == [(2, 5_000)] * 4
    assert [one.correct[-1].mean() for one in result.trained] == pytest.approx(last.tolist())


@pytest.mark.slow
def test_a_model_is_the_network_of_its_seed_on_the_first_training_images(result):
    import torch

    splits = mnist.splits(SPLIT_SEED)
    torch.manual_seed(1)
    network = cnn.course(0.5)
    data = splits.train.first(100)
    step = cnn.step_by_engine(network, data, rmsprop(0.001), seed=1)
    *_, last = cnn.train(network, step, data, splits.validation, 2, 32, seed=1)
    ours = result.curves[(result.curves["seed"] == 1) & (result.curves["p"] == 0.5)].iloc[-1]
    assert ours["train_loss"] == pytest.approx(last.train_loss, rel=1e-4)
    right = (last.predicted == splits.validation.labels).double().mean().item()
    assert ours["validation_accuracy"] == pytest.approx(right, abs=0.002)


@pytest.mark.slow
def test_the_same_seeds_give_the_same_result_and_other_seeds_another(result):
    again = run(CONFIG)
    assert again.curves[MEASURED].equals(result.curves[MEASURED])
    assert all(
        (ours.correct == theirs.correct).all()
        for ours, theirs in zip(again.trained, result.trained, strict=True)
    )
    assert result.curves.groupby(["p", "epoch"])["train_loss"].nunique().tolist() == [2] * 4


@pytest.mark.slow
def test_finished_models_are_not_trained_again():
    finished = models(CONFIG)[:3]
    assert [one.model for one in trained(CONFIG, finished)] == models(CONFIG)[3:]
    assert list(trained(CONFIG, models(CONFIG))) == []


@pytest.mark.slow
def test_what_came_before_an_early_end_is_kept():
    with closing(trained(CONFIG)) as results:
        first = next(results)
    kept = collect(CONFIG, [first])
    assert kept.curves["epoch"].tolist() == [1, 2]
    assert set(kept.curves["p"]) == {first.model.p}
    assert [one.model for one in kept.trained] == [first.model]


@pytest.mark.exhaustive
@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_worker_killed_by_the_system_loses_no_model_and_doubles_none(before):
    from joblib.externals.loky import get_reusable_executor

    with closing(trained(CONFIG)) as results:
        came = list(islice(results, before))
        os.kill(next(iter(get_reusable_executor(reuse=True)._processes)), signal.SIGKILL)
        came += results
    assert sorted(one.model.p for one in came) == [0.0, 0.0, 0.5, 0.5]
    assert len({one.model for one in came}) == len(models(CONFIG))


@pytest.mark.slow
def test_collecting_puts_results_in_order_whatever_the_order_they_came_in(result):
    mixed = collect(CONFIG, result.trained[::-1])
    assert mixed.curves.equals(result.curves)
    assert mixed.trained == result.trained


@pytest.mark.slow
def test_nothing_finished_is_an_empty_result(result):
    empty = collect(CONFIG, [])
    assert list(empty.curves) == list(result.curves)
    assert len(empty.curves) == 0


@pytest.mark.slow
def test_progress_counts_models_and_can_stop_the_run():
    done, _ = stopped(run, CONFIG, at=0.5)
    assert sorted(set(done)) == [0, 0.25, 0.5]
    assert done == sorted(done)
