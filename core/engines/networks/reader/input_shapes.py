"""The shape of one example: read as people write it, or told by the text of a network."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from torch import nn

from core.engines.networks.reader.networks import Network
from core.engines.networks.reader.refusals import Refusal
from core.engines.networks.reader.running import Run
from core.engines.windows.sliding import LARGEST
from core.limits import check_whole, quoted

MOST_SIZES = 5
BATCHES = {"none", "-1", "n", "b", "batch", "batch_size"}
BRACKETS = re.compile(r"(?i)^\s*(?:torch\.)?size\s*(?=[(\[])|^\s*input\w*\s*[=:]|[()\[\]]")
COMMENT = re.compile(
    r"#.*?\b(?:input|shape|size|image)\w*\b[^\d\n]*((?:\d+\s*[,x×*]\s*){0,4}\d+)", re.IGNORECASE
)
LONGEST_COMMENT = 200
COMMON = {1: (1, 28, 28), 3: (3, 32, 32)}
"""Pictures of one and three channels as courses have them: MNIST's and CIFAR's."""


class Taken(NamedTuple):
    """A shape of one example, and what was taken for granted to get it."""

    sizes: tuple[int, ...]
    notes: tuple[str, ...] = ()


def read(text: str) -> tuple[int, ...]:
    """Return the sizes that ``text`` gives, such as ``3,32,32`` or ``torch.Size([1, 3, 32, 32])``.

    A batch in front that is no number (``None``, ``-1``, ``N``) is left out. Raises ``Refusal`` for
    text that gives no 1 to 5 whole numbers from 1 to 10⁹.
    """
    bare = BRACKETS.sub(" ", text)
    words = [word for word in re.split(r"[,;x×*\s]+", bare) if word]
    numbers = words[1:] if words and words[0].lower() in BATCHES else words
    whole = all(re.fullmatch("[0-9]{1,12}", one) for one in numbers)
    if not 1 <= len(numbers) <= MOST_SIZES or not whole:
        raise Refusal(
            f"Input shape is {quoted(text)}, but must be 1 to 4 whole numbers such as 3, 224, 224: "
            "channels or features, then the sides."
        )
    sizes = tuple(map(int, numbers))
    for size in sizes:
        check_whole("Input shape", size, 1, LARGEST)
    return sizes


def fitting(network: Network, sizes: tuple[int, ...]) -> tuple[Taken, Run]:
    """Return the shape of one example that ``sizes`` mean for ``network``, and how it runs.

    Sizes that do not fit as they stand are tried without a batch in front, and with the channels
    from the end put first; a note says what was taken. Raises the ``Refusal`` of the first way.
    """
    first: Refusal | None = None
    for taken in _ways(sizes):
        try:
            return taken, network.run(taken.sizes)
        except Refusal as refusal:
            first = first or refusal
    assert first is not None
    raise first


def _ways(sizes: tuple[int, ...]) -> Iterator[Taken]:
    if len(sizes) < MOST_SIZES:
        yield Taken(sizes)
    *sides, last = sizes
    if len(sizes) == 3:
        yield Taken((last, *sides), (f"The {last:,} at the end is taken as the channels.",))
    if len(sizes) > 1:
        front, *rest = sizes
        batch = f"The {front:,} in front is taken as the batch."
        yield Taken(tuple(rest), (batch,))
        if len(rest) == 3:
            channels = f"The {last:,} at the end is taken as the channels."
            yield Taken((last, *rest[:-1]), (batch, channels))


def proposed(network: Network) -> Taken | None:
    """Return the shape that the text of a network tells, or ``None``.

    It is told by a tensor that the network is called with or a summary asked for, by a comment,
    or by the first layer; pictures are then taken as MNIST's or CIFAR's.
    """
    return _told(network) or _by_first_layer(network)


def suited(network: Network, otherwise: tuple[int, ...]) -> Taken:
    """Return the shape that the text tells, or ``otherwise`` if that fits better than a guess."""
    told = _told(network)
    if told is not None:
        return told
    guessed = None if _runs(network, otherwise) else _by_first_layer(network)
    return guessed if guessed and _runs(network, guessed.sizes) else Taken(otherwise)


def _told(network: Network) -> Taken | None:
    shapes = [*network.interpreter.found.shapes]
    for line in network.text.split("\n"):
        comment = COMMENT.search(line[max(0, line.find("#")) :][:LONGEST_COMMENT])
        if comment:
            shapes.append(tuple(map(int, re.findall(r"\d+", comment[1]))))
            break
    for sizes in shapes:
        for one in (sizes[1:], sizes):
            if one and _runs(network, one):
                return Taken(one)
    return None


def _runs(network: Network, sizes: tuple[int, ...]) -> bool:
    try:
        network.run(sizes)
    except Refusal:
        return False
    return True


def _by_first_layer(network: Network) -> Taken | None:
    for layer in network.module.modules():
        match layer:
            case nn.Linear(in_features=features):
                return Taken((features,), (f"The first layer takes {features:,} features.",))
            case nn.Conv2d(in_channels=channels) if channels in COMMON:
                sizes = COMMON[channels]
                return Taken(sizes, (f"The first layer takes {channels} channels.",))
            case nn.Flatten(start_dim=1) | nn.Unflatten():
                return None
            case nn.Conv1d() | nn.Conv3d() | nn.RNNBase() | nn.Embedding():
                return None
    return None
