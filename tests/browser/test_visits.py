"""Every page and experiment, opened once: nothing breaks, is too wide, complains or shuts out."""

from urllib.parse import quote_plus

import pytest

from pages.labs.initialization.schemes import COMPARED
from tests.browser import accessibility
from tests.browser.first_screens import HEIGHTS, SIZES, Seen, seen
from tests.browser.steps import (
    assert_stands,
    assert_tab_goes_round,
    lost_requests,
    opened,
    resize,
)

FEW = "points=40&seeds=3&epochs=1&hidden=8"
HARMED = "points=400&seeds=3&epochs=1&hidden=8"
# Page by page every experiment: settings that train little, and what it shows when it is done.
EXPERIMENTS = {
    "initialization": {
        "A against B": ("relu_a=60&relu_b=60&relu_seeds=2", "2 other seeds"),
        "Why": ("cause_seeds=2", "“B's sigmoid units start saturated”"),
        "Backward": ("", "Claim 1.A.i: what B comes to"),
        "Scale": (
            f"scheme_iterations=10&scheme_seeds=2&scheme_further={quote_plus(COMPARED)}",
            "sizes.csv",
        ),
        "Exercises": ("", "Sheet to print"),
        "Deep stacks": ("stack_depth=3&stack_width=16&stack_seeds=2", "Born dead"),
    },
    "shuffling": {
        "Pendulum": (FEW, "All orders against reshuffling, after the last epoch"),
        "What dies": (FEW, "The life of every unit · reshuffled"),
        "Exercises": ("", "Sheet to print"),
        "Where it holds": (
            f"{FEW}&cell_seeds=2",
            "Units killed by sorting, less units killed by reshuffling",
        ),
        "Convex theory": (
            "convex_points=50&convex_epochs=100&convex_seeds=2",
            "Slopes, measured and proved",
        ),
    },
    "convolution": {
        "One output cell": ("", "Point at a cell, tap it"),
        "Kernels on pictures": ("", "response.csv"),
        "Layer": (
            f"asked_layer={quote_plus('Which settings give the output that you want?')}",
            "by_setting.csv",
        ),
        "Whole networks": ("", "network.csv"),
        "Padding": ("asked_padding=What+does+it+cost%3F&cost_pictures=2", "error_maps.csv"),
        "Exercises": ("", "Sheet to print"),
        "Position leak": ("position_side=8&position_layers=2&position_seeds=2", "readouts.csv"),
    },
    "pooling": {
        "Shift it": ("", "shifts.csv"),
        "Your own matrix": ("", "Worksheet to print"),
        "On digits": ("", "recorded.csv"),
        "Exercises": ("", "Sheet to print"),
        "What pooling can tell apart": ("", "sharing.csv"),
    },
    "dropout": {
        "What dropout does": ("", "mask_distances.csv"),
        "Sweep": ("", "recorded.csv"),
        "Lost digits": (
            f"lost_further={quote_plus('What kills a run?')}&dying_images=320",
            "dead_changes.csv",
        ),
        "Luck": ("luck_further=Is+0.5+really+best%3F", "winners.csv"),
        "Draw a digit": ("", "The worst mistakes"),
        "Exercises": ("", "Sheet to print"),
        "What made it work": ("", "effects_curves.csv"),
        "Inside": ("inside_images=100&inside_epochs=1", "inside_curve.csv"),
    },
}
MORE = {
    "initialization": ("Deep stacks",),
    "shuffling": ("Where it holds", "Convex theory"),
    "convolution": ("Position leak",),
    "pooling": ("What pooling can tell apart",),
    "dropout": ("What made it work", "Inside"),
}
# Where experiments were that are now asked for below another: what is shown there when it is done.
OLD = {
    "pooling?lab=The+four+matrices": "windows.csv",
    "pooling?lab=Gradients": "gradients.csv",
    f"shuffling?lab=Recovery&{FEW}": "recovery.csv",
    f"shuffling?lab=What+else+it+could+be&{HARMED}": "What each intervention takes away",
    f"shuffling?lab=How+mixed&{FEW}": "blocks.csv",
    "dropout?lab=Selection&select_images=100": "optimism.csv",
    "dropout?lab=One+epoch+or+ten": "ranks.csv",
    "dropout?lab=The+dead+run&dying_images=320": "dead_changes.csv",
}
PAGES = {
    "": "It calls everything orange",
    "evidence": "1.A.i",
    "lessons": "Show the answer",
    "glossary": "references",
}
ALL = [(page, name) for page, names in EXPERIMENTS.items() for name in names]
WIDE, NARROW = 1440, 390
WORDS = "Exercises"  # needs no picture
CHROME = 100  # pixels
# Pixels down the page, by its width, before which a picture begins.
PICTURE = {WIDE: 260, NARROW: 360}


