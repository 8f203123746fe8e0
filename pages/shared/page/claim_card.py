"""The claim card: what was said, how it fared in this run, and what decided it."""

from collections.abc import Iterable
from typing import Literal

import pandas as pd
import streamlit as st

from core.claims import CLAIMS, Finding, Outcome, Role, Verdict
from core.ledger.table import fared, figure, measured, reason, standing, word
from pages.shared.page import collected, prose

Colour = Literal["green", "orange", "red", "blue", "gray"]
BADGES: dict[Outcome, tuple[str, Colour]] = {
    Outcome.HOLDS: (":material/check_circle:", "green"),
    Outcome.HOLDS_IN_PART: (":material/contrast:", "orange"),
    Outcome.FAILS: (":material/cancel:", "red"),
    Outcome.UNDECIDED: (":material/balance:", "blue"),
    Outcome.NOT_TESTED: (":material/help:", "gray"),
}
MARKS = {
    Outcome.HOLDS: ":material/check:",
    Outcome.FAILS: ":material/close:",
    Outcome.UNDECIDED: ":material/balance:",
}
"""How a part fared, as an icon."""


def badge(outcome: Outcome, words: str = "") -> None:
    """Show an outcome as icon and word, or as the ``words`` given."""
    icon, color = BADGES[outcome]
    st.badge(words or outcome.value, icon=icon, color=color)


def show(verdict: Verdict, source: str) -> None:
    """Show the claim, its verdict and what decided it; ``source`` says which run was judged.

    The parts with their intervals and rules unfold.
    """
    claim = CLAIMS[verdict.claim_id]
    collected.add(collected.Judged(verdict, source))
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Claim {claim.id} · {claim.title}**", width="content")
            badge(verdict.outcome)
        prose.write(claim.text)
        if not verdict.findings:
            st.caption(f"This setting does not test the claim. {source}")
            return
        st.markdown(f"{verdict.counts}. {reason(verdict)}")
        _judged(verdict, source)


def excerpt(verdict: Verdict, source: str) -> None:
    """Show parts of a claim whose whole verdict stands elsewhere; ``source`` says which run."""
    collected.add(collected.Judged(verdict, source, whole=False))
    with st.container(border=True):
        st.markdown(f"**Of claim {verdict.claim_id}, measured here**")
        _judged(verdict, source)


def _judged(verdict: Verdict, source: str) -> None:
    with st.expander("How it was judged"):
        parts(verdict)
        st.caption(source)
        rules(verdict)


def rules(verdict: Verdict) -> None:
    """Show the rule of every part, and what decided it; a live run has that of the record."""
    for finding in verdict.findings:
        rule = f"{finding.rule} {standing(finding)} " if finding.role is not Role.QUICK else ""
        st.markdown(f"- **{finding.part}.** {rule}*{finding.reason}*")


def statement(finding: Finding) -> None:
    """Show one statement on its own: its verdict, the rule, and what was measured."""
    collected.add(collected.Statement(finding))
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**“{finding.part[0].upper()}{finding.part[1:]}”**", width="content")
            badge(finding.outcome, word(finding))
        st.markdown(finding.reason)
        st.caption(f"Rule: {finding.rule} n = {finding.n}. {standing(finding)}")


def statements(findings: Iterable[Finding], columns: int = 3, width: int = 300) -> None:
    """Show statements side by side, in at most so many ``columns`` of ``width`` pixels or more."""
    with st.grid(columns, min_column_width=width):
        for finding in findings:
            statement(finding)


def parts(verdict: Verdict) -> None:
    """Show a verdict's parts: reported, measured with its interval, n, and how each fared.

    The column of reported figures is left out where the write-up gives none.
    """
    rows = pd.DataFrame(
        [
            {
                "Part": finding.part,
                "Reported": "" if finding.reported is None else figure(finding.reported),
                "Measured (95 % interval)": measured(finding),
                "n": finding.n,
                "Verdict": f"{MARKS[finding.outcome]} {fared(finding)}",
            }
            for finding in verdict.findings
        ]
    )
    if not verdict.reported:
        rows = rows.drop(columns="Reported")
    st.table(rows, hide_index=True, alt=f"Parts of claim {verdict.claim_id}")
