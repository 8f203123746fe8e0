"""The terms and their marks, and that every work which the labs cite is among the references."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lessons import LESSONS
from core.shuffling import convex
from core.teaching import glossary
from core.teaching.glossary import TERMS, mark
from core.teaching.references import REFERENCES
from pages.labs.pooling.own_matrix import THEORY

PAGES = Path(__file__).parents[3] / "pages"
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
WORDS = sorted({form for term in TERMS.values() for form in (term.name, *term.forms)})


def bracketed(key, words):
    return f"<{key}:{words}>"


@cache
def cited():
    """Every string of the pages that names sources, those kept in tables, and the lessons'."""
    found = [source for _, _, source in THEORY.values()]
    found += [rate.source for rates in convex.RATES.values() for rate in rates.values()]
    found += [step.source for lesson in LESSONS.values() for step in lesson.steps]
    texts = [file.read_text(encoding="utf-8") for file in sorted(PAGES.rglob("*.py"))]
    for naming in (text for text in texts if "Source" in text):
        for node in ast.walk(ast.parse(naming)):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            found += re.findall(r"Sources?: (.*)", text, re.S)
    return sorted({text for text in found if YEAR.search(text)})


@pytest.mark.parametrize("text", cited())
def test_every_work_cited_is_among_the_references(text):
    for piece in text.split(";"):
        for year in YEAR.findall(piece):
            known = [
                one for one in REFERENCES.values() if year in str(one) and one.surname in piece
            ]
            assert known, f"{piece.strip()!r} of {year}"


def test_the_labs_cite_many_works():
    assert len(cited()) > 20


def test_every_term_has_sources_that_exist_and_a_name_of_its_own():
    assert {key for term in TERMS.values() for key in term.sources} <= set(REFERENCES)
    assert len({form.lower() for form in WORDS}) == sum(1 + len(t.forms) for t in TERMS.values())
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in TERMS)


@pytest.mark.parametrize("key", TERMS)
def test_a_definition_is_short_plain_and_fits_a_link_title(key):
    definition = TERMS[key].definition
    assert definition.endswith(".")
    assert len(definition) <= 180
    assert not set('"$`*_[]<>\n') & set(definition)


def test_only_the_first_text_to_name_a_term_marks_it_and_marks_it_again_when_drawn_again():
    first = {}
    assert mark("A stride, a Stride.", first, bracketed) == "A <stride:stride>, a Stride."
    assert mark("Padding and stride.", first, bracketed) == "<padding:Padding> and stride."
    assert mark("A stride, a Stride.", first, bracketed) == "A <stride:stride>, a Stride."


@pytest.mark.parametrize(
    "text",
    [
        "`stride`",
        "$stride$",
        "$$\nstride\n$$",
        "**The stride**",
        "*stride*",
        "[stride](there)",
        "##### A stride",
        ":material/filter:",
        "Sources: A. Author, stride, 2000.",
        "astride",
        "stride-like",
        "```\nstride\n```",
    ],
)
def test_what_is_no_prose_stays_as_it_is(text):
    assert mark(text, {}, bracketed) == text


def test_the_longest_form_wins_and_plurals_count():
    text = "Transposed convolutions, then convolutions with He normal weights."
    assert mark(text, {}, bracketed) == (
        "<transposed-convolution:Transposed convolutions>, then <convolution:convolutions> with "
        "<he-initialization:He normal> <weight:weights>."
    )


@given(st.lists(st.sampled_from([*WORDS, "$", "*", "`", "#", "[", "](", "\n", "Source: "])))
def test_nothing_but_the_mark_is_changed(parts):
    text = " ".join(parts)
    assert mark(text, {}, lambda key, words: words) == text


def test_search_looks_at_names_forms_and_definitions():
    assert glossary.search("") == list(TERMS)
    assert "relu" in glossary.search("RELU")
    assert glossary.search("glorot") == ["xavier-initialization"]
    assert glossary.search("mean squares running") == ["adam", "rmsprop"]
    assert glossary.search("<script>") == []
