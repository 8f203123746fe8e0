"""What every bundled record is held to."""

import json


def small_and_of(study, configurations, most):
    """Assert that a record was made with ``configurations`` and has less than ``most`` bytes."""
    assert study.provenance()["configurations"] == json.loads(json.dumps(configurations))
    assert sum(path.stat().st_size for path in (study.path(), study.path(".json"))) < most
