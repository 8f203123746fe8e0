"""The lessons in a browser: walked by keyboard on a projector's screen, and voted on by a class."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from core.lessons import LESSONS
from core.resumable import folder
from core.teaching.lesson import PHASES
from core.teaching.votes import Place, Votes
from tests.browser.steps import assert_stands, press, settle

PROJECTOR = {"width": 1280, "height": 720}
SMALLEST = 20
SCROLLED = 60
CLASS, BROWSERS = 100, 5
# How often a page may ask for the votes while a class casts its own, and until it shows them all.
CAST_POLLS, SEEN_POLLS = 1, 2
# Every text that can be seen and is smaller than it may be, with its size.
SMALL = """smallest => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const small = []
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        const text = walker.currentNode.textContent.replace(/[\\s\\u200b]/g, '')
        if (!text || !element.checkVisibility()) continue
        if (element.closest('.katex-mathml, script, style')) continue
        const box = element.getBoundingClientRect()
        const size = parseFloat(getComputedStyle(element).fontSize)
        if (box.width > 1 && box.height > 1 && size < smallest)
            small.push(`${size}: ${text.slice(0, 40)}`)
    }
    return small
}"""
DRAWN = "document.querySelector('.st-key-stage svg.marks text')"
COUNTED = """() => [...document.querySelectorAll('[data-testid=stProgress]')]
    .reduce((sum, bar) => sum + Number(bar.innerText.trim().split('·').at(-1)), 0)"""
# What a page sends to the server, counted; and how much it had sent when it showed every vote.
COUNT_MESSAGES = """
    window.messages = 0
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (...message) {
        window.messages++
        return send.apply(this, message)
    }
"""
WAIT_FOR_ALL = f"""class_ => {{
    window.sawAll = null
    const look = () => {{
        if (({COUNTED})() === class_) window.sawAll = window.messages
        else requestAnimationFrame(look)
    }}
    look()
}}"""
ASKED = """choices => choices.every((choice, place) => document.querySelector(
    `.st-key-vote-${place} button`)?.innerText.replaceAll('\u00a0', ' ').includes(choice))"""
TALL = "document.querySelector('[data-testid=stMain]').scrollHeight"


def at(page, place):
    """Wait until the script has reached a place of the lesson, and has run to its end."""
    page.locator(f".keys[data-place='{place}']").wait_for(state="attached")
    settle(page)


@pytest.fixture
def projector(page):
    page.set_viewport_size(PROJECTOR)
    return page


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_is_walked_by_keyboard_in_letters_that_the_last_row_reads(
    projector, address, lesson
):
    page = projector
    page.goto(f"{address}/lessons?lesson={lesson.id}&present=true")
    for place in range(lesson.places):
        at(page, place)
        number, phase = lesson.at(place)
        page.get_by_text(f"{number} of {len(lesson.steps)}").wait_for()
        if phase == "answer":
            page.wait_for_function(DRAWN)
        assert_stands(page)
        assert not page.get_by_test_id("stSidebar").is_visible()
        assert not page.locator(".st-key-step").is_visible()
        assert page.evaluate(SMALL, SMALLEST) == [], f"too small at {number}, {phase}"
        assert page.evaluate(TALL) <= PROJECTOR["height"] + SCROLLED, f"{number}, {phase}"
        page.keyboard.press("ArrowRight")
    assert f"step={len(lesson.steps)}" in page.url
    assert "phase=why" in page.url


def test_arrows_are_left_to_what_uses_them_and_escape_ends_the_presentation(projector, address):
    page = projector
    page.goto(f"{address}/lessons?lesson=pooling&step=2")
    at(page, 3)
    page.get_by_role("textbox", name="Join a room").fill("K7")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.locator(".st-key-lesson button").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.locator(".keys[data-place='3']").count() == 1
    page.get_by_role("textbox", name="Join a room").fill("")
    press(page, "Next")
    at(page, 4)
    page.keyboard.press("ArrowLeft")
    at(page, 3)
    page.keyboard.press("PageDown")
    page.get_by_text("Presentation", exact=True).click()
    page.wait_for_function("location.search.includes('present=true')")
    page.get_by_test_id("stSidebar").wait_for(state="hidden")
    settle(page)
    at(page, 3)
    page.keyboard.press("PageDown")
    at(page, 4)
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebar").wait_for()
    page.wait_for_function("!location.search.includes('present')")


def test_a_class_of_a_hundred_votes_at_once_and_sees_every_vote(context, address):
    votes = Votes(folder())
    room = votes.open(Place("pooling", 0))
    with ExitStack() as at_the_end:
        students = [at_the_end.enter_context(closing(context.new_page())) for _ in range(BROWSERS)]
        for student in students:
            student.add_init_script(COUNT_MESSAGES)
            student.goto(f"{address}/lessons?room={room.code}")
        # A busy machine may be late twice; every vote must be counted each time.
        rounds = [ballot(votes, room, students, question) for question in range(2)]
        if not in_time(rounds):
            rounds.append(ballot(votes, room, students, 2))
        assert in_time(rounds), f"polls (cast, seen): {rounds}"
        votes.move(room, Place("pooling", 1))
        for student in students:
            student.get_by_test_id("stAlertContentSuccess").wait_for()


def in_time(rounds):
    """Return whether each of the two counts of polls was small enough at least once."""
    cast, seen = zip(*rounds, strict=True)
    return min(cast) <= CAST_POLLS and min(seen) <= SEEN_POLLS


def ballot(votes, room, students, question):
    """Let the class vote; return the most that a page asked while it did, and until it saw all."""
    votes.move(room, Place("pooling", len(PHASES) * question))
    step = LESSONS["pooling"].steps[question]
    for student in students:
        student.wait_for_function(ASKED, arg=step.choices)
        student.evaluate(f"() => {{ ({WAIT_FOR_ALL})({CLASS}) }}")
    asked, choices = f"pooling/{step.id}", len(step.choices)
    before = [student.evaluate("messages") for student in students]
    with ThreadPoolExecutor(CLASS) as pool:
        others = [
            pool.submit(votes.cast, room.code, asked, f"voter {number}", number % choices)
            for number in range(CLASS - BROWSERS)
        ]
        for number, student in enumerate(students):
            button = f".st-key-vote-{number % choices} button"
            student.evaluate(f"document.querySelector('{button}').click()")
    assert all(other.exception() is None for other in others)
    cast = [student.evaluate("messages") for student in students]
    for student in students:
        student.wait_for_function("sawAll !== null")
    seen = [student.evaluate("sawAll") for student in students]
    assert sum(votes.tally(room.code, asked).values()) == CLASS
    # One message of each page is its own vote.
    while_casting = max(now - then - 1 for then, now in zip(before, cast, strict=True))
    return while_casting, max(now - then for then, now in zip(cast, seen, strict=True))
