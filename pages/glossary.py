"""The terms of the labs with formulae and sources, and the works that are cited."""

import streamlit as st

from core.limits import check_choice
from core.teaching import glossary
from core.teaching.glossary import TERMS, Term
from core.teaching.references import REFERENCES, Reference
from pages.shared.page import collected, frame, states

TERM, SEARCH = "term", "search"
LONGEST = 60


def chosen() -> str | None:
    """Return the term that the address names; say so where it is none."""
    name = st.query_params.get(TERM)
    collected.add(collected.Setting("Term", TERM, None, name))
    if name is None:
        return None
    try:
        check_choice(TERM, name[:LONGEST], tuple(TERMS))
    except ValueError:
        st.warning(
            f"From the address: term is “{name[:LONGEST]}”, which is not one of the {len(TERMS)} "
            "terms below. All are shown.",
            icon=":material/link:",
        )
        return None
    return name


def all_terms() -> None:
    """Take the term out of the address."""
    st.query_params.pop(TERM, None)


def show_term(term: Term) -> None:
    """Show a term's name, definition, formula and sources."""
    with st.container(border=True):
        st.markdown(f"**{term.name[0].upper()}{term.name[1:]}**")
        st.markdown(term.definition)
        if term.formula:
            st.latex(term.formula)
        lines = []
        if term.forms:
            lines.append(f"Also: {', '.join(term.forms)}.")
        if term.sources:
            lines.append(f"Source: {'; '.join(short(REFERENCES[key]) for key in term.sources)}.")
        if lines:
            st.caption(" ".join(lines))
    formula = [f"${term.formula}$"] if term.formula else []
    collected.add(collected.Passage(term.name, (term.definition, *formula, *lines)))


def short(reference: Reference) -> str:
    """Return authors and year."""
    return f"{reference.authors}, {reference.year}"


def terms(keys: list[str]) -> None:
    """Show the terms with these keys by name."""
    st.markdown(f"##### {len(keys)} of {len(TERMS)} terms")
    with st.grid(3, min_column_width=320):
        for key in sorted(keys, key=lambda key: TERMS[key].name.lower()):
            show_term(TERMS[key])


def references(found: list[Reference]) -> None:
    """Show the works in the order of their authors' surnames."""
    st.markdown(f"##### {len(found)} of {len(REFERENCES)} references")
    ordered = sorted(found, key=lambda one: (one.surname, one.year))
    st.markdown("\n".join(f"- {one}" for one in ordered))
    collected.add(collected.Passage("References", tuple(map(str, ordered))))


def show() -> None:
    """Show the term of the address on its own, or all that the search finds."""
    term = chosen()
    if term is not None:
        show_term(TERMS[term])
        st.button("All terms and references", icon=":material/menu_book:", on_click=all_terms)
        references([REFERENCES[key] for key in TERMS[term].sources])
        return
    words = st.text_input(
        "Search",
        key=SEARCH,
        bind="query-params",
        max_chars=LONGEST,
        icon=":material/search:",
        placeholder="stride, or an author, or a year",
        help=f"Words of a term, its definition, or a work; up to {LONGEST} characters.",
    )
    collected.add(collected.Setting("Search", SEARCH, "", words))
    found = glossary.search(words)
    cited = [one for one in REFERENCES.values() if one.matches(words)]
    if not found and not cited:
        states.empty(f"Nothing here holds “{words}”. Try one word, or part of it.")
        return
    if found:
        terms(found)
    if cited:
        references(cited)


with frame.page("glossary"):
    show()
