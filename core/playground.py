"""TensorFlow Playground's engine as experiments, pages and other programs use it.

``parse_link(url)`` reads a Playground link, ``train(config, iterations, rebuilds=0)`` trains the
network that it describes; ``result.losses`` has the columns iteration, train_loss, test_loss.
"""

from core.engines.playground.backpropagation import ACTIVATIONS
from core.engines.playground.engine import (
    DATASETS,
    INPUTS,
    Config,
    Network,
    Result,
    Start,
    Trajectory,
    features,
    fit,
    prepare,
    train,
)
from core.engines.playground.links import MAX_LINK_LENGTH, parse_link, read_link
from core.engines.playground.looks import read_looks

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "INPUTS",
    "MAX_LINK_LENGTH",
    "Config",
    "Network",
    "Result",
    "Start",
    "Trajectory",
    "features",
    "fit",
    "parse_link",
    "prepare",
    "read_link",
    "read_looks",
    "train",
]
