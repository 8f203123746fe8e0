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
from core.intervals import mean_interval, mean_table
from core.limits import Checked, check_whole, choice, real, whole

VERSION = 1
SPLIT_SEED = 0
PICTURES = 500
BATCH_SIZE = 32


@dataclass(frozen=True)
class Config(Checked):
    """Train one network on the first ``images`` of the training split.

    Raises ``ValueError`` for a value out of range.
    """

    network: str = choice("course", "Network", cnn.NETWORKS)
    p: float = real(0.5, "Dropout p", 0, 0.99)
    seed: int = whole(0, "Seed", 0, 10_000)
    images: int = whole(4_000, "Images", 100, 10_000)
    epochs: int = whole(3, "Epochs", 1, 5)
    learning_rate: float = real(0.002, "Learning rate", 1e-6, 1)


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
    data = splits.train.first(config.images)
    torch.manual_seed(config.seed)
    network = cnn.NETWORKS[config.network](config.p)
    step = cnn.step_by_engine(network, data, rmsprop(config.learning_rate), config.seed)
    rows = []
    diverged_at = None
    report(0.0, "training")
    try:
        for epoch in cnn.train(
            network, step, data, splits.validation, config.epochs, BATCH_SIZE, config.seed
        ):
            rows.append(
                (
                    epoch.number,
                    epoch.train_loss,
                    _accuracy(cnn.predict(network, data), data.labels),
                    _accuracy(epoch.predicted, splits.validation.labels),
                )
            )
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
    zeros = {}
    for stage in rectified(stages(network, pictures().images)):
        silent = dead(stage.values)
        zero = (stage.values == 0).flatten(1).double().mean(dim=1)
        zeros[stage.of, len(silent), int(silent.sum())] = zero.numpy()
    return mean_table(["layer", "units", "dead"], zeros.items(), "estimate")


def pictures() -> mnist.Images:
    """Return the first ``PICTURES`` validation images."""
    return mnist.splits(SPLIT_SEED).validation.first(PICTURES)


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
    curves = _with_gap(result)
    by = ["network", "p"]
    cells = curves[curves["epoch"] == epoch].groupby(by, sort=False)
    table = mean_table(by, cells["gap"], "estimate").replace([-np.inf, np.inf], np.nan)
    table.insert(3, "dead", [int((classes == 1).sum()) for _, classes in cells["classes"]])
    return table


def _with_gap(result: sweep.Result) -> pd.DataFrame:
    curves = result.curves
    return curves.assign(gap=curves["train_accuracy"] - curves["validation_accuracy"])


def narrowing(result: sweep.Result, network: str, epoch: int, p: float) -> Interval | None:
    """Return by how much the gap is smaller with dropout ``p`` than without, paired over seeds.

    None before two seeds have both.
    """
    curves = _with_gap(result)
    chosen = curves[(curves["network"] == network) & (curves["epoch"] == epoch)]
    table = chosen.pivot(index="seed", columns="p", values="gap").reindex(columns=[0.0, p]).dropna()
    if len(table) < 2:
        return None
    return mean_interval(table[0.0] - table[p])
