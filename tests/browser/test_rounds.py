"""The rounds in a browser: who wins is as recorded, guesses are counted, and keys, looks."""

from pathlib import Path

import numpy as np
import pytest

from core.claims import DROPOUT_RATES
from core.dropout import luck as dropout_luck
from core.dropout.accuracies import accuracies
from core.dropout.luck import Config
from core.dropout.recorded_sweep import one_epoch
from pages.labs.dropout import luck, rounds
from pages.shared.player.joined import joined
from tests.browser.component import in_dashboard, mount, with_stopped_clock
from tests.browser.steps import resize

IMAGES = 5_000
DRAW = Path(str(rounds.__file__)).with_name("rounds_draw.js")
# Play by itself: the rounds, what each rate has won, and how often one is ahead of another.
ASK = """([table, runs, number]) => {
    const rounds = new Rounds(table, runs)
    const drawn = Array.from({ length: number }, (_, i) => rounds.at(i + 1))
    return { drawn, wins: rounds.wins(number), ahead: rounds.ahead(number, 5, 4) }
}"""


@pytest.fixture(scope="module")
def data():
    return luck.packed(Config(), dropout_luck.VERSION)[0]


@pytest.fixture(scope="module")
def table():
    return accuracies(one_epoch(), "course", 1)


@pytest.fixture
def shown(page, data):
    return mount(page, rounds, data)


@pytest.fixture(scope="module")
def play(kept_page, table):
    script, _ = joined(DRAW)
    kept_page.evaluate(f"() => {{ {script}\n window.ask = {ASK} }}")
    sent = {"rates": list(table), "images": IMAGES, "right": right(table).ravel().tolist()}
    return lambda *asked: kept_page.evaluate("asked => ask(asked)", [sent, *asked])


def right(table):
    """How many images each network has right, exactly."""
    return (table * IMAGES).round().to_numpy(int)


def guess(shown, p):
    shown.press(f"Guess that p = {p} wins")


def readout(shown):
    return shown.locator(".readout").inner_text()


def seed_of(shown):
    """The seed of a round of one run."""
    return int(shown.data("seeds"))


def winners(shown):
    return [float(p) for p in shown.data("winners").split()]


def best(row):
    return [p for p in DROPOUT_RATES if row[p] == row.max()]


def test_after_as_many_rounds_as_seeds_the_wins_are_those_that_core_counts(play, table):
    found = play(1, len(table))
    seeds = [seed for one in found["drawn"] for seed in one["seeds"]]
    assert sorted(seeds) == list(range(len(table))), "a seed is drawn twice before the others"
    wins = dropout_luck.winners(table, 1)["wins"]
    assert found["wins"] == pytest.approx(list(len(table) * wins))
    assert found["ahead"] == (table[0.5] > table[0.4]).sum()


@pytest.mark.parametrize("runs", [3, 10])
def test_more_runs_are_drawn_with_replacement_and_the_mean_decides(play, table, runs):
    found = play(runs, 3_000)
    for one in found["drawn"][:50]:
        sums = right(table)[one["seeds"]].sum(axis=0)
        assert one["means"] == pytest.approx(list(sums / runs / IMAGES))
        assert one["winners"] == np.flatnonzero(sums == sums.max()).tolist()
    wanted = dropout_luck.winners(table, runs)["wins"]
    assert np.array(found["wins"]) / 3_000 == pytest.approx(wanted.to_numpy(), abs=0.04)


def test_nothing_is_trained_before_a_guess_which_begins_the_game(shown, table):
    shown.button("Train again").click(force=True)
    shown.press("Play")
    assert shown.data("round") == "0"
    assert not shown.playing
    assert "Guess first" in shown.spoken
    guess(shown, 0.5)
    assert shown.data("round") == "1"
    row = table.loc[seed_of(shown)]
    assert f"recorded seed {seed_of(shown)}" in readout(shown)
    assert winners(shown) == best(row)
    assert f"{row.max():.1%}".replace("%", " %") in readout(shown)


def test_guesses_are_counted_each_with_its_own_round(shown):
    guess(shown, 0.1)
    right = 0
    for number, p in enumerate((0.1, 0.1, 0.3, 0.9, 0.2), 1):
        if number > 1:
            guess(shown, p)
            shown.press("Train again")
        right += p in winners(shown)
        assert shown.locator(".score").inner_text() == f"Guessed right: {right} of {number}"
    shown.press("Step back")
    assert shown.locator(".score").inner_text().endswith("of 4")


