"""The live sweep: started, watched, stopped and resumed, its finished models kept in the store."""

from collections.abc import Generator

import streamlit as st

from core import dropout
from core.claims import Report
from core.dropout import Config, Trained, cluster, recorded_sweep
from core.dropout.store import Store, kept_sweep
from core.resumable import folder
from core.workers import WORKERS
from pages.shared.jobs import Job, State, host, jobs
from pages.shared.jobs import panel as job_panel
from pages.shared.jobs.panel import Task
from pages.shared.page import states

REFUSED = "sweep cluster"
RECORDED_BATCH = recorded_sweep.ONE_EPOCH.batch_size


@st.cache_resource
def store() -> Store:
    """Return the one store of this server."""
    return Store(folder(), host.limit("models"))


def task_of(config: Config, address: str = "") -> Task:
    """Return a sweep as a job, on the cluster at ``address``, or here where it is empty."""
    kept = store()

    def work(report: Report, done: list[Trained]) -> Generator[Trained, None, None]:
        return kept_sweep(config, kept, [one.model for one in done], report, address)

    key = "dropout", config, dropout.VERSION
    return Task(key, work, len(dropout.models(config)), "sweep", things="models", what="The sweep")


def finished(config: Config, job: Job | None) -> list[Trained]:
    """Return the models that this server has trained or found in the store."""
    return job.finished if job is not None else store().find(config)


def buttons(config: Config, job: Job | None, done: list[Trained]) -> None:
    """Draw start, stop, resume or run again, whichever fits, and say how the sweep stands."""
    task = task_of(config)
    if store().trouble:
        st.warning(store().trouble)
    if job is not None and job.active:
        job_panel.running(task, job, left(task, job))
        return
    outcome(task, job, len(done))
    diverged(done)
    if st.session_state.get(REFUSED):
        offer_this_machine(config)
    elif len(done) == task.total:
        st.button(
            "Run again",
            icon=":material/replay:",
            on_click=begin_again,
            args=(config,),
            help="Forgets these models and trains them again.",
        )
    else:
        label = "Resume" if done or job else "Run the sweep"
        st.button(
            label, type="primary", icon=":material/play_arrow:", on_click=begin, args=(config,)
        )
    other = jobs().under_way()
    if other is not None:
        st.caption(f"Another experiment runs ({other.message}); yours would wait in line.")


def expected(config: Config) -> str:
    """Say how long a sweep would take, by what the record took."""
    seconds = recorded_sweep.seconds(config)
    length = f"{max(10, round(seconds, -1)):.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
    smaller = " A smaller batch takes longer." if config.batch_size < RECORDED_BATCH else ""
    return f"About {length} where the recorded sweep was trained.{smaller}"


def left(task: Task, job: Job) -> str:
    """Say how far the sweep is, with the time left by what a model has taken so far."""
    text = f"{task.counted(job)} trained"
    if seconds := [one.curve["seconds"].iloc[-1] for one in job.finished if len(one.curve)]:
        remaining = (task.total - len(job.finished)) * sum(seconds) / len(seconds) / WORKERS
        text += f" · about {max(1, round(remaining))} s left"
    return text


def outcome(task: Task, job: Job | None, done: int) -> None:
    """Say how a sweep that does not run stands."""
    if job is not None and job.state in (State.FAILED, State.STOPPED):
        job_panel.broken_off(task, job)
    elif done == task.total:
        job_panel.trained(task, job)
    elif done:
        states.empty(f"{done} of {task.total} models are kept from earlier sweeps.")


def diverged(trained: list[Trained]) -> None:
    """Name the models whose loss stopped being finite."""
    lost = [one for one in trained if one.diverged_at is not None]
    if lost:
        named = ", ".join(
            f"p = {one.model.p:g} seed {one.model.seed} at update {one.diverged_at:,}"
            for one in lost[:10]
        )
        more = f", and {len(lost) - 10} more" if len(lost) > 10 else ""
        st.warning(f"{len(lost)} of {len(trained)} models diverged: {named}{more}.")


def offer_this_machine(config: Config) -> None:
    """Say why the cluster cannot be used, and offer what can."""
    states.error(st.session_state[REFUSED])
    st.button(
        "Train on this machine",
        type="primary",
        icon=":material/computer:",
        on_click=start,
        args=(config, ""),
    )
    st.button("Try the cluster again", icon=":material/refresh:", on_click=begin, args=(config,))


def begin(config: Config) -> None:
    """Start or resume the sweep on the cluster that is set, or here where none is."""
    address = host.setting("scheduler")
    try:
        if address:
            cluster.check(address)
    except cluster.Unreachable as error:
        st.session_state[REFUSED] = str(error)
        return
    start(config, address)


def begin_again(config: Config) -> None:
    """Train every model of the sweep again."""
    store().forget(config)
    jobs().forget(task_of(config).key)
    begin(config)


def start(config: Config, address: str) -> None:
    """Start or resume the sweep's job on the cluster at ``address``, or here where it is empty."""
    st.session_state[REFUSED] = ""
    task_of(config, address).start()
