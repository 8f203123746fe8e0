import json
import re
import sqlite3
from functools import partial
from importlib import import_module

import pytest

from core.lessons import LESSONS
from core.resumable import FOLDER, folder
from core.teaching.lesson import MINUTES, PHASES
from core.teaching.votes import FILE, Place, Votes
from pages.shared.page.collected import KEY, Passage, Setting
from tests.pages.visit import look_at, open_page

POOLING = LESSONS["pooling"]
# What is trained before it is seen.
TRAINS = {"initialization", "shuffling"}


@pytest.fixture(autouse=True)
def own_votes(monkeypatch, tmp_path):
    """Give every test a ballot box of its own; what was run stays."""
    monkeypatch.setenv(FOLDER, str(tmp_path))


def text(app):
    """Everything on the page, with plain blanks."""
    return app.said.replace("\u00a0", " ")


lesson = partial(open_page, "lessons", lesson="pooling")


def place(app):
    """The lesson, step and phase that the page is set to."""
    keys = ("lesson", "step", "phase")
    return tuple(app.session_state[key] for key in keys)


def labels(app):
    """The buttons of the page, without the one under its Share."""
    return [one.label for one in app.button if one.label != "QR code"]


def votes_shown(app):
    """The numbers at the end of the bars, by letter; empty while they are hidden."""
    bars = [one.proto.text for one in app.get("progress")]
    return {bar.split("**")[1]: int(bar.split("**")[-2]) for bar in bars}


def opened_room(**address):
    """A page that has opened a room, the room's code, and the presenter's key."""
    leader = lesson(**address).press("Open a room").whole()
    return leader, leader.query_params["room"], leader.query_params["lead"]


def test_every_step_has_a_picture():
    for name, one in LESSONS.items():
        drawn = import_module(f"pages.labs.{name}.lesson_charts").CHARTS
        assert set(drawn) == {step.id for step in one.steps}


def test_opens_with_a_question_its_choices_and_no_answer():
    app = lesson()
    step = POOLING.steps[0]
    assert not app.troubles
    assert [one.value.replace("\u00a0", " ") for one in app.title] == [step.question]
    assert place(app) == ("pooling", "1", "question")
    assert all(any(choice in label for label in labels(app)) for choice in step.choices)
    assert votes_shown(app) == {}
    assert not app.success
    assert step.notes in text(app)


def test_an_answer_has_its_player_and_the_why_beside_it():
    app = lesson().press("Show the answer").whole()
    assert "**B · 0.25.** (1+0+0+0)/4 = 0.25" in app.success[0].value
    assert place(app) == ("pooling", "1", "answer")
    assert POOLING.steps[0].why in text(app)
    assert POOLING.steps[0].formula in app.formulae
    assert "Boureau" in text(app)
    assert "lesson_stage" in [one.key for one in app.get("bidi_component")]
    assert not app.charts
    app.press("Next question")
    assert place(app) == ("pooling", "2", "question")


def test_the_address_carries_lesson_step_and_phase():
    app = lesson(step="6", phase="answer").whole()
    assert place(app) == ("pooling", "6", "answer")
    assert "Next question" not in labels(app)


def test_an_address_of_the_former_third_phase_shows_the_answer():
    app = lesson(step="2", phase="why").whole()
    assert place(app) == ("pooling", "2", "answer")
    assert not app.warning


@pytest.mark.parametrize("code", ["K7Q", "K7QXX", "AEIO", "<b>", "K7Q0", "' OR 1=1", "é" * 500])
def test_a_bad_code_is_named(code):
    app = lesson(room=code)
    app.refuses("Room is ", "must be 4 letters or digits")
    assert place(app) == ("pooling", "1", "question")


def test_a_room_that_is_not_open_is_named():
    lesson(room="k7qx").refuses("Room K7QX is not open.")


def test_another_lesson_begins_with_its_first_question():
    app = lesson(step="5", phase="answer")
    app.fill(lesson="convolution").whole()
    assert place(app) == ("convolution", "1", "question")


def test_votes_are_taken_home_and_another_replaces_one():
    app = lesson()
    before = {button.label for button in app.get("download_button")}
    app.press("vote 3")
    assert {button.label for button in app.get("download_button")} - before == {"votes.csv"}
    app.press("vote 1").press("Show the answer")
    assert any(":material/check:" in one.proto.text for one in app.get("progress"))
    assert votes_shown(app) == {"A": 0, "B": 1, "C": 0, "D": 0}


def test_a_reload_keeps_a_vote_and_who_cast_it():
    leader, code, _ = opened_room()
    student = open_page("lessons", room=code).press("vote 3")
    again = open_page("lessons", room=code, voter=student.query_params["voter"]).press("vote 1")
    assert [one.proto.type for one in again.button if one.key == "vote 1"] == ["primary"]
    leader.run().press("Show the votes")
    assert votes_shown(leader) == {"A": 0, "B": 1, "C": 0, "D": 0}


def test_a_room_is_opened_counted_and_followed():
    leader, code, _ = opened_room()
    assert f"room={code}" in leader.code[0].value
    assert "lead" not in leader.code[0].value
    assert f"room={code}" in text(leader)
    student = open_page("lessons", room=code).whole()
    choices = zip("ABCD", POOLING.steps[0].choices, strict=True)
    ballot = [f"**{letter}** · {choice}" for letter, choice in choices]
    assert labels(student) == [*ballot, f"Leave room {code}"]
    student.press("vote 0")
    leader.run()
    assert leader.metric[0].value == "1"
    assert votes_shown(leader) == {}
    leader.press("Show the votes")
    assert votes_shown(leader)["A"] == 1
    leader.press("Show the answer")
    student.run()
    assert student.success
    assert POOLING.steps[0].notes not in text(student)
    assert all(one.disabled for one in student.button if "**" in one.label)


