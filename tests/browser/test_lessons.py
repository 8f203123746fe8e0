"""The lessons in a browser: walked by keyboard on a projector's screen, and voted on by a class."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from core.lessons import LESSONS
from core.resumable import folder
from core.teaching.lesson import PHASES
from core.teaching.votes import Place, Votes
from tests.browser import accessibility
from tests.browser.steps import assert_stands, opened, press, settle

PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
CHROME = 56
POOLING = LESSONS["pooling"]
DAILY = ("convolution", "pooling")
WALKED = [
    pytest.param(lesson, id=name, marks=[] if name in DAILY else pytest.mark.exhaustive)
    for name, lesson in LESSONS.items()
]
SMALLEST = 20
SCROLLED = 60
CLASS, BROWSERS = 100, 5
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
# What shows an answer: a chart that has drawn its letters, or a component that has its parts.
DRAWN = """() => document.querySelector('.st-key-slide svg.marks text')
    || [...document.querySelectorAll('.st-key-slide *')].some(
        one => one.shadowRoot?.querySelector('.component')?.childElementCount)"""
# How far down the window the picture of an answer ends.
ENDS = """() => Math.max(...[...document.querySelectorAll(
    '.st-key-slide :is([data-testid=stVegaLiteChart], [data-testid=stBidiComponentRegular])'
)].map(one => one.getBoundingClientRect().bottom))"""
COUNTED = """() => [...document.querySelectorAll('[data-testid=stProgress]')]
    .reduce((sum, bar) => sum + Number(bar.innerText.trim().split('·').at(-1)), 0)"""
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


@pytest.mark.parametrize("lesson", WALKED)
def test_a_lesson_is_walked_by_keyboard_in_letters_that_the_last_row_reads(
    projector, address, lesson
):
    page = projector
    page.goto(f"{address}/lessons?lesson={lesson.id}&present=true")
    for place in range(lesson.places):
        at(page, place)
        number, phase = lesson.at(place)
        step = lesson.steps[number - 1]
        page.get_by_role("heading", level=1, name=step.question).wait_for()
        if phase == "answer":
            page.wait_for_function(DRAWN)
            assert page.evaluate(ENDS) <= PROJECTOR["height"] + SCROLLED, f"{number}, {phase}"
        assert_stands(page)
        assert not page.get_by_test_id("stSidebar").is_visible()
        assert page.locator(".st-key-step").is_visible()
        assert page.locator(".st-key-chrome").bounding_box()["height"] <= CHROME
        assert page.evaluate(SMALL, SMALLEST) == [], f"too small at {number}, {phase}"
        assert page.evaluate(TALL) <= PROJECTOR["height"] + SCROLLED, f"{number}, {phase}"
        page.keyboard.press("ArrowRight")
    assert f"step={len(lesson.steps)}" in page.url
    assert "phase=answer" in page.url


def test_arrows_are_left_to_what_uses_them_and_escape_ends_the_presentation(projector, address):
    page = projector
    page.goto(f"{address}/lessons?lesson=pooling&step=2")
    at(page, 2)
    press(page, "Room")
    page.get_by_role("textbox", name="Or join one").fill("K7")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("textbox", name="Or join one").fill("")
    page.keyboard.press("Escape")
    page.locator(".st-key-step button").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.locator(".keys[data-place='2']").count() == 1
    press(page, "Show the answer")
    at(page, 3)
    page.keyboard.press("ArrowLeft")
    at(page, 2)
    page.keyboard.press("PageDown")
    page.get_by_text("Present", exact=True).click()
    page.wait_for_function("location.search.includes('present=true')")
    page.get_by_test_id("stSidebar").wait_for(state="hidden")
    settle(page)
    at(page, 2)
    page.keyboard.press("PageDown")
    at(page, 3)
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebar").wait_for()
    page.wait_for_function("!location.search.includes('present')")


def test_no_tool_tip_covers_what_is_presented_after_a_click(projector, address):
    page = projector
    opened(page, f"{address}/pooling")
    tips = page.get_by_test_id("stTooltipContent").filter(visible=True)
    page.get_by_role("button", name="Project").hover()
    expect(tips).to_have_count(1)
    press(page, "Project")
    page.get_by_role("button", name="End").hover()
    page.wait_for_timeout(1_500)
    expect(tips).to_have_count(0)


def test_the_room_stands_on_the_question_and_a_phone_shows_that_question_alone(
    projector, other, address
):
    page = projector
    page.goto(f"{address}/lessons?lesson=dropout")
    at(page, 0)
    press(page, "Room")
    press(page, "Open a room")
    page.wait_for_function("location.search.includes('room=')")
    code = parse_qs(urlsplit(page.url).query)["room"][0]
    page.goto(f"{page.url}&present=true")
    at(page, 0)
    invitation = page.locator(".st-key-invitation")
    assert f"lessons?room={code}" in invitation.inner_text()
    assert invitation.get_by_role("img").bounding_box()["height"] >= 150
    other.set_viewport_size(PHONE)
    other.goto(f"{address}/lessons?room={code}")
    first = LESSONS["dropout"].steps[0]
    other.wait_for_function(ASKED, arg=first.choices)
    settle(other)
    seen = [one for one in other.locator("body").inner_text().split("\n") if one.strip()]
    assert len(seen) <= 1 + 2 * len(first.choices) + 1, seen
    assert_stands(other)
    assert accessibility.findings(other, "light") == []
    other.evaluate("document.querySelector('.st-key-vote-1 button').click()")
    page.get_by_test_id("stMetricValue").get_by_text("1", exact=True).wait_for()
    page.keyboard.press("ArrowRight")
    other.get_by_role("link", name="Open this experiment").click()
    other.get_by_role("link", name="Back to the question").wait_for()
    page.keyboard.press("ArrowRight")
    question = LESSONS["dropout"].steps[1].question
    other.get_by_role("heading", level=1, name=question).wait_for()


def test_notes_in_a_second_window_lead_what_the_class_sees(projector, other, address):
    page = projector
    page.goto(f"{address}/lessons?lesson=pooling")
    at(page, 0)
    press(page, "Room")
    press(page, "Open a room")
    page.wait_for_function("location.search.includes('lead=')")
    page.goto(f"{page.url}&present=true")
    at(page, 0)
    other.set_viewport_size(PHONE)
    other.goto(f"{page.url.replace('present', 'no')}&notes=true")
    other.get_by_text(POOLING.steps[0].notes).wait_for()
    assert not page.get_by_text(POOLING.steps[0].notes).is_visible()
    press(other, "Next")
    at(page, 1)
    page.keyboard.press("ArrowRight")
    at(page, 2)
    other.get_by_text(POOLING.steps[1].notes).wait_for()
    assert_stands(other)


@pytest.mark.exhaustive
def test_a_class_of_a_hundred_votes_at_once_and_sees_every_vote(context, address):
    votes = Votes(folder())
    room = votes.open(Place("pooling", 0))
    with ExitStack() as at_the_end:
        pages = [at_the_end.enter_context(closing(context.new_page())) for _ in range(BROWSERS + 1)]
        leader, *students = pages
        leader.goto(f"{address}/lessons?room={room.code}&lead={room.key}&lesson=pooling")
        for student in students:
            student.goto(f"{address}/lessons?room={room.code}")
        for question in range(2):
            ballot(votes, room, pages, question)
        votes.move(room, Place("pooling", 1))
        for one in pages:
            one.get_by_test_id("stAlertContentSuccess").wait_for()


def ballot(votes, room, pages, question):
    """Let the class vote on a question until the presenter's page shows every vote."""
    votes.move(room, Place("pooling", len(PHASES) * question))
    leader, *students = pages
    step = POOLING.steps[question]
    for one in pages:
        one.wait_for_function(ASKED, arg=step.choices)
    press(leader, "Show the votes")
    leader.wait_for_function(f"({COUNTED})() === 0")
    asked, choices = f"pooling/{step.id}", len(step.choices)
    with ThreadPoolExecutor(CLASS) as pool:
        others = [
            pool.submit(votes.cast, room.code, asked, f"voter {number}", number % choices)
            for number in range(CLASS - BROWSERS)
        ]
        for number, student in enumerate(students):
            button = f".st-key-vote-{number % choices} button"
            student.evaluate(f"document.querySelector('{button}').click()")
    assert all(other.exception() is None for other in others)
    leader.wait_for_function(f"({COUNTED})() === {CLASS}")
    assert sum(votes.tally(room.code, asked).values()) == CLASS
