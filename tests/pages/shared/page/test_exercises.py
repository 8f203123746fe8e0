"""The exercises on the five pages, answered by a student who is right, wrong, and out of bounds."""

from io import StringIO

import pandas as pd
import pytest

from core.teaching.exercises.controls import Bits, Pick
from core.teaching.exercises.draws import LABS, draw
from core.teaching.exercises.kinds import Choice, Numeric
from core.teaching.exercises.sheet import Record, attempted, for_spreadsheets, sheet
from pages.shared.report import result_sheet
from tests.pages.document import Document
from tests.pages.visit import open_page

CHOOSER = {"initialization": "start"}


def opened(lab, **address):
    return open_page(lab, **{CHOOSER.get(lab, "lab"): "Exercises"} | address)


def place(lab, number, seed=0, again=0):
    return f"{lab} {seed} {again} {number}"


def enter(app, exercise, where, answer):
    """Put ``answer`` into the input of an exercise, without checking it."""
    if isinstance(exercise.task, Numeric):
        app.text_input(key=where).input(answer)
    elif isinstance(exercise.task, Choice):
        app.radio(key=where).set_value(answer)
    else:
        for (name, control), value in zip(exercise.task.controls.items(), answer, strict=True):
            set_control(app, control, f"{where} {name}", value)


def set_control(app, control, key, value):
    if isinstance(control, Bits):
        for row, bits in enumerate(value):
            for column, bit in enumerate(bits):
                app.checkbox(key=f"{key} {row} {column}").set_value(bool(bit))
    elif isinstance(control, Pick):
        app.selectbox(key=key).set_value(value)
    else:
        app.number_input(key=key).set_value(value)


def check(app, lab, answers):
    """Answer the exercises of seed 0 by number, check them all, and run the page once."""
    exercises = draw(lab, 0)
    for number, answer in answers.items():
        where = place(lab, number)
        enter(app, exercises[number - 1], where, answer)
        app.button(key=f"check {where}").click()
    app.run()


def wrong(task):
    if isinstance(task, Numeric):
        step = 2 * task.tolerance or 1
        return str(task.value + step if task.value + step <= task.high else task.value - step)
    if isinstance(task, Choice):
        return next(option for option in task.options if option != task.right)
    return tuple(control.start for control in task.controls.values())


def impossible(task):
    if isinstance(task, Numeric):
        return "many"
    if isinstance(task, Choice):
        return None
    return tuple(
        control.start if isinstance(control, Bits | Pick) else control.low - 1
        for control in task.controls.values()
    )


def badges(app):
    return {word: app.said.count(f" {word}]") for word in ("Right", "Wrong", "Not counted")}


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_takes_impossible_wrong_and_right_answers(lab):
    app = opened(lab).whole()
    exercises = dict(enumerate(draw(lab, 0), start=1))
    total = len(exercises)
    assert progress(app) == f"**0 of {total} right**"
    refused = {
        number: impossible(one.task)
        for number, one in exercises.items()
        if one.name != "A matrix to order"
    }
    check(app, lab, refused)
    assert badges(app) == {"Right": 0, "Wrong": 0, "Not counted": len(refused)}
    app.tells("“many” is not a number", "Nothing is chosen yet")
    check(app, lab, {number: wrong(one.task) for number, one in exercises.items()})
    assert badges(app) == {"Right": 0, "Wrong": total, "Not counted": 0}
    check(app, lab, {number: one.task.solution for number, one in exercises.items()})
    assert badges(app) == {"Right": total, "Wrong": 0, "Not counted": 0}
    assert progress(app) == f"**{total} of {total} right**"
    assert "All right. Take the sheet home." in [one.value for one in app.success]
    assert all(app.button(key=f"check {place(lab, number)}").disabled for number in exercises)
    assert all(one.task.why in app.said for one in exercises.values())
    assert not app.troubles


def progress(app):
    (bar,) = app.get("progress")
    return bar.proto.text


def test_the_answer_is_shown_after_a_wrong_attempt_only_and_closes_the_question():
    app = opened("pooling")
    where = place("pooling", 1)
    keys = [button.key for button in app.button]
    assert f"show {where}" not in keys
    check(app, "pooling", {1: "0"})
    exercise = draw("pooling", 0)[0]
    assert exercise.task.why not in app.said
    app.press(f"show {where}")
    assert f"**The answer:** {exercise.task.answer}." in app.info[0].value
    assert exercise.task.why in app.info[0].value
    assert app.button(key=f"check {where}").disabled
    assert progress(app) == "**0 of 7 right**"


