"""The axis of the dropout probability that charts share, and what the write-up reports along it."""

import altair as alt

from core.claims import CLAIMS, DROPOUT_RATES

P = alt.X("p:O", title="dropout probability p", axis=alt.Axis(labelAngle=0, format="~g"))
REPORTED = {p: CLAIMS["2.D.i"].reported[f"p = {p:.1f}"] for p in DROPOUT_RATES}
"""The write-up's ten accuracies, by p."""
