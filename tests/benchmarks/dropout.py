"""How fast the ten-model sweep trains: ``python -m tests.benchmarks.dropout``.

The write-up's sweep (ten dropout probabilities, one epoch of 55,000 images in batches of 32, the
course's network, RMSprop) by ``core.dropout.sweep`` and by the loop that a student writes, two
models of each in turn, so that both meet the same machine. Both judge each model on the validation
images.
"""

import gzip
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, Subset
from torchvision import transforms
from torchvision.datasets import MNIST

from core import mnist
from core.bundled import DATA
from core.claims import DROPOUT_RATES
from core.dropout.sweep import Config, trained

TRAINED, JUDGED = 55_000, 5_000
RATE, BATCH = 0.001, 32


def network(p: float) -> nn.Sequential:
    """Return the course's network as the course writes it."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(p),
        nn.Conv2d(8, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(p),
        nn.Flatten(),
        nn.Linear(200, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def unpacked(folder: str) -> str:
    """Unpack MNIST into ``folder``, where torchvision finds it, and return the folder."""
    raw = Path(folder) / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for packed in (DATA / "MNIST" / "raw").glob("*.gz"):
        (raw / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    return folder


def usual(p: float, root: str, trained_on: int) -> float:
    """Train one model with torchvision's data and a ``DataLoader``, and return its accuracy."""
    torch.manual_seed(0)
    change = transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.1307, 0.3081)])
    count = min(JUDGED, trained_on)
    data = MNIST(root, transform=change)
    loader = DataLoader(Subset(data, range(trained_on)), BATCH, shuffle=True)
    judged = DataLoader(Subset(data, range(TRAINED, TRAINED + count)), 1_000)
    model = network(p)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=RATE)
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        right = sum(int((model(images).argmax(1) == labels).sum()) for images, labels in judged)
    return right / count


def ours(rates: tuple[float, ...], trained_on: int) -> list[float]:
    """Train a model for each of ``rates`` and return their accuracies."""
    config = Config(dropout=rates, seeds=1, images=trained_on, learning_rate=RATE, batch_size=BATCH)
    with closing(trained(config)) as results:
        return [float(one.curve["validation_accuracy"].iloc[-1]) for one in results]


def main(all_rates: tuple[float, ...] = DROPOUT_RATES, trained_on: int = TRAINED) -> None:
    """Train the ten models both ways, two at a time in turn, and print seconds and the ratio."""
    mnist.load()
    loop = fast = 0.0
    with TemporaryDirectory() as folder:
        root = unpacked(folder)
        for rates in zip(all_rates[::2], all_rates[1::2], strict=True):
            begun = perf_counter()
            accuracies = ours(rates, trained_on)
            middle = perf_counter()
            usual_accuracies = [usual(p, root, trained_on) for p in rates]
            fast, loop = fast + middle - begun, loop + perf_counter() - middle
            print(f"p = {rates}: ours {accuracies}, usual {usual_accuracies}", flush=True)
    images = trained_on * len(all_rates)
    print(f"{'core.dropout.sweep':<28}{fast:8.1f} s{images / fast:12,.0f} images a second")
    print(f"{'the usual loop':<28}{loop:8.1f} s{images / loop:12,.0f} images a second")
    print(f"{'ratio':<28}{loop / fast:8.1f}")


if __name__ == "__main__":
    main()
