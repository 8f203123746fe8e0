"""The models of the recorded sweeps as candidates to choose among."""

from dataclasses import dataclass

import numpy as np

from core.dropout.accuracies import right
from core.dropout.sweep import Result

NETWORKS = ("course", "batch normalisation")
TEN = 10


@dataclass(frozen=True)
class Pool:
    """Candidates to choose among.

    ``flags`` says which validation images each gets right (candidates, images) bool; ``tens`` are
    the places in it of the ten p of each seed (seeds, 10).
    """

    flags: np.ndarray
    tens: np.ndarray


def pool(network: str, epoch: int, one_epoch: Result, ten_epochs: Result) -> Pool:
    """Return every model that the record holds, each epoch of it a candidate, each of them once.

    The tens are those of ``network`` after ``epoch``. Of ``one_epoch`` the seeds are taken that
    ``ten_epochs`` lacks; the others are its first epochs.
    """
    parts, tens, start = [], np.empty((0, TEN), dtype=int), 0
    for name in NETWORKS:
        long, short = right(ten_epochs, name), right(one_epoch, name)
        for flags in (long, short[len(long) :]):
            seeds, rates, epochs, _ = flags.shape
            places = start + np.arange(seeds * rates * epochs).reshape(seeds, rates, epochs)
            if name == network and epochs >= epoch:
                tens = np.concatenate([tens, places[:, :, epoch - 1]])
            parts.append(flags.reshape(-1, flags.shape[-1]))
            start += places.size
    return Pool(np.concatenate(parts), tens)


def draw(candidates: Pool, count: int, draws: int) -> np.ndarray:
    """Return the candidates of each draw (draws, count): places in the pool.

    Ten are the ten p of one seed at random; any other number is drawn from the whole pool, without
    replacement while it is large enough and with replacement (a bootstrap) where it is not.
    """
    rng = np.random.default_rng(count)
    if count == TEN:
        return candidates.tens[rng.integers(len(candidates.tens), size=draws)]
    size = len(candidates.flags)
    if count > size:
        return rng.integers(size, size=(draws, count))
    return np.argsort(rng.random((draws, size)), axis=1)[:, :count]
