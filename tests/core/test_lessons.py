import re
from functools import cache

import numpy as np
import pytest
import torch

from core import mnist
from core.claims import ignore
from core.dropout import lesson as lesson_dropout
from core.dropout import recorded_sweep
from core.ledger.links import EVIDENCE
from core.lessons import LESSONS
from core.pooling import digits as pooling_digits
from core.teaching.lesson import MINUTES, PHASES, Lesson, Ranges

STEPS = {f"{lesson.id}/{step.id}": step for lesson in LESSONS.values() for step in lesson.steps}
# Its 1,000 splits of 5,600 candidates take as long as a training does.
ASKED = [
    pytest.param(asked, marks=pytest.mark.slow) if asked == "dropout/selection" else asked
    for asked in STEPS
]
RUNS = {step.run.name: step.run for step in STEPS.values()}


@cache
def made(name):
    return RUNS[name].make(ignore)


def right(asked):
    """The right choice of a step, as its run says."""
    step = STEPS[asked]
    return step.choices[step.answer(made(step.run.name))]


def test_every_lab_has_a_lesson_of_four_to_seven_steps():
    assert set(LESSONS) == {row.page for row in EVIDENCE.values()}
    assert all(4 <= len(lesson.steps) <= 7 for lesson in LESSONS.values())
    assert len(STEPS) == sum(len(lesson.steps) for lesson in LESSONS.values())


def test_runs_of_one_name_are_one_run():
    assert all(RUNS[step.run.name] is step.run for step in STEPS.values())


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_is_among_the_choices_and_is_explained_with_figures(asked):
    step = STEPS[asked]
    result = made(step.run.name)
    assert 2 <= len(step.choices) <= 6
    assert len(set(step.choices)) == len(step.choices)
    assert 0 <= step.answer(result) < len(step.choices)
    assert re.search(r"\d", step.explain(result))
    assert step.explain(result).endswith(".")
    assert "nan" not in step.explain(result)
    assert step.run.source(result).endswith(".")
    assert step.question.count("?") == 1
    assert all((step.why, step.formula, step.source, step.notes))


def test_the_playground_twins_are_answered_as_the_original_engine_has_them():
    # The write-up prints these losses, and the original engine gives them.
    assert "0.508" in STEPS["initialization/loss"].explain(made("initialization ReLU"))
    assert right("initialization/loss") == "Where it started"
    assert right("initialization/gradient") == "Exactly 0"
    assert right("initialization/exchange").startswith("Yes")
    assert right("initialization/slope") == "At its largest"
    assert right("initialization/alike") == "Not at all"


def test_another_result_has_another_answer():
    result = made("initialization ReLU")
    swapped = result.losses.assign(network=result.losses["network"].map({"A": "B", "B": "A"}))
    other = type(result)(**{**vars(result), "losses": swapped})
    assert STEPS["initialization/loss"].answer(other) != STEPS["initialization/loss"].answer(result)
    assert "ends at 0.001" in STEPS["initialization/loss"].explain(other)


def test_sorting_forgets_and_units_that_cannot_die_do_not_help():
    assert right("shuffling/half") == "Under 25 %"
    assert right("shuffling/end") == "Under 60 %"
    assert right("shuffling/control") == "Under 25 %"
    assert right("shuffling/recovery") == "90 % or more"
    ends = made("shuffling orders").ends
    by_order = ends.groupby("order")["accuracy"].mean()
    assert by_order["reshuffled"] > 0.95 > 0.6 > by_order["negatives first"]


def test_arithmetic_is_that_of_torch():
    layer = torch.nn.Conv2d(3, 16, 5)
    assert right("convolution/parameters") == f"{sum(p.numel() for p in layer.parameters()):,}"
    side = layer(torch.zeros(1, 3, 32, 32)).shape[-1]
    assert right("convolution/size") == f"{side} × {side}"
    picture, layers = torch.zeros(1, 1, 28, 28), 0
    while picture.shape[-1] >= 3:
        picture, layers = torch.nn.functional.conv2d(picture, torch.ones(1, 1, 3, 3)), layers + 1
    assert right("convolution/depth") == str(layers)
    pixel = torch.zeros(1, 1, 14, 14)
    pixel[..., 0, 0] = 1
    uses = torch.nn.functional.conv2d(pixel, torch.ones(1, 1, 3, 3)).sum()
    assert right("convolution/corner") == f"{uses:g}"


