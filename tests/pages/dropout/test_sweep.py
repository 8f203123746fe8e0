"""The sweep: its record, a live one of every fate, and that every lab of the page opens."""

import json
from functools import partial

import numpy as np
import pandas as pd
import pytest

from core.claims import DROPOUT_RATES
from core.dropout import sweep
from core.dropout.recorded_sweep import ONE_EPOCH, TEN_EPOCHS
from core.dropout.store import FILE, Store
from core.dropout.sweep import CURVE, Config
from tests.pages.visit import frames, look_at, open_page

small = partial(open_page, "dropout", sweep_seeds="1")


def sources(app, name):
    """The runs of one source that the first chart draws as dots."""
    (dots,) = [frame for frame in frames(app.charts[0]) if "dead" in frame]
    return dots[dots["source"] == name]


def made_up(model, accuracy=0.5):
    """A model that is trained in no time."""
    curve = pd.DataFrame([(1, 0.5, 0.9, accuracy, 10, 1.0)], columns=CURVE)
    return sweep.Trained(model, curve, np.ones((1, 5_000), bool))


@pytest.fixture
def training(monkeypatch, fresh_jobs):
    """Train in no time; return the dropout and the scheduler of every model trained."""
    trained = []

    def train(config, finished, report, scheduler):
        for model in sweep.models(config):
            if model not in finished:
                trained.append((model.p, scheduler))
                yield made_up(model)

    monkeypatch.setattr(sweep, "trained", train)
    return trained


def test_opens_with_the_recorded_sweep_judged():
    app = look_at("dropout", lab="Sweep")
    assert app.card().loc["p = 0.2", "Reported"] == "0.1009"
    dots = sources(app, "recorded")
    assert dots.groupby("p").size().to_dict() == dict.fromkeys(DROPOUT_RATES, ONE_EPOCH.seeds)
    assert dots["dead"].sum() == (dots["classes"] == 1).sum() > 0
    shape = json.loads(app.charts[0].spec)["layer"][2]["encoding"]["shape"]
    assert shape["condition"] == {"test": "datum.dead", "value": "cross"}
    app.tells("Dots are single runs, crosses runs that give every image one digit")


@pytest.mark.parametrize(
    ("size", "seeds"), [("one epoch", ONE_EPOCH.seeds), ("ten epochs", TEN_EPOCHS.seeds)]
)
def test_network_and_size_choose_the_record(size, seeds):
    app = open_page("dropout", sweep_network="batch normalisation", sweep_size=size).whole()
    dots = sources(app, "recorded")
    assert len(dots) == len(DROPOUT_RATES) * seeds
    assert set(dots["network"]) == {"batch normalisation"}


@pytest.mark.slow
def test_a_live_sweep_runs_to_its_end_and_is_offered_again(fresh_jobs):
    app = small(sweep_batch="500").press("Run the sweep").wait_for("Run again", 180).whole()
    assert app.success[0].value == "All 10 models trained."
    assert len(sources(app, "live")) == 10


@pytest.mark.slow
def test_stop_keeps_what_is_finished_and_resume_goes_on(held, monkeypatch):
    def train(config, finished, report, scheduler):
        left = [model for model in sweep.models(config) if model not in finished]
        yield from held.give(map(made_up, left), report)

    monkeypatch.setattr(sweep, "trained", train)
    app = open_page("dropout", sweep_seeds="10")
    for name, released, kept in (("Run the sweep", 3, 3), ("Resume", 4, 7)):
        app.press(name).wait_for("Stop")
        held.release(released)
        while not app.get("progress")[0].text.startswith(f"{kept} of 100 models"):
            app.run()
        app.press("Stop").wait_for("Resume")
        assert app.warning[0].value == f"Stopped. {kept} of 100 models are finished and kept."


