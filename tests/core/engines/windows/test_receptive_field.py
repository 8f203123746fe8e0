"""What an output sees, against torch's own layers with one input cell lit at a time."""

from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.engines.windows.receptive_field import (
    Field,
    after_everything,
    after_transposed,
    after_window,
)
from tests.generated import cases

SIDE = 80


@torch.no_grad()
def seen(network):
    """The first and last input cell that each output cell answers to.

    The network is linear, so every input cell is lit alone, all of them as one batch.
    """
    network = network.double()
    lit = torch.eye(SIDE, dtype=torch.double)[:, None]
    answers = (network(lit) - network(torch.zeros_like(lit)))[:, 0].T.abs() > 1e-9
    cells = [answer.nonzero()[:, 0] for answer in answers]
    return [(int(one[0]), int(one[-1])) if len(one) else None for one in cells]


def all_ones(module):
    nn.init.ones_(module.weight)
    return module


WINDOW = st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(0, 2), st.integers(1, 2))


@settings(max_examples=cases(60), deadline=None)
@given(st.lists(WINDOW, min_size=1, max_size=3))
def test_a_stack_of_convolutions_sees_what_it_answers_to(windows):
    field, layers = Field(), []
    for kernel_size, stride, padding, dilation in windows:
        layers.append(all_ones(nn.Conv1d(1, 1, kernel_size, stride, padding, dilation)))
        field = after_window(field, kernel_size, stride, padding, dilation)
    ends = seen(nn.Sequential(*layers))
    inner = [
        (place, first, last)
        for place, (first, last) in ((i, pair) for i, pair in enumerate(ends) if pair)
        if last - first + 1 == field.size
    ]
    assert inner, "no output in the middle"
    for place, first, last in inner:
        assert Fraction(first + last, 2) == field.start + place * field.jump
    assert max(last - first + 1 for first, last in filter(None, ends)) == field.size


@settings(max_examples=cases(60), deadline=None)
@given(st.integers(1, 7), st.integers(1, 4), st.integers(0, 2), st.integers(1, 4))
def test_a_transposed_layer_sees_what_it_answers_to(k, stride, padding, dilation):
    layer = all_ones(
        nn.ConvTranspose1d(
            1, 1, k, stride, min(padding, dilation * (k - 1) // 2), dilation=dilation
        )
    )
    field = after_transposed(Field(), k, stride, layer.padding[0], dilation)
    ends = seen(layer)
    assert max(last - first + 1 for first, last in filter(None, ends)) == field.size
    assert field.jump == Fraction(1, stride)


@pytest.mark.parametrize(("k", "padding"), [(3, 0), (3, 1), (5, 1)])
def test_a_transposed_layer_of_even_reach_is_centred_on_its_outputs(k, padding):
    field = after_transposed(Field(), k, 2, padding, 1)
    ends = seen(all_ones(nn.ConvTranspose1d(1, 1, k, 2, padding)))
    inner = [place for place, (first, last) in enumerate(ends) if last - first + 1 == field.size]
    assert inner, "no output in the middle"
    for place in inner:
        assert Fraction(sum(ends[place]), 2) == field.start + place * field.jump


def test_global_pooling_sees_the_whole_side_and_what_lies_before_it():
    convolved = after_window(Field(), 3, 1, 0, 1)
    field = after_everything(convolved, SIDE - 2)
    network = nn.Sequential(all_ones(nn.Conv1d(1, 1, 3)), nn.AdaptiveAvgPool1d(1))
    ((first, last),) = seen(network)
    assert field.size == last - first + 1 == SIDE
    assert field.start == Fraction(first + last, 2)


def test_published_vgg_16_sees_212_pixels_after_its_last_pooling():
    # Araujo, Norris and Sim 2019, table of networks.
    field = Field()
    for convolutions in (2, 2, 3, 3, 3):
        for _ in range(convolutions):
            field = after_window(field, 3, 1, 1, 1)
        field = after_window(field, 2, 2, 0, 1)
    assert (field.size, field.jump) == (212, 32)


@pytest.mark.parametrize("layers", range(1, 6))
def test_3_by_3_layers_add_two_pixels_each(layers):
    field = Field()
    for _ in range(layers):
        field = after_window(field, 3, 1, 1, 1)
    assert field == Field(Fraction(2 * layers + 1), Fraction(1), Fraction(0))
