"""A visit without a mouse: from the side bar into a lab, through its controls, and out again."""

import re

from core.teaching.glossary import TERMS
from tests.browser import steps
from tests.browser.accessibility import STYLED
from tests.browser.steps import address_has, assert_stands, enter, settle

FOCUSED = """() => {
    const shown = (element) => {
        const style = getComputedStyle(element)
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
            || style.boxShadow !== 'none'
    }
    const element = document.activeElement
    if (element === document.body) return null
    const inner = element.shadowRoot?.activeElement ?? element
    return {
        name: (inner.getAttribute('aria-label') || inner.innerText || '').trim(),
        tag: inner.tagName, seen: shown(inner) || shown(element),
    }
}"""
SAYS = "() => document.querySelector('[role=graphics-document]')?.getAttribute('aria-label')"
MOST = 150


def opened(page, address):
    """Open ``address``, and wait for its style too, which arrives a moment after its words."""
    steps.opened(page, address)
    page.wait_for_function(STYLED)


def tab(page, name, tag=None):
    """Press Tab until something called ``name`` has the focus; everything on the way is seen."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused is None or focused["seen"], focused
        if focused and re.search(name, focused["name"]) and tag in (None, focused["tag"]):
            return focused
    raise AssertionError(f"no {name} within {MOST} presses of Tab")


def test_from_the_side_bar_into_a_lab_and_a_control_changes_the_figures(page, address):
    opened(page, f"{address}/glossary")
    tab(page, "Skip to main content")
    tab(page, "Convolution$", "A")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1, name="Convolution")
    heading.wait_for()
    settle(page)
    tab(page, "^One output cell$")
    for lab in ("Kernels on pictures", "Layer"):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(FOCUSED)["name"] == lab
        page.keyboard.press("Space")
        page.get_by_role("radio", name=lab, checked=True).wait_for()
        settle(page)
    page.wait_for_function(SAYS)
    before = page.evaluate(SAYS)
    tab(page, "^Kernel", "INPUT")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_function(f"before => ({SAYS})() !== before", arg=before)


def test_on_a_phone_the_arrow_keys_move_a_table_that_is_wider_than_the_screen(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/shuffling?seeds=3&points=40&epochs=1&lab=What+else+it+could+be")
    wide = page.get_by_role("group", name="Table, scrolls sideways").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.get_by_role("group", name="Table, scrolls sideways").first.wait_for(state="detached")


def test_a_term_tells_its_meaning_on_focus_and_survives_a_rerun(page, address):
    opened(page, f"{address}/convolution?lab=Layer")
    term = page.locator('a[href="glossary?term=kernel"]')
    assert term.get_attribute("title") == TERMS["kernel"].definition
    told = "link => getComputedStyle(link, '::after').content"
    assert term.evaluate(told) == "none"
    tab(page, "^kernel$", "A")
    assert TERMS["kernel"].definition in term.evaluate(told)
    enter(page, "Stride", "3")
    address_has(page, "stride=3")
    settle(page)
    assert term.count() == 1
    assert_stands(page)


def test_reduced_motion_stills_the_page(page, address):
    page.emulate_media(reduced_motion="reduce")
    opened(page, f"{address}/glossary?term=padding")
    moving = """() => [...document.querySelectorAll('*')].filter((element) => {
        const { animationDuration, transitionDuration } = getComputedStyle(element)
        return Math.max(parseFloat(animationDuration), parseFloat(transitionDuration)) > 0.01
    }).length"""
    assert page.evaluate(moving) == 0
    assert page.locator(".katex-error").count() == 0
