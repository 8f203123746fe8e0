"""The guess that starts a live sweep: which p will win, who did, and who wins other sweeps."""

import pandas as pd
import streamlit as st

from core.claims import DROPOUT_RATES
from core.dropout import Config
from core.dropout.accuracies import accuracies
from core.dropout.luck import shared_wins, winners
from core.dropout.sweep import Result
from core.text import share
from pages.labs.dropout import sweep_job
from pages.shared.jobs import jobs
from pages.shared.page import controls

KEY = "sweep_guess"


def ask(config: Config) -> float | None:
    """Ask which p will win the sweep that ``config`` describes, which the first guess starts."""

    def start() -> None:
        job = jobs().find(sweep_job.task_of(config).key)
        if st.session_state[KEY] and not sweep_job.finished(config, job) and job is None:
            sweep_job.begin(config)

    options = tuple(map(str, DROPOUT_RATES))
    looks = {"wrap": True, "label_visibility": "collapsed"}
    panel = controls.Panel("sweep guess")
    chosen = panel.maybe("Your guess of the p that wins", KEY, options, on_change=start, **looks)
    return float(chosen) if chosen else None


def told(guess: float, live: Result, recorded: Result) -> str:
    """Say how ``guess`` fared in the ``live`` sweep, and how often which p won a ``recorded`` one.

    Empty where no seed of ``live`` has all of its p.
    """
    table = _table(live)
    if table.empty:
        return ""
    means = table.mean()
    won = list(means.index[shared_wins(means.to_numpy()[None])[0] > 0])
    who = " and ".join(f"p = {p}" for p in won)
    fared = "and it won" if guess in won else f"which reached {share(means[guess], 1)}"
    alone = winners(_table(recorded), 1).set_index("p")["wins"]
    return (
        f"You guessed p = {guess}, {fared}. {who} won with {share(means.max(), 1)}. "
        f"Another seed, another winner: over {len(_table(recorded))} recorded seeds "
        f"{(alone > 0).sum()} of the {len(alone)} p won, p = {alone.idxmax()} most often, in "
        f"{share(alone.max())} of them."
    )


def _table(result: Result) -> pd.DataFrame:
    (network,) = {one.model.network for one in result.trained}
    return accuracies(result, network, result.config.epochs)
