"""The ledger's jobs: one a claim, in line with every other job of the server."""

from collections.abc import Generator
from datetime import UTC, datetime

import streamlit as st

from core import ledger
from core.claims import CLAIMS, Report
from core.ledger.table import Entry
from pages.shared.jobs import Job, State, Work, jobs, panel, progress


def find(claim_id: str) -> Job | None:
    """Return the job that measures a claim, if there is one."""
    return jobs().find(("ledger", claim_id))


def active(claim_id: str) -> bool:
    """Whether the job of a claim waits or runs."""
    return jobs().active(("ledger", claim_id))


def any_active() -> bool:
    """Whether any claim waits or runs."""
    return any(map(active, CLAIMS))


def live(claim_id: str) -> Entry | None:
    """Return what was measured last of a claim since the server started."""
    job = find(claim_id)
    return job.finished[-1] if job is not None and job.finished else None


def start(claim_ids: list[str]) -> None:
    """Put claims in line to be measured; what was measured before stays until then."""
    for claim_id in claim_ids:
        jobs().start(("ledger", claim_id), _work(claim_id))


def stop(claim_ids: list[str]) -> None:
    """Stop measuring claims, and take out of the line those that wait."""
    for claim_id in claim_ids:
        job = find(claim_id)
        if job is not None:
            job.stop()


def _work(claim_id: str) -> Work:
    def work(report: Report, finished: list[Entry]) -> Generator[Entry, None, None]:
        for verdict, _, seconds in ledger.measure([claim_id], report):
            yield Entry(verdict, "live", seconds, datetime.now(UTC).date().isoformat())

    return work


def button(claim_id: str) -> None:
    """Draw the button that measures a claim, or the one that stops it."""
    if active(claim_id):
        st.button(
            "Stop",
            key=f"stop_{claim_id}",
            icon=":material/stop:",
            on_click=stop,
            args=([claim_id],),
            help="What was measured before stays.",
        )
    elif st.button(
        "Run it again",
        key=f"run_{claim_id}",
        icon=":material/replay:",
        help=f"Measures claim {claim_id} on this server.",
    ):
        start([claim_id])
        st.rerun()


def state(claim_id: str) -> None:
    """Show how far the job of a claim is, or how it ended where it did not finish."""
    job = find(claim_id)
    if job is None:
        return
    if job.state is State.WAITING:
        st.caption(f":material/hourglass_empty: {panel.in_line(job)}.")
    elif job.state is State.RUNNING:
        st.progress(min(job.done, 1.0), progress.label(job.done, job.message, job.elapsed))
    elif job.state is State.STOPPED:
        why = job.why or "Stopped before the end."
        st.caption(f":material/stop: {why} What was measured before stays.")
    elif job.state is State.FAILED:
        st.error(f"The run ended early. Reference {job.reference}.")


def button_for_all(seconds: float) -> None:
    """Draw the button that measures every claim, which takes about so many ``seconds``."""
    under_way = [claim_id for claim_id in CLAIMS if active(claim_id)]
    if under_way:
        st.button(
            "Stop all",
            icon=":material/stop:",
            on_click=stop,
            args=(under_way,),
            help="Keeps every claim that is measured.",
        )
        st.caption(f"{len(under_way)} of {len(CLAIMS)} claims wait or run.")
    elif st.button(
        "Measure all again",
        icon=":material/replay:",
        help=f"Runs every quick experiment here; about {seconds:.0f} s where it was recorded.",
    ):
        start(list(CLAIMS))
        st.rerun()
