"""The shapes that torch's commonest operations give, by torch's own formulae for them.

Torch's meta kernels give the same, and load its compiler for it (with 2.14: 1.8 seconds and
80 MB). What has no formula here is left to them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor
from torch.jit import _shape_functions as formulae

from core.engines.networks.reader.words import words

Shape = list[int]
Formula = Callable[..., Sequence[Any]]


class DoesNotFit(RuntimeError):
    """Sizes that an operation does not take."""


def results(name: str, given: Sequence[Any], named: dict[str, Any]) -> list[Shape] | None:
    """Return the shapes of what the operation gives, or ``None`` where there is no formula.

    Raises ``DoesNotFit`` for sizes that it does not take.
    """
    formula = FORMULAE.get(name)
    if formula is None:
        return None
    sizes = [_sizes(one) for one in given]
    try:
        found = formula(*sizes, **{key: _sizes(one) for key, one in named.items()})
    except AssertionError as error:
        raise DoesNotFit(_said(name, given, str(error))) from None
    several = list(found) if found and isinstance(found[0], list) else [list(found)]
    entering = [one for one in given if isinstance(one, Tensor)]
    if any(size <= 0 for size in several[0]) and all(0 not in one.shape for one in entering):
        raise DoesNotFit(_said(name, given, "nothing would be left of a side"))
    return several


def _sizes(value: Any) -> Any:
    if isinstance(value, Tensor):
        return list(value.shape)
    if isinstance(value, list | tuple):
        return [_sizes(one) for one in value]
    return value


def _said(name: str, given: Sequence[Any], why: str) -> str:
    shapes = " and ".join(
        " × ".join(map(str, one.shape)) for one in given if isinstance(one, Tensor)
    )
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


def _pool(values: Shape, kernel: Shape, *given: Any) -> Shape:
    """Return the shape behind an average pooling: the largest's formula, without dilation."""
    defaults: list[Any] = [[], [0], False]
    stride, padding, ceil = [*given[:3], *defaults[len(given) :]]
    return formulae.max_pool2d(values, kernel, stride, padding, [1, 1], ceil)


def _max_pool(values: Shape, kernel: Shape, *given: Any) -> tuple[Shape, Shape]:
    defaults: list[Any] = [[], [0, 0], [1, 1], False]
    stride, padding, dilation, ceil = [*given, *defaults[len(given) :]]
    return formulae.max_pool2d_with_indices(values, kernel, stride, padding, dilation, ceil)


def _adaptive(values: Shape, wanted: Shape) -> Shape:
    return formulae.adaptive_avg_pool2d(values, wanted)


def _reduced(
    values: Shape, over: Any = None, keepdim: bool = False, *_: Any, **named: Any
) -> Shape:
    return formulae.sum_mean_dim(values, over, keepdim or named.get("keepdim", False), None)


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


def _padded(values: Shape, amounts: Shape, *_: Any) -> Shape:
    shape = list(values)
    for place in range(len(amounts) // 2):
        before, after = amounts[2 * place : 2 * place + 2]
        assert max(before, after) < shape[-1 - place], "the padding is wider than the side"
        shape[-1 - place] += before + after
    return shape


def _shuffled(values: Shape, factor: int) -> Shape:
    *batch, channels, height, width = values
    assert channels % factor**2 == 0, f"its channels are no multiple of {factor**2}"
    return [*batch, channels // factor**2, height * factor, width * factor]


def _upsampled(values: Shape, wanted: Shape, *_: Any) -> Shape:
    return [*values[:2], *wanted]


def _embedded(weight: Shape, indices: Shape, *_: Any) -> Shape:
    return [*indices, weight[1]]


def _indexed(values: Shape, places: list[Shape | None], *_: Any) -> Shape:
    """Return the shape of what lists of places pick out: they stand where the first one does."""
    used = [number for number, place in enumerate(places) if place is not None]
    picked = _pointwise(*(places[number] for number in used))
    first = used[0] if used == list(range(used[0], used[-1] + 1)) else 0
    kept = [size for number, size in enumerate(values) if number not in used]
    return [*kept[:first], *picked, *kept[first:]]


ONE_BY_ONE = words(
    """
    relu sigmoid tanh silu gelu elu leaky_relu hardtanh hardswish hardsigmoid mish softplus
    log_sigmoid_forward _softmax _log_softmax _safe_softmax softmax abs exp log sqrt rsqrt neg
    reciprocal sin cos erf sign floor ceil round clamp clamp_min clamp_max pow hardshrink
    softshrink celu selu threshold logical_not bernoulli cumsum tril triu native_dropout normal
    uniform fill zero
    """
)
BETWEEN = words(
    """
    add sub mul div maximum minimum rsub eq ne lt le gt ge where _prelu_kernel masked_fill
    logical_and logical_or remainder fmod
    """
)
FORMULAE: dict[str, Formula] = {
    **dict.fromkeys(ONE_BY_ONE, _unary),
    **dict.fromkeys(BETWEEN, _pointwise),
    **dict.fromkeys(("mean", "sum", "amax", "amin"), _reduced),
    **dict.fromkeys(("reflection_pad1d", "reflection_pad2d", "reflection_pad3d"), _padded),
    **dict.fromkeys(("upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"), _upsampled),
    **dict.fromkeys(
        ("upsample_bilinear2d", "upsample_linear1d", "upsample_trilinear3d"), _upsampled
    ),
    "convolution": _convolution,
    "addmm": lambda bias, one, other, **_: formulae.addmm(bias, one, other, 1, 1),
    "mm": formulae.mm,
    "bmm": formulae.bmm,
    "mv": formulae.mv,
    "dot": formulae.dot,
    "max_pool2d_with_indices": _max_pool,
    "avg_pool2d": _pool,
    "_adaptive_avg_pool2d": _adaptive,
    "adaptive_max_pool2d": lambda values, wanted: (_adaptive(values, wanted),) * 2,
    "native_batch_norm": lambda values, *_: (list(values), [0], [0]),
    "native_layer_norm": _layer_norm,
    "native_group_norm": _group_norm,
    "cat": lambda values, dim=0: formulae.cat(values, dim),
    "stack": lambda values, dim=0: formulae.stack(values, dim),
    "embedding": _embedded,
    "index": _indexed,
    "pixel_shuffle": _shuffled,
}
