"""What many small networks are trained on and how, and the order in which they see it."""

from dataclasses import dataclass

from core.engines import planar
from core.engines.descent.kernel import ACTIVATIONS, LOSSES, OPTIMIZERS
from core.engines.starting_weights import SCHEMES
from core.limits import check_choice, check_real, check_whole

DATASETS = planar.DATASETS | {"moons": planar.moons}
OUTPUT_BIASES = ("learned", "frozen at 0")
MOST_WORK = 125_000_000
"""Most seeds × examples × parameters: about ten seconds for all orders on two cores."""
NEGLIGIBLE_ACCURACY = 0.05
"""Differences of accuracy up to this one do not count as harm."""
MOST_OF_THE_HARM = 0.5
"""A cause explains the harm when more than this share of it goes with the cause."""


@dataclass(frozen=True)
class Setting:
    """Data, network and training; the same for every order that is compared.

    ``noise`` is the Playground's, as a share; ``positive_share`` is the share of points labelled
    +1; biases start at 0; momentum is 0.9, Adam's decays 0.9 and 0.999. Raises ``ValueError`` for
    a value out of range, a batch larger than the data, a class without a point, or more work than
    ``MOST_WORK``.
    """

    dataset: str = "circle"
    points: int = 1000
    noise: float = 0.0
    positive_share: float = 0.5
    layers: int = 2
    hidden: int = 16
    activation: str = "ReLU"
    loss: str = "logistic"
    optimizer: str = "SGD"
    learning_rate: float = 0.1
    batch_size: int = 1
    initialization: str = "He normal"
    output_bias: str = "learned"
    epochs: int = 3
    seeds: int = 30

    def __post_init__(self) -> None:
        """Check every field."""
        check_choice("Data", self.dataset, DATASETS)
        check_whole("Points", self.points, 20, 2_000)
        check_real("Noise", self.noise, 0, 0.5)
        check_real("Share of +1", self.positive_share, 0.01, 0.99)
        if not 0 < self.positives < self.points:
            raise ValueError(
                f"Share of +1 is {self.positive_share:g}, but of {self.points} points it leaves "
                f"one class without any; it must be from {1 / self.points:g} to "
                f"{1 - 1 / self.points:g}."
            )
        check_whole("Hidden layers", self.layers, 1, 4)
        check_whole("Hidden units", self.hidden, 1, 64)
        check_choice("Activation", self.activation, ACTIVATIONS)
        check_choice("Loss", self.loss, LOSSES)
        check_choice("Optimizer", self.optimizer, OPTIMIZERS)
        check_real("Learning rate", self.learning_rate, 1e-7, 10)
        check_whole("Batch size", self.batch_size, 1, self.points)
        check_choice("Initialization", self.initialization, SCHEMES)
        check_choice("Output bias", self.output_bias, OUTPUT_BIASES)
        check_whole("Epochs", self.epochs, 1, 10)
        check_whole("Seeds", self.seeds, 2, 100)
        work = self.seeds * self.examples * self.parameters
        if work > MOST_WORK:
            raise ValueError(
                f"{self.seeds} seeds × {self.examples:,} examples × {self.parameters:,} weights "
                f"and biases make {work:,}, but must make at most {MOST_WORK:,}: take fewer seeds, "
                "points or epochs, or a smaller network."
            )

    @property
    def positives(self) -> int:
        """How many points are labelled +1."""
        return round(self.points * self.positive_share)

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer, inputs first."""
        return (2, *(self.hidden,) * self.layers, 1)

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        sizes = self.layer_sizes
        pairs = zip(sizes[:-1], sizes[1:], strict=True)
        return sum((fan_in + 1) * units for fan_in, units in pairs)

    @property
    def examples(self) -> int:
        """How many examples are shown in all epochs together."""
        return self.epochs * self.points


@dataclass(frozen=True)
class Run:
    """All seeds of ``setting`` shown their examples in ``order``.

    ``block`` is the length of an alternating block. After the setting's epochs come
    ``shuffled_after`` more in which every order is reshuffled. Raises ``ValueError`` for a block
    longer than the data.
    """

    setting: Setting
    order: str
    block: int = 1
    shuffled_after: int = 0

    def __post_init__(self) -> None:
        """Check the length of the block and the epochs that follow."""
        check_whole("Block length", self.block, 1, self.setting.points)
        check_whole("Shuffled epochs after", self.shuffled_after, 0, 10)

    @property
    def examples(self) -> int:
        """How many examples are shown in all epochs together, those after among them."""
        return self.setting.examples + self.shuffled_after * self.setting.points