def test_a_leader_who_reloads_still_leads_and_a_student_does_not_by_guessing():
    _, code, key = opened_room()
    again = lesson(room=code, lead=key, step="4")
    assert "Its pages follow yours" in text(again)
    assert Votes(folder()).place(code) == Place("pooling", POOLING.place(4, PHASES[0]))
    guess = lesson(room=code, lead="0" * 16, notes="true", step="2")
    assert [one.value.replace("\u00a0", " ") for one in guess.title] == [POOLING.steps[3].question]
    assert labels(guess)[-1] == f"Leave room {code}"


def test_notes_on_a_phone_follow_the_room_and_lead_it():
    leader, code, key = opened_room()
    assert f"lead={key}&notes=true" in leader.code[1].value
    phone = open_page("lessons", room=code, lead=key, notes="true").whole()
    step = POOLING.steps[0]
    assert step.notes in text(phone)
    assert f"Minutes 0 to {step.minutes} of {MINUTES}" in text(phone)
    assert votes_shown(phone) == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert not phone.success
    phone.press("Next")
    assert any(":material/check:" in one.proto.text for one in phone.get("progress"))
    leader.run()
    assert place(leader) == ("pooling", "1", "answer")
    leader.press("Next question")
    assert POOLING.steps[1].notes in text(phone.run())
    phone.press("Back")
    assert place(leader.run()) == ("pooling", "1", "answer")


def test_a_presentation_hides_the_notes_and_still_leads_to_them():
    leader, code, _ = opened_room(present="true")
    assert POOLING.steps[0].notes not in text(leader)
    assert "notes=true" in leader.code[1].value
    report = leader.session_state[KEY].of(Setting)
    assert {one.key for one in report if one.own} == {"lead", "notes", "voter"}


def test_a_visitor_of_a_lab_is_handed_back_to_the_question_of_the_room():
    leader, code, _ = opened_room()
    student = open_page("lessons", room=code)
    student.switch_page("pages/dropout.py").run()
    links = {one.proto.label: one.proto for one in student.get("page_link")}
    assert "Lesson" not in links
    assert f"room={code}" in links["Back to the question"].query_string
    leader.press("Show the answer")
    student.run()
    assert student.success, "the room went on, and the student was left in the lab"


def test_a_room_is_left_for_a_page_of_ones_own():
    leader, code, _ = opened_room()
    leader.press("Show the answer")
    student = open_page("lessons", room=code)
    student.press(f"Leave room {code}").whole()
    assert place(student) == ("pooling", "1", "answer")
    assert "room" not in student.query_params
    assert "Next question" in labels(student)
    leader.press("Leave the room")
    assert "Open a room" in labels(leader)
    assert "lead" not in leader.query_params


def test_a_room_is_joined_by_typing_its_code():
    _, code, _ = opened_room()
    student = lesson()
    student.fill(join=code.lower())
    assert labels(student)[-1] == f"Leave room {code}"


def test_a_room_of_another_version_is_no_crash():
    opened = Votes(folder()).open(Place("a lesson that is no more", 70))
    open_page("lessons", room=opened.code).refuses("This room shows a lesson that is not here.")


def test_a_file_that_cannot_be_used_is_named_and_votes_are_counted():
    folder().mkdir(exist_ok=True)
    (folder() / FILE).write_bytes(b"no database at all " * 100)
    app = lesson()
    app.press("vote 0").press("Show the answer").whole()
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


def test_a_report_holds_every_question_and_the_answers_that_were_told():
    app = lesson(step="2").press("Show the answer")
    passages = {one.title: one.paragraphs for one in app.session_state[KEY].of(Passage)}
    for number, step in enumerate(POOLING.steps, start=1):
        said = passages[f"{number} · {step.question}"]
        assert said[: len(step.choices)] == tuple(
            f"{letter} · {choice}" for letter, choice in zip("ABCDEF", step.choices, strict=False)
        )
        assert (f"**Why.** {step.why}" in said) == (number == 2)
    (shown,) = passages["The moving block"]
    assert "average 4, max 1" in shown


def test_a_lesson_survives_two_rooms_in_one_file():
    for _ in range(2):
        lesson().press("Open a room")
    with sqlite3.connect(folder() / FILE) as connection:
        assert connection.execute("SELECT COUNT(*) FROM rooms").fetchone() == (2,)


STEPS = [
    pytest.param(
        page,
        step,
        id=f"{page}/{step.id}",
        marks=[pytest.mark.slow] if page in TRAINS or step.id == "selection" else [],
    )
    for page, one in LESSONS.items()
    for step in one.steps
]


@pytest.mark.parametrize(("page", "step"), STEPS)
def test_a_step_opens_its_lab_at_the_very_setting(page, step):
    app = look_at(page, **step.lab).whole()
    assert not app.warning
    assert "From the address" not in text(app)
    set_to = {one.key: str(one.value).lower() for one in app.session_state[KEY].of(Setting)}
    assert set_to.items() >= {key: value.lower() for key, value in step.lab.items()}.items()
