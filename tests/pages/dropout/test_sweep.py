import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core.claims import DROPOUT_RATES
from core.dropout import sweep
from core.dropout.store import FILE, Store
from core.dropout.sweep import CURVE, Config
from tests.pages.conftest import text, untroubled, wait_for

SMALL = {"sweep_seeds": "1"}


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()


def sources(app, name):
    """The runs of one source that the first chart draws as dots."""
    proto = app.get("vega_lite_chart")[0].proto
    frames = [pa.ipc.open_stream(data.data.data).read_pandas() for data in proto.datasets]
    (dots,) = [frame for frame in frames if "dead" in frame]
    return dots[dots["source"] == name]


def test_opens_with_the_recorded_sweep_judged(open_page, fresh_jobs):
    app = open_page("dropout")
    assert untroubled(app)
    assert "Recorded on" in text(app)
    table = app.table[0].value.set_index("Part")
    assert table.loc["p = 0.2", "Reported"] == "0.1009"
    dots = sources(app, "recorded")
    assert dots.groupby("p").size().to_dict() == dict.fromkeys(DROPOUT_RATES, 10)
    assert dots["dead"].sum() == (dots["classes"] == 1).sum() > 0


@pytest.mark.parametrize(("size", "runs"), [("one epoch", 100), ("ten epochs", 50)])
def test_network_and_size_choose_the_record(open_page, fresh_jobs, size, runs):
    app = open_page("dropout", sweep_network="batch normalisation", sweep_size=size)
    assert untroubled(app)
    dots = sources(app, "recorded")
    assert len(dots) == runs
    assert set(dots["network"]) == {"batch normalisation"}


def test_models_that_diverge_are_listed_and_the_sweep_goes_on(open_page, fresh_jobs, monkeypatch):
    def diverging(config, finished, report, scheduler):
        for model in sweep.models(config):
            curve = pd.DataFrame(columns=CURVE)
            yield sweep.Trained(model, curve, np.zeros((0, 5_000), bool), diverged_at=7)

    monkeypatch.setattr(sweep, "trained", diverging)
    app = open_page("dropout", **SMALL)
    press(app, "Run the sweep")
    wait_for(app, "Run again")
    assert untroubled(app)
    assert "10 of 10 models diverged: p = 0 seed 0 at update 7," in app.warning[0].value


LABS = {
    "Sweep": "Accuracy against dropout",
    "The dead run": "One such run, update by update",
    "Luck": "Train the ten networks again from other seeds",
    "Selection": "test",
    "One epoch or ten": "epoch",
    "What made it work": "Batch normalisation, dropout, small kernels",
    "Inside": "What does a network with dropout look for",
    "The final network": "Take it home",
}


@pytest.mark.parametrize("lab", LABS)
def test_every_lab_opens_with_something_finished(open_page, fresh_jobs, lab):
    app = open_page("dropout", lab=lab)
    assert untroubled(app)
    assert not app.warning
    assert LABS[lab] in text(app)
    assert app.get("download_button")
    assert app.get("vega_lite_chart")


@pytest.mark.slow
def test_a_live_sweep_runs_to_its_end_and_is_offered_again(open_page, fresh_jobs):
    app = open_page("dropout", **SMALL, sweep_batch="500")
    press(app, "Run the sweep")
    wait_for(app, "Run again", 180)
    assert untroubled(app)
    assert app.success[0].value == "All 10 models trained."
    assert len(sources(app, "live")) == 10


@pytest.mark.slow
def test_stop_keeps_what_is_finished_and_resume_goes_on(open_page, fresh_jobs):
    app, kept = open_page("dropout", sweep_batch="100", sweep_seeds="10"), [-1]
    for name in ("Run the sweep", "Resume"):
        press(app, name)
        wait_for(app, "Stop")
        while int(app.get("progress")[0].text.split()[0]) <= max(kept[-1], 0):
            time.sleep(1)
            app.run()
        press(app, "Stop")
        wait_for(app, "Resume")
        kept.append(int(app.warning[0].value.split()[1]))
    assert 0 < kept[1] < kept[2] < 100


def test_a_failing_sweep_says_so_in_one_sentence(open_page, fresh_jobs, monkeypatch):
    def broken(config, finished, report, scheduler):
        raise RuntimeError("a secret of the machine")
        yield

    monkeypatch.setattr(sweep, "trained", broken)
    app = open_page("dropout", **SMALL)
    press(app, "Run the sweep")
    wait_for(app, "Resume")
    assert "The sweep ended early; 0 of 10 models are kept. Reference" in app.error[0].value
    assert "secret" not in text(app)


def kept(models, tmp_path):
    """Put made-up models of the page's small sweep into the store that the page will open."""
    config = Config(seeds=1, images=5_000, learning_rate=0.01)
    store = Store(tmp_path / "store")
    row = (1, 0.5, 0.9, 0.925, 10, 1.0)
    for model in sweep.models(config)[:models]:
        curve = pd.DataFrame([row], columns=CURVE)
        store.keep(config, sweep.Trained(model, curve, np.ones((1, 5_000), bool)))


