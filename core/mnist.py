"""The bundled MNIST, as tensors, and its three-way split.

Y. LeCun and C. Cortes, CC BY-SA 3.0. The four original files lie in ``core/data/MNIST/raw`` and are
read as they are: torchvision would unpack them beside the originals, which a read-only folder does
not let it, and keep 160 MB of the process that imports it. The tests hold one to the other.
"""

import gzip
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

import numpy as np
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

    @classmethod
    def of(cls, pixels: np.ndarray, labels: np.ndarray) -> "Images":
        """Return the images that these arrays hold, which may be memory maps."""
        return cls(torch.from_numpy(pixels), torch.from_numpy(labels))

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return pixels and labels as arrays on the same memory, for other processes."""
        return self.pixels.numpy(), self.labels.numpy()

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

    def first(self, count: int) -> "Images":
        """Return the first ``count`` images, or all where there are fewer."""
        return self.take(torch.arange(min(count, len(self))))


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
    raw, part = root / "MNIST" / "raw", "train" if train else "t10k"
    pixels = _contents(raw / f"{part}-images-idx3-ubyte.gz", header=16)
    labels = _contents(raw / f"{part}-labels-idx1-ubyte.gz", header=8)
    return Images(pixels.view(-1, 1, 28, 28), labels.long())


def _contents(path: Path, header: int) -> torch.Tensor:
    """Return the bytes of an IDX file behind its ``header``, held to the checksum beside it."""
    try:
        packed = path.read_bytes()
        if sha256(packed).hexdigest() != _checksums()[path.name]:
            raise ValueError("its checksum is another")
        return torch.frombuffer(bytearray(gzip.decompress(packed)), dtype=torch.uint8)[header:]
    except (OSError, EOFError, ValueError) as error:
        raise DamagedData(
            f"The MNIST file {path.name} is missing or damaged; restore core/data/MNIST/raw "
            "with: git checkout -- core/data/MNIST/raw"
        ) from error


def _checksums() -> dict[str, str]:
    lines = (DATA / "MNIST" / "raw" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: checksum for checksum, name in map(str.split, lines)}


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


def to_share(seed: int, train: int, validation: int = VALIDATION) -> tuple[np.ndarray, ...]:
    """Return the first training and validation images and their labels, for other processes."""
    parts = splits(seed)
    return *parts.train.first(train).arrays(), *parts.validation.first(validation).arrays()


def shared(arrays: tuple[np.ndarray, ...]) -> tuple[Images, Images]:
    """Return the training and validation images that ``to_share`` gave."""
    return Images.of(*arrays[:2]), Images.of(*arrays[2:])


def _stratified_counts(sizes: torch.Tensor) -> list[int]:
    """Share ``VALIDATION`` by class size; what rounding leaves goes to the largest rests."""
    exact = sizes.double() * VALIDATION / sizes.sum()
    counts = exact.floor().long()
    rest = VALIDATION - int(counts.sum())
    counts[torch.argsort(exact - counts, descending=True)[:rest]] += 1
    return counts.tolist()
