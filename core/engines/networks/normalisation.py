"""The layers of ``torch.nn`` that standardise, then scale and shift.

The means and deviations that places share are left out of receptive fields, as in the literature.
"""

from dataclasses import KW_ONLY, MISSING, dataclass
from math import prod
from typing import ClassVar

from core.engines.networks.base import Layer, Shape, check_incoming, shape_text
from core.engines.windows.sliding import LARGEST
from core.limits import RealNumber, check_several, check_whole, flag, optional, real, whole


@dataclass(frozen=True)
class BatchNorm1d(Layer):
    """Each feature or channel standardised over the batch, then scaled and shifted."""

    shapes: ClassVar[dict[int, str]] = {1: "features", 2: "channels × length"}
    num_features: int = whole(MISSING, "num_features", 1, LARGEST)
    eps: float = real(1e-5, "eps", 0, 1)
    momentum: float | None = optional(0.1, RealNumber("momentum", 0, 1))
    affine: bool = flag(True, "affine")
    track_running_stats: bool = flag(True, "track_running_stats")
    _: KW_ONLY
    bias: bool = flag(True, "bias")

    @property
    def weights(self) -> int:
        """One scale a feature."""
        return self.num_features * self.affine

    @property
    def biases(self) -> int:
        """One shift a feature."""
        return self.num_features * (self.affine and self.bias)

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``shape``. Raises ``ValueError`` for other channels or another rank."""
        if len(shape) not in self.shapes:
            raise ValueError(
                f"the input is {shape_text(shape)}, but must be "
                f"{' or '.join(self.shapes.values())}."
            )
        check_incoming("num_features", self.num_features, shape[0])
        return shape


class BatchNorm2d(BatchNorm1d):
    """Each channel of a picture standardised over the batch, then scaled and shifted."""

    shapes = {3: "channels × height × width"}


class BatchNorm3d(BatchNorm1d):
    """Each channel of a volume standardised over the batch, then scaled and shifted."""

    shapes = {4: "channels × depth × height × width"}


@dataclass(frozen=True)
class GroupNorm(Layer):
    """Groups of channels standardised within each example, then scaled and shifted."""

    num_groups: int = whole(MISSING, "num_groups", 1, LARGEST)
    num_channels: int = whole(MISSING, "num_channels", 1, LARGEST)
    eps: float = real(1e-5, "eps", 0, 1)
    affine: bool = flag(True, "affine")
    _: KW_ONLY
    bias: bool = flag(True, "bias")

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        if self.num_channels % self.num_groups:
            raise ValueError(
                f"num_groups is {self.num_groups:,}, but must divide num_channels, which is "
                f"{self.num_channels:,}."
            )

    @property
    def weights(self) -> int:
        """One scale a channel."""
        return self.num_channels * self.affine

    @property
    def biases(self) -> int:
        """One shift a channel."""
        return self.num_channels * (self.affine and self.bias)

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``shape``. Raises ``ValueError`` for other channels."""
        check_incoming("num_channels", self.num_channels, shape[0])
        return shape


@dataclass(frozen=True)
class LayerNorm(Layer):
    """The last sides standardised within each example, then scaled and shifted."""

    normalized_shape: int | tuple[int, ...]
    eps: float = real(1e-5, "eps", 0, 1)
    elementwise_affine: bool = flag(True, "elementwise_affine")
    bias: bool = flag(True, "bias")

    def __post_init__(self) -> None:
        """Check every field."""
        check_several("normalized_shape", self._sides, 1, 4)
        for size in self._sides:
            check_whole("normalized_shape", size, 1, LARGEST)
        super().__post_init__()

    @property
    def _sides(self) -> tuple[int, ...]:
        sides = self.normalized_shape
        return sides if isinstance(sides, tuple) else (sides,)

    @property
    def weights(self) -> int:
        """One scale for each number in the last sides."""
        return prod(self._sides) * self.elementwise_affine

    @property
    def biases(self) -> int:
        """One shift for each number in the last sides."""
        return prod(self._sides) * (self.elementwise_affine and self.bias)

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``shape``. Raises ``ValueError`` where its last sides are others."""
        last = shape[-len(self._sides) :]
        if last != self._sides:
            raise ValueError(
                f"normalized_shape is {shape_text(self._sides)}, but the layer before gives "
                f"{shape_text(shape)}; set normalized_shape to "
                f"{last if len(last) > 1 else last[0]}."
            )
        return shape
