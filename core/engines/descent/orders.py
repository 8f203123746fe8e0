"""The orders in which the training examples can be shown.

Every order takes the labels of all examples, shape (n,), −1 or +1, a generator, and the length of
a block, and returns the index (n,) of the examples in the order of one epoch. The examples of one
class come in random order unless said otherwise. numpy's generator draws what torch's draws with
the same seed (M. Matsumoto and T. Nishimura, *Mersenne Twister*, 1998), without loading torch.
"""

from collections.abc import Callable

import numpy as np
from numpy.random import RandomState

from core.limits import check_choice, check_whole

MOST = 2**32
Order = Callable[[np.ndarray, RandomState, int], np.ndarray]


def drawn(generator: RandomState, count: int) -> np.ndarray:
    """Return the next ``count`` numbers of 32 bits, as torch's generator gives them."""
    return generator.randint(0, MOST, count, np.uint32).astype(int)


def shuffled(labels: np.ndarray, generator: RandomState, block: int) -> np.ndarray:
    """Return every example once, in random order: ``torch.randperm``."""
    index = list(range(len(labels)))
    ahead = drawn(generator, len(labels) - 1) % np.arange(len(labels), 1, -1)
    for place, further in enumerate(ahead.tolist()):
        index[place], index[place + further] = index[place + further], index[place]
    return np.array(index)


def with_replacement(labels: np.ndarray, generator: RandomState, block: int) -> np.ndarray:
    """Return n examples drawn one by one from all n, so that some repeat and some are missed."""
    return drawn(generator, len(labels)) % len(labels)


def negatives_first(labels: np.ndarray, generator: RandomState, block: int) -> np.ndarray:
    """Return every example labelled −1, then every one labelled +1."""
    index = shuffled(labels, generator, block)
    return index[np.argsort(labels[index], kind="stable")]


def positives_first(labels: np.ndarray, generator: RandomState, block: int) -> np.ndarray:
    """Return every example labelled +1, then every one labelled −1."""
    return negatives_first(-labels, generator, block)


def alternating_blocks(labels: np.ndarray, generator: RandomState, block: int) -> np.ndarray:
    """Return ``block`` examples labelled −1, as many labelled +1, and so on.

    When one class is used up, the rest of the other follows.
    """
    index = negatives_first(labels, generator, block)
    negatives = np.count_nonzero(labels < 0)
    place = np.concatenate([np.arange(negatives), np.arange(len(labels) - negatives)])
    return index[np.lexsort((labels[index], place // block))]


def alternating(labels: np.ndarray, generator: RandomState, block: int) -> np.ndarray:
    """Return one example labelled −1, one labelled +1, and so on."""
    return alternating_blocks(labels, generator, 1)


ORDERS: dict[str, Order] = {
    "negatives first": negatives_first,
    "positives first": positives_first,
    "alternating blocks": alternating_blocks,
    "strictly alternating": alternating,
    "shuffled once": shuffled,
    "reshuffled": shuffled,
    "with replacement": with_replacement,
}
REPEATED = {"shuffled once"}
SORTED, SHUFFLED = "negatives first", "reshuffled"
"""The order that write-up 1.B warns of, and the one that it asks for."""


def schedule(order: str, labels: np.ndarray, epochs: int, seed: int, block: int = 1) -> np.ndarray:
    """Return the example shown at every place of every epoch, shape (epochs, n).

    An order in ``REPEATED`` is drawn for the first epoch and kept, any other is drawn anew for
    every epoch from one generator with this ``seed``. Raises ``ValueError`` when ``order`` does
    not exist, or ``block`` is below 1 or above n.
    """
    check_choice("Order", order, ORDERS)
    check_whole("Block length", block, 1, len(labels))
    generator = RandomState(seed)
    own = 1 if order in REPEATED else epochs
    rows = [ORDERS[order](labels, generator, block) for _ in range(own)]
    return np.tile(np.stack(rows), (epochs // own, 1))
