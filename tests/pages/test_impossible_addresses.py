"""An impossible value in an address is named, and the page is what it is without it."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from tests.pages.visit import look_at, open_page

TABLE = Path(__file__).with_name("impossible_addresses.txt")


def impossible():
    """Read the table: address of a lab, to parameter, to values and what is said of each."""
    labs, lab = defaultdict(lambda: defaultdict(list)), ""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith(" "):
            asked, _, says = line.strip().partition(": ")
            key, _, value = asked.partition("=")
            labs[lab][key].append((value.replace("9…9", "9" * 400), says))
        elif not line.startswith("#"):
            lab = line
    return labs


LABS = impossible()


def held(app, key):
    """Return what a control holds; one whose address Streamlit cannot read has a key of its own."""
    bound = any(getattr(one, "key", None) == key for one in app.main)
    return app.get_by_key(key if bound else f"{key}_unbound").value


@pytest.mark.parametrize("lab", LABS)
def test_impossible_values_are_named_and_change_nothing(lab):
    page, _, start = lab.partition("?")
    for visit in range(max(map(len, LABS[lab].values()))):
        asked = {key: said[visit] for key, said in LABS[lab].items() if visit < len(said)}
        kept = {key: value for key, value in parse_qsl(start) if key not in asked}
        app = open_page(page, **kept, **{key: value for key, (value, _) in asked.items()}).whole()
        warnings = [one.value for one in app.warning]
        for key, (_, says) in asked.items():
            begins, ends = f"From the address: {says}", f"Used instead: {held(app, key)}."
            found = [one for one in warnings if one.startswith(begins) and one.endswith(ends)]
            assert found, f"“{begins} … {ends}” is not said of {key}, but: {warnings}"
        assert len(warnings) == len(asked), warnings
        assert app.results == look_at(page, **kept).results
