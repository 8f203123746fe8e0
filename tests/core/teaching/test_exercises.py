"""Every exercise is drawn for several seeds, and its answer held against torch or a closed form."""

import re
from fractions import Fraction
from functools import cache
from math import comb, exp, prod

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from core import playground
from core.bundled import RECORDED
from core.engines.descent import networks as descent
from core.shuffling.remedies import NOTHING
from core.shuffling.remedies import run as intervene
from core.teaching.exercises.controls import Bits, Pick, Real, Whole
from core.teaching.exercises.draws import LABS, LARGEST_SEED, Exercise, draw
from core.teaching.exercises.kinds import Choice, Goal, Mark, Numeric, Outcome, typed_number
from core.teaching.exercises.sheet import COLUMNS, Record, attempted, for_spreadsheets, score, sheet
from tests.core.engines.descent.in_torch import forward, loss_of, module, tensors
from tests.core.refusals import refused
from tests.generated import cases

SEEDS = {"initialization": 5, "shuffling": 3, "convolution": 20, "pooling": 8, "dropout": 4}
DRAWN = [(lab, seed) for lab, seeds in SEEDS.items() for seed in range(seeds)]
TINY = Fraction(1, 10**9)


@cache
def drawn(lab, seed):
    return draw(lab, seed)


def asked(lab, name):
    """Return the exercise called ``name`` for each of the lab's seeds."""
    return [
        exercise
        for seed in range(SEEDS[lab])
        for exercise in drawn(lab, seed)
        if exercise.name == name
    ]


def numbers(exercise):
    """Return the numbers in the question, as they stand."""
    found = re.findall(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?", exercise.question)
    return [float(one.replace("−", "-").replace(",", "")) for one in found]


def whole(exercise):
    return [int(number) for number in numbers(exercise)]


def matrix(exercise):
    cells = [[float(cell.replace("−", "-")) for cell in row] for row in exercise.given.cells]
    return torch.tensor(cells, dtype=torch.double)[None, None]


def value(exercise):
    return float(exercise.task.value)


def place(exercise):
    row, column = re.search(r"row (\d), column (\d)", exercise.question).groups()
    return int(row) - 1, int(column) - 1


# ---------------------------------------------------------------- every exercise


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_asks_five_to_eight_questions_of_all_three_kinds(lab):
    exercises = drawn(lab, 0)
    assert 5 <= len(exercises) <= 8
    assert {type(exercise.task) for exercise in exercises} == {Numeric, Choice, Goal}
    assert len({exercise.name for exercise in exercises}) == len(exercises)


@pytest.mark.parametrize(("lab", "seed"), DRAWN)
def test_its_own_answer_is_right_and_others_are_wrong(lab, seed):
    for exercise in drawn(lab, seed):
        task = exercise.task
        mark, says = task.grade(task.solution)
        assert mark is Mark.RIGHT
        assert says == task.why
        assert says
        assert exercise.hint
        assert task.answer
        for wrong in wrong_answers(task):
            assert task.grade(wrong).mark is Mark.WRONG, (exercise.name, wrong)


def wrong_answers(task):
    if isinstance(task, Numeric):
        step = task.tolerance * 2 or Fraction(1)
        near = [Fraction(task.value) + step, Fraction(task.value) - step]
        return [str(one) for one in near if task.low <= one <= task.high]
    if isinstance(task, Choice):
        return [option for option in task.options if option != task.right]
    return [tuple(control.start for control in task.controls.values())]


@pytest.mark.parametrize("lab", LABS)
def test_the_same_seed_asks_the_same_and_another_something_else(lab):
    first, again, other = drawn(lab, 0), draw(lab, 0), drawn(lab, 1)
    assert [one.question for one in first] == [one.question for one in again]
    assert [one.task.answer for one in first] == [one.task.answer for one in again]
    changed = [
        (a.question, a.given, a.task.answer) != (b.question, b.given, b.task.answer)
        for a, b in zip(first, other, strict=True)
    ]
    assert sum(changed) >= len(first) - 2


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 1.5, "0", None, True])
def test_an_impossible_seed_is_named(seed):
    with pytest.raises(ValueError, match="Seed is .* from 0 to 999,999"):
        draw("pooling", seed)


def test_an_unknown_lab_is_named():
    with pytest.raises(ValueError, match="Lab is 'cooking', but must be one of"):
        draw("cooking", 0)