def test_the_first_guess_starts_the_sweep_and_is_held_against_who_wins(fresh_jobs, monkeypatch):
    def train(config, finished, report, scheduler):
        for model in sweep.models(config):
            yield made_up(model, 0.95 if model.p == 0.6 else 0.5 + model.p / 10)

    monkeypatch.setattr(sweep, "trained", train)
    app = small().fill(sweep_guess="0.3").wait_for("Run again").whole()
    dots = sources(app, "recorded").pivot(index="seed", columns="p", values="validation_accuracy")
    won = dots.eq(dots.max(axis=1), axis=0)
    alone = won.div(won.sum(axis=1), axis=0).mean()
    app.tells(
        "You guessed p = 0.3, which reached 53.0 %. p = 0.6 won with 95.0 %.",
        f"{len(dots)} recorded seeds {won.any().sum()} of the 10 p won",
        f"p = {alone.idxmax()} most often, in {alone.max():.0%}".replace("%", " %"),
    )
    app.fill(sweep_guess="0.6").tells("You guessed p = 0.6, and it won.")


def test_a_guess_in_the_address_trains_nothing(training):
    app = small(sweep_guess="0.3").whole()
    assert app.get_by_key("sweep_guess").value == "0.3"
    assert "Run the sweep" in [one.label for one in app.button]
    assert "You guessed" not in app.said
    assert training == []


def test_models_that_diverge_are_listed_and_the_sweep_goes_on(fresh_jobs, monkeypatch):
    def diverging(config, finished, report, scheduler):
        for model in sweep.models(config):
            curve = pd.DataFrame(columns=CURVE)
            yield sweep.Trained(model, curve, np.zeros((0, 5_000), bool), diverged_at=7)

    monkeypatch.setattr(sweep, "trained", diverging)
    app = small().press("Run the sweep").wait_for("Run again").whole()
    assert "10 of 10 models diverged: p = 0 seed 0 at update 7," in app.warning[0].value


def test_a_failing_sweep_says_so_in_one_sentence(fresh_jobs, monkeypatch):
    def broken(config, finished, report, scheduler):
        raise RuntimeError("a secret of the machine")
        yield

    monkeypatch.setattr(sweep, "trained", broken)
    app = small().press("Run the sweep").wait_for("Resume")
    app.refuses("The sweep ended early; 0 of 10 models are kept. Reference")
    assert "secret" not in app.said


def test_what_an_earlier_server_trained_is_drawn_and_only_the_rest_is_trained(training, tmp_path):
    config = Config(seeds=1, images=5_000, learning_rate=0.01)
    for model in sweep.models(config)[:7]:
        Store(tmp_path / "store").keep(config, made_up(model, 0.925))
    app = small()
    assert app.info[0].value == "7 of 10 models are kept from earlier sweeps."
    assert len(sources(app, "live")) == 7
    app.press("Resume").wait_for("Run again")
    assert [p for p, _ in training] == [0.7, 0.8, 0.9]
    assert sources(app, "live")["validation_accuracy"].tolist() == [0.925] * 7 + [0.5] * 3
    app.press("Run again").wait_for("Run again")
    assert [p for p, _ in training] == [0.7, 0.8, 0.9, *DROPOUT_RATES]
    assert sources(app, "live")["validation_accuracy"].tolist() == [0.5] * 10


def test_a_damaged_store_is_one_sentence_and_the_sweep_still_runs(training, tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / FILE).write_bytes(b"no database" * 500)
    app = small()
    assert "Finished models cannot be kept" in app.warning[0].value
    app.press("Run the sweep").wait_for("Run again").whole()
    assert len(sources(app, "live")) == 10


def test_a_second_sweep_waits_in_line_and_says_so(held, monkeypatch):
    def train(config, finished, report, scheduler):
        yield from held.give(map(made_up, sweep.models(config)), report)

    monkeypatch.setattr(sweep, "trained", train)
    first = small().press("Run the sweep")
    second = small(sweep_seeds="3").tells("yours would wait in line")
    second.press("Run the sweep")
    bar = second.get("progress")[0].proto.text
    assert "Waiting in line, 1 before you: 5 of 20" in bar
    second.press("Stop").wait_for("Resume")
    first.press("Stop").wait_for("Resume")


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_named_and_this_machine_offered(training, monkeypatch):
    monkeypatch.setenv("BACKPROP_LAB_SCHEDULER", "tcp://127.0.0.1:1")
    app = small()
    app.press("Run the sweep")
    assert app.troubles == ["No Dask scheduler answers at tcp://127.0.0.1:1."]
    assert training == []
    app.press("Train on this machine").wait_for("Run again")
    assert {scheduler for _, scheduler in training} == {""}
