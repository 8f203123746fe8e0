"""The ledger: a row a claim, with what was reported, what was measured, and where to test it."""

from functools import partial

import streamlit as st

from core.bundled import LEDGER, DamagedData, RecordedLedger, recorded_ledger
from core.claims import CLAIMS, Finding, Outcome, Verdict
from core.ledger.links import EVIDENCE
from core.ledger.table import (
    Entry,
    disagreements,
    entries,
    figure,
    main_parts,
    measured,
    parts_table,
    reason,
    runs,
    table,
)
from pages.labs.home import ledger_jobs
from pages.shared.jobs import panel as job_panel
from pages.shared.page import claim_card, collected, controls, downloads, frame

ALL = "all"
PROBLEMS = tuple(dict.fromkeys(".".join(claim_id.split(".")[:2]) for claim_id in CLAIMS))
VERDICTS = tuple(str(outcome) for outcome in Outcome if outcome is not Outcome.NOT_TESTED)
WIDTHS = [8, 15, 13, 11]
HEADINGS = ("Verdict", "Measured (95 % interval), and reported", "Why", "Test it")
# The name of a lab breaks before it is cut; on a phone the columns stand below one another, and a
# row of headings says nothing.
STYLE = """<style>
.st-key-ledger_rows [data-testid="stPageLink"] * {white-space: normal}
@media (max-width: 640px) {.st-key-ledger_headings {display: none}}
</style>"""


@st.cache_data(max_entries=1, show_spinner=False)
def recorded(version: float) -> RecordedLedger:
    """Read the ledger recorded last; ``version`` is the file's time of change."""
    return recorded_ledger()


def show() -> None:
    """Show every claim that is asked for, live where it was measured since the server started."""
    record = read()
    before = entries(record)
    now = {claim_id: ledger_jobs.live(claim_id) or before[claim_id] for claim_id in CLAIMS}
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        wanted = ask(now)
    with right:
        job_panel.watch_while(
            ledger_jobs.any_active,
            partial(ledger_jobs.button_for_all, sum(record.seconds.values())),
        )
    totals([now[claim_id].verdict.outcome for claim_id in CLAIMS])
    if wanted:
        headings()
    else:
        empty()
    with st.container(gap="xsmall", key="ledger_rows"):
        for claim_id in wanted:
            with st.container(border=True):
                job_panel.watch_while(
                    partial(ledger_jobs.active, claim_id), partial(row, claim_id, before[claim_id])
                )
    downloads.csv({"ledger": table(now.values()), "parts": parts_table(now.values())}, "ledger")
    if record.date:
        st.caption(record.origin)


def read() -> RecordedLedger:
    """Return the record; where it is damaged, say so and return one in which nothing is tested."""
    try:
        return recorded(LEDGER.stat().st_mtime if LEDGER.exists() else 0.0)
    except DamagedData as error:
        st.warning(str(error))
        untested = {claim_id: Verdict(claim_id, ()) for claim_id in CLAIMS}
        return RecordedLedger("", "", {}, untested, dict.fromkeys(CLAIMS, 0.0))


def ask(now: dict[str, Entry]) -> list[str]:
    """Draw the two filters and return the claims that pass both."""
    panel = controls.Panel("ledger")
    first, second = st.columns(2)
    with first:
        problem = panel.choice("Problem", "problem", (ALL, *PROBLEMS), "Of the homework.")
    with second:
        verdict = panel.choice("Verdict", "verdict", (ALL, *VERDICTS), "As the rows show it.")
    return [
        claim_id
        for claim_id in CLAIMS
        if problem in (ALL, claim_id[: len(problem)])
        and verdict in (ALL, str(now[claim_id].verdict.outcome))
    ]


def empty() -> None:
    """Say that no claim passes the filters, and offer all of them."""
    chosen = st.session_state
    st.info(
        f"No claim of problem {chosen['problem']} has the verdict “{chosen['verdict']}”.",
        icon=":material/filter_alt_off:",
    )
    st.button(
        "Show every claim",
        icon=":material/restart_alt:",
        on_click=lambda: st.session_state.update(problem=ALL, verdict=ALL),
    )


def totals(outcomes: list[Outcome]) -> None:
    """Show how many claims hold, hold in part, fail and are undecided, and what the words mean."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for outcome in Outcome:
            if count := outcomes.count(outcome):
                icon, color = claim_card.BADGES[outcome]
                st.badge(f"{outcome}: {count} of {len(outcomes)}", icon=icon, color=color)
        st.caption(
            "**holds**: every part was confirmed; **holds in part**: some were; **fails**: every "
            "part was refuted; **undecided**: too few runs to tell."
        )


def headings() -> None:
    """Name the columns."""
    st.html(STYLE)
    with st.container(key="ledger_headings"):
        for column, heading in zip(st.columns(WIDTHS, gap="small"), HEADINGS, strict=True):
            column.markdown(f"**{heading}**")


def row(claim_id: str, before: Entry) -> None:
    """Show one claim: its verdict, its main figures, one sentence why, and where to test it."""
    now = ledger_jobs.live(claim_id) or before
    claim, verdict = CLAIMS[claim_id], now.verdict
    collected.add(collected.Judged(verdict, now.origin))
    st.markdown(f"**{claim.id} · {claim.title}**  \n{claim.text}")
    page = frame.PAGES[EVIDENCE[claim_id].page]
    outcome, figures, why, test = st.columns(WIDTHS, gap="small")
    with outcome.container(gap="xxsmall"):
        claim_card.badge(verdict.outcome)
        unfolded = unfold(claim_id, verdict)
    with figures.container(gap="xsmall"):
        st.markdown("  \n".join(map(figures_of, main_parts(verdict))))
        st.caption(now.origin)
    why.markdown(reason(verdict))
    with test.container(gap="xxsmall"):
        for lab in EVIDENCE[claim_id].labs:
            st.page_link(
                page.path, label=lab.name, query_params=lab.query, icon=":material/science:"
            )
        ledger_jobs.button(claim_id)
    ledger_jobs.state(claim_id)
    compared(before, now)
    if unfolded:
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
        verdict.counts if verdict.findings else "No part is measured",
        key=f"unfold_{claim_id}",
        type="tertiary",
        icon=f":material/{'expand_less' if out else 'expand_more'}:",
        icon_position="right",
        disabled=not verdict.findings,
        help="Folds all parts of the claim and their rules out and in.",
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