# ---------------------------------------------------------------- grading


def test_the_borders_of_a_tolerance_belong_to_the_right_answers():
    task = Numeric(Fraction(1, 3), Fraction(1, 200), 0, 1, "", "A third.")
    for side in (-1, 1):
        border = Fraction(1, 3) + side * task.tolerance
        assert task.grade(str(border)).mark is Mark.RIGHT
        assert task.grade(str(border + side * TINY)).mark is Mark.WRONG
    assert "too large" in task.grade("0.5").says
    assert "too small" in task.grade("0").says


def test_the_borders_of_what_may_be_typed_count_and_beyond_them_nothing_does():
    task = Numeric(Fraction(5), Fraction(0), -3, 9, "pixels", "Five.")
    assert task.grade("-3").mark is task.grade("9").mark is Mark.WRONG
    for beyond in ("-4", "10", "1e300", "inf", "-inf", "nan"):
        mark, says = task.grade(beyond)
        assert mark is Mark.REFUSED
        assert "must be a whole number from −3 to 9" in says
    assert task.grade("4.5").mark is Mark.REFUSED


def test_a_right_answer_that_could_not_be_given_is_refused_at_once():
    with pytest.raises(ValueError, match="right answer"):
        Numeric(Fraction(10), Fraction(0), 0, 9, "", "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8", 8),
        (" 8.0 ", 8),
        ("1/4", 0.25),
        ("0,25", 0.25),
        (".25", 0.25),
        ("−3", -3),
        ("1 024", 1024),
        ("1\u202f024", 1024),
        ("1,234,567", 1234567),
        ("2e-2", 0.02),
        ("0,125", 0.125),
    ],
)
def test_a_number_may_be_written_in_many_ways(text, number):
    assert float(typed_number(text)) == number


test_what_is_no_number_gets_a_sentence = refused(
    typed_number,
    ({"given": ""}, "There is no answer yet"),
    ({"given": "   "}, "There is no answer yet"),
    ({"given": None}, "There is no answer yet"),
    ({"given": "eight"}, "“eight” is not a number"),
    ({"given": "1/0"}, "“1/0” is not a number"),
    ({"given": "1e999"}, "“1e999” is not a number"),
    ({"given": "9" * 500}, "“9999999999999999999999999999999999999999…” is not a number"),
    ({"given": "1,024"}, "“1,024” can be read in two ways: type 1024 or 1.024"),
    ({"given": "−1,024"}, "“−1,024” can be read in two ways: type −1024 or −1.024"),
)


HOSTILE = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.integers()),
    st.tuples(st.integers(), st.text()),
    st.tuples(st.none() | st.integers(), st.floats(), st.text(), st.none()),
    st.sampled_from(["nan", "inf", "1e999", "-0", "1_0", "٣", "0x10", "\x00", "1" * 5_000, "1//2"]),
)
CONTROLS = {
    "Side": Whole(1, 9, 1),
    "Rate": Real(0, 1, 0.5),
    "Order": Pick(("a", "b")),
    "Cells": Bits(1, 2),
}
TASKS = (
    Numeric(Fraction(1, 2), Fraction(1, 10), -5, 5, "", "Half."),
    Choice({"a": "It is.", "b": "It is not."}, "a"),
    Goal(CONTROLS, lambda *values: Outcome(True, "It runs."), lambda: [(1, 0.5, "a", ((0, 1),))]),
)


@settings(max_examples=cases(40), deadline=None)
@given(answer=HOSTILE)
def test_no_answer_breaks_the_grading(answer):
    for task in TASKS[:2]:
        mark, says = task.grade(answer)
        assert mark in Mark
        assert says.endswith(".")


