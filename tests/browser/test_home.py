"""Home in a browser: a guess starts the run, the words follow it, and pictures move when asked."""

import numpy as np
import pytest
from playwright.sync_api import expect

from core import home
from core.home import GUESSES
from pages.labs.home import pendulum, pictures
from tests.browser.component import colour_of, colours, in_dashboard, mount, with_stopped_clock
from tests.browser.steps import address_has, lost_requests, opened, settle

SECONDS = 15_000
PLACES = [(x, y) for x in (0.05, 0.95) for y in (0.05, 0.95)]
ORANGE, BLUE = -1, 1
RIGHT = GUESSES[home.ONE_CLASS]


@pytest.fixture(scope="module")
def kept():
    return home.recorded()


@pytest.fixture
def still(visitor, kept):
    """The pendulum on a page whose time passes only when a test lets it pass."""
    return mount(with_stopped_clock(visitor()), pendulum, pendulum.packed(kept))


def caption(player):
    return player.locator(".caption").inner_text()


def surface(player, name):
    return colours(player.panel(name).locator(".frame canvas"), PLACES)


def test_it_stands_still_and_asks_until_somebody_guesses(still):
    still.run_for(3_000)
    still.panel(pendulum.LEFT).locator("h3").click()
    for key in ("ArrowRight", "Space"):
        still.page.keyboard.press(key)
    still.run_for(1_000)
    assert still.frame == 0
    assert caption(still).endswith("Choose, and it starts.")
    assert not still.button("Play").is_visible()
    assert [still.button(words).is_visible() for words in GUESSES] == [True] * 3
    still.assert_fits()


def test_a_guess_starts_it_and_the_words_follow_what_is_shown(still, kept):
    still.press(GUESSES[home.KNOWS_BOTH])
    still.run_for(1_500)
    assert still.playing
    assert caption(still).startswith("Only orange is shown: everything turns orange.")
    assert np.abs(surface(still, pendulum.LEFT) - colour_of(ORANGE)).max() <= 8
    assert "Only orange is shown" in still.spoken
    assert not still.locator(".verdict").inner_text()
    still.run_for(2_200)
    assert still.data("phase") == "blue"
    assert caption(still).startswith("Only blue is shown: everything turns blue.")
    assert np.abs(surface(still, pendulum.LEFT) - colour_of(BLUE)).max() <= 8
    assert np.abs(surface(still, pendulum.RIGHT) - colour_of(ORANGE)).max() <= 8
    still.run_for(SECONDS)
    assert not still.playing
    assert still.frame == len(kept.sorted.times) - 1
    left, right = kept.sorted.accuracy[-1].mean(), kept.shuffled.accuracy[-1].mean()
    assert f"left one gets {left:.0%}" in caption(still).replace("\u00a0%", "%")
    assert f"shuffled one {right:.0%}" in caption(still).replace("\u00a0%", "%")


@pytest.mark.parametrize("guessed", range(3))
def test_when_one_class_is_through_the_right_answer_is_marked_and_told(still, kept, guessed):
    still.press(GUESSES[guessed])
    assert still.button(GUESSES[guessed]).get_attribute("aria-pressed") == "true"
    still.run_for(3_500)
    fits = guessed == kept.sorted.guessed_right
    still.button(f"✓ {RIGHT}").wait_for()
    assert still.button(f"✗ {GUESSES[guessed]}").count() == (not fits)
    told = still.locator(".verdict").inner_text()
    assert told.startswith("You were right:" if fits else "Not so:")
    assert "at update 500 it gets 0 % of the blue points right" in told
    assert f"{kept.sorted.dead[kept.sorted.before_blue]} of 32 hidden units" in told


def test_another_guess_starts_it_again_and_keys_step_through_it(still):
    still.press(RIGHT)
    still.run_for(5_000)
    still.press(GUESSES[home.DEAD])
    assert still.frame < 5
    still.run_for(1_000)
    still.press("Pause")
    before = still.frame
    still.get_by_role("slider").focus()
    still.page.keyboard.press("ArrowRight")
    assert still.frame == before + 1
    still.page.keyboard.press("ArrowLeft")
    still.page.keyboard.press("ArrowLeft")
    assert still.frame == before - 1


def test_the_readout_and_the_counter_say_what_was_measured(still, kept):
    still.press(RIGHT)
    still.press("Pause")
    for frame in (0, 10, 60, 120):
        still.slide(int(kept.sorted.times[frame]))
        for name, film in ((pendulum.LEFT, kept.sorted), (pendulum.RIGHT, kept.shuffled)):
            panel = still.panel(name)
            said = [float(one.removesuffix(" %")) for one in panel.locator("dd").all_inner_texts()]
            assert said == pytest.approx(100 * film.accuracy[frame], abs=1)
            assert f"update {film.times[frame]:,}" in panel.locator("header").inner_text()


def test_with_reduced_motion_it_waits_for_a_guess_and_then_takes_calm_steps(still):
    still.page.emulate_media(reduced_motion="reduce")
    still.run_for(3_000)
    assert still.frame == 0
    still.watch()
    still.press(RIGHT)
    still.run_for(1_300)
    assert 2 <= still.seen <= 4


@pytest.fixture
def gallery(page, kept):
    return mount(page, pictures, pictures.packed(kept))


