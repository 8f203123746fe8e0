"""The bundled MNIST, as tensors, and its three-way split.

Y. LeCun and C. Cortes, CC BY-SA 3.0. The four original files lie in ``core/data/MNIST/raw``;
torchvision checks their checksums and unpacks them, without a network.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import torch

from core.bundled import DATA, DamagedData

VALIDATION = 5_000
_loading = Lock()


@dataclass(frozen=True)
class Images:
    """``pixels``: (n, 1, 28, 28), uint8 or floats in [0, 1]; ``labels``: (n,) int64, 0 to 9.

    MNIST stays in bytes, a quarter of its size as ``images``: take what is wanted, then ask for it.
    """

    pixels: torch.Tensor
    labels: torch.Tensor

    @property
    def images(self) -> torch.Tensor:
        """The pixels (n, 1, 28, 28) as floats in [0, 1], made anew from bytes at every call."""
        return self.pixels / 255 if self.pixels.dtype == torch.uint8 else self.pixels

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.labels)

    def take(self, index: torch.Tensor) -> "Images":
        """Return the images at ``index`` (k,) int64."""
        return Images(self.pixels[index], self.labels[index])


@dataclass(frozen=True)
class Splits:
    """Train (55,000), validation (5,000) and test (10,000) images."""

    train: Images
    validation: Images
    test: Images


def load(train: bool = True, root: Path = DATA) -> Images:
    """Return the 60,000 training or the 10,000 test images under ``root``, read once a process.

    Raises ``DamagedData`` when a file is missing or does not match its checksum.
    """
    with _loading:
        return _load(train, root)


@cache
def _load(train: bool, root: Path) -> Images:
    from torchvision.datasets import MNIST
    from torchvision.datasets.utils import check_integrity

    raw = root / "MNIST" / "raw"
    for address, md5 in MNIST.resources:
        if not check_integrity(raw / address, md5):
            raise DamagedData(
                f"The MNIST file {address} is missing or damaged; restore core/data/MNIST/raw "
                "with: git checkout -- core/data/MNIST/raw"
            )
    try:
        data = MNIST(root, train=train, download=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise DamagedData(
            f"MNIST could not be unpacked into {raw}: delete the files there that do not end in "
            f".gz and make the folder writable ({error})."
        ) from error
    return Images(data.data[:, None], data.targets)


@lru_cache(maxsize=1)
def splits(seed: int) -> Splits:
    """Return train, validation and test; validation is stratified by class, drawn with ``seed``.

    Raises ``DamagedData`` as ``load`` does.
    """
    whole = load(train=True)
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(whole), generator=generator)
    labels = whole.labels[order]
    counts = _stratified_counts(torch.bincount(labels, minlength=10))
    held_out = torch.zeros(len(whole), dtype=torch.bool)
    for digit, count in enumerate(counts):
        held_out[(labels == digit).nonzero()[:count, 0]] = True
    return Splits(
        train=whole.take(order[~held_out]),
        validation=whole.take(order[held_out]),
        test=load(train=False),
    )


def _stratified_counts(sizes: torch.Tensor) -> list[int]:
    """Share ``VALIDATION`` by class size; what rounding leaves goes to the largest rests."""
    exact = sizes.double() * VALIDATION / sizes.sum()
    counts = exact.floor().long()
    rest = VALIDATION - int(counts.sum())
    counts[torch.argsort(exact - counts, descending=True)[:rest]] += 1
    return counts.tolist()
