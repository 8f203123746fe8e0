"""The working in the write-up's form, and that what it says is the result."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pooling.matrix import parse
from core.pooling.operators import OPERATORS, Pooling
from core.pooling.random_matrix import NUMBERS, exercise
from core.pooling.worked_matrix import Config, run
from core.text import written
from tests.generated import cases


def working(text, **pooling):
    windows = run(Config(parse(text), Pooling(**pooling))).windows
    return list(windows[["text", "latex"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("cells", "pooling", "text", "latex"),
    [
        ("1 0;1 0", {"operator": "average"}, "(1+0+1+0)/4", r"\frac{1+0+1+0}{4}"),
        ("1 0;1 0", {"operator": "max"}, "max(1, 0, 1, 0)", r"\max(1, 0, 1, 0)"),
        (
            "-1 -2;1/3 0",
            {"operator": "average"},
            "(−1+(−2)+1/3+0)/4",
            r"\frac{-1+(-2)+\tfrac{1}{3}+0}{4}",
        ),
        (
            "-1 3",
            {"operator": "Lp", "kernel_size": (1, 2)},
            "√((−1)²+3²)",
            r"\sqrt{(-1)^{2}+3^{2}}",
        ),
        (
            "2 3",
            {"operator": "Lp", "kernel_size": (1, 2), "norm_type": 3},
            "(2³+3³)^(1/3)",
            r"\sqrt[3]{2^{3}+3^{3}}",
        ),
        ("2 3", {"operator": "Lp", "kernel_size": (1, 2), "norm_type": 1}, "2+3", "2+3"),
        ("-2 3", {"operator": "subsampling"}, "−2", "-2"),
        ("1 2", {"operator": "global max"}, "max(1, 2)", r"\max(1, 2)"),
        (
            "4 0;0 0",
            {"operator": "blur", "blur_size": 2, "stride": 2},
            "(1·4+1·0+1·0+1·0)/4",
            r"\frac{1 \cdot 4+1 \cdot 0+1 \cdot 0+1 \cdot 0}{4}",
        ),
        (
            "nan 1",
            {"operator": "average", "kernel_size": (1, 2)},
            "(NaN+1)/2",
            r"\frac{\text{NaN}+1}{2}",
        ),
        ("5", {"operator": "average", "padding": 1}, "(0+0+0+5)/4", r"\frac{0+0+0+5}{4}"),
        (
            "5",
            {"operator": "average", "padding": 1, "count_include_pad": False},
            "(5)/1",
            r"\frac{5}{1}",
        ),
    ],
)
def test_working_is_written_as_the_write_up_does(cells, pooling, text, latex):
    assert working(cells, **pooling)[0] == (text, latex)


def test_a_window_that_hangs_over_the_end_says_how_torch_makes_up_for_it():
    # torch takes the mean of the powers inside, times the whole window's four cells.
    assert working("1 2 3;4 5 6", operator="Lp", ceil_mode=True)[1][0] == "√(2·(3²+6²))"


def test_more_numbers_than_fit_on_a_line_are_left_out():
    text, latex = working(";".join(["1 2 3 4 5 6"] * 6), operator="global average")[0]
    assert text == "(1+2+3+4+5+6+…+5+6)/36"
    assert latex == r"\frac{1+2+3+4+5+6+\dots+5+6}{36}"


def evaluated(text):
    """What Python makes of a working, its numbers being exact fractions."""
    in_python = str.maketrans({"·": "*", "−": "-", "√": "root"})
    source = re.sub(r"\d+(\.\d+)?", r"F('\g<0>')", text.translate(in_python))
    names = {"max": max, "root": math.sqrt, "F": Fraction}
    return eval(source.replace("²", "**2"), {"__builtins__": {}}, names)


@settings(max_examples=cases(80))
@given(
    st.integers(0, 999),
    st.sampled_from(OPERATORS),
    st.sampled_from(sorted(NUMBERS)),
    st.integers(3, 4),
)
def test_a_working_evaluates_to_its_result(seed, operator, numbers, side):
    config = Config(exercise(seed, side, side, numbers), Pooling(operator))
    for window in run(config).windows.itertuples():
        assert evaluated(window.text) == pytest.approx(window.result, rel=1e-12), window.text
        assert written(window.result)
