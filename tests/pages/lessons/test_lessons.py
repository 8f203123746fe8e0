import json
import re
import sqlite3
from functools import partial

import pytest

from core.lessons import LESSONS
from core.resumable import FOLDER, folder
from core.teaching.votes import FILE, Place, Votes
from pages.labs.lessons.charts import CHARTS
from tests.pages.visit import look_at, open_page


@pytest.fixture(autouse=True)
def own_votes(monkeypatch, tmp_path):
    """Give every test a ballot box of its own; what was run stays."""
    monkeypatch.setenv(FOLDER, str(tmp_path))


def text(app):
    """Everything on the page, with plain blanks."""
    return app.said.replace("\u00a0", " ")


lesson = partial(open_page, "lessons", lesson="pooling")


def place(app):
    """Where the page says it stands, and how many choices it offers."""
    return re.search(r"· (\d+) of (\d+)", text(app)).groups()


def button(app, label):
    return next(one for one in app.button if one.label == label)


def votes_shown(app):
    """The numbers at the end of the bars, by letter; empty while they are hidden."""
    bars = [one.proto.text for one in app.get("progress")]
    return {bar.split("**")[1]: int(bar.split("**")[-2]) for bar in bars}


def test_every_step_has_a_chart():
    assert {name: set(charts) for name, charts in CHARTS.items()} == {
        name: {step.id for step in one.steps} for name, one in LESSONS.items()
    }


def test_opens_with_a_question_its_choices_and_no_answer():
    app = lesson()
    step = LESSONS["pooling"].steps[0]
    assert not app.troubles
    assert step.question in text(app)
    assert place(app) == ("1", "6")
    assert all(any(choice in button.label for button in app.button) for choice in step.choices)
    assert votes_shown(app) == {}
    assert not app.success
    assert step.notes in text(app)


def test_buttons_go_through_question_answer_and_reason():
    app = lesson()
    assert button(app, "Back").disabled
    app.press("Next").whole()
    assert "**B · 0.25.** (1+0+0+0)/4 = 0.25" in app.success[0].value
    assert app.segmented_control(key="phase").value == "answer"
    app.press("Next")
    assert "Boureau" in text(app)
    assert app.latex
    app.press("Next")
    assert place(app) == ("2", "6")
    app.press("Back")
    assert app.segmented_control(key="phase").value == "why"


def test_the_address_carries_lesson_step_and_phase():
    app = lesson(step="6", phase="why").whole()
    assert place(app) == ("6", "6")
    assert button(app, "Next").disabled


@pytest.mark.parametrize("code", ["K7Q", "K7QXX", "AEIO", "<b>", "K7Q0", "' OR 1=1", "é" * 500])
def test_a_bad_code_is_named(code):
    app = lesson(room=code)
    app.refuses("Room is ", "must be 4 letters or digits")
    assert place(app) == ("1", "6")


def test_a_room_that_is_not_open_is_named():
    lesson(room="k7qx").refuses("Room K7QX is not open.")


def test_another_lesson_begins_with_its_first_question():
    app = lesson(step="5", phase="why")
    app.fill(lesson="convolution").whole()
    assert place(app) == ("1", "6")
    assert app.segmented_control(key="phase").value == "question"


def test_a_vote_shows_the_tally_can_be_taken_home_and_another_replaces_it():
    app = lesson()
    before = {button.label for button in app.get("download_button")}
    app.press("vote 3")
    assert {button.label for button in app.get("download_button")} - before == {"votes.csv"}
    assert votes_shown(app) == {"A": 0, "B": 0, "C": 0, "D": 1}
    app.press("vote 1")
    assert votes_shown(app) == {"A": 0, "B": 1, "C": 0, "D": 0}
    app.press("Next")
    assert any(":material/check:" in one.proto.text for one in app.get("progress"))
    assert votes_shown(app)["B"] == 1


def test_a_room_is_opened_counted_and_followed():
    leader = lesson()
    leader.press("Open a room").whole()
    code = leader.text_input(key="room").value
    assert f"room={code}" in leader.code[0].value
    assert "lead" not in leader.code[0].value
    student = open_page("lessons", room=code).whole()
    assert "follows the presenter's" in text(student)
    assert LESSONS["pooling"].steps[0].question in text(student)
    assert not any(button.label in ("Next", "Show the votes") for button in student.button)
    student.press("vote 0")
    assert votes_shown(student)["A"] == 1
    leader.run()
    assert leader.metric[0].value == "1"
    assert votes_shown(leader) == {}
    leader.press("Show the votes")
    assert votes_shown(leader)["A"] == 1
    leader.press("Next")
    student.run()
    assert student.success
    assert LESSONS["pooling"].steps[0].notes not in text(student)


def test_a_leader_who_reloads_still_leads_and_a_student_does_not_by_guessing():
    leader = lesson()
    leader.press("Open a room")
    code, key = leader.text_input(key="room").value, leader.session_state["lead"]
    again = lesson(room=code, lead=key, step="4")
    assert "Give your class this link" in text(again)
    assert Votes(folder()).place(code) == Place("pooling", 9)
    guess = lesson(room=code, lead="0" * 16, step="2")
    assert "follows the presenter's" in text(guess)
    assert place(guess) == ("4", "6")


def test_a_room_is_left_for_a_page_of_ones_own():
    leader = lesson()
    leader.press("Open a room")
    code = leader.text_input(key="room").value
    leader.press("Next")
    student = open_page("lessons", room=code)
    student.press("Leave the room").whole()
    assert student.segmented_control(key="lesson").value == "pooling"
    assert student.segmented_control(key="phase").value == "answer"
    assert student.text_input(key="room").value == ""
    assert any(button.label == "Next" for button in student.button)
    leader.press("Leave the room")
    assert "Class room" in text(leader)


def test_a_room_of_another_version_is_no_crash():
    opened = Votes(folder()).open(Place("a lesson that is no more", 70))
    app = open_page("lessons", room=opened.code)
    assert not app.exception


def test_a_file_that_cannot_be_used_is_named_and_votes_are_counted():
    folder().mkdir(exist_ok=True)
    (folder() / FILE).write_bytes(b"no database at all " * 100)
    app = lesson()
    app.press("vote 0").whole()
    assert votes_shown(app)["A"] == 1
    assert "Votes cannot be kept in votes.sqlite" in text(app)


def test_a_presentation_enlarges_every_letter_of_a_chart():
    app = lesson(step="5", phase="answer", present="true").whole()
    (chart,) = app.charts
    sizes = [int(size) for size in re.findall(r'"\w*[fF]ontSize": (\d+)', chart.spec)]
    assert sizes
    assert min(sizes) >= 20


def test_a_presentation_breaks_the_long_title_of_a_vertical_axis():
    step = {"lesson": "initialization", "step": "6", "phase": "answer"}
    title = "largest difference between two units' weights"
    wide, presented = (
        lesson(**step, present=present).charts[0].spec for present in ("false", "true")
    )
    assert f'"title": "{title}"' in wide
    lines = json.loads(re.search(r'"title": (\["largest[^]]*\])', presented)[1])
    assert " ".join(lines) == title
    assert max(map(len, lines)) <= 30


def test_every_lab_links_to_its_lesson():
    links = [one.proto for one in look_at("pooling").get("page_link")]
    assert any(link.label == "Lesson" for link in links)


def test_a_lesson_survives_two_rooms_in_one_file():
    for _ in range(2):
        lesson().press("Open a room")
    with sqlite3.connect(folder() / FILE) as connection:
        assert connection.execute("SELECT COUNT(*) FROM rooms").fetchone() == (2,)
