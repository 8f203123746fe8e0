"""Recipes trained by the engine against torch's own loop, and the table that is recorded."""

import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn import functional

from core import mnist
from core.dropout.ladder import runs
from core.dropout.ladder.recipes import LAST, NETWORKS, Recipe
from core.dropout.ladder.runs import COLUMNS, KEY, RUNS, Config, Model, models
from core.engines.cnn.networks import standardised
from tests.core.refusals import refused

DEAD = Recipe("no convolution", "ReLU", "Adam", 0.01, 64)
TINY = Config((DEAD, DEAD._replace(last="nothing")), (0.0,), 2, 300)


@pytest.fixture(scope="module")
def trained():
    return runs.run(TINY)


@pytest.mark.slow
def test_a_run_is_whole_and_in_order(trained):
    assert list(trained.runs) == COLUMNS
    assert runs.finished_models(trained.runs) == models(TINY)


@pytest.mark.slow
def test_a_run_is_what_an_ordinary_loop_of_torch_ends_with(trained):
    splits = mnist.splits(runs.SPLIT_SEED)
    images = standardised(splits.train.first(TINY.images).images)
    labels = splits.train.labels[: TINY.images]
    for row in trained.runs.itertuples():
        torch.manual_seed(row.seed)
        network = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Identity(), nn.Linear(128, 10)
        )
        if row.last == "ReLU":
            network.append(nn.ReLU())
        descent = torch.optim.Adam(network.parameters(), lr=row.rate)
        order = torch.Generator().manual_seed(row.seed)
        for index in torch.randperm(TINY.images, generator=order).split(row.batch_size):
            descent.zero_grad()
            functional.cross_entropy(network(images[index]), labels[index]).backward()
            descent.step()
        with torch.no_grad():
            predicted = network(standardised(splits.validation.images)).argmax(dim=1)
        accuracy = (predicted == splits.validation.labels).double().mean().item()
        assert row.accuracy == pytest.approx(accuracy, abs=2e-3)
        assert row.given == " ".join(map(str, predicted.unique().tolist()))


@pytest.mark.slow
def test_what_is_finished_is_not_trained_again(trained):
    known = runs.finished_models(trained.runs)
    assert list(runs.trained(TINY, known)) == []
    (missing,) = runs.trained(TINY, known[1:])
    pd.testing.assert_frame_equal(missing, trained.runs.iloc[:1])


test_a_recipe_that_cannot_be_is_named = refused(
    lambda **changed: Config((DEAD._replace(**changed),)),
    ({"network": "resnet"}, "Network is 'resnet', but must be one of"),
    ({"last": "tanh"}, "After the last layer is 'tanh', but must be one of nothing, ReLU"),
    ({"optimizer": "magic"}, "Optimizer is 'magic', but must be one of"),
    ({"rate": 2}, "Learning rate is 2, but must be a number from"),
    ({"batch_size": 0}, "Batch size is 0, but must be a whole number from 1 to 1,000"),
)


def test_the_record_holds_every_run_once():
    for name, config in RUNS.items():
        table = runs.recorded(name).runs
        assert runs.finished_models(table) == models(config)
        assert not table.duplicated(KEY).any()
        assert table["accuracy"].between(0, 1).all()
        given = table["given"].str.split()
        assert given.map(lambda digits: digits == sorted(set(digits))).all()
        assert (given.str.len().eq(0) == table["diverged_at"].gt(0)).all()


@pytest.mark.exhaustive
def test_a_recorded_run_comes_out_again():
    config = RUNS["whole epoch"]
    table = runs.recorded("whole epoch").runs
    recipe = next(one for one in config.recipes if one.network == "no convolution")
    (again,) = runs.trained(config, [one for one in models(config) if one != Model(recipe, 0.2, 0)])
    stated = table.merge(again[KEY])
    assert stated["accuracy"].item() == pytest.approx(again["accuracy"].item(), abs=0.01)


def test_every_network_and_every_last_layer_is_recorded():
    recipes = RUNS["whole epoch"].recipes
    assert {one.network for one in recipes} == set(NETWORKS)
    assert {one.last for one in recipes} == set(LAST)
