"""Home: every claim of the write-up, what was measured, and where it is tested."""

from collections.abc import Generator

import streamlit as st

from core import ledger
from core.bundled import DamagedData
from core.claims import CLAIMS, Claim, Outcome, Report, Verdict
from pages.shared import claim_card, collected, frame, progress
from pages.shared.jobs import Job, State, jobs

Measured = tuple[Verdict, float]
POLL_SECONDS = 0.5
KEY = ("ledger",)
PROBLEMS = {
    "initialization": "Problem 1.A · Starting weights",
    "shuffling": "Problem 1.B · Shuffling",
    "convolution": "Problems 2.A and 2.B · Convolution and padding",
    "pooling": "Problem 2.C · Pooling",
    "dropout": "Problem 2.D · Dropout on MNIST",
}


@st.cache_data(max_entries=1, show_spinner=False)
def recorded(version: float) -> ledger.Recorded:
    """Read the ledger recorded last; ``version`` is the file's time of change."""
    return ledger.recorded()


def work(report: Report, finished: list[Measured]) -> Generator[Measured, None, None]:
    """Measure the claims that are not yet finished."""
    done = {verdict.claim_id for verdict, _ in finished}
    missing = [claim_id for claim_id in CLAIMS if claim_id not in done]
    for verdict, _, seconds in ledger.measure(missing, report):
        yield verdict, seconds


def measure_again(job: Job | None) -> None:
    """Draw the button that measures every claim, or the progress of the run under way."""
    if job is not None and job.active:
        st.progress(job.done, progress.label(job.done, job.message, job.elapsed))
        st.button("Stop", icon=":material/stop:", on_click=job.stop,
                  help="Keeps every claim that is measured.")  # fmt: skip
        return
    if job is not None and job.state is State.FAILED:
        st.error(f"The run ended early; what it measured is kept. Reference {job.reference}.")
    stopped = job is not None and job.state is State.STOPPED
    label = "Go on measuring" if stopped else "Measure again"
    if st.button(label, icon=":material/replay:",
                 help="Runs every quick experiment here, about three minutes."):  # fmt: skip
        if job is not None and job.state is State.FINISHED:
            jobs().restart(KEY, work)
        else:
            jobs().start(KEY, work)
        st.rerun()


def claim_row(claim: Claim, verdict: Verdict, source: str) -> None:
    """Show one claim: what was reported, what was measured, and why that decides it."""
    collected.add(collected.Judged(verdict, source))
    name, figures = st.columns([2, 5], gap="medium")
    with name:
        st.markdown(f"**{claim.id} · {claim.title}**")
        claim_card.badge(verdict.outcome)
        st.caption(f"{claim.text} ({source})")
    with figures:
        if verdict.findings:
            claim_card.parts(verdict)
            with st.expander("Why"):
                st.markdown(verdict.why)
        else:
            st.caption("Not measured yet.")


def rows(record: ledger.Recorded, live: dict[str, tuple[Verdict, float]]) -> None:
    """Show every claim under the lab that tests it."""
    for page, problem in PROBLEMS.items():
        with st.container(border=True):
            with st.container(horizontal=True, horizontal_alignment="distribute"):
                st.markdown(f"**{problem}**", width="content")
                shown = frame.PAGES[page]
                st.page_link(shown.path, label="Open the lab", icon=shown.icon)
            for claim in (claim for claim in CLAIMS.values() if claim.page == page):
                if claim.id in live:
                    verdict, seconds = live[claim.id]
                    claim_row(claim, verdict, f"live, {seconds:.1f} s")
                else:
                    claim_row(claim, record.verdicts[claim.id], "recorded")


def totals(verdicts: list[Verdict]) -> None:
    """Show how many claims hold, hold in part and fail."""
    with st.container(horizontal=True):
        for outcome in Outcome:
            count = sum(verdict.outcome is outcome for verdict in verdicts)
            if count:
                st.metric(outcome.value.capitalize(), f"{count} of {len(verdicts)}", border=True)


def show(record: ledger.Recorded) -> None:
    """Show the ledger, live where it has been measured since the server started."""
    job = jobs().find(KEY)
    watched = job is not None and job.active

    @frame.guarded
    def watch() -> None:
        if watched and job is not None and not job.active:
            st.rerun()
        finished = job.finished if job is not None else []
        live = {verdict.claim_id: (verdict, seconds) for verdict, seconds in finished}
        totals([live[i][0] if i in live else record.verdicts[i] for i in CLAIMS])
        measure_again(job)
        rows(record, live)

    st.fragment(watch, run_every=POLL_SECONDS if watched else None)()


with frame.page("home"):
    st.markdown(
        "Each claim is turned into an experiment that runs here, in your browser's session, with "
        "its seeds and its spread. Pick a claim, open its lab, change a setting, and see whether "
        "the claim survives. **holds**: every part of the claim was confirmed; **holds in part**: "
        "some were; **fails**: none was."
    )
    try:
        record = recorded(ledger.LEDGER.stat().st_mtime if ledger.LEDGER.exists() else 0.0)
    except DamagedData as error:
        st.warning(str(error))
        record = ledger.Recorded("", "", {}, {i: Verdict(i, ()) for i in CLAIMS})
    show(record)
    if record.date:
        versions = ", ".join(f"{name} {number}" for name, number in record.versions.items())
        st.caption(f"Recorded on {record.date}: {record.processor}; {versions}.")