def test_what_would_tell_two_apart_is_said_once_it_has_been_tried(shown, data):
    needed = dropout_luck.run(Config(), one_epoch()).separation.seeds
    guess(shown, 0.5)
    for _ in range(3):
        shown.press("Train again")
    assert shown.locator(".finding").inner_text() == ""
    shown.press("Train again")
    said = shown.locator(".finding").inner_text()
    assert "p = 0.5 was ahead of p = 0.4 in " in said
    assert f"{needed:,} runs of each would tell these two apart with a chance of 80 %" in said


def test_more_runs_begin_again_with_the_guess_that_was_made(shown):
    guess(shown, 0.2)
    shown.press("Train again", "Train again", "Runs of each p 3")
    assert shown.data("round") == "1"
    assert "mean of 3 recorded runs" in readout(shown)
    assert shown.button("Guess that p = 0.2 wins").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("rounds_before", [1, 200])
def test_another_sweep_is_a_new_game_with_the_guess_that_was_made(shown, rounds_before):
    guess(shown, 0.2)
    shown.slide(rounds_before)
    shown.update(luck.packed(Config("batch normalisation", "ten"), dropout_luck.VERSION)[0])
    shown.slide(0)
    assert readout(shown).startswith("You guess p = 0.2")
    shown.press("Train again")
    assert shown.locator(".score").inner_text().endswith("of 1")


def test_keys_choose_train_and_play(shown):
    shown.button("Guess that p = 0.0 wins").focus()
    for key in ("ArrowRight", "ArrowRight", "Space"):
        shown.page.keyboard.press(key)
    assert shown.button("Guess that p = 0.2 wins").get_attribute("aria-pressed") == "true"
    assert shown.data("round") == "1"
    assert shown.spoken.startswith("Round 1. p = ")
    shown.get_by_role("slider", name="Round").focus()
    shown.page.keyboard.press("ArrowRight")
    assert shown.data("round") == "2"
    label = shown.locator(".picture canvas").get_attribute("aria-label")
    assert [f"p = {p}: " in label for p in DROPOUT_RATES] == [True] * 10


def test_a_press_on_a_column_guesses_and_pointing_says_its_figures(shown, table):
    canvas = shown.locator(".picture canvas")
    width = canvas.bounding_box()["width"]
    canvas.click(position={"x": width - 12, "y": 100})
    assert shown.button("Guess that p = 0.9 wins").get_attribute("aria-pressed") == "true"
    figure = f"{table.loc[seed_of(shown), 0.9]:.1%}".replace("%", " %")
    canvas.hover(position={"x": width - 12, "y": 120})
    said = shown.locator(".finding").inner_text()
    assert said.startswith(f"p = 0.9: {figure} in this round; it has won ")


def test_it_plays_three_rounds_a_second_and_jumps_only_where_that_is_liked(visitor, data):
    shown = mount(with_stopped_clock(visitor()), rounds, data)
    guess(shown, 0.1)
    shown.watch()
    shown.press("Play")
    shown.run_for(3_000)
    assert 7 <= shown.seen <= 10
    shown.page.keyboard.press("Space")
    shown.page.emulate_media(reduced_motion="reduce")
    shown.watch()
    shown.press("Play")
    shown.run_for(2_100)
    assert shown.playing
    assert 3 <= shown.seen <= 5


def test_it_fits_in_both_themes_at_every_width(page, shown):
    guess(shown, 0.1)
    for width, theme in ((1440, "light"), (390, "light"), (390, "dark"), (1180, "dark")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        shown.assert_fits()


def test_a_record_of_a_hundred_seeds_fits_a_phone_and_offers_thirty_runs(page, table):
    many = table.sample(100, replace=True, random_state=0).reset_index(drop=True)
    sent = rounds.pack(many, IMAGES, dropout_luck.run(Config(), one_epoch()))
    assert len(sent) < 4_000
    shown = mount(page, rounds, sent)
    resize(page, 390)
    shown.press("Runs of each p 30")
    guess(shown, 0.9)
    shown.slide(200)
    assert "mean of 30 recorded runs" in readout(shown)
    shown.assert_fits()


def test_in_the_dashboard_it_trains_again_without_a_word_to_the_server(page, address):
    shown = in_dashboard(page, f"{address}/dropout?lab=Luck", ".rounds[data-round]")
    with shown.without_a_word():
        guess(shown, 0.5)
        shown.press("Train again", "Train again", "Runs of each p 3", "Train again")
        assert shown.data("round") == "2"
