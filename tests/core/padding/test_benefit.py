"""Also tests core/padding_digits.py, padding_training.py and padding_zero.py, its parts."""

from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core import mnist, record
from core.bundled import recorded_ledger
from core.claims import Outcome
from core.padding import benefit as padding_benefit
from core.padding.benefit import (
    Config,
    Result,
    benefit,
    differences,
    recorded,
    reliability,
    run,
    summary,
)
from core.padding.digits import SHIFTS, boxed, placed, shifted
from core.padding.training import accuracy, learn, margins, network, parameters
from core.padding.zero_scale import scaled
from tests.core.bundled import small_and_of
from tests.core.planted import planted
from tests.core.progress import reported
from tests.core.students import students
from tests.generated import cases

SMALL = Config(seeds=2, images=200, epochs=2, tested=60)


@pytest.fixture(scope="module")
def small():
    return run(SMALL)


@pytest.fixture(scope="module")
def images():
    return mnist.load().images[:3_000, 0]


def made_up(padded, unpadded, seeds=5):
    """A result whose accuracies are the given ones at each shift, with noise over seeds."""
    random = np.random.default_rng(0)
    rows = [
        (seed, name, shift, level + random.normal(0, 0.001))
        for seed in range(seeds)
        for name, levels in (("padded", padded), ("unpadded", unpadded))
        for shift, level in zip(SHIFTS, levels, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["seed", "network", "shift", "accuracy"])
    return Result(Config(seeds=seeds), frame, pd.DataFrame())


def test_boxes_hold_every_digits_ink_in_their_middle(images):
    boxes = boxed(images)
    assert boxes.shape == (3_000, 20, 20)
    np.testing.assert_allclose(boxes.sum(dim=(1, 2)), images.sum(dim=(1, 2)), rtol=1e-5)
    for axis in (1, 2):
        used = (boxes > 0).any(dim=axis).int()
        before, after = used.argmax(dim=1), used.flip(1).argmax(dim=1)
        assert (abs(before - after) <= 1).all()


def test_mnist_fills_its_box_in_one_direction(images):
    """LeCun and others 1998: digits were scaled to fit a 20 × 20 box, keeping their aspect."""
    sides = torch.stack([(images > 0).any(dim=axis).sum(dim=1) for axis in (1, 2)])
    assert (sides.max(dim=0).values == 20).float().mean() > 0.95
    assert sides.max() == 20


@settings(max_examples=cases(40))
@given(top=st.integers(0, 20), left=st.integers(0, 20))
def test_a_box_lies_where_it_was_put_and_the_rest_is_black(top, left):
    box = torch.rand(1, 20, 20, generator=torch.Generator().manual_seed(top)) + 0.1
    (canvas,) = placed(box, torch.tensor([top]), torch.tensor([left]))[:, 0]
    expected = np.zeros((40, 40), dtype=np.float32)
    expected[top : top + 20, left : left + 20] = box[0]
    np.testing.assert_array_equal(canvas, expected)


def test_a_shift_moves_to_four_sides_and_four_corners_and_ends_at_the_border():
    boxes = torch.ones(16, 20, 20)
    for shift in SHIFTS:
        canvases = shifted(boxes, shift)[:, 0]
        corners = {tuple((canvas > 0).nonzero()[0].tolist()) for canvas in canvases}
        steps = (10 - shift, 10, 10 + shift)
        middle = () if shift else ((10, 10),)
        around = {(top, left) for top in steps for left in steps} - {(10, 10)}
        assert corners == (around | set(middle))
    assert (shifted(boxes, SHIFTS[-1])[:, 0] > 0).any(dim=2)[:, [0, -1]].any()


def test_both_networks_have_the_parameters_by_formula_and_the_same_start():
    by_hand = (9 + 1) * 8 + (9 * 8 + 1) * 16 + (9 * 16 + 1) * 32 + (32 + 1) * 10
    assert parameters() == by_hand == 6_218
    starts = []
    for padding in (0, 1):
        torch.manual_seed(3)
        starts.append(nn.utils.parameters_to_vector(network(padding).parameters()).detach())
    np.testing.assert_array_equal(*starts)


def test_padding_keeps_every_place_and_none_loses_the_margins():
    """Padded, the last layer has a place for each 4 × 4 pixels; unpadded 3 places a side fewer."""
    before_pooling = [
        network(padding)[:8](torch.zeros(1, 1, 40, 40)).shape[-1] for padding in (0, 1)
    ]
    assert before_pooling == [7, 10]
    assert margins() == [1, 2, 4]


def test_unpadded_interior_responses_are_the_padded_ones():
    """The two differ at the border only: in the interior every response is the same."""
    torch.manual_seed(0)
    padded, plain = network(1), network(0)
    plain.load_state_dict(padded.state_dict())
    picture = torch.rand(1, 1, 40, 40)
    inside = padded[0](picture)[:, :, 1:-1, 1:-1].detach()
    np.testing.assert_allclose(inside, plain[0](picture).detach(), atol=1e-6)


def test_learning_is_gradient_descent_on_the_places_it_says(images):
    """The same seed sees the same digits at the same places, whatever the padding."""
    boxes, labels = boxed(images[:96]), mnist.load().labels[:96]

    class Seen(nn.Sequential):
        def forward(self, values):
            seen.append(values.clone())
            return super().forward(values)

    shown = {}
    for padding in (0, 1):
        for training in ("anywhere", "in the middle"):
            seen = []
            list(learn(Seen(*network(padding)), boxes, labels, 1, training, "black", seed=4))
            shown[padding, training] = torch.cat(seen)
    for training in ("anywhere", "in the middle"):
        np.testing.assert_array_equal(shown[0, training], shown[1, training])
    rows = [(batch > 0).any(dim=3)[:, 0].int().argmax(dim=1) for batch in shown.values()]
    assert rows[1].min() >= 10
    assert rows[0].min() < 10
    assert (shown[0, "in the middle"][:, :, :10] == 0).all()
    assert (shown[0, "anywhere"][:, :, :10] > 0).any()


def test_accuracy_counts_the_digits_read_right():
    class Reader(nn.Module):
        def forward(self, values):
            return nn.functional.one_hot(values[:, 0, 0, 0].long(), 10).float()

    pictures = torch.arange(10.0)[:, None, None, None].expand(10, 1, 40, 40)
    labels = torch.arange(10)
    assert accuracy(Reader(), pictures, labels, "black") == 1
    assert accuracy(Reader(), pictures, (labels + (labels > 6)) % 10, "black") == pytest.approx(0.7)


def test_zero_means_the_mean_or_black():
    pictures = torch.tensor([0.0, 0.5, 1.0])
    np.testing.assert_array_equal(scaled(pictures, 0.5, 0.25, "black"), pictures)
    np.testing.assert_array_equal(scaled(pictures, 0.5, 0.25, "the mean grey"), [-2, 0, 2])


@pytest.mark.slow
def test_a_run_holds_every_seed_network_shift_and_epoch(small):
    cells = small.accuracies.set_index(["seed", "network", "shift"]).index
    wanted = pd.MultiIndex.from_product([range(2), ["padded", "unpadded"], SHIFTS])
    assert list(cells) == list(wanted)
    assert small.accuracies["accuracy"].between(0, 1).all()
    assert len(small.losses) == 2 * 2 * 2
    assert small.losses["loss"].gt(0).all()


@pytest.mark.slow
def test_a_run_is_repeated_to_the_digit(small):
    again = run(SMALL)
    pd.testing.assert_frame_equal(again.accuracies, small.accuracies)
    pd.testing.assert_frame_equal(again.losses, small.losses)


@pytest.mark.slow
def test_what_is_recorded_is_read_back(small, elsewhere, monkeypatch):
    monkeypatch.setattr(padding_benefit, "Config", lambda: SMALL)
    elsewhere(padding_benefit)
    record.padded_pairs()
    back = recorded()
    pd.testing.assert_frame_equal(back.accuracies, small.accuracies)
    pd.testing.assert_frame_equal(back.losses, small.losses, atol=1e-6)


def test_the_bundled_record_is_whole_small_and_made_with_the_configuration_in_the_code():
    result, config = recorded(), Config()
    wanted = pd.MultiIndex.from_product([range(config.seeds), ["padded", "unpadded"], SHIFTS])
    assert list(result.accuracies.set_index(["seed", "network", "shift"]).index) == list(wanted)
    assert len(result.losses) == 2 * config.seeds * config.epochs
    small_and_of(padding_benefit.STUDY, {"config": asdict(config)}, 10_000)


@pytest.mark.parametrize("judged", [benefit, reliability])
def test_the_bundled_record_is_judged_as_the_ledger_judged_it(judged):
    found = judged(recorded())
    (then,) = recorded_ledger().verdicts["2.B"].named(found.part)
    assert found.outcome is then.outcome
    # Another processor rounds otherwise, and training lets that grow.
    assert found.interval.estimate == pytest.approx(then.interval.estimate, abs=0.02)


@pytest.mark.exhaustive
def test_recorded_networks_trained_again_are_as_recorded():
    again = run(Config(seeds=2)).accuracies
    then = recorded().accuracies.head(len(again))
    assert again["accuracy"].tolist() == pytest.approx(then["accuracy"].tolist(), abs=0.05)


@pytest.mark.slow
def test_training_reports_each_network_and_learns(images):
    boxes, labels = boxed(images), mnist.load().labels[:3_000]
    torch.manual_seed(0)
    model = network(1)
    losses = list(learn(model, boxes, labels, 2, "anywhere", "the mean grey", seed=0))
    assert losses[1] < losses[0] < np.log(10)
    assert reported(run, replace(SMALL, epochs=1))[0] == [0, 0.25, 0.5, 0.75, 1]


@pytest.mark.slow
def test_no_test_image_is_read(monkeypatch):
    """Training and validation images come from MNIST's training part only."""

    def split(seed):
        whole = mnist.load().first(300)
        return mnist.Splits(whole, whole, mnist.Images(None, None))

    monkeypatch.setattr(mnist, "splits", split)
    assert len(run(replace(SMALL, images=100, epochs=1)).accuracies) == 24


@pytest.mark.slow
def test_differences_are_students_paired(small):
    table = differences(small).set_index("shift")
    wide = small.accuracies.pivot(index=["shift", "seed"], columns="network", values="accuracy")
    for shift in SHIFTS:
        expected = students(wide.loc[shift, "padded"] - wide.loc[shift, "unpadded"])
        found = tuple(table.loc[shift, ["difference", "low", "high"]])
        assert found == pytest.approx(expected, abs=1e-12)
    assert table["n"].eq(2).all()


@pytest.mark.slow
def test_the_summary_is_the_mean_over_seeds(small):
    table = summary(small).set_index(["network", "shift"])
    means = small.accuracies.groupby(["network", "shift"])["accuracy"].mean()
    np.testing.assert_allclose(table["mean"].sort_index(), means.sort_index())


FLAT = (0.95,) * 6
FALLING = (0.95, 0.95, 0.95, 0.94, 0.92, 0.88)


@pytest.mark.parametrize(
    ("padded", "unpadded", "outcome"),
    [
        (FLAT, FALLING, Outcome.HOLDS),
        (FALLING, FLAT, Outcome.FAILS),
        (FLAT, FLAT, Outcome.FAILS),
        # As much gained in the middle: not shown to be the border's doing.
        (FLAT, (0.88,) * 6, Outcome.UNDECIDED),
        # Gained, but negligible.
        (FLAT, (*FLAT[:5], 0.945), Outcome.FAILS),
    ],
)
def test_the_benefit_must_be_large_and_the_borders_own(padded, unpadded, outcome):
    assert benefit(made_up(padded, unpadded)).outcome is outcome


def test_a_benefit_that_one_seed_makes_is_none():
    lucky = "seed == 0 and shift == 10 and network == 'unpadded'"
    finding = benefit(planted(made_up(FLAT, FLAT), "accuracies", lucky, accuracy=0.2))
    assert finding.estimate > 0.1
    assert finding.outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("padded", "unpadded", "outcome"),
    [
        (FALLING, FLAT, Outcome.HOLDS),
        # The unpadded network loses as much: padding is not shown to be to blame.
        (FALLING, FALLING, Outcome.UNDECIDED),
        (FLAT, FALLING, Outcome.FAILS),
        # Lost, but negligible.
        ((*FLAT[:5], 0.945), FLAT, Outcome.FAILS),
    ],
)
def test_reliability_is_lost_only_if_padding_is_to_blame(padded, unpadded, outcome):
    assert reliability(made_up(padded, unpadded)).outcome is outcome


@pytest.mark.slow
def test_padding_helps_at_the_border_when_digits_lie_anywhere():
    table = differences(run(Config(seeds=2, images=3_000, tested=1_000))).set_index("shift")
    assert table.loc[10, "difference"] > 0.02
    assert table.loc[10, "difference"] > table.loc[0, "difference"] + 0.01
