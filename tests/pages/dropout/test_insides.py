"""The dead run, what made it work, and inside: every control and error path, at an address."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from core.dropout import inside as dropout_inside
from core.dropout import sparsity as dropout_sparsity
from core.dropout import sweep
from core.dropout.dead import one_run
from core.dropout.dead import runs as dead_runs
from core.dropout.effects import NETWORKS
from core.engines.cnn import networks as cnn
from pages.labs.dropout import dead as dead_lab
from pages.labs.dropout import inside as inside_lab
from tests.pages.visit import open_lab, open_script


def shown(lab, networks, dropout, epochs, *source):
    from importlib import import_module

    from pages.shared.page import frame
    from tests.pages.dropout.test_insides import made_up

    sweep = made_up(networks, dropout, epochs)
    with frame.boundary():
        import_module(f"pages.labs.dropout.{lab}").show(
            {0.01: sweep, 0.001: sweep} if lab == "effects" else sweep, *source
        )


def made_up(networks, dropout, epochs):
    """A sweep with a little noise, in which a model of seed 1 is dead after the first epoch."""
    config = sweep.Config(networks, dropout, seeds=4, epochs=epochs)
    random, epoch = np.random.default_rng(0), np.arange(1, epochs + 1)
    trained = []
    for model in sweep.models(config):
        right = 0.9 + random.normal(0, 0.01, epochs)
        classes = np.where((epoch == 1) & (model.seed == 1) & (model.p > 0), 1, 10)
        columns = (epoch, 1.0, right + 0.01 * (1 - model.p), right, classes, 1.0)
        curve = pd.DataFrame(dict(zip(sweep.CURVE, columns, strict=True)))
        trained.append(sweep.Trained(model, curve, np.ones((epochs, 10), bool)))
    return sweep.collect(config, trained)


dead = partial(open_script, shown, "dead", ("course",), (0.0, 0.2), 1)
effects = partial(
    open_script, shown, "effects", tuple(NETWORKS.values()), (0.0, 0.5), 3, "Made up."
)
both = ("course", "batch normalisation")
inside = partial(open_script, shown, "inside", both, (0.0, 0.5, 0.9), 3, "Made up.")
grid = partial(dead, dead_seeds="1", dead_images="100", dead_rates="0.01, 0.03, 0.1")


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    """Follow and train little, so that a page takes a second."""
    for experiment, few in ((one_run, 320), (dropout_inside, 200)):

        def run(config, report, whole=experiment.run, few=few):
            return whole(replace(config, images=few), report)

        monkeypatch.setattr(experiment, "run", run)


# ---------------------------------------------------------------- the dead run


def test_the_dead_run_opens_recorded_judged_and_followed():
    app = dead().whole()
    of_grid = dead_runs.RUNS["grid"]
    app.tells("Recorded on", "What cannot be known", "times the learning rate")
    app.tells(f"{of_grid.images:,} images shown once, {of_grid.seeds} seeds")
    app.tells("1,009 of the 10,000 test images show a 9")
    assert len(app.table[0].value) == len(one_run.REMEDIES)


@pytest.mark.slow
def test_a_live_grid_is_trained(fresh_jobs):
    app = grid().press("dead_start").wait_for("dead_again").whole()
    assert app.success[0].value == "All 12 networks trained."
    app.tells("Live, 12 of 12 networks")


@pytest.mark.slow
def test_a_live_grid_is_stopped_and_gone_on_with(held, monkeypatch):
    asked = []

    def trained(config, finished):
        left = [model for model in dead_runs.models(config) if model not in finished]
        asked.append(len(left))
        for model in held.give(left):
            row = (model.remedy, model.rate, model.p, model.seed, 10, -1, 0.9, 0)
            yield pd.DataFrame([row], columns=dead_runs.COLUMNS)

    monkeypatch.setattr(dead_runs, "trained", trained)
    app = grid().press("dead_start").wait_for("dead_stop")
    app.press("dead_stop")
    held.release(1)
    app.wait_for("dead_resume")
    assert app.warning[0].value == "Stopped. 1 of 12 networks are finished and kept."
    app.tells("Live, 1 of 12 networks")
    held.release(11)
    app.press("dead_resume").wait_for("dead_again")
    assert asked == [12, 11]
    app.tells("Live, 12 of 12 networks")


def test_a_failing_grid_says_so_in_one_sentence(fresh_jobs, monkeypatch):
    def broken(config, finished):
        raise RuntimeError("a secret of the machine")
        yield

    monkeypatch.setattr(dead_runs, "trained", broken)
    app = dead().press("dead_start").wait_for("dead_resume")
    app.refuses("The run ended early; 0 of 60 networks are kept. Reference")
    assert "secret" not in app.said


@pytest.mark.slow
def test_every_change_can_be_followed():
    app = open_lab("dropout.dying", dying_seed="1", dying_p="0.5", dying_rate="0.02")
    for remedy in one_run.REMEDIES:
        app.fill(dying_change=remedy).whole()
        first = next(one.value for one in app.markdown if "first update moves" in one.value)
        factor = float(first.split(" on average, ")[1].split()[0])
        assert factor < 1.01 if remedy == "bias correction" else factor > 5, f"{remedy}: {first}"


def test_a_damaged_record_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(dead_runs, "STUDY", replace(dead_runs.STUDY, folder=tmp_path))
    dead_lab.recorded.clear()
    dead().refuses("The recorded", "python -m core.record")


# ---------------------------------------------------------------- what made it work


def test_the_effects_open_judged():
    app = effects().whole()
    assert len(app.table[0].value) == 8
    app.tells("5 × 5 kernels: 14,096 or 14,132; 3 × 3 kernels: 14,178 or 14,210")
    app.tells("4 seeds with all eight networks", "No network is dead after epoch 3.")


@pytest.mark.parametrize("measure", ["training accuracy", "gap"])
def test_every_measure_epoch_and_choice_of_runs_is_shown(measure):
    app = effects(
        effects_measure=measure, effects_epoch="1", effects_runs="seeds without a dead run"
    ).whole()
    app.tells(f"What each ingredient adds to the {measure}", "3 seeds with all eight networks")
    app.tells("Seeds with a dead network after epoch 1: 1.")


def test_a_rate_of_its_own_is_said_network_by_network_and_judged_by_other_seeds():
    app = effects(effects_rate="each its own").whole()
    app.tells("2 seeds with all eight networks", "The first half of the seeds chose")
    app.tells("0.01: 5 × 5 kernels at p = 0", "0.001: none")
    effects(effects_rate="0.001 for all").whole().tells("4 seeds with all eight networks")


# ---------------------------------------------------------------- inside


def test_the_inside_opens_with_filters_maps_zeros_and_gap():
    app = inside().whole()
    app.tells("The digit, a ", "First-layer filters, 3 × 3", "convolution 2", "ReLU 3")
    app.tells("How sparse each layer is, against dropout")
    app.tells("The gap between training and validation", "8 × 26 × 26 numbers")
    app.tells("**Course**: from p = 0 to p = 0.5 the gap narrows by +")


def test_every_control_of_the_inside_is_heard():
    app = inside(
        inside_network="5 × 5 kernels, batch normalisation",
        inside_p="0.3",
        inside_digit="17",
        inside_seed="4",
        inside_epochs="1",
        inside_rate="0.01",
        inside_images="500",
    ).whole()
    assert not app.warning
    app.tells("First-layer filters, 5 × 5", "1 epoch, seed 4", "batch normalisation 1")


def test_damaged_sparsity_is_one_sentence(monkeypatch, tmp_path):
    study = replace(dropout_sparsity.STUDY, folder=tmp_path)
    monkeypatch.setattr(dropout_sparsity, "STUDY", study)
    inside_lab.sparsity.clear()
    inside().refuses("dropout_sparsity.csv is missing or damaged", "python -m core.record")


def test_a_diverged_network_is_said_so(monkeypatch):
    def diverge(*_):
        raise cnn.Diverged(4)
        yield

    monkeypatch.setattr(cnn, "train", diverge)
    inside(inside_seed="99").whole().tells("the loss is not finite at update 4")
