"""Exact pooling against torch's own operators: values, shapes, gradients and refusals."""

import math
import re
from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from torch.nn import functional

from core.pooling import exact as pooling_exact
from core.pooling import gradients as pooling_gradients
from core.pooling import worked_matrix
from core.pooling.matrix import parse
from core.pooling.operators import OPERATORS, SETTINGS, Pooling
from core.pooling.worked_matrix import Config
from core.text import finite
from tests.core.refusals import refused
from tests.core.test_limits import HOSTILE
from tests.generated import cases

CASES = 2_200
# Quarters are exact in binary, and so are their maxima; a mean is exact to the last place.
QUARTERS = (st.integers(-3, 3) | st.integers(-1_000, 1_000)).map(lambda number: Fraction(number, 4))
BEYOND = st.sampled_from((math.nan, math.inf, -math.inf))
IMPOSSIBLE = {
    "kernel_size": 0,
    "stride": 0,
    "padding": -1,
    "dilation": 0,
    "norm_type": 0,
}
WITH_TORCH = tuple(  # those with most settings first, to be drawn twice as often
    name for name in OPERATORS if "blur" not in name
)


def grids(cells, most=8):
    sides = st.tuples(*[st.integers(1, most)] * 2)
    return sides.flatmap(lambda side: st.tuples(*[st.tuples(*[cells] * side[1])] * side[0]))


def sides(low, high):
    """One number for both sides, or one for each."""
    return st.integers(low, high) | st.tuples(*[st.integers(low, high)] * 2)


@st.composite
def given_settings(draw, operators):
    """An operator with settings that it has; one case in eight holds an impossible one."""
    operator = draw(st.sampled_from([*operators, *operators[:3]]))
    values = {
        "kernel_size": sides(1, 4),
        "stride": sides(1, 4),
        "padding": sides(0, 1) | sides(0, 2),
        "dilation": sides(1, 3),
        "ceil_mode": st.booleans(),
        "count_include_pad": st.booleans(),
        "norm_type": st.integers(1, 4),
        "output_size": sides(1, 6),
        "blur_size": st.integers(1, 5),
    }
    chosen = {name: draw(values[name]) for name in SETTINGS[operator]}
    wrong = sorted(chosen.keys() & IMPOSSIBLE)
    if wrong and draw(st.integers(0, 7)) == 0:
        name = draw(st.sampled_from(wrong))
        chosen[name] = IMPOSSIBLE[name]
    return operator, chosen


def torchs(operator, chosen, values):
    """What torch's own function gives for ``values`` (1, height, width)."""
    if operator == "max":
        return functional.max_pool2d(values, **chosen)
    if operator == "average":
        return functional.avg_pool2d(values, **chosen)
    if operator == "Lp":
        return functional.lp_pool2d(values, **chosen)
    if operator == "subsampling":  # a maximum over one cell
        return functional.max_pool2d(values, 1, **chosen)
    pool = functional.adaptive_max_pool2d if "max" in operator else functional.adaptive_avg_pool2d
    return pool(values, chosen.get("output_size", 1))


def on_both_devices(operator, chosen, values):
    torchs(operator, chosen, values.detach().to("meta"))
    return torchs(operator, chosen, values)


@pytest.mark.slow
@settings(max_examples=cases(CASES), suppress_health_check=[HealthCheck.too_slow])
@given(grids(QUARTERS) | grids(QUARTERS | BEYOND), given_settings(WITH_TORCH))
def test_values_shapes_gradients_and_refusals_are_torchs(cells, case):
    operator, chosen = case
    values = worked_matrix.tensor(cells)[None].requires_grad_()
    try:
        theirs = on_both_devices(operator, chosen, values)
    except (RuntimeError, ValueError):
        event(f"{operator} refused")
        with pytest.raises(ValueError, match="must ") as refused:
            Config(cells, Pooling(operator, **chosen))
        assert any(name in str(refused.value) for name in chosen)
        return
    event(f"{operator} worked out")
    config = Config(cells, Pooling(operator, **chosen))
    assert config.output_size == tuple(theirs.shape[1:])
    worked = pooling_exact.windows(cells, config.pooling)
    ours = [pooling_exact.result(window, config.pooling) for window in worked]
    reference = theirs[0].flatten().tolist()
    assert [float(number) for number in ours] == pytest.approx(
        reference, rel=1e-12, abs=1e-12, nan_ok=True
    )
    if all(window.cells for window in worked):  # torch writes outside its memory for padding alone
        theirs.sum().backward()
        assert sum_of_rules(config, worked) == pytest.approx(
            values.grad.flatten().tolist(), rel=1e-9, abs=1e-9, nan_ok=True
        )


def sum_of_rules(config, worked):
    """The gradient on every cell, by rule, as a flat list: winners and even shares.

    For Lᵖ and for what is not finite there is no such rule, so autograd's own sum stands in.
    """
    if config.pooling.kind == "Lp" or not all(finite(n) for row in config.cells for n in row):
        return pooling_gradients.run(config).cells["gradient"].tolist()
    width = len(config.cells[0])
    total = [Fraction(0)] * (len(config.cells) * width)
    for window in worked:
        if config.pooling.kind == "max":
            shares = {window.cells[window.numbers.index(max(window.numbers))]: Fraction(1)}
        else:
            shares = dict.fromkeys(window.cells, 1 / window.divisor)
        for (row, column), share in shares.items():
            total[row * width + column] += share
    return [float(share) for share in total]


def reflect(grid, before, after):
    """Mirror a list of lists about its outermost cells, which are not repeated."""

    def mirrored(line):
        return [*line[1 : before + 1][::-1], *line, *line[-after - 1 : -1][::-1]]

    return mirrored([mirrored(row) for row in grid])


