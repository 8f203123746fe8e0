"""One run of the course's network followed through its updates: what kills it?

RMSprop divides each gradient by the root of a running mean of its squares, which starts at 0 and
takes in a hundredth of the newest square. So the first step is 1 / √0.01 = 10 times the learning
rate for every weight, whatever its gradient. Adam's bias correction (Kingma and Ba, ICLR 2015,
section 3) divides that start out; nothing else is changed by ``corrected``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import pandas as pd
import torch
from torch import nn

from core import mnist
from core.claims import Report, ignore
from core.dropout.layer_outputs import Stage, dead, rectified, stages
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import Optimizer, adam, rmsprop
from core.limits import Checked, choice, real, whole

VERSION = 1
SPLIT_SEED = 0
BATCH_SIZE = 32
PROBED = 500
DECAY = 0.99
LEAK = 0.01


def corrected(learning_rate: float) -> Optimizer:
    """Return RMSprop with Adam's bias correction: Adam without its momentum."""
    return adam(learning_rate, betas=(0.0, DECAY))


def leaky(p: float) -> nn.Sequential:
    """Return the course's network with units that pass a hundredth of what lies below 0."""
    layers = cnn.course(p)
    return nn.Sequential(
        *(nn.LeakyReLU(LEAK) if isinstance(one, nn.ReLU) else one for one in layers)
    )


@dataclass(frozen=True)
class Remedy:
    """One change to the network or the optimizer, everything else as it was."""

    network: Callable[[float], nn.Sequential]
    optimizer: Callable[[float], Optimizer]
    takes_away: str


UNCHANGED = "as it was"
REMEDIES: dict[str, Remedy] = {
    UNCHANGED: Remedy(cnn.course, rmsprop, "nothing"),
    "bias correction": Remedy(cnn.course, corrected, "the too large first steps"),
    "leaky ReLU": Remedy(leaky, rmsprop, "the silence of a unit that is below 0"),
    "batch normalisation": Remedy(
        cnn.course_with_batch_normalisation, rmsprop, "filters below 0 everywhere"
    ),
}


@dataclass(frozen=True)
class Config(Checked):
    """Follow one run over the first ``images`` of the training split, 32 an update.

    Raises ``ValueError`` for a value out of range.
    """

    learning_rate: float = real(0.01, "Learning rate", 1e-6, 1)
    p: float = real(0.2, "Dropout p", 0, 0.99)
    seed: int = whole(5, "Seed", 0, 10_000)
    images: int = whole(4_000, "Images", 320, 10_000)
    remedy: str = choice(UNCHANGED, "Change", REMEDIES)


@dataclass(frozen=True)
class Result:
    """What was seen after every update, from 1.

    updates: update, loss (of the batch, before it), gradient_norm (all weights), step (root mean
    square of the change of a weight). dead: update, layer, units, dead (how many, on the probed
    validation images), share. predicted: update, digit, share (of the probed images).
    ``diverged_at`` is the update at which the loss stopped being finite, else none.
    """

    config: Config
    updates: pd.DataFrame
    dead: pd.DataFrame
    predicted: pd.DataFrame
    diverged_at: int | None = None

    @property
    def dies_at(self) -> int | None:
        """The update from which on every probed image is given one digit, to the end; or none."""
        digits = self.predicted[self.predicted["share"] > 0].groupby("update").size()
        several = digits[digits > 1]
        first = 1 if several.empty else int(several.index.max()) + 1
        return first if first <= len(digits) else None


def start(
    remedy: str, p: float, learning_rate: float, data: mnist.Images, seed: int
) -> tuple[nn.Sequential, cnn.Step]:
    """Return the network of a run before its first update, and what updates it."""
    torch.manual_seed(seed)
    network = REMEDIES[remedy].network(p)
    optimizer = REMEDIES[remedy].optimizer(learning_rate)
    return network, cnn.step_by_autograd(network, data, optimizer, seed)


def run(config: Config, report: Report = ignore) -> Result:
    """Train and look after every update."""
    splits = mnist.splits(SPLIT_SEED)
    data = splits.train.first(config.images)
    probed = splits.validation.first(PROBED)
    network, step = start(config.remedy, config.p, config.learning_rate, data, config.seed)
    last = -(-config.images // BATCH_SIZE)
    rows: list[tuple[float, ...]] = []
    silent: list[tuple[int, str, int, int]] = []
    given: list[tuple[int, int, float]] = []
    diverged_at = None
    before = _weights(network)
    try:
        for update in cnn.updates(network, step, len(data), 1, BATCH_SIZE, config.seed):
            after = _weights(network)
            moved = float((after - before).norm()) / sqrt(len(after))
            rows.append((update.number, update.loss, _gradient_norm(network), moved))
            before = after
            found = stages(network, probed.images)
            silent += [(update.number, *row) for row in _dead_units(found)]
            given += [(update.number, *row) for row in _predicted(found[-1])]
            report(update.number / last, f"update {update.number} of {last}")
    except cnn.Diverged as error:
        diverged_at = error.update
    dead_units = pd.DataFrame(silent, columns=["update", "layer", "units", "dead"])
    return Result(
        config,
        pd.DataFrame(rows, columns=["update", "loss", "gradient_norm", "step"]),
        dead_units.assign(share=dead_units["dead"] / dead_units["units"]),
        pd.DataFrame(given, columns=["update", "digit", "share"]),
        diverged_at,
    )


def _weights(network: nn.Sequential) -> torch.Tensor:
    """Return a copy of all weights and biases as one row."""
    return torch.cat([one.detach().flatten() for one in network.parameters()])


def _gradient_norm(network: nn.Sequential) -> float:
    gradients = [one.grad for one in network.parameters() if one.grad is not None]
    return float(torch.nn.utils.get_total_norm(gradients))


def _dead_units(found: list[Stage]) -> list[tuple[str, int, int]]:
    counts = []
    for stage in rectified(found):
        silent = dead(stage.values)
        counts.append((stage.of, len(silent), int(silent.sum())))
    return counts


def _predicted(scores: Stage) -> list[tuple[int, float]]:
    """Return the share of each digit among the predictions."""
    counts = torch.bincount(scores.values.argmax(dim=1), minlength=10)
    return [(digit, int(count) / PROBED) for digit, count in enumerate(counts)]
