"""The convolutions and transposed convolutions of ``torch.nn``, in one, two and three dimensions.

All of them raise ``ValueError`` for whatever torch refuses.
"""

from dataclasses import dataclass
from math import prod

from core.engines.networks.base import Shape, Side, WindowLayer, check_incoming
from core.engines.windows import layer as window_layer
from core.engines.windows.receptive_field import after_transposed, after_window
from core.engines.windows.sliding import (
    LARGEST,
    SIDES,
    Padding,
    Pair,
    Sides,
    output_size,
    padding_pairs,
    transposed_output_size,
)
from core.limits import check_whole, choice, flag, whole

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
SPARE = {"reflect": 1, "circular": 0}


class Filters(WindowLayer):
    """What convolutions share with transposed ones: the filters."""

    in_channels: int
    out_channels: int
    kernel_size: Sides
    groups: int
    bias: bool

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        for field in ("in_channels", "out_channels"):
            check_whole(field, getattr(self, field), 1, LARGEST)
        self._set_sizes(kernel_size=1, stride=1, dilation=1)
        _ = self.weights

    @property
    def weights(self) -> int:
        """Output channels, times input channels of a group, times the kernel."""
        return window_layer.weights(
            self.in_channels, self.out_channels, self._sides(self.kernel_size), self.groups
        )

    @property
    def biases(self) -> int:
        """One an output channel."""
        return self.out_channels * self.bias

    def _products(self, sizes: tuple[int, ...]) -> int:
        kernel = self._sides(self.kernel_size)
        return window_layer.multiply_accumulates(
            self.in_channels, self.out_channels, kernel, prod(sizes), self.groups
        )


@dataclass(frozen=True)
class Convolution(Filters):
    """What the convolutions share."""

    in_channels: int
    out_channels: int
    kernel_size: Sides
    stride: Sides = 1
    padding: Padding = 0
    dilation: Sides = 1
    groups: int = whole(1, "groups", 1, LARGEST)
    bias: bool = flag(True, "bias")
    padding_mode: str = choice("zeros", "padding_mode", PADDING_MODES)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        if not isinstance(self.padding, str):
            self._set_sizes(padding=0)
        _ = self._padding

    @property
    def _padding(self) -> tuple[Pair, ...]:
        """The padding before and after each side."""
        return padding_pairs(self.padding, self.kernel_size, self.stride, self.dilation, self.rank)

    def output_shape(self, shape: Shape) -> Shape:
        """Return output channels and sides. Raises ``ValueError`` where the kernel does not fit."""
        sizes = self._input_size(shape)
        check_incoming("in_channels", self.in_channels, shape[0])
        self._check_border(sizes)
        sides = output_size(sizes, self.kernel_size, self.stride, self._padding, self.dilation)
        return self.out_channels, *sides

    def _check_border(self, sizes: tuple[int, ...]) -> None:
        """Refuse to mirror or to wrap more than there is."""
        if self.padding_mode not in SPARE:
            return
        for side, size, pair in zip(SIDES[self.rank], sizes, self._padding, strict=True):
            most = size - SPARE[self.padding_mode]
            if max(pair) > most:
                raise ValueError(
                    f"padding is {max(pair):,}, but must be at most {most:,} for a {side} of "
                    f"{size:,} and padding_mode '{self.padding_mode}'."
                )

    def multiply_accumulates(self, shape: Shape) -> int:
        """Return every weight's uses, one at each output position."""
        return self._products(self.output_shape(shape)[1:])

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """Widen every field by the kernel."""
        before = tuple(first for first, _ in self._padding)
        window = self.kernel_size, self.stride, before, self.dilation
        return self._widened(sides, shape, after_window, *window)


class Conv1d(Convolution):
    """A convolution along one side."""

    rank = 1


class Conv2d(Convolution):
    """A convolution of pictures."""

    rank = 2


class Conv3d(Convolution):
    """A convolution of volumes."""

    rank = 3


@dataclass(frozen=True)
class TransposedConvolution(Filters):
    """What the transposed convolutions share."""

    in_channels: int
    out_channels: int
    kernel_size: Sides
    stride: Sides = 1
    padding: Sides = 0
    output_padding: Sides = 0
    groups: int = whole(1, "groups", 1, LARGEST)
    bias: bool = flag(True, "bias")
    dilation: Sides = 1
    padding_mode: str = choice("zeros", "padding_mode", ("zeros",))

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        self._set_sizes(padding=0, output_padding=0)

    def output_shape(self, shape: Shape) -> Shape:
        """Return output channels and sides. Raises ``ValueError`` where padding leaves nothing."""
        sizes = self._input_size(shape)
        check_incoming("in_channels", self.in_channels, shape[0])
        sides = transposed_output_size(
            sizes, self.kernel_size, self.stride, self.padding, self.output_padding, self.dilation
        )
        return self.out_channels, *sides

    def multiply_accumulates(self, shape: Shape) -> int:
        """Return every weight's uses, one at each input position."""
        return self._products(self._input_size(shape))

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """Widen every field by the inputs that reach one output."""
        window = self.kernel_size, self.stride, self.padding, self.dilation
        return self._widened(sides, shape, after_transposed, *window)


class ConvTranspose1d(TransposedConvolution):
    """A transposed convolution along one side."""

    rank = 1


class ConvTranspose2d(TransposedConvolution):
    """A transposed convolution of pictures."""

    rank = 2


class ConvTranspose3d(TransposedConvolution):
    """A transposed convolution of volumes."""

    rank = 3