def frames(gallery):
    return [int(one.get_attribute("data-frame")) for one in gallery.get_by_role("link").all()]


def picture(gallery, name):
    return (
        gallery.get_by_role("link", name=name)
        .locator("canvas")
        .evaluate("canvas => canvas.toDataURL()")
    )


@pytest.mark.parametrize("question", pictures.QUESTIONS, ids=lambda one: one.kind)
def test_a_picture_moves_while_it_is_pointed_at_or_has_the_focus(gallery, question):
    link = gallery.get_by_role("link", name=question.words)
    at_rest, before = frames(gallery), picture(gallery, question.words)
    place = pictures.QUESTIONS.index(question)
    moved = f"place => mounted_frames()[place] != {at_rest[place]}"
    gallery.page.evaluate(
        "() => window.mounted_frames = () => [...document.querySelector('#mounted').shadowRoot"
        ".querySelectorAll('a')].map(one => Number(one.dataset.frame))"
    )
    for begin, end in (
        (link.hover, lambda: gallery.page.mouse.move(0, 0)),
        (link.focus, link.blur),
    ):
        begin()
        gallery.page.wait_for_function(moved, arg=place)
        assert frames(gallery)[:place] + frames(gallery)[place + 1 :] == [
            frame for i, frame in enumerate(at_rest) if i != place
        ]
        end()
        assert frames(gallery) == at_rest
        assert picture(gallery, question.words) == before


def test_with_reduced_motion_every_picture_stands_still(gallery):
    gallery.page.emulate_media(reduced_motion="reduce")
    at_rest = frames(gallery)
    for link in gallery.get_by_role("link").all():
        link.hover()
        link.focus()
        gallery.page.wait_for_timeout(200)
        assert frames(gallery) == at_rest


def test_every_picture_says_what_it_shows_and_where_it_leads(gallery, kept):
    links = gallery.get_by_role("link").all()
    assert [link.locator("b").inner_text() for link in links] == [
        one.words for one in pictures.QUESTIONS
    ]
    addresses = [link.get_attribute("href").partition("?")[0] for link in links]
    assert addresses == [one.page for one in pictures.QUESTIONS]
    said = pictures.words(kept)
    best = kept.pictures.rates[kept.pictures.accuracies.argmax(axis=1)]
    assert f"0.5 is best {sum(abs(best - 0.5) < 1e-6)} times" in said["dropout"]
    assert "max pooling gives one answer, average pooling 4 answers" in said["pooling"]
    for link, question in zip(links, pictures.QUESTIONS, strict=True):
        assert link.locator(".spoken").inner_text() == said[question.kind]


def test_they_fit_in_both_themes_at_every_width(page, kept):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1440, 1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            mount(page, pictures, pictures.packed(kept)).assert_fits()
            mount(page, pendulum, pendulum.packed(kept)).assert_fits()


def test_in_the_dashboard_a_guess_plays_without_a_word_to_the_server(page, address):
    player = in_dashboard(page, address, ".pendulum[data-phase]")
    with player.without_a_word():
        player.press(RIGHT)
        player.wait_until("data.phase == 'orange'")
        player.wait_until("data.phase == 'blue'")
        player.press("Pause")


def test_a_question_leads_to_its_lab_in_the_same_visit_and_back(page, address):
    lost = lost_requests(page)
    opened(page, address, ".pictures a")
    page.get_by_role("link", name="What does pooling lose?").click()
    page.get_by_role("heading", level=1, name="Pooling").wait_for()
    page.get_by_role("radio", name="Shift it", checked=True).wait_for()
    settle(page)
    page.go_back()
    page.get_by_role("heading", level=1, name="forget half the world").wait_for()
    assert lost == []


def test_all_of_a_card_below_them_leads_on(page, address):
    opened(page, address, ".pictures a")
    card = page.locator(".st-key-way_to_evidence").bounding_box()
    page.mouse.click(card["x"] + card["width"] - 9, card["y"] + card["height"] - 9)
    page.get_by_role("heading", level=1, name="Evidence").wait_for()


def test_an_old_address_of_the_ledger_ends_at_the_evidence(page, address):
    opened(page, f"{address}/?problem=2.C&verdict=holds")
    page.get_by_role("heading", level=1, name="Evidence").wait_for()
    settle(page)
    address_has(page, "problem=2.C", "verdict=holds")
    assert "/evidence" in page.url
    expect(page.get_by_role("button", name="Run it again")).to_have_count(2)


@pytest.mark.parametrize(
    ("width", "height", "last"),
    [
        (1440, 900, "Is 0.5 really best?"),
        (1280, 720, "Is 0.5 really best?"),
        (390, 844, GUESSES[-1]),
    ],
)
def test_the_first_screen_holds_question_pendulum_answers_and_pictures(
    page, address, width, height, last
):
    page.set_viewport_size({"width": width, "height": height})
    opened(page, address, ".pictures a b")
    shown = page.get_by_role("heading", level=1).bounding_box()
    assert shown["y"] >= 0
    answers = page.locator(".pendulum").get_by_role("button", name=GUESSES[-1]).bounding_box()
    title = page.get_by_text(last, exact=True).last.bounding_box()
    assert answers["y"] + answers["height"] <= height
    assert title["y"] + title["height"] <= height
    page.set_viewport_size({"width": 1440, "height": 1000})
