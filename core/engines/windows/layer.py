"""One convolution, transposed convolution or pooling: its fields, its sizes and its counts."""

from dataclasses import dataclass
from math import gcd, prod
from typing import Any, NamedTuple

from core.engines.windows.sliding import (
    LARGEST,
    SIDES,
    Padding,
    Pair,
    Sides,
    check_kernel_inside,
    output_size,
    padding_pairs,
    per_side,
    pooled_output_size,
    rank_of,
    transposed_output_size,
)
from core.limits import Checked, check_whole, choice, flag, whole

OPERATIONS = ("convolution", "transposed convolution", "max pooling", "average pooling")


class Side(NamedTuple):
    """One side of a layer in Dumoulin and Visin's letters.

    Input i, kernel k, stride s, padding p before and p_after, dilation d, output padding a,
    output o.
    """

    name: str
    i: int
    k: int
    s: int
    p: int
    p_after: int
    d: int
    a: int
    o: int


@dataclass(frozen=True)
class Config(Checked):
    """One layer, named as in ``torch.nn``, and the sides of its input (one to three of them).

    One number stands for every side. ``padding`` may also be ``"same"``, ``"valid"`` or a pair
    (before, after) a side, for a convolution; torch has no one-sided padding of its own, so there
    the pair is what ``torch.nn.functional.pad`` does first. A pooling gives as many channels as it
    takes, and leaves ``out_channels``, ``groups`` and ``bias`` alone. Raises ``ValueError`` for a
    value out of range and for whatever torch refuses.
    """

    operation: str = choice("convolution", "operation", OPERATIONS)
    in_channels: int = whole(3, "in_channels", 1, LARGEST)
    out_channels: int = whole(16, "out_channels", 1, LARGEST)
    kernel_size: Sides = 5
    stride: Sides = 1
    padding: Padding = 0
    dilation: Sides = 1
    groups: int = whole(1, "groups", 1, LARGEST)
    bias: bool = flag(True, "bias")
    input_size: Sides = 32
    output_padding: Sides = 0
    ceil_mode: bool = flag(False, "ceil_mode")

    def __post_init__(self) -> None:
        """Check every field, and write every size out for each side."""
        super().__post_init__()
        rank = self._rank
        for field in ("input_size", "kernel_size", "stride", "dilation", "output_padding"):
            low = int(field != "output_padding")
            object.__setattr__(self, field, per_side(field, getattr(self, field), rank, low))
        pairs = self._padding_pairs
        if self.operation != "convolution":
            self._check_even(pairs)
        if not isinstance(self.padding, str):
            object.__setattr__(self, "padding", pairs)
        if self.pools:
            self._check_pooling(rank)
        else:
            _ = self.weights
        _ = self.sides

    @property
    def pools(self) -> bool:
        """Whether the layer has nothing to learn."""
        return self.operation.endswith("pooling")

    @property
    def transposed(self) -> bool:
        """Whether the layer is a transposed convolution."""
        return self.operation == "transposed convolution"

    @property
    def channels(self) -> int:
        """Channels of the output."""
        return self.in_channels if self.pools else self.out_channels

    @property
    def sides(self) -> tuple[Side, ...]:
        """Every side of the layer, with its output size."""
        windows: tuple[Any, ...] = (self.input_size, self.kernel_size, self.stride)
        paddings = zip(*self._padding_pairs, strict=True)
        more: tuple[Any, ...] = (self.dilation, self.output_padding, self.output_size)
        columns = (SIDES[self._rank], *windows, *paddings, *more)
        return tuple(map(Side._make, zip(*columns, strict=True)))

    @property
    def output_size(self) -> tuple[int, ...]:
        """The output's sides."""
        windows = (self.input_size, self.kernel_size, self.stride)
        pairs = self._padding_pairs
        even = tuple(before for before, _ in pairs)
        if self.pools:
            return pooled_output_size(*windows, even, self.dilation, self.ceil_mode)
        if self.transposed:
            return transposed_output_size(*windows, even, self.output_padding, self.dilation)
        return output_size(*windows, pairs, self.dilation)

    @property
    def weights(self) -> int:
        """Number of weights; a pooling has none."""
        if self.pools:
            return 0
        return weights(self.in_channels, self.out_channels, self.kernel_size, self.groups)

    @property
    def positions(self) -> int:
        """Places at which every weight is used once: outputs, or a transposed one's inputs."""
        return prod(side.i if self.transposed else side.o for side in self.sides)

    @property
    def _rank(self) -> int:
        sizes = ("input_size", "kernel_size", "stride", "dilation", "output_padding", "padding")
        return rank_of(**{field: getattr(self, field) for field in sizes})

    @property
    def _padding_pairs(self) -> tuple[Pair, ...]:
        return padding_pairs(self.padding, self.kernel_size, self.stride, self.dilation, self._rank)

    def _check_even(self, pairs: tuple[Pair, ...]) -> None:
        """Refuse the paddings that torch gives to convolutions only."""
        if isinstance(self.padding, str):
            raise ValueError(
                f"padding is '{self.padding}', but must be in numbers: torch has words for the "
                "padding of convolutions only."
            )
        for before, after in pairs:
            if before != after:
                raise ValueError(
                    f"padding is {before:,} before and {after:,} after, but must be the same on "
                    f"both ends of a side for {self.operation}."
                )

    def _check_pooling(self, rank: int) -> None:
        if self.operation == "average pooling":
            for dilation in per_side("dilation", self.dilation, rank):
                check_whole("dilation of average pooling", dilation, 1, 1)
            if rank == 3:
                check_kernel_inside(self.input_size, self.kernel_size)


def weights(in_channels: int, out_channels: int, kernel_size: Sides, groups: int = 1) -> int:
    """Return the number of weights: out_channels · (in_channels / groups) · each kernel side.

    A transposed convolution has as many. Raises ``ValueError`` for ``groups`` that do not divide
    the channels.
    """
    for field, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            shared = gcd(in_channels, out_channels)
            below = next(d for d in range(min(groups, shared, 10_000), 0, -1) if shared % d == 0)
            raise ValueError(
                f"groups is {groups:,}, but must divide {field}, which is {channels:,}: set groups "
                f"to {below:,}, which divides both numbers of channels."
            )
    sides = per_side("kernel_size", kernel_size, rank_of(kernel_size=kernel_size))
    return out_channels * (in_channels // groups) * prod(sides)


def parameters(
    in_channels: int, out_channels: int, kernel_size: Sides, groups: int = 1, bias: bool = True
) -> int:
    """Return the number of parameters: the weights, and a bias for each output channel."""
    return weights(in_channels, out_channels, kernel_size, groups) + bias * out_channels


def multiply_accumulates(
    in_channels: int,
    out_channels: int,
    kernel_size: Sides,
    positions: int,
    groups: int = 1,
) -> int:
    """Return the products of one picture: every weight is used once at each of ``positions``.

    Positions are those of the output, and of the input for a transposed convolution, whose inputs
    each meet every tap. The bias is added, not multiplied, and does not count.
    """
    return weights(in_channels, out_channels, kernel_size, groups) * positions
