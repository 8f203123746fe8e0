"""The shapes that torch's commonest operations give, by torch's own formulae for them.

Torch's meta kernels give the same, and load its compiler for it (with 2.14: 1.8 seconds and
80 MB). What has no formula here is left to them.
"""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from torch import Tensor
from torch.jit import _shape_functions as formulae

from core.engines.networks.reader import reduced_shapes, resampled_shapes
from core.engines.networks.reader.words import words
from core.text import shape_text

Shape = list[int]
Formula = Callable[..., Sequence[Any]]


class DoesNotFit(RuntimeError):
    """Sizes that an operation does not take."""


def results(
    name: str, given: Sequence[Any], named: dict[str, Any], takes: Sequence[str]
) -> list[Shape] | None:
    """Return the shapes of what the operation gives, or ``None`` where there is no formula.

    ``takes`` are the names of its arguments. Raises ``DoesNotFit`` for sizes that it does not take.
    """
    if name not in FORMULAE and name not in reduced_shapes.FORMULAE:
        return None
    placed = [sizes(one) for one in given]
    others = {key: sizes(one) for key, one in named.items()}
    try:
        if name in reduced_shapes.FORMULAE:
            bound = {**dict(zip(takes, placed, strict=False)), **others}
            found = reduced_shapes.FORMULAE[name](bound)
        else:
            found = FORMULAE[name](*placed, **others)
    except AssertionError as error:
        raise DoesNotFit(_said(name, given, str(error))) from None
    several = list(found) if found and isinstance(found[0], list) else [list(found)]
    entering = [one for one in given if isinstance(one, Tensor)]
    if any(size <= 0 for size in several[0]) and all(0 not in one.shape for one in entering):
        raise DoesNotFit(_said(name, given, "nothing would be left of a side"))
    return several


def are_tensors(value: Any) -> bool:
    """Return whether a value is a row of tensors, told by its first."""
    return isinstance(value, list | tuple) and isinstance(next(iter(value), None), Tensor)


def sizes(value: Any) -> Any:
    """Return a value with the sizes of their sides in the place of tensors."""
    if isinstance(value, Tensor):
        return list(value.shape)
    if isinstance(value, list | tuple):
        return [one if isinstance(one, int) else sizes(one) for one in value]
    return value


def _said(name: str, given: Sequence[Any], why: str) -> str:
    parts = [part for one in given for part in (one if isinstance(one, list | tuple) else [one])]
    shapes = " and ".join(shape_text(one.shape) for one in parts if isinstance(one, Tensor))
    return f"{name.strip('_')} does not take {shapes}: {why}"


def _convolution(
    values: Shape, weight: Shape, bias: Shape | None, stride: Shape, padding: Shape,
    dilation: Shape, transposed: bool, output_padding: Shape, groups: int,
) -> Shape:  # fmt: skip
    if transposed:
        assert len(values) == len(weight), "it has another number of sides"
        assert values[1] == weight[0], f"the weights are made for {weight[0]} channels"
    else:
        formulae.check_shape_forward(values, weight, bias, stride, padding, dilation, groups)
    return formulae.conv_forwards(
        values, weight, bias, stride, padding, dilation, transposed, output_padding, groups
    )


def _pointwise(*given: Any, **_: Any) -> Shape:
    """Return the shape that several values are spread to."""
    shape: Shape = []
    for one in given:
        if isinstance(one, list) and all(isinstance(size, int) for size in one):
            shape = formulae.broadcast(shape, one)
    return shape


def _unary(values: Shape, *_: Any, **__: Any) -> Shape:
    return list(values)


def _layer_norm(values: Shape, over: Shape, *_: Any) -> tuple[Shape, Shape, Shape]:
    assert values[-len(over) :] == over, f"it is made for {' × '.join(map(str, over))} at the end"
    return formulae.native_layer_norm(values, over)


def _group_norm(values: Shape, *rest: Any) -> tuple[Shape, Shape, Shape]:
    groups = [values[0], rest[-2]]
    return list(values), groups, groups


def _half_of_spectrum(values: Shape, dim: Shape, _: int, onesided: bool) -> Shape:
    shape = list(values)
    if onesided:
        shape[dim[-1]] = shape[dim[-1]] // 2 + 1
    return shape


def _from_spectrum(values: Shape, dim: Shape, _: int, last: int) -> Shape:
    shape = list(values)
    shape[dim[-1]] = last
    return shape


