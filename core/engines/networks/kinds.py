"""The layers of ``torch.nn`` that a network here may hold, by name, and the residual block."""

from dataclasses import MISSING, dataclass, replace
from fractions import Fraction
from math import prod

from core.engines.networks import activation, convolution, normalisation, pooling
from core.engines.networks.base import Layer, Shape, Side, check_incoming, shape_text
from core.engines.windows.receptive_field import after_everything
from core.engines.windows.sliding import LARGEST
from core.limits import flag, whole


@dataclass(frozen=True)
class Residual:
    """Two paths from one input, added; an empty ``shortcut`` passes the input on.

    K. He et al., *Deep residual learning for image recognition*, CVPR 2016, equations 1 and 2.
    """

    main: tuple[Layer, ...]
    shortcut: tuple[Layer, ...] = ()


@dataclass(frozen=True)
class Identity(Layer):
    """Whatever comes in."""


@dataclass(frozen=True)
class Linear(Layer):
    """A weighted sum of all features for each output, over the last side of the input."""

    in_features: int = whole(MISSING, "in_features", 1, LARGEST)
    out_features: int = whole(MISSING, "out_features", 1, LARGEST)
    bias: bool = flag(True, "bias")

    @property
    def weights(self) -> int:
        """One for each input and output."""
        return self.in_features * self.out_features

    @property
    def biases(self) -> int:
        """One an output."""
        return self.out_features * self.bias

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``shape`` with another last side. Raises ``ValueError`` for the wrong one."""
        if shape[-1] != self.in_features == prod(shape):
            raise ValueError(
                f"in_features is {self.in_features:,}, but the layer before gives "
                f"{shape_text(shape)}; put a Flatten in between."
            )
        check_incoming("in_features", self.in_features, shape[-1])
        return *shape[:-1], self.out_features

    def multiply_accumulates(self, shape: Shape) -> int:
        """Return every weight's uses, one at each place of the other sides."""
        return self.weights * prod(shape[:-1])

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """See the last side whole, or every side where they are flattened; neighbours alike."""
        flat = len(shape) == 1
        kept, mixed = ((), sides) if flat else (sides[:-1], sides[-1:])
        wholes = (after_everything(side.field, side.outputs) for side in mixed)
        outputs = 1 if flat else self.out_features
        return *kept, *(Side(replace(whole, jump=Fraction(0)), outputs) for whole in wholes)


@dataclass(frozen=True)
class Flatten(Layer):
    """The sides from ``start_dim`` to ``end_dim`` (the batch is 0) laid out in one."""

    start_dim: int = whole(1, "start_dim", -4, 4)
    end_dim: int = whole(-1, "end_dim", -4, 4)

    def _span(self, shape: Shape) -> tuple[int, int]:
        """Return the first and the last side to flatten, as positions in ``shape``."""
        ends = []
        for name in ("start_dim", "end_dim"):
            given = getattr(self, name)
            place = given + len(shape) if given < 0 else given - 1
            if not 0 <= place < len(shape):
                raise ValueError(
                    f"{name} is {given}, but must be from 1 to {len(shape)}, or from -{len(shape)} "
                    f"to -1, for {shape_text(shape)}: 0 is the batch, which stays."
                )
            ends.append(place)
        if ends[0] > ends[1]:
            raise ValueError(
                f"start_dim is {self.start_dim}, but must not come after end_dim, {self.end_dim}."
            )
        return ends[0], ends[1]

    def output_shape(self, shape: Shape) -> Shape:
        """Return the flattened shape. Raises ``ValueError`` for sides that are not there."""
        first, last = self._span(shape)
        return *shape[:first], prod(shape[first : last + 1]), *shape[last + 1 :]

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """Keep the sides in mind if all is flattened; give them up if some are."""
        kept = len(self.output_shape(shape)) in (1, len(shape))
        return sides if kept else ()


KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        convolution.Conv1d,
        convolution.Conv2d,
        convolution.Conv3d,
        convolution.ConvTranspose1d,
        convolution.ConvTranspose2d,
        convolution.ConvTranspose3d,
        pooling.MaxPool1d,
        pooling.MaxPool2d,
        pooling.MaxPool3d,
        pooling.AvgPool1d,
        pooling.AvgPool2d,
        pooling.AvgPool3d,
        pooling.AdaptiveAvgPool1d,
        pooling.AdaptiveAvgPool2d,
        pooling.AdaptiveAvgPool3d,
        pooling.AdaptiveMaxPool1d,
        pooling.AdaptiveMaxPool2d,
        pooling.AdaptiveMaxPool3d,
        normalisation.BatchNorm1d,
        normalisation.BatchNorm2d,
        normalisation.BatchNorm3d,
        normalisation.GroupNorm,
        normalisation.LayerNorm,
        Linear,
        Flatten,
        Identity,
        activation.ReLU,
        activation.LeakyReLU,
        activation.Tanh,
        activation.Sigmoid,
        activation.GELU,
        activation.SiLU,
        activation.Softmax,
        activation.LogSoftmax,
        activation.Dropout,
        activation.Dropout2d,
    )
}
