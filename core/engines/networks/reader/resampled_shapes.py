"""The shapes behind windows, borders, grids and copies, one formula an operation."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from torch.jit import _shape_functions as formulae

Shape = list[int]


def _each(sizes: Any, count: int) -> Shape:
    several = list(sizes) if isinstance(sizes, list | tuple) else [sizes]
    return several * count if len(several) == 1 else several


def _pool(values: Shape, kernel: Shape, *given: Any) -> Shape:
    """Return the shape behind an average pooling: the largest's formula, without dilation."""
    defaults: list[Any] = [[], [0], False]
    stride, padding, ceil = [*given[:3], *defaults[len(given) :]]
    return _windowed(values, kernel, stride, padding, 1, ceil)


def _max_pool(values: Shape, kernel: Shape, *given: Any) -> tuple[Shape, Shape]:
    defaults: list[Any] = [[], [0], [1], False]
    found = _windowed(values, kernel, *given, *defaults[len(given) :])
    return found, found


def _windowed(
    values: Shape, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil: bool
) -> Shape:
    rank = 3 if len(kernel) == 3 else 2
    assert len(values) in (rank + 1, rank + 2), "it has another number of sides"
    sizes = [_each(one, rank) for one in (kernel, padding, stride or kernel, dilation)]
    for size, border in zip(sizes[0], sizes[1], strict=True):
        assert border <= size // 2, "the padding is more than half of the window"
    return values[:-rank] + [
        formulae.pooling_output_shape(side, size, border, step, spread, ceil)
        for side, size, border, step, spread in zip(values[-rank:], *sizes, strict=True)
    ]


def _resized(values: Shape, wanted: Shape, *_: Any) -> Shape:
    return [*values[: -len(wanted)], *wanted]


def _padded(values: Shape, amounts: Shape, *_: Any) -> Shape:
    shape = list(values)
    for place in range(len(amounts) // 2):
        shape[-1 - place] += sum(amounts[2 * place : 2 * place + 2])
    return shape


def _mirrored(values: Shape, amounts: Shape, *_: Any) -> Shape:
    for place, amount in enumerate(amounts):
        assert amount < values[-1 - place // 2], "the padding is wider than the side"
    return _padded(values, amounts)


def _shuffled(values: Shape, factor: int) -> Shape:
    *batch, channels, height, width = values
    assert channels % factor**2 == 0, f"its channels are no multiple of {factor**2}"
    return [*batch, channels // factor**2, height * factor, width * factor]


def _unshuffled(values: Shape, factor: int) -> Shape:
    *batch, channels, height, width = values
    assert height % factor == width % factor == 0, f"its sides are no multiples of {factor}"
    return [*batch, channels * factor**2, height // factor, width // factor]


def _unfolded(values: Shape, kernel: Shape, dilation: Any, padding: Any, stride: Any) -> Shape:
    places = _windowed_exactly(values[-2:], kernel, dilation, padding, stride)
    return [*values[:-3], values[-3] * prod(_each(kernel, 2)), prod(places)]


def _folded(
    values: Shape, wanted: Shape, kernel: Shape, dilation: Any, padding: Any, stride: Any
) -> Shape:
    places = prod(_windowed_exactly(wanted, kernel, dilation, padding, stride))
    assert places == values[-1], f"there are {places} windows in {' × '.join(map(str, wanted))}"
    return [*values[:-2], values[-2] // prod(_each(kernel, 2)), *wanted]


def _windowed_exactly(sides: Shape, *window: Any) -> Shape:
    sizes = zip(sides, *(_each(one, 2) for one in window), strict=True)
    return [(side + 2 * p - d * (k - 1) - 1) // s + 1 for side, k, d, p, s in sizes]


def _sampled(values: Shape, grid: Shape, *_: Any) -> Shape:
    assert len(values) == len(grid) == grid[-1] + 2, "the grid has another number of sides"
    assert values[0] == grid[0], "the grid has another batch"
    return [*values[:2], *grid[1:-1]]


def _grid(theta: Shape, size: Shape, *_: Any) -> Shape:
    assert theta[1:] == [len(size) - 2, len(size) - 1], "the matrix has another size"
    return [size[0], *size[2:], len(size) - 2]


def _repeated(values: Shape, times: Shape) -> Shape:
    assert len(times) >= len(values), "it has more sides than are repeated"
    longer = [1] * (len(times) - len(values)) + values
    return [size * count for size, count in zip(longer, times, strict=True)]


FORMULAE: dict[str, Callable[..., Sequence[Any]]] = {
    **dict.fromkeys(("avg_pool2d", "avg_pool3d"), _pool),
    **dict.fromkeys(("max_pool2d_with_indices", "max_pool3d_with_indices"), _max_pool),
    **dict.fromkeys(("_adaptive_avg_pool2d", "_adaptive_avg_pool3d"), _resized),
    **{f"adaptive_max_pool{n}d": lambda *given: (_resized(*given),) * 2 for n in (2, 3)},
    **{f"fractional_max_pool{n}d": lambda x, _, *to: (_resized(x, *to),) * 2 for n in (2, 3)},
    **{f"max_unpool{n}d": lambda x, _, *to: _resized(x, *to) for n in (2, 3)},
    **{f"reflection_pad{n}d": _mirrored for n in (1, 2, 3)},
    **{f"replication_pad{n}d": _padded for n in (1, 2, 3)},
    **{f"upsample_nearest{n}d": _resized for n in (1, 2, 3)},
    **dict.fromkeys(("upsample_linear1d", "upsample_trilinear3d"), _resized),
    **dict.fromkeys(("upsample_bilinear2d", "upsample_bicubic2d"), _resized),
    **dict.fromkeys(("grid_sampler_2d", "grid_sampler_3d"), _sampled),
    "affine_grid_generator": _grid,
    "pixel_shuffle": _shuffled,
    "pixel_unshuffle": _unshuffled,
    "im2col": _unfolded,
    "col2im": _folded,
    "repeat": _repeated,
}