def test_what_an_earlier_server_trained_is_drawn_and_only_the_rest_is_trained(
    open_page, fresh_jobs, monkeypatch, tmp_path
):
    trained = []

    def train(config, finished, report, scheduler):
        for model in sweep.models(config):
            if model not in finished:
                trained.append(model.p)
                curve = pd.DataFrame([(1, 0.5, 0.9, 0.5, 10, 1.0)], columns=CURVE)
                yield sweep.Trained(model, curve, np.ones((1, 5_000), bool))

    monkeypatch.setattr(sweep, "trained", train)
    kept(7, tmp_path)
    app = open_page("dropout", **SMALL)
    assert app.info[0].value == "7 of 10 models are kept from earlier sweeps."
    assert len(sources(app, "live")) == 7
    press(app, "Resume")
    wait_for(app, "Run again")
    assert trained == [0.7, 0.8, 0.9]
    live = sources(app, "live")
    assert live["validation_accuracy"].tolist() == [0.925] * 7 + [0.5] * 3
    press(app, "Run again")
    wait_for(app, "Run again")
    assert trained == [0.7, 0.8, 0.9, *DROPOUT_RATES]
    assert sources(app, "live")["validation_accuracy"].tolist() == [0.5] * 10


def test_a_damaged_store_is_one_sentence_and_the_sweep_still_runs(
    open_page, fresh_jobs, monkeypatch, tmp_path
):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / FILE).write_bytes(b"no database" * 500)

    def train(config, finished, report, scheduler):
        for model in sweep.models(config):
            curve = pd.DataFrame([(1, 0.5, 0.9, 0.5, 10, 1.0)], columns=CURVE)
            yield sweep.Trained(model, curve, np.ones((1, 5_000), bool))

    monkeypatch.setattr(sweep, "trained", train)
    app = open_page("dropout", **SMALL)
    assert "Finished models cannot be kept" in app.warning[0].value
    press(app, "Run the sweep")
    wait_for(app, "Run again")
    assert untroubled(app)
    assert len(sources(app, "live")) == 10


def test_a_second_sweep_waits_in_line_and_says_so(open_page, fresh_jobs, monkeypatch):
    def slow(config, finished, report, scheduler):
        while True:
            report(0.25, "5 of 20 models trained")
            time.sleep(0.05)
        yield

    monkeypatch.setattr(sweep, "trained", slow)
    first = open_page("dropout", **SMALL)
    press(first, "Run the sweep")
    second = open_page("dropout", sweep_seeds="3")
    assert "yours would wait in line" in text(second)
    press(second, "Run the sweep")
    bar = second.get("progress")[0].proto.text
    assert "Waiting in line: one experiment runs at a time on this server (5 of 20" in bar
    press(second, "Stop")
    wait_for(second, "Resume", 2)
    press(first, "Stop")
    wait_for(first, "Resume", 2)


def test_a_scheduler_that_does_not_answer_is_named_and_this_machine_offered(
    open_page, fresh_jobs, monkeypatch
):
    asked = []

    def train(config, finished, report, scheduler):
        asked.append(scheduler)
        for model in sweep.models(config):
            curve = pd.DataFrame([(1, 0.5, 0.9, 0.5, 10, 1.0)], columns=CURVE)
            yield sweep.Trained(model, curve, np.ones((1, 5_000), bool))

    monkeypatch.setattr(sweep, "trained", train)
    monkeypatch.setenv("BACKPROP_LAB_SCHEDULER", "tcp://127.0.0.1:1")
    app = open_page("dropout", **SMALL)
    begun = time.monotonic()
    press(app, "Run the sweep")
    assert time.monotonic() - begun < 8  # five for the sentence, the rest for the page
    assert app.error[0].value == "No Dask scheduler answers at tcp://127.0.0.1:1."
    assert asked == []
    press(app, "Train on this machine")
    wait_for(app, "Run again")
    assert asked == [""]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("sweep_seeds", "-2", "must be a whole number from 1 to 20"),
        ("sweep_seeds", "many", "is not a number"),
        ("sweep_rate", "-0.1", "Learning rate is -0.1, but must be a number"),
        ("sweep_rate", "nan", "must be a number"),
        ("sweep_batch", "0", "must be a whole number from 1 to 1,000"),
        ("sweep_optimizer", "magic", "must be one of RMSprop, SGD with momentum, Adam"),
        ("sweep_size", "huge", "must be one of quick, one epoch, ten epochs"),
        ("lab", "none", "must be one of Sweep, The dead run, Luck"),
    ],
)
def test_an_impossible_address_is_named_and_the_page_stays_whole(
    open_page, fresh_jobs, name, value, says
):
    app = open_page("dropout", **{name: value})
    assert untroubled(app)
    assert any(says in warning.value for warning in app.warning)
    assert len(app.table) == 1
