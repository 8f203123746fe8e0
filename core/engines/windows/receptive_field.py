"""How much of the input one output sees, layer by layer, along one side.

A. Araujo, W. Norris and J. Sim, *Computing receptive fields of convolutional neural networks*,
Distill 2019 (doi:10.23915/distill.00021), equations 1 to 4, with positions counted from the centre
of the first pixel.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from core.engines.windows.sliding import transposed_span


@dataclass(frozen=True)
class Field:
    """What an output sees along one side, in input pixels.

    ``size`` is the number of pixels from the first seen to the last (padding counted in), ``jump``
    the distance between what neighbouring outputs see, ``start`` the centre of what the first
    output sees, with the first pixel at 0.
    """

    size: Fraction = Fraction(1)
    jump: Fraction = Fraction(1)
    start: Fraction = Fraction(0)

    @cached_property
    def first(self) -> Fraction:
        """The centre of the first pixel that the first output sees."""
        return self.start - (self.size - 1) / 2

    @cached_property
    def last(self) -> Fraction:
        """The centre of the last pixel that the first output sees."""
        return self.start + (self.size - 1) / 2


@lru_cache
def after_window(field: Field, kernel_size: int, stride: int, before: int, dilation: int) -> Field:
    """Return the field after a convolution or pooling with ``before`` cells of padding in front.

    r + d(k − 1)j, j·s, and start + (d(k − 1)/2 − p)j.
    """
    reach = dilation * (kernel_size - 1)
    return Field(
        field.size + reach * field.jump,
        field.jump * stride,
        field.start + (Fraction(reach, 2) - before) * field.jump,
    )


def after_transposed(
    field: Field, kernel_size: int, stride: int, padding: int, dilation: int
) -> Field:
    """Return the field after a transposed convolution: outputs lie closer than its inputs do.

    ``size`` is that of the outputs that see most; it is exact for one layer, and an upper bound
    where convolutions follow, since neighbouring outputs then see unequal numbers of inputs.
    """
    reach = dilation * (kernel_size - 1)
    return Field(
        field.size + transposed_span(kernel_size, stride, dilation) * field.jump,
        field.jump / stride,
        field.start + (padding - Fraction(reach, 2)) / stride * field.jump,
    )


def after_everything(field: Field, input_size: int) -> Field:
    """Return the field of an output that sees a whole side, as adaptive pooling to 1 makes it."""
    return Field(
        field.size + (input_size - 1) * field.jump,
        field.jump * input_size,
        field.start + Fraction(input_size - 1, 2) * field.jump,
    )
