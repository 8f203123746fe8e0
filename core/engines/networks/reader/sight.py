"""What every value of a running network sees of the input, followed through torch's operations.

A value's sides are followed where its operation is known to keep them in order; where it is not,
nothing is told. Padding counts as seen. What normalisation shares between places is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

import torch

from core.engines.networks.reader.words import words
from core.engines.windows.receptive_field import (
    Field,
    after_everything,
    after_transposed,
    after_window,
)


class Side(NamedTuple):
    """One side of a picture inside a network: what an output sees, and how many there are."""

    field: Field
    outputs: int


class Sight(NamedTuple):
    """A value's sides; they are only kept in mind where they are flattened into features."""

    sides: tuple[Side, ...] = ()
    flat: bool = False


NOTHING = Sight()
REORDERING = words(
    """
    transpose permute t flip roll bmm baddbmm matmul cumsum sort _softmax_backward_data
    """
)
RESHAPING = words(
    """
    view _unsafe_view reshape _reshape_alias unflatten
    """
)
Seen = Callable[[torch.Tensor], Sight]


def entering(value: torch.Tensor) -> Sight:
    """Return the sight of an input of (batch, channels, sides)."""
    return Sight(tuple(Side(Field(), size) for size in value.shape[2:]))


def after(
    name: str, given: Sequence[Any], named: dict[str, Any], result: torch.Tensor, seen: Seen
) -> Sight:
    """Return what the result of one of torch's own operations sees, given what its inputs do."""
    tensors = [one for one in _tensors([*given, *named.values()]) if seen(one).sides]
    if not tensors or name in REORDERING:
        return NOTHING
    source = tensors[0]
    before = seen(source)
    if name in {"addmm", "mm", "mv"}:
        return _whole(before) if before.flat else NOTHING
    if before.flat:
        return _union([seen(one) for one in tensors]) if result.ndim == 2 else NOTHING
    step = _STEPS.get(name)
    if step is not None and given[0] is source:
        return step(before, given, result)
    if name in RESHAPING:
        return _reshaped(before, source, result)
    if all(_same_sides(one, result) for one in tensors):
        return _union([seen(one) for one in tensors])
    return NOTHING


def _tensors(values: Sequence[Any]) -> list[torch.Tensor]:
    found = []
    for value in values:
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += [one for one in value if isinstance(one, torch.Tensor)]
    return found


def _same_sides(value: torch.Tensor, result: torch.Tensor) -> bool:
    return value.ndim == result.ndim and value.shape[2:] == result.shape[2:]


def _whole(before: Sight) -> Sight:
    """Return the sight of features that each see all of every side."""
    return Sight(
        tuple(
            Side(replace(after_everything(side.field, side.outputs), jump=Fraction(0)), 1)
            for side in before.sides
        ),
        flat=True,
    )


def _reshaped(before: Sight, source: torch.Tensor, result: torch.Tensor) -> Sight:
    if result.ndim >= 3 and result.shape[-len(before.sides) :] == source.shape[2:]:
        return before if result.ndim == source.ndim else NOTHING
    flattened = result.ndim == 2 and result.shape[0] == source.shape[0]
    return Sight(before.sides, flat=True) if flattened else NOTHING


def _union(sights: list[Sight]) -> Sight:
    """Return what a sum of values sees: from the first pixel that any sees to the last."""
    first = sights[0]
    if all(one is first for one in sights):
        return first
    if any(len(one.sides) != len(first.sides) for one in sights):
        return NOTHING
    return Sight(
        tuple(_joined(several) for several in zip(*(one.sides for one in sights), strict=True)),
        first.flat,
    )


def _joined(sides: tuple[Side, ...]) -> Side:
    fields = {id(side.field): side.field for side in sides}.values()
    low = min(field.first for field in fields)
    high = max(field.last for field in fields)
    jump = max(field.jump for field in fields)
    return Side(Field(high - low + 1, jump, Fraction(low + high) / 2), sides[0].outputs)


def _each(sizes: Any, count: int) -> list[int]:
    """Return a size for each side."""
    several = list(sizes) if isinstance(sizes, list | tuple) else [sizes]
    return several * count if len(several) == 1 else several


def _window(before: Sight, window: Sequence[Any], result: torch.Tensor) -> Sight:
    """Return the sight behind a window of (kernel, stride, padding, dilation)."""
    sizes = zip(*(_each(one, len(before.sides)) for one in window), strict=True)
    return Sight(
        tuple(
            Side(after_window(side.field, *each), outputs)
            for side, each, outputs in zip(before.sides, sizes, result.shape[2:], strict=True)
        )
    )


