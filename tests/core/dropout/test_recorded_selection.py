"""The recorded selection is what the settings give, and a damaged one is named."""

import json

import pandas as pd
import pytest

from core.bundled import DamagedData
from core.dropout import recorded_selection
from core.dropout.recorded_selection import STUDY, TABLES, Config, make, recorded, write


@pytest.mark.exhaustive
def test_what_is_recorded_is_what_the_default_settings_give_and_is_read_back(elsewhere):
    bundled, made = recorded(), make(Config())
    elsewhere(recorded_selection)
    write(made)
    for read in (bundled, recorded()):
        assert (read.config, read.pool) == (made.config, made.pool)
        for name in TABLES:
            pd.testing.assert_frame_equal(getattr(read, name), getattr(made, name), atol=1e-5)
        assert [(one.part, one.rule, one.outcome, one.n) for one in read.findings] == [
            (one.part, one.rule, one.outcome, one.n) for one in made.findings
        ]
    assert recorded().findings == made.findings


@pytest.mark.parametrize("damage", ["", "[]", json.dumps({"tables": {}}), None])
def test_a_damaged_record_is_named_with_its_remedy(elsewhere, damage):
    elsewhere(recorded_selection)
    if damage is not None:
        recorded_selection.STUDY.path(".json").write_text(damage, encoding="utf-8")
    remedy = rf"{STUDY.name}\.json is missing or damaged; .* --only {STUDY.name}$"
    with pytest.raises(DamagedData, match=remedy):
        recorded()