def _bag(weight: Shape, places: Shape, starts: Shape, *_: Any) -> tuple[Shape, ...]:
    return [starts[0], weight[1]], [0], [0], [0]


def _embedded(weight: Shape, indices: Shape, *_: Any) -> Shape:
    return [*indices, weight[1]]


def _indexed(values: Shape, places: list[Shape | None], *_: Any) -> Shape:
    """Return the shape of what lists of places pick out: they stand where the first one does."""
    used = [number for number, place in enumerate(places) if place is not None]
    picked = _pointwise(*(places[number] for number in used))
    first = used[0] if used == list(range(used[0], used[-1] + 1)) else 0
    kept = [size for number, size in enumerate(values) if number not in used]
    return [*kept[:first], *picked, *kept[first:]]


def _arange(*given: Any, **_: Any) -> Shape:
    start, end, step = given if len(given) == 3 else (*([0, *given][-2:]), 1)
    return [max(0, ceil((end - start) / step))]


def _bmm(values: Shape, one: Shape, other: Shape, **_: Any) -> Shape:
    return formulae.broadcast(values, formulae.bmm(one, other))


def _halved(values: Shape, dim: int = -1) -> Shape:
    assert values[dim] % 2 == 0, "the side is no even number"
    return [size // 2 if place == dim % len(values) else size for place, size in enumerate(values)]


def _distances(one: Shape, other: Shape, *_: Any) -> Shape:
    assert one[-1] == other[-1], "the points have other numbers of coordinates"
    return [*formulae.broadcast(one[:-2], other[:-2]), one[-2], other[-2]]


def _trilinear(*given: Any) -> Shape:
    """Return the shape of products of three values, summed up over some sides."""
    spread = []
    for values, expanded in zip(given[:3], given[3:6], strict=True):
        longer = list(values)
        for place in expanded:
            longer.insert(place, 1)
        spread.append(longer)
    whole = _pointwise(*spread)
    return [size for place, size in enumerate(whole) if place not in given[6]]


ONE_BY_ONE = words(
    """
    relu sigmoid tanh silu gelu elu leaky_relu hardtanh hardswish hardsigmoid mish softplus
    _softmax _log_softmax _safe_softmax softmax abs exp log sqrt rsqrt neg reciprocal sin cos tan
    sinh cosh asin acos atan erf expm1 log1p log2 log10 sign floor ceil round trunc clamp
    clamp_min clamp_max hardshrink softshrink celu selu threshold logical_not bernoulli cumsum
    cumprod tril triu native_dropout normal uniform exponential fill zero nan_to_num empty_like
    rrelu_with_noise channel_shuffle roll flip scatter scatter_add index_put copy bitwise_not
    """
)
BETWEEN = words(
    """
    add sub mul div maximum minimum rsub eq ne lt le gt ge where _prelu_kernel masked_fill
    logical_and logical_or bitwise_and bitwise_or remainder fmod pow atan2 lerp addcmul addcdiv
    floor_divide xlogy
    """
)
FORMULAE: dict[str, Formula] = {
    **dict.fromkeys(ONE_BY_ONE, _unary),
    **dict.fromkeys(BETWEEN, _pointwise),
    **resampled_shapes.FORMULAE,
    "convolution": _convolution,
    "addmm": lambda bias, one, other, **_: formulae.addmm(bias, one, other, 1, 1),
    "mm": formulae.mm,
    "bmm": formulae.bmm,
    "baddbmm": _bmm,
    "mv": formulae.mv,
    "dot": formulae.dot,
    "_trilinear": _trilinear,
    "_cdist_forward": _distances,
    "native_batch_norm": lambda values, *_: (list(values), [0], [0]),
    "native_layer_norm": _layer_norm,
    "native_group_norm": _group_norm,
    "log_sigmoid_forward": lambda values: (list(values), [0]),
    "glu": _halved,
    "cat": lambda values, dim=0: formulae.cat(values, dim),
    "stack": lambda values, dim=0: formulae.stack(values, dim),
    "arange": _arange,
    "_fft_c2c": _unary,
    "_fft_r2c": _half_of_spectrum,
    "_fft_c2r": _from_spectrum,
    **dict.fromkeys(("_embedding_bag", "_embedding_bag_forward_only"), _bag),
    "embedding": _embedded,
    "index": _indexed,
    "gather": lambda values, dim, places, **_: list(places),
    "topk": lambda values, count, dim=-1, *_: formulae.topk(values, count, dim),
    "sort": lambda values, *_, **__: (list(values), list(values)),
}
