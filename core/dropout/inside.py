"""Inside a network with dropout: its filters, what they make of a digit, how much of it is 0.

N. Srivastava et al. (*JMLR* 15, 2014, section 7) say that dropout makes single units more useful
(7.1) and their activations sparser (7.2).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import nn

from core import mnist
from core.claims import Interval, Report, ignore
from core.dropout import sweep
from core.dropout.layer_outputs import dead, rectified, stages
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
from core.intervals import mean_interval
from core.limits import check_choice, check_real, check_whole

VERSION = 1
SPLIT_SEED = 0
PICTURES = 500
BATCH_SIZE = 32


@dataclass(frozen=True)
class Config:
    """Train one network on the first ``images`` of the training split.

    Raises ``ValueError`` for a value out of range.
    """

    network: str = "course"
    p: float = 0.5
    seed: int = 0
    images: int = 4_000
    epochs: int = 3
    learning_rate: float = 0.002

    def __post_init__(self) -> None:
        """Check every field."""
        check_choice("Network", self.network, cnn.NETWORKS)
        check_real("Dropout p", self.p, 0, 0.99)
        check_whole("Seed", self.seed, 0, 10_000)
        check_whole("Images", self.images, 100, 10_000)
        check_whole("Epochs", self.epochs, 1, 5)
        check_real("Learning rate", self.learning_rate, 1e-6, 1)


@dataclass(frozen=True)
class Result:
    """A trained network and what it does without dropout.

    curve: epoch, train_loss (with dropout), train_accuracy and validation_accuracy (5,000
    validation images). sparsity: layer, units (a filter is one), dead (units above 0 for none of
    the ``PICTURES`` first validation images), n (images), estimate, low and high (share of an
    image's activations that are 0, mean with 95 % interval over images). ``diverged_at`` is the
    update at which the loss stopped being finite, else none.
    """

    config: Config
    network: nn.Sequential
    curve: pd.DataFrame
    sparsity: pd.DataFrame
    diverged_at: int | None = None


def run(config: Config, report: Report = ignore) -> Result:
    """Train the network and measure its activations."""
    splits = mnist.splits(SPLIT_SEED)
    data = splits.train.take(torch.arange(config.images))
    torch.manual_seed(config.seed)
    network = cnn.NETWORKS[config.network](config.p)
    step = cnn.step_by_engine(network, data, rmsprop(config.learning_rate), config.seed)
    rows = []
    diverged_at = None
    report(0.0, "training")
    try:
        for epoch in cnn.train(network, step, data, splits.validation, config.epochs, BATCH_SIZE,
                               config.seed):  # fmt: skip
            rows.append((epoch.number, epoch.train_loss,
                         _accuracy(cnn.predict(network, data), data.labels),
                         _accuracy(epoch.predicted, splits.validation.labels)))  # fmt: skip
            report(epoch.number / config.epochs, f"epoch {epoch.number} of {config.epochs}")
    except cnn.Diverged as error:
        diverged_at = error.update
    columns = ["epoch", "train_loss", "train_accuracy", "validation_accuracy"]
    curve = pd.DataFrame(rows, columns=columns)
    return Result(config, network.eval(), curve, sparsity(network), diverged_at)


def _accuracy(predicted: torch.Tensor, labels: torch.Tensor) -> float:
    return (predicted == labels).double().mean().item()


def sparsity(network: nn.Sequential) -> pd.DataFrame:
    """Return ``Result.sparsity`` of a network."""
    rows = []
    for stage in rectified(stages(network, pictures().images)):
        zero = (stage.values == 0).flatten(1).double().mean(dim=1)
        silent = dead(stage.values)
        rows.append((stage.of, len(silent), int(silent.sum()), len(zero),
                     *mean_interval(zero.numpy())))  # fmt: skip
    return pd.DataFrame(rows, columns=["layer", "units", "dead", "n", "estimate", "low", "high"])


def pictures() -> mnist.Images:
    """Return the first ``PICTURES`` validation images."""
    return mnist.splits(SPLIT_SEED).validation.take(torch.arange(PICTURES))


def filters(network: nn.Sequential) -> np.ndarray:
    """Return the weights (filters, height, width) of the first convolution."""
    first = next(one for one in network if isinstance(one, nn.Conv2d))
    return first.weight.detach().numpy()[:, 0]


def maps(network: nn.Sequential, picture: int) -> dict[str, np.ndarray]:
    """Return what every layer makes of validation image ``picture`` (0 to 499).

    By layer, in order: (channels, height, width), or (units,) once the places are gone. The last
    layer's values are its ten scores.
    """
    check_whole("Digit", picture, 0, PICTURES - 1)
    image = pictures().images[picture : picture + 1]
    return {stage.name: stage.values[0].numpy() for stage in stages(network, image)}


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Return the probability (10,) of each digit: the softmax of the last layer's scores."""
    return torch.tensor(scores, dtype=torch.double).softmax(dim=0).numpy()


def gaps(result: sweep.Result, epoch: int) -> pd.DataFrame:
    """Return training accuracy less validation accuracy after an epoch, by network and p.

    Columns: network, p, n (seeds), dead (how many of them give one digit), estimate, low and high
    (95 % interval over seeds, Student's t; missing with one seed).
    """
    curves = result.curves[result.curves["epoch"] == epoch]
    rows = []
    for (network, p), cell in curves.groupby(["network", "p"], sort=False):
        gap = mean_interval(cell["train_accuracy"] - cell["validation_accuracy"])
        bounds = gap[1:] if len(cell) > 1 else (np.nan, np.nan)
        dead_runs = int((cell["classes"] == 1).sum())
        rows.append((network, p, len(cell), dead_runs, gap.estimate, *bounds))
    return pd.DataFrame(rows, columns=["network", "p", "n", "dead", "estimate", "low", "high"])


def narrowing(result: sweep.Result, network: str, epoch: int, p: float) -> Interval | None:
    """Return by how much the gap is smaller with dropout ``p`` than without, paired over seeds.

    None before two seeds have both.
    """
    curves = result.curves
    chosen = curves[(curves["network"] == network) & (curves["epoch"] == epoch)]
    gap = chosen.assign(gap=chosen["train_accuracy"] - chosen["validation_accuracy"])
    table = gap.pivot(index="seed", columns="p", values="gap").reindex(columns=[0.0, p]).dropna()
    if len(table) < 2:
        return None
    return mean_interval(table[0.0] - table[p])
