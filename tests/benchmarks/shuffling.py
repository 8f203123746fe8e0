"""How fast many networks learn at once: ``python -m tests.benchmarks.shuffling``.

The whole of 1.B at its default setting; all orders without the records on the way; and the same
training, update for update, by the compiled batch and by a loop over seeds with an ``nn.Module``
and ``torch.optim.SGD``, interleaved in one run. Only training is compared: the loop's networks and
orders are made before the clock starts, those of the batch while it runs.
"""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np
import torch
from torch import nn

from core.engines.descent.networks import last_mark, measure, shown_order, start, train
from core.engines.descent.orders import ORDERS, SHUFFLED
from core.engines.descent.settings import Run
from core.shuffling import Config, run
from tests.core.engines.descent.in_torch import flat, module, tensors

ROUNDS = 5
LOOP_SEEDS, LOOP_EPOCHS = 2, 1
EXPERIMENT = "whole of 1.B, with two controls, s"
ENDS = "all orders, measured at the end only, s"
BATCH, LOOP = "batch of all seeds, µs an update", "loop over seeds, µs an update"


Prepared = tuple[nn.Sequential, torch.Tensor, torch.Tensor, torch.Tensor]


def prepare(one: Run, seed: int) -> Prepared:
    """Return one seed's network, points and labels as 0 or 1, and the examples in their order."""
    points, labels = tensors(one.setting, seed)
    order = torch.tensor(shown_order(one, seed)[:LOOP_EPOCHS].reshape(-1))
    return module(one.setting, start(one.setting, seed)), points, (labels + 1) / 2, order


def loop(prepared: list[Prepared]) -> None:
    """Train one network after the other, one example at a time."""
    loss_of: Callable[..., torch.Tensor] = nn.BCEWithLogitsLoss()
    for network, points, labels, order in prepared:
        optimizer = torch.optim.SGD(network.parameters(), lr=Config().learning_rate)
        for batch in order.split(1):
            optimizer.zero_grad()
            loss_of(network(points[batch])[:, 0], labels[batch]).backward()
            optimizer.step()


def check() -> None:
    """Raise unless the loop and the batch come to the same parameters."""
    one = Run(Config(), SHUFFLED)
    mark = np.array([LOOP_EPOCHS * one.setting.points])
    prepared = [prepare(one, seed) for seed in range(LOOP_SEEDS)]
    loop(prepared)
    batch = train(one, range(LOOP_SEEDS), mark)
    for seed, (network, *_) in enumerate(prepared):
        np.testing.assert_allclose(flat(network), batch[seed, 0], rtol=0, atol=1e-10)


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def main(config: Config | None = None) -> None:
    """Check that the two agree, then time everything in turn and print medians and the ratio."""
    torch.set_num_threads(1)
    check()
    config = config or Config()
    orders = [(Run(config, order, config.block), last_mark(config)) for order in ORDERS]
    one = Run(config, SHUFFLED)
    updates = config.seeds * config.examples
    loop_updates = LOOP_SEEDS * LOOP_EPOCHS * config.points
    taken: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        prepared = [prepare(one, seed) for seed in range(LOOP_SEEDS)]
        works: dict[str, tuple[Callable[[], object], float]] = {
            EXPERIMENT: (partial(run, config), 1),
            ENDS: (partial(measure, orders), 1),
            BATCH: (partial(train, one, range(config.seeds), last_mark(config)), 1e6 / updates),
            LOOP: (partial(loop, prepared), 1e6 / loop_updates),
        }
        for name, (work, scale) in works.items():
            taken.setdefault(name, []).append(scale * seconds(work))
    print(f"{config.seeds} seeds, {len(ORDERS)} orders, {config.examples:,} updates each")
    for name, values in taken.items():
        print(
            f"{name:40} {median(values):7.2f} ({min(values):.2f} to {max(values):.2f}, "
            f"{ROUNDS} rounds)"
        )
    batch, slow = taken[BATCH], taken[LOOP]
    ratios = [two / one for one, two in zip(batch, slow, strict=True)]
    print(
        f"batch over loop, one thread each: {median(slow) / median(batch):.0f} times "
        f"({min(ratios):.0f} to {max(ratios):.0f})"
    )


if __name__ == "__main__":
    main()
