import altair as alt
import pandas as pd
from altair.utils import schemapi

from pages.shared.charts import theme  # noqa: F401, since with it come charts as pages draw them

POINTS = alt.Chart(pd.DataFrame({"epoch": [1, 2], "order": ["a", "b"]})).mark_point()


def test_channels_given_as_text_are_those_given_by_their_classes():
    text = POINTS.encode(x="epoch:Q", y="mean(epoch)", color="order", tooltip=["epoch", "order:O"])
    typed = POINTS.encode(
        alt.X("epoch:Q"),
        alt.Y("mean(epoch)"),
        alt.Color("order"),
        tooltip=[alt.Tooltip("epoch"), alt.Tooltip("order:O")],
    )
    assert text.to_dict() == typed.to_dict()


def test_schemas_are_hashed_once(monkeypatch):
    POINTS.encode(x="epoch:Q")
    hashed = []
    monkeypatch.setattr(schemapi._FromDict, "hash_schema", hashed.append)
    POINTS.encode(x="epoch:Q", y="epoch:Q")
    assert not hashed
