"""The glossary's page, and the terms marked where they first stand on a page."""

import re

import pytest

from core.teaching.glossary import TERMS
from core.teaching.references import REFERENCES
from pages.shared.page.collected import KEY, Passage
from tests.pages.visit import look_at, open_page

LINK = re.compile(r'\]\(glossary\?term=([\w-]+) "([^"]+)"\)')


def links(app):
    parts = [part.value for part in (*app.markdown, *app.caption)]
    return [found for part in parts for found in LINK.findall(part)]


def test_it_opens_with_every_term_and_every_work():
    app = look_at("glossary")
    shown = app.said
    assert all(term.definition in shown for term in TERMS.values())
    assert all(str(one) in shown for one in REFERENCES.values())
    assert len(app.get("latex")) == sum(bool(term.formula) for term in TERMS.values())
    assert not app.troubles
    assert links(app) == []
    kept = {one.title: one.paragraphs[0] for one in app.session_state[KEY].of(Passage)}
    assert all(kept[term.name] == term.definition for term in TERMS.values())


def test_an_address_names_one_term_and_a_button_leads_back():
    app = open_page("glossary", term="stride")
    shown = app.said
    assert TERMS["stride"].definition in shown
    assert TERMS["dilation"].definition not in shown
    assert str(REFERENCES["dumoulin2016"]) in shown
    (back,) = [button for button in app.button if button.label.startswith("All terms")]
    back.click().run()
    app.tells(TERMS["dilation"].definition)


@pytest.mark.parametrize("value", ["", "strides", "<script>alert(1)</script>", "a" * 5_000, "😀"])
def test_a_term_that_is_none_is_named_and_all_are_shown(value):
    app = open_page("glossary", term=value)
    (warning,) = app.warning
    assert f"From the address: term is “{value[:60]}”" in warning.value
    assert f"{len(TERMS)} terms" in warning.value
    app.tells(TERMS["dilation"].definition)


def test_the_search_narrows_terms_and_works_and_says_when_nothing_is_left():
    app = open_page("glossary", search="fukushima neocognitron")
    assert "Nothing here holds" in app.info[0].value
    app.fill(search="srivastava")
    assert str(REFERENCES["srivastava2014"]) in app.said
    assert str(REFERENCES["kingma2015"]) not in app.said
    app.fill(search="batch normalisation")
    assert TERMS["batch-normalisation"].definition in app.said
    assert TERMS["stride"].definition not in app.said


def test_a_page_marks_each_term_once_and_still_so_after_a_rerun():
    app = open_page("pooling", lab="Shift it")
    before = links(app)
    keys = [key for key, _ in before]
    assert {"stride", "max-pooling", "average-pooling"} <= set(keys)
    assert len(keys) == len(set(keys))
    assert all(TERMS[key].definition == definition for key, definition in before)
    app.fill(shift_stride=1)
    assert {key for key, _ in links(app)} == set(keys)
    assert len(links(app)) == len(keys)
