from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.claims import CLAIMS
from core.ledger.links import EVIDENCE, address

ROOT = Path(__file__).parents[3]


def test_every_claim_has_its_row():
    assert list(EVIDENCE) == list(CLAIMS)


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_an_address_names_the_page_of_the_claim_and_the_whole_setting(claim_id):
    assert EVIDENCE[claim_id].labs
    for lab in EVIDENCE[claim_id].labs:
        parts = urlsplit(address(claim_id, lab))
        assert (ROOT / f"pages{parts.path}.py").is_file()
        assert parts.path == f"/{EVIDENCE[claim_id].page}"
        assert {name: value for name, (value,) in parse_qs(parts.query).items()} == lab.query
