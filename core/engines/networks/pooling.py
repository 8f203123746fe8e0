"""The poolings of ``torch.nn``, in one, two and three dimensions.

All of them raise ``ValueError`` for whatever torch refuses, and for ``return_indices``, since the
next layer of a stack takes one input.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from core.engines.networks.base import Shape, Side, WindowLayer
from core.engines.windows.receptive_field import Field, after_window
from core.engines.windows.sliding import LARGEST, Sides, check_kernel_inside, pooled_output_size
from core.limits import (
    WholeNumber,
    check_several,
    check_whole,
    checked,
    flag,
    optional,
    quoted,
)


def check_one_output(return_indices: bool) -> None:
    """Raise ``ValueError`` for a pooling with two outputs."""
    if return_indices is not False:
        raise ValueError(
            f"return_indices is {quoted(return_indices)}, but must be false: the next layer takes "
            "one input."
        )


class Pooling(WindowLayer):
    """What the poolings with a fixed window share."""

    kernel_size: Sides
    stride: Sides | None
    padding: Sides
    ceil_mode: bool

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        self._set_sizes(kernel_size=1, padding=0)
        if self.stride is not None:
            self._set_sizes(stride=1)

    @property
    def _dilation(self) -> Sides:
        return 1

    def output_shape(self, shape: Shape) -> Shape:
        """Return channels and sides. Raises ``ValueError`` where the window does not fit."""
        sizes = self._input_size(shape)
        sides = pooled_output_size(
            sizes, self.kernel_size, self.stride, self.padding, self._dilation, self.ceil_mode
        )
        return shape[0], *sides

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """Widen every field by the window."""
        step = self.kernel_size if self.stride is None else self.stride
        window = self.kernel_size, step, self.padding, self._dilation
        return self._widened(sides, shape, after_window, *window)


@dataclass(frozen=True)
class MaxPooling(Pooling):
    """What the max poolings share."""

    kernel_size: Sides
    stride: Sides | None = None
    padding: Sides = 0
    dilation: Sides = 1
    return_indices: bool = checked(False, check_one_output)
    ceil_mode: bool = flag(False, "ceil_mode")

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        self._set_sizes(dilation=1)

    @property
    def _dilation(self) -> Sides:
        return self.dilation


class MaxPool1d(MaxPooling):
    """The largest value of each window along one side."""

    rank = 1


class MaxPool2d(MaxPooling):
    """The largest value of each window of a picture."""

    rank = 2


class MaxPool3d(MaxPooling):
    """The largest value of each window of a volume."""

    rank = 3


@dataclass(frozen=True)
class AvgPool1d(Pooling):
    """The mean of each window along one side."""

    rank = 1
    kernel_size: Sides
    stride: Sides | None = None
    padding: Sides = 0
    ceil_mode: bool = flag(False, "ceil_mode")
    count_include_pad: bool = flag(True, "count_include_pad")


@dataclass(frozen=True)
class AvgPool2d(AvgPool1d):
    """The mean of each window of a picture."""

    rank = 2
    divisor_override: int | None = optional(None, WholeNumber("divisor_override", 1, LARGEST))


class AvgPool3d(AvgPool2d):
    """The mean of each window of a volume."""

    rank = 3

    def output_shape(self, shape: Shape) -> Shape:
        """Return channels and sides. Raises ``ValueError`` where the window does not fit."""
        check_kernel_inside(self._input_size(shape), self.kernel_size)
        return super().output_shape(shape)


@dataclass(frozen=True)
class AdaptivePooling(WindowLayer):
    """What the poolings to a wanted size share; ``None`` keeps the size of a side."""

    output_size: int | None | tuple[int | None, ...]

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        sides = self._wanted
        check_several("output_size", sides, self.rank, self.rank)
        for size in sides:
            if size is not None:
                check_whole("output_size", size, 1, LARGEST)
        object.__setattr__(self, "output_size", sides[0] if len(set(sides)) == 1 else sides)

    @property
    def _wanted(self) -> tuple[int | None, ...]:
        size = self.output_size
        return size if isinstance(size, tuple) else (size,) * self.rank

    def output_shape(self, shape: Shape) -> Shape:
        """Return channels and the wanted sides."""
        sizes = self._input_size(shape)
        kept = (size if new is None else new for size, new in zip(sizes, self._wanted, strict=True))
        return shape[0], *kept

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """Widen every field by the widest window: they differ where the sizes do not divide.

        Output o of n takes inputs ⌊o·i/n⌋ up to ⌈(o + 1)·i/n⌉, of which there are at most
        ⌈(i + n − gcd(i, n)) / n⌉.
        """
        seen = []
        for side, size, new in zip(sides, shape[1:], self.output_shape(shape)[1:], strict=True):
            widest, first = -(-(size + new - gcd(size, new)) // new), -(-size // new)
            field = side.field
            seen.append(
                Side(
                    Field(
                        field.size + (widest - 1) * field.jump,
                        field.jump * Fraction(size, new),
                        field.start + Fraction(first - 1, 2) * field.jump,
                    ),
                    new,
                )
            )
        return tuple(seen)


class AdaptiveAvgPool1d(AdaptivePooling):
    """The means of as many windows along one side as are wanted."""

    rank = 1


class AdaptiveAvgPool2d(AdaptiveAvgPool1d):
    """The means of as many windows of a picture as are wanted."""

    rank = 2


class AdaptiveAvgPool3d(AdaptiveAvgPool1d):
    """The means of as many windows of a volume as are wanted."""

    rank = 3


@dataclass(frozen=True)
class AdaptiveMaxPool1d(AdaptivePooling):
    """The largest values of as many windows along one side as are wanted."""

    rank = 1
    return_indices: bool = checked(False, check_one_output)


class AdaptiveMaxPool2d(AdaptiveMaxPool1d):
    """The largest values of as many windows of a picture as are wanted."""

    rank = 2


class AdaptiveMaxPool3d(AdaptiveMaxPool1d):
    """The largest values of as many windows of a volume as are wanted."""

    rank = 3
