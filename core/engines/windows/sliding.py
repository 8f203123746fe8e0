"""The arithmetic that every sliding window shares, in one, two and three dimensions.

Arguments are named as in ``torch.nn``; one number stands for every side. Formulae: V. Dumoulin and
F. Visin, *A guide to convolution arithmetic for deep learning*, 2016 (arXiv:1603.07285), whose
relations are named where they are used.
"""

from collections.abc import Iterator, Mapping
from math import gcd
from typing import Any, Literal

import numpy as np

from core.limits import check_several, check_whole, quoted

LARGEST = 10**9
SIDES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
Sides = int | tuple[int, ...]
Pair = tuple[int, int]
Padding = int | tuple[int | Pair, ...] | Literal["same", "valid"]


def output_size(
    input_size: Sides,
    kernel_size: Sides,
    stride: Sides = 1,
    padding: Padding = 0,
    dilation: Sides = 1,
    ceil_mode: bool = False,
) -> tuple[int, ...]:
    """Return the output's size a side: ⌊(i + p + p′ − d(k − 1) − 1) / s⌋ + 1.

    Relation 6 with relation 15's dilation; p and p′ are the padding before and after, which
    ``padding`` gives as numbers, as pairs (before, after), as ``"same"`` or as ``"valid"``. With
    ``ceil_mode`` the division rounds up, unless the last window would start in the padding after
    the input (torch.nn.MaxPool2d). Raises ``ValueError`` for a value out of range (at most 10⁹
    each), for ``"same"`` with a stride, and where nothing fits.
    """
    given = {
        "input_size": input_size,
        "kernel_size": kernel_size,
        "stride": stride,
        "dilation": dilation,
    }
    rank = rank_of(padding=padding, **given)
    pairs = padding_pairs(padding, kernel_size, stride, dilation, rank)
    sizes = []
    for (side, i, k, s, d), (before, after) in zip(_sides(rank, given), pairs, strict=True):
        room = i + before + after + (s - 1 if ceil_mode else 0)
        if d * (k - 1) >= room:
            advice = (
                f"set kernel_size to at most {(room - 1) // d + 1:,}, or add "
                f"{-((room - d * (k - 1) - 1) // 2):,} of padding on each side"
            )
            raise ValueError(_too_large(side, k, d, i, before + after, room, advice))
        steps = (room - d * (k - 1) - 1) // s
        if ceil_mode and steps * s >= i + before:
            steps -= 1
        sizes.append(steps + 1)
    return tuple(sizes)


def transposed_output_size(
    input_size: Sides,
    kernel_size: Sides,
    stride: Sides = 1,
    padding: Sides = 0,
    output_padding: Sides = 0,
    dilation: Sides = 1,
) -> tuple[int, ...]:
    """Return a transposed convolution's output a side: (i − 1)s − 2p + d(k − 1) + a + 1.

    Relation 14, with dilation; a is ``output_padding``. Raises ``ValueError`` for a value out of
    range, for ``output_padding`` that is smaller neither than the stride nor than the dilation,
    and where ``padding`` leaves nothing.
    """
    given = {
        "input_size": input_size,
        "kernel_size": kernel_size,
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
        "dilation": dilation,
    }
    sizes = []
    for side, i, k, s, p, a, d in _sides(rank_of(**given), given):
        if a >= s and a >= d:
            raise ValueError(
                f"output_padding is {a:,} for the {side}, but must be at most {max(s, d) - 1:,}: "
                f"smaller than the stride, {s:,}, or than the dilation, {d:,}."
            )
        whole = (i - 1) * s + d * (k - 1) + a + 1
        if whole - 2 * p < 1:
            raise ValueError(
                f"padding is {p:,}, but must be at most {(whole - 1) // 2:,}: it takes that much "
                f"from each end of the {side}, which is {whole:,} without it."
            )
        sizes.append(whole - 2 * p)
    return tuple(sizes)


def pooled_output_size(
    input_size: Sides,
    kernel_size: Sides,
    stride: Sides | None = None,
    padding: Sides = 0,
    dilation: Sides = 1,
    ceil_mode: bool = False,
) -> tuple[int, ...]:
    """Return a pooling's output a side, as ``output_size``; the stride is the kernel unless given.

    Raises ``ValueError`` as ``output_size`` does, and for padding above half of the kernel.
    """
    step = kernel_size if stride is None else stride
    given = {
        "input_size": input_size,
        "kernel_size": kernel_size,
        "stride": step,
        "dilation": dilation,
        "padding": padding,
    }
    for side, i, k, s, d, p in _sides(rank_of(**given), given):
        if 2 * p > k:
            raise ValueError(
                f"padding is {p:,}, but must be at most {k // 2:,}, half of kernel_size, {k:,}."
            )
        room = i + 2 * p + (s - 1 if ceil_mode else 0)
        if d * (k - 1) >= room:
            advice = _pooling_advice(k, d, p, room)
            raise ValueError(_too_large(side, k, d, i, 2 * p, room, advice))
    return output_size(input_size, kernel_size, step, padding, dilation, ceil_mode)


