import json
import subprocess
import sys
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
import torch

from core import mnist, record
from core.bundled import DamagedData
from core.dropout.final import network as final_network
from core.dropout.final import results as final_results
from core.dropout.final.network import NETWORKS, Config
from core.dropout.final.results import RUNS, Result

KILOBYTE = 1_000
TARGETS = {"small": 0.994, "large": 0.995}


@pytest.fixture(scope="module")
def result():
    return final_results.recorded()


@pytest.fixture(scope="module")
def test_images():
    return mnist.load(train=False)


# ---------------------------------------------------------------- the record


@pytest.mark.parametrize("network", NETWORKS)
def test_the_recorded_networks_reach_what_they_should(result, network):
    accuracies = final_results.accuracies(result, network)
    assert len(accuracies) >= 5
    assert accuracies.mean() >= TARGETS[network]


def test_the_record_is_whole_small_and_made_with_the_configuration_in_the_code(result):
    made = final_results.STUDY.provenance()["configurations"]
    for network, configs in RUNS.items():
        curves = result.curves[result.curves["network"] == network]
        assert len(curves) == sum(config.epochs for config in configs)
        assert not curves.duplicated(["seed", "epoch"]).any()
        assert made[network] == json.loads(json.dumps([asdict(config) for config in configs]))
    endings = ".csv", final_results.MISTAKES, ".json"
    paths = *map(final_results.STUDY.path, endings), *map(final_results.weights_path, NETWORKS)
    assert sum(path.stat().st_size for path in paths) < 300 * KILOBYTE


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_recorded_weights_give_the_recorded_predictions(result, test_images, network):
    opened = final_results.opened(network, final_results.weights(network))
    wrong = result.mistakes[
        (result.mistakes["network"] == network) & (result.mistakes["seed"] == 0)
    ]
    expected = test_images.labels.clone()
    expected[torch.tensor(wrong["image"].to_numpy())] = torch.tensor(wrong["predicted"].to_numpy())
    given = final_network.probabilities(opened, test_images.images)
    # Another processor rounds otherwise: where two digits are all but equal, either may win.
    differ = given.argmax(dim=1) != expected
    assert differ.sum() <= 2
    sure = given[torch.tensor(wrong["image"].to_numpy())].gather(
        1, torch.tensor(wrong["predicted"].to_numpy())[:, None]
    )
    assert sure[:, 0].numpy() == pytest.approx(wrong["probability"].to_numpy(), abs=1e-3)


@pytest.mark.exhaustive
def test_a_recorded_run_begun_again_is_as_recorded(result):
    """The first epoch of a ten-epoch run: its loss, which rounding does not yet move far."""
    again = final_network.next_epoch(RUNS["small"][0])
    then = result.curves.query("network == 'small' and seed == 0 and epoch == 1").iloc[0]
    assert again.train_loss == pytest.approx(then["train_loss"], rel=0.01)
    assert again.validation_accuracy == pytest.approx(then["validation_accuracy"], abs=0.02)