def _convolution(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    _, weight, _, stride, padding, dilation, transposed = given[:7]
    kernel = list(weight.shape[2:])
    if not transposed:
        return _window(before, (kernel, stride, padding, dilation), result)
    count = len(before.sides)
    sizes = zip(*(_each(one, count) for one in (kernel, stride, padding, dilation)), strict=True)
    return Sight(
        tuple(
            Side(after_transposed(side.field, *each), outputs)
            for side, each, outputs in zip(before.sides, sizes, result.shape[2:], strict=True)
        )
    )


def _pooling(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    """Return the sight behind ``max_pool`` or ``avg_pool``, of which only max has a dilation."""
    kernel, stride, padding, dilation = [*given[1:5], None, None, None, None][:4]
    dilated = dilation if isinstance(dilation, list) else 1
    return _window(before, (kernel, stride or kernel, padding or 0, dilated), result)


def _adaptive(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    """Return the sight behind adaptive pooling, of its widest window.

    Output o of n takes inputs ⌊o·i/n⌋ up to ⌈(o + 1)·i/n⌉, of which there are at most
    ⌈(i + n − gcd(i, n)) / n⌉.
    """
    sides = []
    for side, new in zip(before.sides, result.shape[2:], strict=True):
        size, field = side.outputs, side.field
        widest, first = -(-(size + new - gcd(size, new)) // new), -(-size // new)
        seen = Field(
            field.size + (widest - 1) * field.jump,
            field.jump * Fraction(size, new),
            field.start + Fraction(first - 1, 2) * field.jump,
        )
        sides.append(Side(seen, new))
    return Sight(tuple(sides))


def _mean(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    """Return the sight of means over sides, which see those sides whole."""
    ndim = len(before.sides) + 2
    wanted = given[1] if len(given) > 1 and given[1] else range(ndim)
    over = {place % ndim for place in wanted}
    sides = [
        Side(after_everything(side.field, side.outputs), 1) if place in over else side
        for place, side in enumerate(before.sides, 2)
    ]
    if result.ndim == ndim:
        return Sight(tuple(sides))
    return Sight(tuple(sides), flat=True) if over == set(range(2, ndim)) else NOTHING


def _padded(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    """Return the sight behind padding, whose cells count as pixels beyond the edge."""
    amounts = list(given[1])
    sides = []
    for place, side in enumerate(reversed(before.sides)):
        front = amounts[2 * place] if 2 * place < len(amounts) else 0
        field = replace(side.field, start=side.field.start - front * side.field.jump)
        sides.append(Side(field, result.shape[-1 - place]))
    return Sight(tuple(reversed(sides)))


def _enlarged(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    """Return the sight behind copies of every value, which lie closer than the values do."""
    sides = []
    for side, outputs in zip(before.sides, result.shape[2:], strict=True):
        jump = side.field.jump * Fraction(side.outputs, outputs)
        start = side.field.start - (side.field.jump - jump) / 2
        sides.append(Side(replace(side.field, jump=jump, start=start), outputs))
    return Sight(tuple(sides))


def _unsqueezed(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    place = given[1] % result.ndim - 2
    if place < 0:
        return NOTHING
    sides = list(before.sides)
    sides.insert(place, Side(Field(), 1))
    return Sight(tuple(sides))


def _squeezed(before: Sight, given: Sequence[Any], result: torch.Tensor) -> Sight:
    if len(given) < 2 or not isinstance(given[1], int) or result.ndim != len(before.sides) + 1:
        return NOTHING
    place = given[1] % (result.ndim + 1) - 2
    return Sight(before.sides[:place] + before.sides[place + 1 :]) if place >= 0 else NOTHING


_STEPS: dict[str, Callable[[Sight, Sequence[Any], torch.Tensor], Sight]] = {
    "convolution": _convolution,
    "mean": _mean,
    "constant_pad_nd": _padded,
    "pixel_shuffle": _enlarged,
    "unsqueeze": _unsqueezed,
    "squeeze": _squeezed,
    **dict.fromkeys(("max_pool2d_with_indices", "max_pool3d_with_indices"), _pooling),
    **dict.fromkeys(("avg_pool2d", "avg_pool3d"), _pooling),
    **{f"{way}_pool{n}d": _adaptive for way in ("_adaptive_avg", "adaptive_max") for n in (2, 3)},
    **{f"{way}_pad{n}d": _padded for way in ("reflection", "replication") for n in (1, 2, 3)},
    **{f"upsample_nearest{n}d": _enlarged for n in (1, 2, 3)},
}
