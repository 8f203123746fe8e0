"""One network of the sweep as recorded, with a picture of every digit to send through it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.bundled import ARRAYS, Study
from core.dropout import recorded_sweep
from core.dropout.sweep import SPLIT_SEED, Model
from core.engines.cnn.names import DEVIATION, MEAN

if TYPE_CHECKING:  # what draws it in a browser has no need of torch
    import torch
    from torch import nn

    from core import mnist

VERSION = 1
STUDY = Study("masked_network", "The recorded network masked_network.npz is")
MODEL = Model("course", 0.5, 0)
"""Of the recorded sweep, after its one epoch."""
DIGITS = 10
_PICTURES = "pictures"


@dataclass(frozen=True)
class Recorded:
    """The course's network as ``MODEL`` was trained, and what is sent through it.

    ``weights`` are the network's, float32, by their names in torch, rounded to half precision so
    that they are small. ``pictures`` (10, 28, 28) uint8: of every digit, 0 to 9, its first
    validation image.
    """

    weights: dict[str, np.ndarray]
    pictures: np.ndarray

    @cached_property
    def network(self) -> "nn.Sequential":
        """The network, dropout off."""
        import torch

        from core.engines.cnn import networks as cnn

        network = cnn.NETWORKS[MODEL.network](MODEL.p)
        network.load_state_dict({name: torch.tensor(one) for name, one in self.weights.items()})
        return network.eval()

    @property
    def images(self) -> "torch.Tensor":
        """The pictures as the network takes them: (10, 1, 28, 28) float32, standardised."""
        import torch

        return (torch.from_numpy(self.pictures)[:, None] / 255 - MEAN) / DEVIATION


def recorded() -> Recorded:
    """Return network and pictures as recorded.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with STUDY.reading(), np.load(STUDY.path(ARRAYS)) as file:
        weights = {name: file[name].astype(np.float32) for name in file if name != _PICTURES}
        return Recorded(weights, file[_PICTURES])


def make() -> Recorded:
    """Train the network as the recorded sweep does, and round it; takes some seconds."""
    import torch

    from core import mnist
    from core.engines.cnn import networks as cnn
    from core.engines.cnn.optimizers import OPTIMIZERS

    config, splits = recorded_sweep.ONE_EPOCH, mnist.splits(SPLIT_SEED)
    torch.manual_seed(MODEL.seed)
    network = cnn.NETWORKS[MODEL.network](MODEL.p)
    optimizer = OPTIMIZERS[config.optimizer](config.learning_rate)
    step = cnn.step_by_engine(network, splits.train, optimizer, MODEL.seed)
    for _ in cnn.updates(
        network, step, len(splits.train), config.epochs, config.batch_size, MODEL.seed
    ):
        pass
    rounded = network.half().float().state_dict()
    weights = {name: one.numpy() for name, one in rounded.items()}
    return Recorded(weights, _first_of_each(splits.validation))


def _first_of_each(images: "mnist.Images") -> np.ndarray:
    index = [int((images.labels == digit).nonzero()[0]) for digit in range(DIGITS)]
    return images.pixels[index, 0].numpy()


def write(made: Recorded) -> None:
    """Write network and pictures into the record's two files."""
    weights = {name: one.astype(np.float16) for name, one in made.weights.items()}
    STUDY.pack_arrays({_PICTURES: made.pictures, **weights})
    STUDY.sign({"model": MODEL, "sweep": recorded_sweep.ONE_EPOCH})