@pytest.mark.parametrize(("page_name", "name"), ALL)
def test_an_experiment_shuts_nobody_out(page, address, page_name, name):
    settings, shown = EXPERIMENTS[page_name][name]
    key = "start" if page_name == "initialization" else "lab"
    on_a_phone = ALL.index((page_name, name)) % 2 == 1
    place = f"{address}/{page_name}?{key}={quote_plus(name)}&{settings}"
    first = visit(page, place, shown, on_a_phone)
    if name != WORDS:
        late = [width for width, most in PICTURE.items() if first[width].begins > most]
        assert not late, f"a visitor sees no picture at first: {first[late[0]]} pixels down"
        cut = {width: str(one) for width, one in first.items() if not one.is_within(HEIGHTS[width])}
        assert not cut, f"a stage does not end on the first screen, or Play is not on it: {cut}"
    names = page.get_by_role("radiogroup", name="Experiment").get_by_role("radio")
    row = [one for one in EXPERIMENTS[page_name] if one == name or one not in MORE[page_name]]
    assert names.all_inner_texts() == row, "an experiment is left out here"
    tab = names.first.bounding_box()
    assert tab["y"] + tab["height"] <= CHROME, "name and tabs take more than two rows"
    page.get_by_role("button", name="Share", exact=True).click(trial=True)
    assert page.get_by_role("radio", name=name, exact=True).is_checked()


@pytest.mark.exhaustive
@pytest.mark.parametrize("old", OLD)
def test_an_old_address_shuts_nobody_out(page, address, old):
    lost = lost_requests(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    opened(page, f"{address}/{old}")
    page.get_by_text(OLD[old]).first.wait_for(state="attached")
    assert_stands(page)
    assert accessibility.findings(page, "light") == [], "shuts somebody out"
    assert lost == [], f"there is no good answer to {lost}"


@pytest.mark.parametrize("page_name", PAGES)
def test_a_page_shuts_nobody_out(page, address, page_name):
    visit(page, f"{address}/{page_name}", PAGES[page_name], on_a_phone=True)
    page.emulate_media(color_scheme="dark")
    resize(page, NARROW)
    assert_stands(page)
    assert_tab_goes_round(page)


def visit(page, address, shown, on_a_phone):
    """Open ``address`` wide and light, or on a phone and dark, and look at it the other way too.

    Return by width where its first stage or picture lies.
    """
    views = [(WIDE, "light"), (NARROW, "light"), (NARROW, "dark")]
    if on_a_phone:
        views.reverse()
    lost, first = lost_requests(page), {}
    page.set_viewport_size({"width": views[0][0], "height": HEIGHTS[views[0][0]]})
    page.emulate_media(color_scheme=views[0][1])
    opened(page, address)
    page.get_by_text(shown).first.wait_for(state="attached")
    for width, theme in views:
        page.emulate_media(color_scheme=theme)
        resize(page, width, HEIGHTS[width])
        assert_stands(page)
        first[width] = seen(page)
        if width == WIDE:
            first |= between(page)
        if width == NARROW:
            assert accessibility.findings(page, theme) == [], f"shuts somebody out, {theme}"
    assert_tab_goes_round(page)
    titles = page.get_by_role("heading", level=1).all_inner_texts()
    assert len(titles) == 1, f"the page is called {titles}"
    assert lost == [], f"there is no good answer to {lost}"
    return first


def between(page) -> dict[int, Seen]:
    """Return what a window between the wide one and the phone shows, once it is that large."""
    width, height = SIZES[1]
    page.set_viewport_size({"width": width, "height": height})
    return {width: seen(page)}