def blurred(grid, size, stride):
    """Zhang's blur, written out: reflect, then one sum of products for every place."""
    pascal = [1]
    for _ in range(size - 1):
        pascal = [a + b for a, b in zip([0, *pascal], [*pascal, 0], strict=True)]
    padded = reflect(grid, (size - 1) // 2, size // 2)
    return [
        sum(
            Fraction(pascal[a] * pascal[b], sum(pascal) ** 2) * padded[top + a][left + b]
            for a in range(size)
            for b in range(size)
        )
        for top in range(0, len(padded) - size + 1, stride[0])
        for left in range(0, len(padded[0]) - size + 1, stride[1])
    ]


def largest(grid, height, width):
    """The maximum of every window, one step apart."""
    return [
        [
            max(number for row in grid[top : top + height] for number in row[left : left + width])
            for left in range(len(grid[0]) - width + 1)
        ]
        for top in range(len(grid) - height + 1)
    ]


def both(sides):
    return sides if isinstance(sides, tuple) else (sides, sides)


@settings(max_examples=cases(600), suppress_health_check=[HealthCheck.too_slow])
@given(grids(QUARTERS), given_settings(("blur", "max blur")))
def test_blurs_are_those_of_a_separately_written_convolution(cells, case):
    operator, chosen = case
    grid = [list(row) for row in cells]
    kernel = both(chosen.get("kernel_size", 1))
    shortest = min(len(grid) - kernel[0] + 1, len(grid[0]) - kernel[1] + 1)
    impossible = 0 in (*both(chosen["stride"]), *kernel)
    if impossible or shortest < 1 or chosen["blur_size"] // 2 > shortest - 1:
        with pytest.raises(ValueError, match="must .*") as refused:
            Config(cells, Pooling(operator, **chosen))
        assert any(name in str(refused.value) for name in chosen)
        return
    config = Config(cells, Pooling(operator, **chosen))
    expected = blurred(largest(grid, *kernel), chosen["blur_size"], both(chosen["stride"]))
    table = worked_matrix.run(config).windows
    assert table["result"].tolist() == expected
    assert table["torch"].tolist() == pytest.approx([float(n) for n in expected], abs=1e-10)


def test_the_operators_that_torch_has_and_those_it_has_not_are_all_tested():
    assert {*WITH_TORCH, "blur", "max blur"} == set(OPERATORS)


def test_a_window_of_padding_alone_is_minus_infinity_as_in_torch():
    config = Config(((Fraction(1),),), Pooling("max", padding=1, dilation=2))
    (window,) = worked_matrix.run(config).windows.itertuples()
    assert window.result == window.torch == -math.inf
    assert window.cells == ()


@pytest.mark.parametrize(
    ("powers", "root", "exact"),
    [
        ((3, 4), 2, Fraction(5)),  # 3² + 4² = 5²
        ((3, 4, 5), 3, Fraction(6)),  # 3³ + 4³ + 5³ = 6³
        ((Fraction(3, 7), Fraction(4, 7)), 2, Fraction(5, 7)),
        ((10**200 * 3, 10**200 * 4), 2, Fraction(5 * 10**200)),
    ],
)
def test_a_root_that_is_rational_stays_exact(powers, root, exact):
    total = sum(Fraction(number) ** root for number in powers)
    assert pooling_exact.root(total, root) == exact
    assert isinstance(pooling_exact.root(total, root), Fraction)


def test_a_root_that_is_not_rational_is_the_nearest_float():
    assert pooling_exact.root(Fraction(2), 2) == math.sqrt(2)
    assert pooling_exact.root(Fraction(1, 3), 3) == pytest.approx(3 ** (-1 / 3), rel=1e-15)
    assert math.isnan(pooling_exact.root(Fraction(-8), 3))


test_a_refusal_names_the_setting_the_value_and_the_range = refused(
    lambda **pooling: Config(parse("1 2;3 4"), Pooling(**pooling)),
    ({"kernel_size": 3}, "kernel_size is 3"),
    ({"padding": 2}, "padding is 2, but must be at most 1, half of kernel_size, 2"),
    (
        {"operator": "average", "dilation": 2},
        "dilation is (2, 2), but must be 1: average pooling does not have it",
    ),
    ({"operator": "blur", "blur_size": 5}, "blur_size is 5, but must be at most 3"),
    ({"operator": "blur", "blur_size": 8}, "blur_size is 8, but must be a whole"),
    (
        {"operator": "adaptive max", "output_size": 33},
        "output_size is 33, but must be a whole number from 1 to 32",
    ),
    ({"operator": "median"}, "operator is 'median', but must be one of"),
    ({"operator": "Lp", "norm_type": 11}, "norm_type is 11, but must be a whole"),
    ({"ceil_mode": 1}, "ceil_mode is 1, but must be true or false"),
)


@pytest.mark.parametrize("rows", [(), ((),), ((1, 2), (3,)), ((1,),) * 33, ((1,) * 33,), 5])
def test_a_grid_of_the_wrong_shape_is_refused(rows):
    with pytest.raises(ValueError, match="of the matrix"):
        Config(rows)


@pytest.mark.parametrize("field", [field.name for field in fields(Pooling)])
@settings(max_examples=cases(60))
@given(HOSTILE, st.sampled_from(OPERATORS))
def test_a_hostile_setting_is_taken_or_refused_by_name(field, value, operator):
    chosen = {"operator": operator} | {field: value}
    try:
        config = Config(parse("1 2 3;4 5 6;7 8 9"), Pooling(**chosen))
    except ValueError as error:
        assert re.search(field, str(error))
        assert "must " in str(error)
        assert len(str(error)) < 250
    else:
        assert math.prod(config.output_size) == len(worked_matrix.run(config).windows)
