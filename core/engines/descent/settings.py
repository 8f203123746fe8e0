"""What many small networks are trained on and how, and the order in which they see it."""

from dataclasses import dataclass

from core.engines import planar
from core.engines.descent.kernel import ACTIVATIONS, LOSSES, OPTIMIZERS
from core.engines.starting_weights import SCHEMES
from core.limits import Checked, check_whole, choice, part_of, real, whole

DATASETS = planar.DATASETS | {"moons": planar.moons}
OUTPUT_BIASES = ("learned", "frozen at 0")
MOST_POINTS = 2_000
MOST_WORK = 125_000_000
"""Most seeds × examples × parameters: about ten seconds for all orders on two cores."""
NEGLIGIBLE_ACCURACY = 0.05
"""Differences of accuracy up to this one do not count as harm."""
MOST_OF_THE_HARM = 0.5
"""A cause explains the harm when more than this share of it goes with the cause."""


@dataclass(frozen=True)
class Setting(Checked):
    """Data, network and training; the same for every order that is compared.

    ``noise`` is the Playground's, as a share; ``positive_share`` is the share of points labelled
    +1; biases start at 0; momentum is 0.9, Adam's decays 0.9 and 0.999. Raises ``ValueError`` for
    a value out of range, a batch larger than the data, a class without a point, or more work than
    ``MOST_WORK``.
    """

    dataset: str = choice("circle", "Data", DATASETS)
    points: int = whole(1000, "Points", 20, MOST_POINTS)
    noise: float = real(0.0, "Noise", 0, 0.5)
    positive_share: float = real(0.5, "Share of +1", 0.01, 0.99)
    layers: int = whole(2, "Hidden layers", 1, 4)
    hidden: int = whole(16, "Hidden units", 1, 64)
    activation: str = choice("ReLU", "Activation", ACTIVATIONS)
    loss: str = choice("logistic", "Loss", LOSSES)
    optimizer: str = choice("SGD", "Optimizer", OPTIMIZERS)
    learning_rate: float = real(0.1, "Learning rate", 1e-7, 10)
    batch_size: int = part_of(1, "Batch size", 1, MOST_POINTS)
    initialization: str = choice("He normal", "Starting weights", SCHEMES)
    output_bias: str = choice("learned", "Output bias", OUTPUT_BIASES)
    epochs: int = whole(3, "Epochs", 1, 10)
    seeds: int = whole(30, "Seeds", 2, 100)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        if not 0 < self.positives < self.points:
            raise ValueError(
                f"Share of +1 is {self.positive_share:g}, but of {self.points} points it leaves "
                f"one class without any; it must be from {1 / self.points:g} to "
                f"{1 - 1 / self.points:g}."
            )
        check_whole("Batch size", self.batch_size, 1, self.points)
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
