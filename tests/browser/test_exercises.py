"""What only a browser shows: a key press checks, a hint is noted, a reload and a sheet keep all."""

from tests.browser.steps import address_has, opened, saved, settle, still


def test_an_answer_and_a_hint_outlive_a_reload_and_are_on_the_downloaded_sheet(page, address):
    opened(page, f"{address}/pooling?lab=Exercises")
    first = page.get_by_role("textbox", name="Your answer", exact=True).first
    first.fill("4,5")
    first.press("Enter")
    page.get_by_text("1 of 7 right").wait_for()
    address_has(page, "exercise_answers=")
    answered = page.url
    page.get_by_text("Hint", exact=True).nth(1).click()
    page.get_by_text("Padding of max pooling is no number at all").wait_for()
    page.wait_for_function("answered => location.href !== answered", arg=answered)
    settle(page)
    page.reload()
    page.get_by_text("1 of 7 right").wait_for()
    settle(page)
    page.get_by_role("textbox", name="Your name").fill("Ada")
    page.keyboard.press("Enter")
    still(page)
    settle(page)
    sheet = saved(page, "Sheet to print").read_text(encoding="utf-8")
    assert "Name: Ada" in sheet
    assert "Your answer: 4.5. Right answer: 4.5. Attempts: 1. Hint: not used." in sheet
    assert sheet.count("Hint: used.") == 1