@settings(max_examples=cases(40), deadline=None)
@given(answers=st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
def test_a_setting_out_of_range_is_refused_and_never_run(answers):
    side, rate, order, cells = answers
    mark, says = TASKS[2].grade(answers)
    sane = (
        type(side) is int
        and 1 <= side <= 9
        and type(rate) in (int, float)
        and 0 <= rate <= 1
        and order in ("a", "b")
        and cells in [((a, b),) for a in (0, 1) for b in (0, 1)]
    )
    assert (mark is Mark.RIGHT) == sane
    assert (says == "It runs.") == sane


def test_an_emptied_control_is_named_with_what_it_takes():
    mark, says = TASKS[2].grade((None, 0.5, "a", ((0, 1),)))
    assert mark is Mark.REFUSED
    assert says == "Side is empty, but must be a whole number from 1 to 9."


# ---------------------------------------------------------------- what a student has done


def exercise(task, name="Half"):
    return Exercise(name, "What is a half, in “<b>”?", task, "Divide.")


def test_attempts_are_counted_until_the_answer_is_right():
    half = exercise(TASKS[0])
    record = attempted(Record(), half, "many")
    assert (record.attempts, record.result, record.typed) == (0, "not answered", "many")
    record = attempted(record, half, "2")
    assert (record.attempts, record.result, record.answer) == (1, "wrong", "2")
    record = attempted(record, half, "")
    assert (record.attempts, record.result, record.answer) == (1, "wrong", "2")
    record = attempted(record, half, "1/2")
    assert (record.attempts, record.result, record.answer) == (2, "right", "0.5")
    assert attempted(record, half, "2") == record


def test_a_shown_answer_closes_the_question():
    shown = Record(shown=True, attempts=1)
    assert attempted(shown, exercise(TASKS[0]), "0.5") == shown


def test_the_sheet_names_the_right_answer_only_after_an_attempt():
    exercises = [exercise(TASKS[0]), exercise(TASKS[1], "Letter"), exercise(TASKS[2], "Order")]
    records = {
        "Half": attempted(Record(hint=True), exercises[0], "2"),
        "Letter": attempted(Record(), exercises[1], "a"),
        "Order": attempted(Record(), exercises[2], (0, 0.5, "a", ((0, 1),))),
    }
    table = sheet("Pooling", 3, exercises, records, "Ada", "2026-01-01")
    assert tuple(table) == COLUMNS
    assert score(exercises, records) == 1
    assert table["result"].tolist() == ["wrong", "right", "not answered"]
    assert table["right_answer"].tolist() == ["0.5", "a", ""]
    assert table["attempts"].tolist() == [1, 1, 0]
    assert table["hint"].tolist() == ["yes", "no", "no"]
    assert set(table["name"]) == {"Ada"}
    assert set(table["seed"]) == {3}


def test_a_name_that_looks_like_a_formula_stays_text_in_a_spreadsheet():
    exercises = [exercise(TASKS[0])]
    hostile = sheet("Pooling", 0, exercises, {}, "=1+1", "today")
    assert for_spreadsheets(hostile)["name"].tolist() == ["'=1+1"]
    kind = sheet("Pooling", 0, exercises, {}, "Ada", "today")
    assert for_spreadsheets(kind)["name"].tolist() == ["Ada"]


# ---------------------------------------------------------------- convolution


def conv(inside, kernel, stride=1, padding=0, dilation=1, channels=(1, 1)):
    layer = torch.nn.Conv2d(*channels, kernel, stride, padding, dilation, device="meta")
    return layer(torch.empty(1, channels[0], inside, inside, device="meta"))


def test_sizes_are_those_of_torchs_convolutions():
    for one in asked("convolution", "The size of an output"):
        inside, _, kernel, _, stride, padding, dilation = whole(one)
        assert conv(inside, kernel, stride, padding, dilation).shape[-1] == value(one)


def test_parameters_are_those_of_torchs_convolutions():
    for one in asked("convolution", "What a layer learns"):
        into, out, kernel, _ = whole(one)
        layer = torch.nn.Conv2d(into, out, kernel)
        assert sum(part.numel() for part in layer.parameters()) == value(one)


def test_multiplications_are_half_of_what_torch_counts():
    for one in asked("convolution", "What a picture costs")[:5]:
        into, out, kernel, _, _, inside, _ = whole(one)
        with FlopCounterMode(display=False) as counter:
            conv(inside, kernel, channels=(into, out))
        assert counter.get_total_flops() / 2 == value(one)


def test_an_output_sees_the_pixels_that_get_a_gradient():
    for one in asked("convolution", "How far an output sees"):
        pairs = re.findall(r"(\d) × \d with stride (\d)", one.question)
        line = torch.ones(1, 1, 200, requires_grad=True)
        seen = line
        for kernel, stride in pairs:
            seen = functional.conv1d(seen, torch.ones(1, 1, int(kernel)), stride=int(stride))
        seen[0, 0, 3].backward()
        assert (line.grad != 0).sum() == value(one)


def test_only_the_right_padding_keeps_the_size_in_torch():
    for one in asked("convolution", "The padding that keeps the size"):
        kernel, _, _, dilation, inside, *_ = whole(one)
        keeps = [
            option
            for option in one.task.options
            if conv(inside, kernel, 1, int(option.split()[1]), dilation).shape[-1] == inside
        ]
        assert keeps == [one.task.right]


def test_a_layer_to_order_is_right_exactly_where_torch_gives_the_size():
    for one in asked("convolution", "A layer to order")[:6]:
        inside, _, wanted, _ = whole(one)
        for setting in [(2, 2, 0, 1), (3, 2, 1, 1), (3, 4, 1, 2), (4, 3, 1, 1), one.task.solution]:
            right = conv(inside, *setting).shape[-1] == wanted
            assert one.task.grade(setting).mark is (Mark.RIGHT if right else Mark.WRONG)
    huge = asked("convolution", "A layer to order")[0].task.grade((11, 1, 0, 5))
    assert huge.mark is Mark.REFUSED
    assert "Dilation is 5, but must be a whole number from 1 to 4" in huge.says


def test_a_kernel_too_large_for_the_picture_costs_no_attempt():
    (small,) = [one for one in asked("convolution", "A layer to order") if whole(one)[0] == 20][:1]
    mark, says = small.task.grade((11, 1, 0, 4))
    assert mark is Mark.REFUSED
    assert "kernel_size is 11" in says


def test_the_corner_is_in_as_many_windows_as_send_it_a_gradient():
    for one in asked("convolution", "The corner pixel"):
        kernel, _, _, padding, inside, _ = whole(one)
        picture = torch.zeros(1, 1, inside, inside, requires_grad=True)
        ones = torch.ones(1, 1, kernel, kernel)
        functional.conv2d(picture, ones, padding=padding).sum().backward()
        assert picture.grad[0, 0, 0, 0] == value(one)


def test_layers_without_padding_are_as_many_as_torch_can_stack():
    for one in asked("convolution", "How deep without padding"):
        kernel, _, _, inside, _ = whole(one)
        layers = 0
        while inside >= kernel:
            inside, layers = conv(inside, kernel).shape[-1], layers + 1
        assert layers == value(one)


# ---------------------------------------------------------------- pooling


def test_averages_and_border_maxima_are_torchs():
    for one in asked("pooling", "An average"):
        row, column = place(one)
        assert functional.avg_pool2d(matrix(one), 2)[0, 0, row, column] == value(one)
    for one in asked("pooling", "A maximum at the border"):
        row, column = place(one)
        assert functional.max_pool2d(matrix(one), 3, 2, 1)[0, 0, row, column] == value(one)


def test_a_moved_block_is_noticed_by_the_operators_whose_torch_grids_differ():
    names = {
        (True, True): "both",
        (True, False): "max pooling only",
        (False, True): "average pooling only",
        (False, False): "neither",
    }
    for one in asked("pooling", "A block that moves"):
        block, _, side, _, top, left, down, right, *_ = whole(one)
        grids = torch.zeros(2, 1, side, side)
        for grid, row, column in zip(grids, (top, down), (left, right), strict=True):
            grid[0, row - 1 : row - 1 + block, column - 1 : column - 1 + block] = 1
        same = [
            bool((a == b).all())
            for a, b in (functional.max_pool2d(grids, 2), functional.avg_pool2d(grids, 2))
        ]
        assert one.task.right == names[tuple(same)]


def test_a_matrix_to_order_is_graded_as_torch_pools_it():
    for one in asked("pooling", "A matrix to order"):
        bits = torch.tensor(one.task.solution[0], dtype=torch.double)[None, None]
        assert (functional.max_pool2d(bits, 2) == 1).all()
        assert (functional.avg_pool2d(bits, 2) == matrix(one)).all()
        turned = bits.reshape(2, 2, 2, 2).flip(1, 3).reshape(4, 4).int().tolist()
        assert one.task.grade((tuple(map(tuple, turned)),)).mark is Mark.RIGHT
        assert one.task.grade((((1,) * 4,) * 4,)).mark is Mark.WRONG
        assert one.task.grade((((1,) * 4,) * 3,)).mark is Mark.REFUSED


def test_gradients_are_those_of_torchs_autograd():
    for one in asked("pooling", "Where the gradient goes"):
        cells = matrix(one).requires_grad_()
        functional.max_pool2d(cells, 2, 1).sum().backward()
        row, column = re.findall(r"row (\d), column (\d)", one.question)[-1]
        assert cells.grad[0, 0, int(row) - 1, int(column) - 1] == value(one)


def test_rounding_up_gives_torchs_size():
    for one in asked("pooling", "Rounding up"):
        kernel, _, stride, inside, _ = whole(one)
        layer = torch.nn.MaxPool2d(kernel, stride, ceil_mode=True)
        assert layer(torch.zeros(1, 1, inside, inside)).shape[-1] == value(one)


def test_matrices_that_look_alike_are_counted_by_binomials():
    for one in asked("pooling", "How many look alike"):
        ways = [comb(4, round(4 * share)) for share in matrix(one).flatten().tolist()]
        assert prod(ways) == value(one)


# ---------------------------------------------------------------- initialization


def test_a_unit_is_torchs_relu_of_its_total():
    for one in asked("initialization", "One ReLU unit"):
        first, second, bias, x, y = numbers(one)
        total = torch.tensor(first * x + second * y + bias, dtype=torch.double)
        assert torch.relu(total).item() == pytest.approx(value(one), abs=1e-9)


def test_the_first_update_changes_what_has_a_gradient_in_torch():
    layers = {"ReLU": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}
    for one in asked("initialization", "The first update"):
        first, second = whole(one)[:2]
        unit = next(layers[name] for name in layers if f"{name} units" in one.question)
        network = torch.nn.Sequential(
            torch.nn.Linear(2, first),
            unit(),
            torch.nn.Linear(first, second),
            unit(),
            torch.nn.Linear(second, 1),
            torch.nn.Tanh(),
        )
        for part in network.parameters():
            torch.nn.init.zeros_(part)
        points = torch.randn(9, 2, generator=torch.Generator().manual_seed(0))
        ((network(points) - 1) ** 2).mean().backward()
        moved = {name for name, part in network.named_parameters() if (part.grad != 0).any()}
        expected = {
            frozenset({"4.bias"}): "the output unit's bias alone",
            frozenset({"4.weight", "4.bias"}): "the output unit's weights and its bias",
        }
        assert one.task.right == expected[frozenset(moved)]


def test_slopes_are_torchs_derivatives():
    for one in asked("initialization", "How steep it is"):
        total = torch.tensor(numbers(one)[0], requires_grad=True)
        (torch.sigmoid if "sigmoid" in one.question else torch.tanh)(total).backward()
        assert total.grad.item() == pytest.approx(value(one), abs=1e-6)


def test_spreads_and_deep_stacks_follow_the_closed_forms():
    variance = {"He": lambda n: 2 / n, "Xavier": lambda n: 2 / (n + n), "LeCun": lambda n: 1 / n}
    for one in asked("initialization", "How wide to draw"):
        scheme = re.search(r"“(\w+) normal”", one.question)[1]
        assert variance[scheme](whole(one)[0]) ** 0.5 == pytest.approx(value(one))
    for one in asked("initialization", "Through a deep stack"):
        layers, width, top, bottom, *_ = whole(one)
        assert (width * top / bottom / 2) ** (layers - 1) == pytest.approx(value(one))
    for one in asked("initialization", "Dead before training"):
        hidden, width, *_ = whole(one)
        assert 1 - (1 - 2.0**-width) ** hidden == pytest.approx(value(one))


def test_dead_units_of_the_playground_are_counted_as_numpy_counts_them():
    for one in asked("initialization", "Kill a unit"):
        first, second = whole(one)[:2]
        data = re.search(r"the (\w+) points", one.question)[1]
        seed, rate = one.task.solution
        config = playground.Config(
            dataset=data,
            hidden=(first, second),
            activation="relu",
            seed=f"0.{seed:05}",
            learning_rate=rate,
        )
        trained = playground.train(config, 100, every=100)
        values, dead = trained.train[:, :2], 0
        for weights, bias in zip(trained.final.weights[:2], trained.final.biases[:2], strict=True):
            values = np.maximum(values @ weights.T + bias, 0)
            dead += int((values == 0).all(axis=0).sum())
        assert f"{dead} of {first + second} hidden units are dead" in one.task.why
        assert dead >= int(re.search(r"at least (\d)", one.question)[1])


# ---------------------------------------------------------------- shuffling


def trained_by_torch(run, examples):
    """Return the accuracies of seed 0 on −1 and +1 after so many examples, by autograd."""
    points, labels = tensors(run.setting, 0)
    network = module(run.setting, descent.start(run.setting, 0))
    optimizer = torch.optim.SGD(network.parameters(), lr=run.setting.learning_rate)
    for index in descent.shown_order(run, 0).reshape(-1)[:examples]:
        optimizer.zero_grad()
        loss_of(run.setting, network(points[index])[0], labels[index]).backward()
        optimizer.step()
    right = network(points)[:, 0] * labels > 0
    return right[labels < 0].double().mean(), right[labels > 0].double().mean()


def small(exercise, points, **changes):
    data = re.search(r"(circle|moons|gauss|xor|spiral) points", exercise.question)[1]
    return descent.Setting(dataset=data, points=points, epochs=1, **changes)


def test_a_class_is_forgotten_in_torch_too():
    for one in asked("shuffling", "Forget a class"):
        order, rate = one.task.solution
        half = whole(one)[0]
        run = descent.Run(small(one, 2 * half, learning_rate=rate), order)
        negative, positive = trained_by_torch(run, half)
        assert (positive if "accuracy on +1" in one.question else negative) == 0


def test_a_sorted_epoch_ends_in_torch_as_the_answer_says():
    for one in asked("shuffling", "After a sorted epoch"):
        half, first = whole(one)[:2]
        order = "negatives first" if first == -1 else "positives first"
        negative, positive = trained_by_torch(descent.Run(small(one, 2 * half), order), 2 * half)
        said = "It calls most points +1" if positive > negative else "It calls most points −1"
        assert one.task.right == said


def test_blocks_are_counted_as_one_counts_by_hand():
    for one in asked("shuffling", "Counting blocks"):
        negatives, _, positives, _, block, _, shown, _ = whole(one)
        left = {-1: negatives, 1: positives}
        line = []
        while sum(left.values()):
            for label in left:
                taken = min(block, left[label])
                left[label] -= taken
                line += [label] * taken
        assert line[:shown].count(-1) == value(one)


def test_missed_examples_are_close_to_the_expectation():
    for one in asked("shuffling", "Drawn with replacement"):
        count = whole(one)[0]
        expected = (1 - 1 / count) ** count
        assert one.task.grade(f"{expected:.6f}").mark is Mark.RIGHT
        assert abs(expected - exp(-1)) < 0.05


def test_one_step_is_torchs():
    for one in asked("shuffling", "One step"):
        output, label, rate, start = numbers(
            one.__class__(one.name, one.question.replace("y = +", "y = "), one.task, one.hint)
        )
        shift = torch.tensor(0.0, dtype=torch.double, requires_grad=True)
        if "logistic" in one.question:
            functional.softplus(-label * (output + shift)).backward()
        else:
            (0.5 * (output + shift - label) ** 2).backward()
        assert start - rate * shift.grad.item() == pytest.approx(value(one), abs=1e-9)


def test_the_best_cure_is_that_of_the_labs_own_experiment():
    one = asked("shuffling", "The best cure")[0]
    setting = descent.Setting(dataset=small(one, 200).dataset, points=200, seeds=6)
    table = intervene(setting).table
    accuracy = table.set_index("intervention")["sorted_accuracy"]
    assert one.task.right == accuracy[list(one.task.options)].idxmax()
    for name, remark in one.task.options.items():
        assert f"{accuracy[name]:.2f}" in remark
    assert f"an accuracy of {accuracy[NOTHING]:.2f}" in one.question


def test_units_killed_by_sorting_are_counted_as_torch_counts_them():
    for one in asked("shuffling", "Kill units"):
        seed, rate = one.task.solution
        _, hidden, points, *_ = whole(one)
        run = descent.Run(small(one, points, learning_rate=rate, hidden=hidden), "negatives first")
        (copies,) = descent.train(run, [seed], np.array([points]))
        _, totals = forward(module(run.setting, copies[0]), descent.data(run.setting, seed)[0])
        dead = (totals <= 0).all(axis=0).sum()
        assert f"After the epoch {dead} of {2 * hidden} hidden units" in one.task.why


# ---------------------------------------------------------------- dropout


def test_parameters_are_those_of_torchs_layers():
    for one in asked("dropout", "What the network learns"):
        kernel = 5 if "5 × 5" in one.question else 3
        pairs = [(int(a), int(b)) for a, b in re.findall(r"from (\d+) to (\d+)", one.question)]
        *convolutions, wide, last = pairs
        layers = [torch.nn.Conv2d(a, b, kernel) for a, b in convolutions]
        layers += [torch.nn.Linear(a, b) for a, b in (wide, last)]
        if "batch normalisation" in one.question:
            layers += [torch.nn.BatchNorm2d(b) for _, b in convolutions]
        learned = sum(part.numel() for layer in layers for part in layer.parameters())
        assert learned == value(one)


def test_a_kept_unit_is_scaled_as_torch_scales_it():
    for one in asked("dropout", "A unit that is kept"):
        p, unit = numbers(one)
        passed = functional.dropout(torch.full((1_000,), unit, dtype=torch.double), p)
        assert passed.max().item() == pytest.approx(value(one), abs=1e-6)


def test_the_best_p_and_the_dead_runs_are_those_of_the_files():
    curves = pd.read_csv(RECORDED / "dropout_sweep.csv")
    for one in asked("dropout", "The best p on record"):
        network = "course" if "course" in one.question else "batch normalisation"
        seeds, epoch = (
            re.search(pattern, one.question)[1]
            for pattern in (r"from (\d+) seeds", r"after (\w+) epoch")
        )
        rows = curves[
            (curves["network"] == network)
            & (curves["seed"] < int(seeds))
            & (curves["epoch"] == (1 if epoch == "one" else int(epoch)))
        ]
        means = rows.groupby("p")["validation_accuracy"].mean()
        assert one.task.right == f"p = {means.idxmax():.1f}"
    runs = pd.read_csv(RECORDED / "dead_runs.csv")
    for one in asked("dropout", "Dead runs on record"):
        rate, p = (float(number) for number in re.findall(r"0\.\d+", one.question))
        cell = runs[(runs["run"] == "grid") & (runs["rate"] == rate) & (runs["p"] == p)]
        assert (cell["classes"] == 1).sum() == value(one)
        assert len(cell) == one.task.high


def test_the_height_of_the_best_is_that_of_simulated_draws():
    rng = np.random.default_rng(0)
    for one in asked("dropout", "How much is luck"):
        count, spread = numbers(one)
        drawn = spread * rng.standard_normal((10_000, int(count))).max(axis=1).mean()
        assert one.task.grade(f"{drawn:.6f}").mark is Mark.RIGHT


def test_halving_costs_what_its_steps_add_up_to():
    for one in asked("dropout", "What halving costs"):
        steps = [*re.findall(r"(\d+) until epoch (\d+)", one.question), ("1", "10")]
        spent = reached = 0
        for candidates, epoch in steps:
            spent += int(candidates) * (int(epoch) - reached)
            reached = int(epoch)
        assert spent == value(one)


def test_an_effect_is_the_coefficient_of_a_regression():
    for one in asked("dropout", "An effect"):
        cells = one.given.cells
        signs = np.array([[1 if cell == "yes" else -1 for cell in row[:3]] for row in cells])
        design = np.column_stack([np.ones(8), signs])
        fitted = np.linalg.lstsq(design, np.array([float(row[3]) for row in cells]), rcond=None)[0]
        factor = re.search(r"main effect of (.*)\?", one.question)[1]
        place = one.given.header.index(factor)
        assert 2 * fitted[1 + place] == pytest.approx(value(one), abs=1e-9)


def test_one_p_overtakes_another_in_the_file():
    curves = pd.read_csv(RECORDED / "dropout_sweep.csv")
    for one in asked("dropout", "Overtaken"):
        network = "course" if "course" in one.question else "batch normalisation"
        seed, first, second = one.task.solution
        later = int(re.search(r"after (\d+) epochs", one.question)[1])
        rows = curves[(curves["network"] == network) & (curves["seed"] == seed)]
        table = rows.pivot(index="epoch", columns="p", values="validation_accuracy")
        assert table.loc[1, float(first)] > table.loc[1, float(second)]
        assert table.loc[later, float(first)] < table.loc[later, float(second)]
        assert one.task.grade((seed, first, first)).mark is Mark.REFUSED
        assert one.task.grade((seed, second, first)).mark is Mark.WRONG
