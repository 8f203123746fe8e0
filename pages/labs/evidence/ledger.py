"""The ledger: a row a claim, with its verdict and the figure that decided it."""

from functools import partial

import streamlit as st

from core.bundled import LEDGER, DamagedData, RecordedLedger, recorded_ledger
from core.claims import CLAIMS, Outcome, Verdict
from core.ledger.table import Entry, entries, parts_table, table
from pages.labs.evidence import ledger_jobs, row
from pages.shared.jobs import panel as job_panel
from pages.shared.page import claim_card, controls, downloads

ALL = "all"
STYLE = """<style>
[data-testid="stMainBlockContainer"] {max-width: 84rem}
.st-key-ledger_rows [data-testid="stLayoutWrapper"] > [data-testid="stVerticalBlock"] {
    padding-block: 0.4rem
}
</style>"""
PROBLEMS = tuple(dict.fromkeys(".".join(claim_id.split(".")[:2]) for claim_id in CLAIMS))
VERDICTS = tuple(str(outcome) for outcome in Outcome if outcome is not Outcome.NOT_TESTED)


@st.cache_data(max_entries=1, show_spinner=False)
def recorded(version: float) -> RecordedLedger:
    """Read the ledger recorded last; ``version`` is the file's time of change."""
    return recorded_ledger()


def show() -> None:
    """Show every claim that is asked for, live where it was measured since the server started."""
    st.html(STYLE)
    record = read()
    before = entries(record)
    now = {claim_id: ledger_jobs.live(claim_id) or before[claim_id] for claim_id in CLAIMS}
    wanted = ask(now)
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        totals([now[claim_id].verdict.outcome for claim_id in CLAIMS])
    with right:
        job_panel.watch_while(
            ledger_jobs.any_active,
            partial(ledger_jobs.button_for_all, sum(record.seconds.values())),
        )
    if not wanted:
        empty()
    with st.container(gap="xsmall", key="ledger_rows"):
        for claim_id in wanted:
            with st.container(border=True, gap="xsmall"):
                job_panel.watch_while(
                    partial(ledger_jobs.active, claim_id),
                    partial(row.show, claim_id, before[claim_id]),
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
    problem = "" if chosen["problem"] == ALL else f" of problem {chosen['problem']}"
    st.info(
        f"No claim{problem} has the verdict “{chosen['verdict']}”.",
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
