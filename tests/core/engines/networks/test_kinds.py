"""Every layer against torch's own: arguments, shapes, parameters, work, refusals, code, sight."""

import dataclasses
import inspect
import itertools
import warnings
from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.engines.networks.base import Side
from core.engines.networks.kinds import KINDS
from core.engines.networks.known import layer_of
from core.engines.windows.receptive_field import Field
from tests.core.engines.layer_strategies import ARGUMENTS, shapes
from tests.core.refusals import refused
from tests.generated import cases

BATCH = 11  # unlike every other size, so that nothing takes it for one
CASES = 50


def torchs(kind, arguments, shape):
    """torch's layer, the shape it gives, and its multiply-accumulates for one example."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        module = getattr(nn, kind)(**arguments).eval()
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            output = module(torch.zeros(BATCH, *shape))
    return module, tuple(output.shape[1:]), counter.get_total_flops() / 2 / BATCH


def learnt(module, name):
    value = getattr(module, name, None)
    return value.numel() if value is not None else 0


def refused_here_alone(kind, arguments, shape, output_shape):
    """What torch takes and we do not: no output, the batch flattened, other channels than named."""
    if 0 in output_shape:
        return True
    if kind == "Flatten":
        dimensions = 1 + len(shape)
        return 0 in (arguments["start_dim"] % dimensions, arguments["end_dim"] % dimensions)
    return kind == "GroupNorm" and arguments["num_channels"] != shape[0]


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_their_order_and_their_defaults_are_torchs(kind):
    wanted = inspect.signature(getattr(nn, kind)).parameters.values()
    free = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    expected = [
        (
            one.name,
            dataclasses.MISSING if one.default is inspect.Parameter.empty else one.default,
            one.kind is inspect.Parameter.KEYWORD_ONLY,
        )
        for one in wanted
        if one.kind not in free and one.name not in ("device", "dtype")
    ]
    given_here = [(one.name, one.default, one.kw_only) for one in dataclasses.fields(KINDS[kind])]
    assert given_here == expected


def test_every_layer_is_held_against_torch():
    assert set(ARGUMENTS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_shapes_parameters_work_and_refusals_are_torchs(kind):
    @settings(max_examples=CASES)
    @given(st.fixed_dictionaries(ARGUMENTS[kind]), shapes(kind))
    def check(arguments, shape):
        try:
            module, output_shape, products = torchs(kind, arguments, shape)
        except (RuntimeError, ValueError, NotImplementedError, IndexError, AssertionError):
            with pytest.raises(ValueError, match=r"(is|must be|has) .+\.$"):
                KINDS[kind](**arguments).output_shape(shape)
            return
        if refused_here_alone(kind, arguments, shape, output_shape):
            with pytest.raises(ValueError):
                KINDS[kind](**arguments).output_shape(shape)
            return
        layer = KINDS[kind](**arguments)
        assert layer.output_shape(shape) == output_shape
        assert layer.weights == learnt(module, "weight")
        assert layer.biases == learnt(module, "bias")
        assert layer.multiply_accumulates(shape) == products
        assert layer_of(eval(layer.code(), {"nn": nn})) == layer_of(module)

    check()


test_a_shape_that_does_not_fit_is_refused_in_one_sentence = refused(
    lambda layer, shape: layer.output_shape(shape),
    (
        (KINDS["Conv2d"](3, 16, 5), (1, 32, 32)),
        "in_channels is 3, but the layer before gives 1; set in_channels to 1.",
    ),
    (
        (KINDS["Conv2d"](1, 16, 5), (784,)),
        "the input is 784, but must be channels × height × width.",
    ),
    (
        (KINDS["Conv2d"](1, 16, 5), (1, 4, 28, 28)),
        "the input is 1 × 4 × 28 × 28, but must be channels × height × width.",
    ),
    (
        (KINDS["Conv2d"](1, 16, 5, padding=9, padding_mode="reflect"), (1, 9, 28)),
        "padding is 9, but must be at most 8 for a height of 9 and padding_mode 'reflect'.",
    ),
    (
        (KINDS["Linear"](200, 64), (392,)),
        "in_features is 200, but the layer before gives 392; set in_features to 392.",
    ),
    (
        (KINDS["Linear"](400, 64), (16, 5, 5)),
        "in_features is 400, but the layer before gives 16 × 5 × 5; put a Flatten in between.",
    ),
    (
        (KINDS["Flatten"](0), (16, 5, 5)),
        "start_dim is 0, but must be from 1 to 3, or from -3 to -1, for 16 × 5 × 5: 0 is the "
        "batch, which stays.",
    ),
    (
        (KINDS["LayerNorm"]((5, 4)), (16, 5, 5)),
        "normalized_shape is 5 × 4, but the layer before gives 16 × 5 × 5; set "
        "normalized_shape to (5, 5).",
    ),
    ((KINDS["BatchNorm2d"](8), (8,)), "the input is 8, but must be channels × height × width."),
    (
        (KINDS["Softmax"](3), (10, 5)),
        "dim is 3, but must be from -3 to 2 for 10 × 5 (0 is the batch).",
    ),
)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_a_border_is_mirrored_and_wrapped_as_far_as_torch_does(mode):
    for size, padding in itertools.product(range(1, 5), range(6)):
        layer = KINDS["Conv1d"](1, 1, 1, padding=padding, padding_mode=mode)
        module = nn.Conv1d(1, 1, 1, padding=padding, padding_mode=mode)
        try:
            expected = tuple(module(torch.zeros(1, 1, size)).shape[1:])
        except RuntimeError:
            with pytest.raises(ValueError, match=f"^padding is {padding}, but must be at most"):
                layer.output_shape((1, size))
        else:
            assert layer.output_shape((1, size)) == expected


@pytest.mark.parametrize("kind", ["MaxPool2d", "AdaptiveMaxPool2d"])
def test_a_second_output_is_refused(kind):
    with pytest.raises(ValueError, match="return_indices is True, but must be false"):
        KINDS[kind](2, return_indices=True)


def test_a_size_is_the_same_layer_in_short_and_written_out():
    assert KINDS["Conv2d"](1, 2, (3, 3), padding=(1, 1)) == KINDS["Conv2d"](1, 2, 3, padding=1)
    assert KINDS["Conv2d"](1, 2, (3, 3)) != KINDS["Conv2d"](1, 2, (3, 1))
    assert KINDS["Conv1d"](1, 2, 3) != KINDS["Conv2d"](1, 2, 3)


@settings(max_examples=cases(200))
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 3), st.integers(1, 5))
def test_adaptive_pooling_sees_what_the_gradient_reaches(size, outputs, jump, seen):
    """Every output's gradient, seen through fields of ``seen`` pixels that lie ``jump`` apart."""
    values = torch.zeros(1, 1, size, requires_grad=True)
    reach = []
    for output in nn.AdaptiveAvgPool1d(outputs)(values)[0, 0]:
        (gradient,) = torch.autograd.grad(output, values, retain_graph=True)
        at = gradient[0, 0].nonzero()
        reach.append((int(at.min()), int(at.max())))
    before = Side(Field(Fraction(seen), Fraction(jump), Fraction(2)), size)
    (after,) = KINDS["AdaptiveAvgPool1d"](outputs).look((before,), (1, size))
    assert after.outputs == outputs
    assert after.field.size == max((high - low) * jump for low, high in reach) + seen
    assert after.field.start == 2 + Fraction(sum(reach[0]), 2) * jump
    assert after.field.jump == Fraction(size, outputs) * jump
