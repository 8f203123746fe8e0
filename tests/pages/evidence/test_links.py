import importlib
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from core import initialization
from core.ledger.links import EVIDENCE
from pages.shared.jobs import progress
from pages.shared.page.collected import KEY, Setting
from tests.pages.visit import open_page

LINKS = {
    f"{evidence.page}, {urlencode(lab.query)}": (evidence.page, lab.query)
    for evidence in EVIDENCE.values()
    for lab in evidence.labs
}
# Opened by their own tests, slow to fill, and without a setting in the link.
SLOW = ("dropout.selection",)


@pytest.fixture
def quick(monkeypatch):
    for name in SLOW:
        module = importlib.import_module(f"pages.labs.{name}")
        monkeypatch.setattr(module, "show", lambda *arguments: None)
    few = {"iterations_a": 2, "iterations_b": 2, "rebuilds_a": 0, "seeds": 2, "resets": 1}
    whole = progress.run

    def run(experiment, config, *placed, **named):
        if experiment is initialization:
            return initialization.run(replace(config, **few))
        return whole(experiment, config, *placed, **named)

    monkeypatch.setattr(progress, "run", run)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "query"), LINKS.values(), ids=LINKS)
def test_the_link_of_a_claim_opens_its_lab_at_its_setting_and_stays_in_the_address(
    quick, page, query
):
    app = open_page(page, **query).whole()
    assert not any("From the address" in warning.value for warning in app.warning)
    assert {name: app.session_state[name] for name in query} == query
    # What is as at the start leaves the address, which takes a press of Back of its own.
    assert {one.key for one in app.session_state[KEY].of(Setting) if one.changed} >= set(query)


def test_the_ledger_links_every_claim_to_the_labs_that_test_it():
    app = open_page("evidence")
    for claim_id in EVIDENCE:
        app.session_state[f"unfolded {claim_id}"] = True
    links = {(one.page, one.proto.query_string) for one in app.run().main.get("page_link")}
    assert {(page, urlencode(query)) for page, query in LINKS.values()} == links
