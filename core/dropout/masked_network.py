"""One network of the sweep as recorded, with a picture of every digit to send through it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from core import mnist
from core.bundled import Study
from core.dropout import recorded_sweep
from core.dropout.sweep import SPLIT_SEED, Model
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import OPTIMIZERS

VERSION = 1
STUDY = Study("masked_network", "The recorded network masked_network.npz is")
ARRAYS = ".npz"
MODEL = Model("course", 0.5, 0)
"""Of the recorded sweep, after its one epoch."""
DIGITS = 10
_PICTURES = "pictures"


@dataclass(frozen=True)
class Recorded:
    """The course's network as ``MODEL`` was trained, and what is sent through it.

    ``pictures`` (10, 28, 28) uint8: of every digit, 0 to 9, its first validation image. The weights
    are rounded to half precision, so that they are small; the rounded ones are the network's.
    """

    network: nn.Sequential
    pictures: np.ndarray

    @property
    def images(self) -> torch.Tensor:
        """The pictures as the network takes them: (10, 1, 28, 28) float32, standardised."""
        return cnn.standardised(torch.from_numpy(self.pictures)[:, None] / 255)


def recorded() -> Recorded:
    """Return network and pictures as recorded, dropout off.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with STUDY.reading(), np.load(STUDY.path(ARRAYS)) as file:
        network = cnn.NETWORKS[MODEL.network](MODEL.p)
        network.load_state_dict(
            {name: torch.from_numpy(file[name]).float() for name in network.state_dict()}
        )
        return Recorded(network.eval(), file[_PICTURES])


def make() -> Recorded:
    """Train the network as the recorded sweep does, and round it; takes some seconds."""
    config, splits = recorded_sweep.ONE_EPOCH, mnist.splits(SPLIT_SEED)
    torch.manual_seed(MODEL.seed)
    network = cnn.NETWORKS[MODEL.network](MODEL.p)
    optimizer = OPTIMIZERS[config.optimizer](config.learning_rate)
    step = cnn.step_by_engine(network, splits.train, optimizer, MODEL.seed)
    for _ in cnn.updates(
        network, step, len(splits.train), config.epochs, config.batch_size, MODEL.seed
    ):
        pass
    return Recorded(network.half().float().eval(), _first_of_each(splits.validation))


def _first_of_each(images: mnist.Images) -> np.ndarray:
    index = [int((images.labels == digit).nonzero()[0]) for digit in range(DIGITS)]
    return images.take(torch.tensor(index)).pixels[:, 0].numpy()


def write(made: Recorded) -> None:
    """Write network and pictures into the record's two files."""
    arrays: dict[str, Any] = {_PICTURES: made.pictures}
    for name, one in made.network.state_dict().items():
        arrays[name] = one.half().numpy()
    STUDY.folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(STUDY.path(ARRAYS), **arrays)
    STUDY.sign({"model": MODEL, "sweep": recorded_sweep.ONE_EPOCH})