def test_pooling_by_hand_and_by_torch():
    window = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]])
    assert right("pooling/average") == f"{torch.nn.functional.avg_pool2d(window, 2).item():g}"
    assert right("pooling/four") == "1"
    ones = 15 / 16  # the share of 2 × 2 patterns whose maximum is 1
    bits = -4 * (ones * np.log2(ones) + (1 - ones) * np.log2(1 - ones))
    assert f"{bits:.2f} of 16 bits" in STEPS["pooling/census"].explain(made("pooling census"))
    assert right("pooling/census") == "Under 2"
    rows = pooling_digits.recorded("dense").measures.query("shift_range == 2")
    means = rows.groupby("pooling")["consistency"].mean()
    assert right("pooling/surest") == means.idxmax()
    assert 0.75 <= means["max"] < 0.9
    assert right("pooling/digits") == "75 % to 90 %"


def test_the_sweep_is_answered_from_its_record():
    curves = recorded_sweep.one_epoch().curves
    own = curves[(curves["network"] == "course") & (curves["epoch"] == 1)]
    table = own.pivot(index="seed", columns="p", values="validation_accuracy").astype(float)
    assert f"p = {table.mean().idxmax()} has the highest mean" in STEPS["dropout/best"].explain(
        made("dropout sweep")
    )
    assert f"{(table.idxmax(axis=1) == 0.5).mean():.0%}".replace("%", " %") in STEPS[
        "dropout/luck"
    ].explain(made("dropout luck"))
    labels = mnist.load(train=False).labels
    commonest = (labels == 9).double().mean().item()
    assert round(commonest, 4) == lesson_dropout.REPORTED
    assert right("dropout/dead") == "It gives every image one digit"


def test_masks_are_averaged_until_their_mean_is_near():
    asked, run = STEPS["dropout/masks"], made("dropout masks")
    away = run.distances.query("layer == 'after the first dropout'").set_index("masks")["distance"]
    few = int(re.match(r"From (\d+) masks", asked.explain(run))[1])
    assert away[few - 1] > 0.2 >= away.loc[few:].max()
    # The mean over n masks of p = ½ is expected 1/√n away, and so within a fifth from 25 on.
    assert 25 / 2 < few < 25 * 2
    assert right("dropout/masks") == "10 to 100"


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_the_plan_of_a_lesson_fills_its_minutes(lesson):
    starts, ends = zip(*lesson.plan, strict=True)
    assert starts == (0, *ends[:-1])
    assert ends[-1] == MINUTES == 50
    assert all(5 <= step.minutes <= 10 for step in lesson.steps)


def test_places_count_through_the_phases_and_stay_inside():
    lesson = LESSONS["pooling"]
    assert lesson.places == 2 * len(lesson.steps)
    for place in range(lesson.places):
        assert lesson.place(*lesson.at(place)) == place
    assert lesson.at(-5) == (1, PHASES[0])
    assert lesson.at(999) == (len(lesson.steps), PHASES[-1])
    assert isinstance(lesson, Lesson)


@pytest.mark.parametrize(
    ("value", "place"), [(-1, 0), (0.0, 0), (0.0999, 0), (0.1, 1), (0.49, 1), (0.5, 2), (9, 2)]
)
def test_a_range_holds_its_lower_edge(value, place):
    ranges = Ranges((0.1, 0.5))
    assert ranges.choices == ("Under 10 %", "10 % to 50 %", "50 % or more")
    assert ranges.place(value) == place
    assert ranges.of(lambda result: result["figure"])({"figure": value}) == place