def padding_pairs(
    padding: Padding, kernel_size: Sides, stride: Sides, dilation: Sides, rank: int
) -> tuple[Pair, ...]:
    """Return the padding before and after each side.

    ``"same"`` adds d(k − 1) in all, the odd one after the input, as torch does. Raises
    ``ValueError`` for a value out of range, another word, and ``"same"`` with a stride.
    """
    if padding == "valid":
        return ((0, 0),) * rank
    if padding == "same":
        steps = {"stride": stride, "kernel_size": kernel_size, "dilation": dilation}
        sides = list(_sides(rank, steps))
        for side, s, _, _ in sides:
            if s != 1:
                raise ValueError(
                    f"padding is 'same', which torch takes only with stride 1, but the stride of "
                    f"the {side} is {s:,}: set it to 1, or give the padding in numbers."
                )
        added = [d * (k - 1) for _, _, k, d in sides]
        return tuple((total // 2, total - total // 2) for total in added)
    if isinstance(padding, str):
        raise ValueError(
            f"padding is {quoted(padding)}, but must be a whole number, 'same' or 'valid'."
        )
    given = padding if isinstance(padding, tuple) else (padding,) * rank
    check_several("padding", given, rank, rank)
    pairs = []
    for value in given:
        pair = value if isinstance(value, tuple) else (value, value)
        check_several("padding", pair, 2, 2)
        for amount in pair:
            check_whole("padding", amount, 0, LARGEST)
        pairs.append(pair)
    return tuple(pairs)


def reaching_into_padding(
    input_size: int, kernel_size: int, stride: int, padding: Pair, dilation: int, output_size: int
) -> int:
    """Return how many of a side's windows hold at least one padded cell.

    A window of ``ceil_mode`` that hangs over the padding holds nothing there.
    """
    before, after = padding
    span = dilation * (kernel_size - 1)
    first = -(-before // stride)
    last = (input_size - 1 - span + before) // stride
    inside = max(0, min(last, output_size - 1) - first + 1)
    start = (output_size - 1) * stride - before  # only the last window can hang over
    if start >= 0 and start + span >= input_size + after:
        beyond = start + dilation * max(0, -((start - input_size) // dilation))
        inside += beyond >= input_size + after
    return output_size - inside


def windows_per_cell(
    cells: int, windows: int, kernel_size: int, stride: int, dilation: int
) -> np.ndarray:
    """Return for each of a side's ``cells``, padding counted in, how many windows use it: (cells,).

    The taps of window o lie at o·s + d·m; a transposed convolution's outputs are such cells, and
    its inputs the windows.
    """
    taps = np.arange(windows)[:, None] * stride + dilation * np.arange(kernel_size)
    return np.bincount(taps[taps < cells], minlength=cells)


def transposed_span(kernel_size: int, stride: int, dilation: int) -> int:
    """Return how many inputs apart the ends of what one transposed output sees can be.

    An output sees input i where o + p − i·s = d·m for a tap m: two taps see it together when
    their distance times d is a multiple of s.
    """
    shared = gcd(stride, dilation)
    return dilation // shared * ((kernel_size - 1) // (stride // shared))


def rank_of(**fields: object) -> int:
    """Return how many sides the tuples among ``fields`` give, or 2 where all are numbers.

    Raises ``ValueError`` for a tuple of none or of more than three, and for two that differ.
    """
    ranks = {}
    for field, value in fields.items():
        if isinstance(value, tuple):
            check_several(field, value, 1, 3)
            ranks[len(value)] = field
    if len(ranks) > 1:
        (one, field), (other, second) = sorted(ranks.items())[:2]
        raise ValueError(
            f"{field} is given for {one} and {second} for {other} sides, but every size must be "
            "given for the same sides, or be one number for all."
        )
    return next(iter(ranks), 2)


def per_side(field: str, value: Sides, rank: int, low: int = 1) -> tuple[int, ...]:
    """Return ``value`` for each of ``rank`` sides, one number standing for all.

    Raises ``ValueError`` for another number of sides, and for a value outside ``low`` to 10⁹.
    """
    sides = value if isinstance(value, tuple) else (value,) * rank
    check_several(field, sides, rank, rank)
    for side in sides:
        check_whole(field, side, low, LARGEST)
    return sides


def _sides(rank: int, given: Mapping[str, Sides]) -> Iterator[tuple[Any, ...]]:
    """Return each side's name and what is given for it; only a padding may be 0."""
    values = (per_side(name, one, rank, int("padding" not in name)) for name, one in given.items())
    return zip(SIDES[rank], *values, strict=True)


def check_kernel_inside(input_size: Sides, kernel_size: Sides) -> None:
    """Raise ``ValueError`` for a kernel larger than the input without its padding.

    torch asks this of average pooling in three dimensions, and of nothing else.
    """
    given = {"input_size": input_size, "kernel_size": kernel_size}
    for side, i, k in _sides(rank_of(**given), given):
        if k > i:
            raise ValueError(
                f"kernel_size is {k:,}, but must be at most {i:,}, the {side} of the input: in "
                "three dimensions torch's average pooling takes no kernel that needs padding."
            )


def _pooling_advice(k: int, d: int, p: int, room: int) -> str:
    """Return what makes a window fit without more padding than half of it."""
    smaller, missing = (room - 1) // d + 1, -((room - d * (k - 1) - 1) // 2)
    ways = [f"set kernel_size to at most {smaller:,}"] if 2 * p <= smaller else []
    if 2 * (p + missing) <= k:
        ways.append(f"add {missing:,} of padding on each side")
    return ", or ".join(ways or [f"take {d * (k - 1) + 1 - room:,} more of input"])


def _too_large(side: str, k: int, d: int, i: int, padding: int, room: int, advice: str) -> str:
    return (
        f"kernel_size is {k:,}, which with dilation {d:,} spans {d * (k - 1) + 1:,} of the {side}, "
        f"but must span at most {room:,} (the input's {i:,} with {padding:,} of padding): {advice}."
    )
