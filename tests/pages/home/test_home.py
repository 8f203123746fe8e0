"""Home, in process: what it says, where it leads, and where its former addresses lead."""

import pytest

from core.claims import CLAIMS
from core.ledger.links import EVIDENCE
from tests.pages.visit import look_at, open_page


def test_home_asks_its_question_and_says_one_sentence():
    app = look_at().whole()
    assert [one.value for one in app.title] == ["Why does this network forget half the world?"]
    app.tells("Two copies of one network")


@pytest.mark.parametrize(
    ("address", "claims"),
    [
        ({"problem": "2.C"}, ["2.C.i", "2.C.ii"]),
        ({"verdict": "holds"}, ["2.A.i", "2.A.ii", "2.C.i", "2.C.ii"]),
        ({"problem": "1.A", "verdict": "holds in part"}, ["1.A.i", "1.A.ii"]),
    ],
    ids=["problem", "verdict", "both"],
)
def test_an_old_address_of_the_ledger_leads_to_the_evidence_that_it_asked_for(address, claims):
    app = open_page(**address).whole()
    assert [one.value for one in app.title] == ["Evidence"]
    said = app.said
    assert [one for one in CLAIMS if f"**{EVIDENCE[one].plain}**" in said] == claims
    assert not app.warning


def test_an_old_address_that_was_impossible_is_still_named():
    open_page(problem="3.Z").whole().tells("Problem is '3.Z', but must be one of all, 1.A")