@pytest.mark.slow
def test_the_lines_on_the_page_load_the_weights_with_nothing_but_torch(tmp_path, test_images):
    few = test_images.images[:200]
    torch.save(few, tmp_path / "images.pt")
    for network in NETWORKS:
        content = final_results.weights(network)
        (tmp_path / "weights.pt").write_bytes(content)
        code = final_results.loading(network, "weights.pt")
        assert len(code.splitlines()) == 6
        lines = code.splitlines()
        script = "\n".join(
            [*lines[:2], 'images = torch.load("images.pt")', *lines[2:], "print(digits.tolist())"]
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", script],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        expected = final_network.probabilities(final_results.opened(network, content), few)
        assert json.loads(done.stdout) == expected.argmax(dim=1).tolist()


@pytest.fixture
def written(elsewhere, monkeypatch):
    """A record of tiny runs, made as the real one is."""
    tiny = tuple(Config("small", seed, images=200, epochs=1) for seed in range(2))
    monkeypatch.setattr(final_results, "RUNS", {"small": tiny})
    elsewhere(final_results)
    record.final()
    return tiny


@pytest.mark.slow
def test_what_is_recorded_is_read_back_and_equals_itself_trained_again(written):
    back = final_results.recorded()
    again = final_results.collect([final_results.measure(config).result for config in written])
    pd.testing.assert_frame_equal(
        back.curves.drop(columns="seconds"), again.curves.drop(columns="seconds"), atol=1e-5
    )
    pd.testing.assert_frame_equal(back.mistakes, again.mistakes, atol=1e-5, check_dtype=False)
    opened = final_results.opened("small", final_results.weights("small"))
    wrong = final_results.mistakes(opened, mnist.load(train=False))
    first = back.mistakes[back.mistakes["seed"] == 0]
    assert wrong["image"].tolist() == first["image"].tolist()
    assert final_results.STUDY.provenance()["date"]


@pytest.mark.parametrize("damage", [b"", b"network,seed\n", b"{}", b"\x80\x04.", None])
def test_a_damaged_record_is_named_with_its_remedy(elsewhere, damage):
    elsewhere(final_results)
    if damage is not None:
        for ending in (".csv", final_results.MISTAKES, ".json", "_small.pt"):
            final_results.STUDY.path(ending).write_bytes(damage)
    for read in (
        final_results.recorded,
        final_results.STUDY.provenance,
        lambda: final_results.weights("small"),
    ):
        with pytest.raises(DamagedData, match="python -m core.record"):
            read()


def test_weights_of_another_network_are_refused(elsewhere):
    elsewhere(final_results)
    other = NETWORKS["large"](0.0).state_dict()
    final_results.weights_path("small").write_bytes(final_results.packed(other))
    with pytest.raises(DamagedData):
        final_results.weights("small")


# ---------------------------------------------------------------- what is read out of it


def made_up(rows):
    """Two seeds of the small network, with these (seed, image, predicted, probability)."""
    labels = mnist.load(train=False).labels
    columns = final_results.CURVE_COLUMNS
    curves = pd.DataFrame([("small", seed, 1, 0.1, 0.9, 1.0) for seed in (0, 1)], columns=columns)
    wrong = [
        ("small", seed, image, int(labels[image]), predicted, probability, 1 - probability)
        for seed, image, predicted, probability in rows
    ]
    return Result(curves, pd.DataFrame(wrong, columns=final_results.MISTAKE_COLUMNS))


def test_accuracy_confusion_and_galleries_count_the_same_mistakes(test_images):
    labels = test_images.labels.numpy()
    seven, two = 0, 1  # the first two test digits
    assert labels[[seven, two]].tolist() == [7, 2]
    result = made_up([(0, seven, 1, 0.9), (1, seven, 1, 0.7), (1, two, 7, 0.6)])
    assert final_results.accuracies(result, "small").tolist() == pytest.approx([0.9999, 0.9998])
    table = final_results.confusion(result, "small").pivot(
        index="label", columns="predicted", values="count"
    )
    assert table.to_numpy().sum() == 2 * len(labels)
    assert table.sum(axis=1).tolist() == (2 * np.bincount(labels)).tolist()
    assert (table.loc[7, 1], table.loc[2, 7], table.loc[7, 2]) == (2, 1, 0)
    cell = final_results.answers(result, "small", 7, 1)
    assert cell[["image", "seeds"]].to_numpy().tolist() == [[seven, 2]]
    assert cell["probability"].tolist() == pytest.approx([0.8])
    worst = final_results.worst(result, "small")
    assert worst["image"].tolist() == [seven, two]
    right = final_results.answers(result, "small", 2, 2)
    assert right["seeds"].sum() == table.loc[2, 2]
    assert right.set_index("image").loc[two, "seeds"] == 1
    assert final_results.answers(result, "small", 7, 7)["image"].min() > seven
    assert final_results.answers(result, "small", 3, 4).empty


def test_a_network_without_mistakes_is_perfect():
    result = made_up([])
    assert final_results.accuracies(result, "small").tolist() == [1, 1]
    assert final_results.worst(result, "small").empty


def test_mistakes_are_where_the_largest_probability_is_wrong(test_images):
    few = test_images.first(300)
    torch.manual_seed(0)
    network = NETWORKS["small"](0.5)
    found = final_results.mistakes(network, few).set_index("image")
    with torch.no_grad():
        given = torch.softmax(network.eval()((few.images - 0.1307) / 0.3081), dim=1)
    wrong = (given.argmax(dim=1) != few.labels).nonzero()[:, 0].tolist()
    assert found.index.tolist() == wrong
    for image, row in found.iterrows():
        assert row["probability"] == pytest.approx(float(given[image].max()), abs=1e-5)
        assert row["label_probability"] == pytest.approx(
            float(given[image, few.labels[image]]), abs=1e-5
        )


def test_every_seed_of_a_run_differs_only_in_its_seed():
    for network, configs in RUNS.items():
        assert {replace(config, seed=0) for config in configs} == {Config(network)}
        assert [config.seed for config in configs] == list(range(5))
