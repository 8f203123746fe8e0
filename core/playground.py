"""TensorFlow Playground's engine as experiments, pages and other programs use it.

``parse_link(url)`` reads a Playground link, ``train(config, iterations, rebuilds=0)`` trains the
network that it describes; ``result.losses`` has the columns iteration, train_loss, test_loss.
"""

from core.engines.playground.engine import (
    ACTIVATIONS,
    INPUTS,
    MAX_LINK_LENGTH,
    Config,
    Network,
    Result,
    Start,
    Trajectory,
    features,
    fit,
    parse_link,
    prepare,
    read_link,
    train,
)

__all__ = [
    "ACTIVATIONS",
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
    "train",
]
