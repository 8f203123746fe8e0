"""What the final networks reach on the test set, which each of them meets once, after the end.

Recorded: the curves of every seed, every mistake on the test images, and one seed's weights. What
is not a mistake is right, so the mistakes hold all predictions.
"""

import io
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from joblib import delayed

from core import mnist
from core.bundled import Study
from core.dropout.final import network as final_network
from core.dropout.final.network import CLASSES, Config
from core.engines.cnn import networks as cnn
from core.workers import in_processes

SEEDS = 5
RUNS = {
    network: tuple(Config(network, seed) for seed in range(SEEDS))
    for network in final_network.NETWORKS
}
"""The recorded runs of each network."""

MISTAKES = "_mistakes.csv"
STUDY = Study(
    "final_network", "The recorded runs final_network.csv and final_network_mistakes.csv are"
)
CURVE_COLUMNS = ["network", "seed", "epoch", "train_loss", "validation_accuracy", "seconds"]
MISTAKE_COLUMNS = [
    "network",
    "seed",
    "image",
    "label",
    "predicted",
    "probability",
    "label_probability",
]
_LAYERS = {
    "small": "*stage(1, 8, 3), *stage(8, 12, 3, nn.MaxPool2d(2)), *stage(12, 16, 3), "
    "*stage(16, 16, 3), *stage(16, 16, 3)",
    "large": "*stage(1, 16, 5, nn.MaxPool2d(2)), *stage(16, 24, 3), "
    "*stage(24, 32, 3, nn.MaxPool2d(2)), *stage(32, 40, 3)",
}
_FEATURES = {"small": 16, "large": 40}


@dataclass(frozen=True)
class Result:
    """Trained networks, and where they are wrong.

    curves: network, seed, epoch, train_loss, validation_accuracy (share), seconds; a row an epoch.
    mistakes: network, seed, image (index in the test set), label, predicted, probability (given to
    the predicted digit), label_probability (to the right one); a row a mistake on a test image.
    """

    curves: pd.DataFrame
    mistakes: pd.DataFrame


@dataclass(frozen=True)
class Measured:
    """One network after its last epoch: its part of a ``Result``, and its weights."""

    config: Config
    result: Result
    weights: dict[str, torch.Tensor]


def measure(config: Config) -> Measured:
    """Train one network to the end, in this process, and then show it the test images."""
    rows = []
    last = None
    for _ in range(config.epochs):
        last = final_network.next_epoch(config, last)
        figures = last.number, last.train_loss, last.validation_accuracy, last.seconds
        rows.append((config.network, config.seed, *figures))
    weights = last.weights if last else {}
    network = final_network.loaded(config.network, weights)
    found = mistakes(network, mnist.load(train=False))
    found.insert(0, "network", config.network)
    found.insert(1, "seed", config.seed)
    return Measured(config, Result(pd.DataFrame(rows, columns=CURVE_COLUMNS), found), weights)


def measured(configs: Sequence[Config]) -> Generator[Measured, None, None]:
    """Measure the networks of ``configs``, a process a core, yielding each as it ends."""
    yield from in_processes(delayed(measure)(config) for config in configs)


def collect(results: Collection[Result]) -> Result:
    """Return the results of several networks as one, in the order of networks and seeds."""
    order = list(final_network.NETWORKS)
    curves = pd.concat([one.curves for one in results])
    wrong = pd.concat([one.mistakes for one in results])
    ordered = [
        frame.sort_values(
            ["network", "seed", last],
            key=lambda column: column.map(order.index) if column.name == "network" else column,
            ignore_index=True,
        )
        for frame, last in ((curves, "epoch"), (wrong, "image"))
    ]
    return Result(*ordered)


def mistakes(network: torch.nn.Sequential, data: mnist.Images) -> pd.DataFrame:
    """Return a row a mistake: image, label, predicted, probability, label_probability."""
    given = final_network.probabilities(network, data.images)
    probability, predicted = given.max(dim=1)
    image = (predicted != data.labels).nonzero()[:, 0]
    columns = {
        "image": image,
        "label": data.labels[image],
        "predicted": predicted[image],
        "probability": probability[image],
        "label_probability": given[image, data.labels[image]],
    }
    return pd.DataFrame({name: column.numpy() for name, column in columns.items()})


def recorded() -> Result:
    """Return the recorded runs; raises ``DamagedData`` when a file is missing or damaged."""
    return Result(STUDY.table(CURVE_COLUMNS), STUDY.table(MISTAKE_COLUMNS, MISTAKES))