def test_name_and_answers_outlive_a_look_at_another_lab_and_at_other_numbers():
    app = opened("pooling")
    matrix = draw("pooling", 0)[3]
    app.fill(exercise_name="Ada")
    check(app, "pooling", {1: "4.5", 2: "many", 4: matrix.task.solution})
    before = progress(app)
    app.fill(lab="Your own matrix")
    app.fill(lab="Exercises")
    assert progress(app) == before == "**2 of 7 right**"
    assert app.text_input(key="exercise_name").value == "Ada"
    labels = {one.label for one in app.get("download_button")}
    assert labels == {"exercises.csv", "Sheet to print", "Report", "Notebook"}
    assert app.text_input(key=place("pooling", 1)).value == "4.5"
    assert app.text_input(key=place("pooling", 2)).value == "many"
    app.press("new_numbers")
    assert app.number_input(key="exercise_seed").value == 1
    assert app.query_params["exercise_seed"] == "1"
    assert progress(app) == "**0 of 7 right**"
    assert draw("pooling", 1)[0].question in app.said
    app.fill(exercise_seed=0)
    assert progress(app) == "**2 of 7 right**"
    app.press("start_again")
    assert progress(app) == "**0 of 7 right**"
    assert app.text_input(key=place("pooling", 1, again=1)).value == ""
    assert not app.checkbox(key=f"{place('pooling', 4, again=1)} Matrix 0 0").value


def test_answers_outlive_a_reload_and_are_in_no_link_that_is_handed_out():
    app = opened("pooling")
    missed, matrix = draw("pooling", 0)[2:4]
    answers = {1: "4.5", 2: "many", 3: wrong(missed.task), 4: matrix.task.solution}
    check(app, "pooling", answers)
    app.press(f"show {place('pooling', 3)}")
    kept = app.query_params["exercise_answers"]
    again = opened("pooling", exercise_answers=kept).whole()
    assert progress(again) == progress(app) == "**2 of 7 right**"
    assert again.text_input(key=place("pooling", 1)).value == "4.5"
    assert again.text_input(key=place("pooling", 2)).value == "many"
    assert again.button(key=f"check {place('pooling', 3)}").disabled
    assert badges(again) == badges(app)
    assert kept not in again.code[0].value
    again.press("start_again")
    assert "exercise_answers" not in again.query_params
    assert progress(again) == "**0 of 7 right**"
    assert progress(opened("pooling", exercise_seed="1", exercise_answers=kept)) == (
        "**0 of 7 right**"
    )


def test_answers_that_nobody_gave_are_named_and_left_out():
    app = opened("pooling", exercise_answers="<script>").whole()
    assert app.warning[0].value == "From the address: the answers cannot be read, and are left out."
    assert progress(app) == "**0 of 7 right**"


def test_the_seed_of_the_address_is_asked():
    for seed in (0, 7):
        opened("convolution", exercise_seed=str(seed)).tells(draw("convolution", seed)[0].question)


def test_every_question_has_a_hint_to_unfold():
    app = opened("convolution")
    exercises = draw("convolution", 0)
    assert [one.label for one in app.expander] == ["Hint"] * len(exercises)
    for fold, exercise in zip(app.expander, exercises, strict=True):
        assert fold.markdown[0].value == exercise.hint


def answered():
    """Return the pooling exercises of seed 0, the first wrong and the fourth right."""
    exercises = draw("pooling", 0)
    records = {
        exercises[0].name: attempted(Record(hint=True), exercises[0], "1"),
        exercises[3].name: attempted(Record(), exercises[3], exercises[3].task.solution),
    }
    return exercises, records


def test_the_printed_sheet_holds_everything_and_loads_nothing():
    exercises, records = answered()
    document = result_sheet.document("Pooling", 0, exercises, records, "<b>Ada</b>", "today")
    page = Document(document)
    said = "".join(page.text)
    assert "Name: <b>Ada</b>" in said
    assert "b" not in page.tags
    assert page.links == []
    assert "url(" not in document
    assert page.tags.count("section") == 7
    assert "Right: 1 of 7" in said
    assert "✗ wrong" in said
    assert "✓ right" in said
    assert said.count("– not answered") == 5
    assert "Your answer: 1. Right answer: 4.5. Attempts: 1. Hint: used." in said
    assert said.count("Right answer:") == 2
    assert all(one.question in said for one in exercises)


def test_the_csv_is_read_back_as_it_was_written():
    exercises, records = answered()
    table = for_spreadsheets(sheet("Pooling", 0, exercises, records, "Ada, B.", "today"))
    read = pd.read_csv(StringIO(table.to_csv(index=False)), keep_default_na=False)
    assert read.astype(str).equals(table.astype(str))
    assert read["result"].value_counts().to_dict() == {"not answered": 5, "wrong": 1, "right": 1}
    assert read["question"].str.contains("[8, 1, 4, 7; 6, 1, 2, 5;", regex=False).any()
