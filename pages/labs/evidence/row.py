"""One claim's row: what it says, how it fared and what decided it; the rest unfolds."""

import streamlit as st

from core.claims import CLAIMS, Finding, Verdict
from core.ledger.links import EVIDENCE
from core.ledger.table import (
    Entry,
    deciding,
    disagreements,
    figure,
    main_parts,
    measured,
    reason,
    runs,
)
from pages.labs.evidence import ledger_jobs
from pages.shared.page import claim_card, collected, frame

WIDTHS = [13, 19, 18, 9]
FOLD_WIDTH = 88
"""Pixels, enough for the longest name of a claim, so that all verdicts stand in one column."""


def show(claim_id: str, before: Entry) -> None:
    """Show one claim as it was measured last, ``before`` or since the server started."""
    now = ledger_jobs.live(claim_id) or before
    verdict = now.verdict
    collected.add(collected.Judged(verdict, now.origin))
    name, said, decided, again = st.columns(WIDTHS, gap="small", vertical_alignment="center")
    with name.container(horizontal=True, vertical_alignment="center"):
        unfolded = unfold(claim_id, verdict)
        claim_card.badge(verdict.outcome)
    said.markdown(f"**{EVIDENCE[claim_id].plain}**")
    decided.markdown(decision(now))
    with again:
        ledger_jobs.button(claim_id)
    ledger_jobs.state(claim_id)
    compared(before, now)
    if unfolded:
        everything(now)


def decision(entry: Entry) -> str:
    """Return what decided a claim and its figure, and whether that was just measured."""
    evidence = EVIDENCE[entry.verdict.claim_id]
    part = deciding(entry.verdict)
    if part is None:
        return "Not measured yet."
    plain = part.part.startswith(evidence.why)
    name = evidence.decided_by if plain else part.part[0].upper() + part.part[1:]
    just_now = f"  \n:green[:material/check:] {entry.origin}" * (entry.source == "live")
    return f"{name}: **{measured(part)}**{just_now}"


def everything(entry: Entry) -> None:
    """Show the claim in full, its figures, the labs that test it, every part and its rule."""
    verdict = entry.verdict
    claim = CLAIMS[verdict.claim_id]
    st.markdown(f"**{claim.id} · {claim.title}**  \n{claim.text}")
    figures, why = st.columns(2, gap="medium")
    figures.markdown("  \n".join(map(figures_of, main_parts(verdict))))
    figures.caption(entry.origin)
    why.markdown(f"{verdict.counts}. {reason(verdict)}")
    with st.container(horizontal=True, gap="small"):
        evidence = EVIDENCE[verdict.claim_id]
        for lab in evidence.labs:
            st.page_link(
                frame.PAGES[evidence.page].path,
                label=lab.name,
                query_params=lab.query,
                icon=":material/science:",
            )
    claim_card.parts(verdict)
    claim_card.rules(verdict)


def figures_of(part: Finding) -> str:
    """Return what was measured of a part, what the write-up reports, and n, on a line."""
    reported = "" if part.reported is None else f" · reported {figure(part.reported)}"
    return f"{part.part}: **{measured(part)}**{reported} · n\u00a0=\u00a0{runs(part)}"


def unfold(claim_id: str, verdict: Verdict) -> bool:
    """Draw the button that folds the claim and its parts out and in; return whether it is out."""
    key = f"unfolded {claim_id}"
    out = bool(st.session_state.get(key)) and bool(verdict.findings)
    st.button(
        claim_id,
        key=f"unfold_{claim_id}",
        icon=f":material/{'expand_less' if out else 'expand_more'}:",
        icon_position="right",
        disabled=not verdict.findings,
        width=FOLD_WIDTH,
        help="All parts of the claim, each with its rule.",
        on_click=lambda: st.session_state.update({key: not out}),
    )
    return out


def compared(before: Entry, now: Entry) -> None:
    """Say where a live run and the record disagree, with both."""
    if now.source == "recorded":
        return
    said = disagreements(before.verdict, now.verdict)
    if said:
        st.warning(
            "\n".join(["**Live and recorded disagree.**", *(f"- {one}" for one in said)]),
            icon=":material/difference:",
        )