def weights_path(network: str) -> Path:
    """Return where the weights of the first seed of ``network`` are recorded."""
    return STUDY.path(f"_{network}.pt")


def weights(network: str) -> bytes:
    """Return the recorded weights of seed 0 as ``torch.save`` wrote them.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    path = weights_path(network)
    with STUDY.reading(f"{path.name} is"):
        content = path.read_bytes()
        opened(network, content)
        return content


def packed(state: dict[str, torch.Tensor]) -> bytes:
    """Return a network's state as a file that ``torch.load`` reads."""
    file = io.BytesIO()
    torch.save({name: values.contiguous() for name, values in state.items()}, file)
    return file.getvalue()


def opened(network: str, content: bytes) -> torch.nn.Sequential:
    """Return the network whose weights are ``content``, dropout off."""
    return final_network.loaded(network, torch.load(io.BytesIO(content), weights_only=True))


def accuracies(result: Result, network: str) -> pd.Series:
    """Return the test accuracy of each seed of ``network``, by seed."""
    labels = len(mnist.load(train=False))
    seeds = sorted(result.curves.loc[result.curves["network"] == network, "seed"].unique())
    wrong = result.mistakes[result.mistakes["network"] == network].groupby("seed").size()
    return 1 - wrong.reindex(seeds, fill_value=0) / labels


def confusion(result: Result, network: str) -> pd.DataFrame:
    """Return label, predicted, count: a row a pair of digits, over all seeds of ``network``."""
    labels = mnist.load(train=False).labels.numpy()
    seeds = len(accuracies(result, network))
    counts = np.diag(np.bincount(labels, minlength=CLASSES)) * seeds
    wrong = result.mistakes[result.mistakes["network"] == network]
    np.add.at(counts, (wrong["label"], wrong["predicted"]), 1)
    np.subtract.at(counts, (wrong["label"], wrong["label"]), 1)
    label, predicted = np.indices(counts.shape)
    return pd.DataFrame(
        {"label": label.ravel(), "predicted": predicted.ravel(), "count": counts.ravel()}
    )


def answers(result: Result, network: str, label: int, predicted: int) -> pd.DataFrame:
    """Return the test images of digit ``label`` that seeds of ``network`` call ``predicted``.

    Columns: image, seeds (how many say so), probability (mean of theirs; missing where they are
    right), those that most say first.
    """
    wrong = result.mistakes[result.mistakes["network"] == network]
    if label != predicted:
        cell = wrong[(wrong["label"] == label) & (wrong["predicted"] == predicted)]
        return _surest(cell)
    image = np.flatnonzero(mnist.load(train=False).labels.numpy() == label)
    missed = wrong.groupby("image").size().reindex(image, fill_value=0).to_numpy()
    right = len(accuracies(result, network)) - missed
    found = pd.DataFrame({"image": image, "seeds": right, "probability": np.nan})
    return found[right > 0].reset_index(drop=True)


def worst(result: Result, network: str) -> pd.DataFrame:
    """Return the mistakes of ``network``, the surest that most seeds make first.

    Columns: image, label, predicted, seeds, probability (mean over the seeds that say so).
    """
    wrong = result.mistakes[result.mistakes["network"] == network]
    columns = ["image", "label", "predicted", "seeds", "probability"]
    return _surest(wrong, "label", "predicted")[columns]


def _surest(mistakes: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return by image and ``keys`` how many seeds say so, and how sure they are, surest first."""
    groups = mistakes.groupby([*keys, "image"], as_index=False)
    found = groups.agg(seeds=("seed", "size"), probability=("probability", "mean"))
    return found.sort_values(["seeds", "probability"], ascending=False, ignore_index=True)


def loading(network: str, name: str) -> str:
    """Return six lines that load the weights of ``network`` from file ``name`` with torch alone.

    They leave ``digits`` (n,) and take ``images`` (n, 1, 28, 28) from 0 to 1.
    """
    return f"""\
import torch
from torch import nn
stage = lambda i, o, k, *pool: (nn.Conv2d(i, o, k, bias=False), *pool, nn.BatchNorm2d(o), nn.ReLU())
network = nn.Sequential({_LAYERS[network]}, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(), \
nn.Linear({_FEATURES[network]}, 10)).eval()
network.load_state_dict(torch.load("{name}", weights_only=True))
digits = network((images - {cnn.MEAN}) / {cnn.DEVIATION}).argmax(dim=1)
"""
