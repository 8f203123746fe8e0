"""Also tests that every ``Config`` uses these checks: no value gives any error but a sentence."""

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import convolution, initialization, playground, pooling, shuffling
from core.dropout import sweep
from core.engines.descent import networks as descent
from core.limits import (
    Checked,
    Choice,
    RealNumber,
    WholeNumber,
    check_choice,
    check_flag,
    check_real,
    check_whole,
    checked,
    choice,
    limits_of,
    quoted,
    real,
    several,
    whole,
)
from core.padding import benefit as padding_benefit
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from core.padding import position as padding_position
from core.padding import sizes as padding_sizes
from core.shuffling import claim_map
from tests.generated import cases

HOSTILE = (
    st.sampled_from(
        [
            None,
            True,
            False,
            math.nan,
            math.inf,
            -math.inf,
            10**400,
            -(10**400),
            10**5_000,
            2**63,
            -(2**63) - 1,
            1e308,
            -0.0,
            5e-324,
            "",
            "5",
            "nan",
            "\x00",
            "x" * 10_000,
            b"5",
            1j,
            Decimal("NaN"),
            Fraction(1, 3),
            np.float64("nan"),
            np.int64(-1),
            (),
            [],
            {},
            object,
        ]
    )
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
)

SETTING = {
    "dataset": "Data",
    "points": "Points",
    "noise": "Noise",
    "positive_share": "Share of +1",
    "layers": "Hidden layers",
    "hidden": "Hidden units",
    "activation": "Activation",
    "loss": "Loss",
    "optimizer": "Optimizer",
    "learning_rate": "Learning rate",
    "batch_size": "Batch size",
    "initialization": "Starting weights",
    "output_bias": "Output bias",
    "epochs": "Epochs",
    "seeds": "Seeds",
}

# Every field that takes one value, with the name by which the page and the message call it.
NAMES = {
    playground.Config: {
        "dataset": "dataset",
        "noise": "noise",
        "train_percent": "percTrainData",
        "seed": "seed",
        "activation": "activation",
        "zero_start": "initZero",
        "batch_size": "batchSize",
        "learning_rate": "learningRate",
        "regularization": "regularization",
        "regularization_rate": "regularizationRate",
    },
    initialization.Config: {
        "activation": "Activation",
        "iterations_a": "Iterations of A",
        "iterations_b": "Iterations of B",
        "rebuilds_a": "Resets of A",
        "seeds": "Seeds",
        "resets": "Resets compared",
    },
    descent.Setting: SETTING,
    shuffling.Config: SETTING | {"block": "Block length", "records_per_epoch": "Records per epoch"},
    claim_map.Config: SETTING | {"rows": "Rows"},
    convolution.Config: {
        "in_channels": "in_channels",
        "out_channels": "out_channels",
        "groups": "groups",
        "bias": "bias",
    },
    padding_sizes.Config: {
        "input_size": "Input side",
        "kernel_size": "Kernel side",
        "stride": "Stride between windows",
    },
    padding_coverage.Config: {"side": "Picture side", "kernel": "Window side", "layers": "Depth"},
    padding_benefit.Config: {
        "training": "Digits trained",
        "zero_means": "Zero is",
        "seeds": "Seeds",
        "images": "Training images",
        "epochs": "Epochs",
        "tested": "Images tested",
    },
    padding_cost.Config: {
        "source": "Pictures of",
        "filters": "Filters",
        "activation": "Activation",
        "zero_means": "Zero is",
        "pictures": "Pictures",
        "seed": "Seed",
    },
    padding_position.Config: {
        "side": "Side",
        "layers": "Layers",
        "seeds": "Seeds",
        "held_out": "Held out",
    },
    pooling.Config: {"kernel_size": "kernel_size", "stride": "stride"},
    sweep.Config: {
        "seeds": "Seeds",
        "images": "Images",
        "epochs": "Epochs",
        "learning_rate": "Learning rate",
        "batch_size": "Batch size",
    },
}
SCALARS = [(config, field) for config, fields in NAMES.items() for field in fields]

# Fields that take several values: the same, with a way to put one hostile value among them.
PAIRS = ("kernel_size", "stride", "padding", "dilation", "input_size")
SEVERAL = {
    (playground.Config, "inputs"): "inputs",
    (playground.Config, "hidden"): "networkShape",
    **{(convolution.Config, field): f"{field}|Input|kernel_size" for field in PAIRS},
    (sweep.Config, "networks"): "Network",
    (sweep.Config, "dropout"): "Dropout",
    (pooling.Config, "matrices"): "(?i)matri|rows|columns|the (rows|cell)|kernel_size",
}
RANGE = re.compile(
    r"must be (a whole number|a number) from \S+ to \S+\.$|must be one of .+\.$"
    r"|must be true or false\.$|must be text of 1 to 100 characters|must divide \w+, which is"
    r"|must span at most \d+ |must be an odd number: "
)


def name_of(case):
    config, field = case
    return f"{config.__module__.removeprefix('core.')}-{field}"


# So little that no other field comes near a limit that depends on several.
SMALL = dict.fromkeys((descent.Setting, shuffling.Config, claim_map.Config), {"seeds": 2})
SMALL[padding_benefit.Config] = {"seeds": 2, "images": 100, "epochs": 1}
SMALL |= dict.fromkeys((padding_coverage.Config, padding_position.Config), {"layers": 1})


def told(check, *values, **more):
    """The message of the ``ValueError``, or none if all is taken; nothing else may come."""
    try:
        check(*values, **more)
    except ValueError as error:
        return str(error)
    return None


def refusal(config, field, value):
    return told(config, **SMALL.get(config, {}) | {field: value})


@pytest.mark.parametrize("case", SCALARS, ids=name_of)
@given(value=HOSTILE)
def test_a_value_is_taken_or_refused_by_name_with_its_range(case, value):
    config, field = case
    message = refusal(config, field, value)
    if message is None:
        default = getattr(config(), field)
        assert isinstance(value, bool) == isinstance(default, bool)
        assert isinstance(value, str) == isinstance(default, str)
        assert isinstance(value, str) or math.isfinite(value)
    else:
        assert message.startswith(NAMES[config][field])
        assert RANGE.search(message), message
        assert len(message) < 250


@pytest.mark.parametrize("case", SEVERAL, ids=name_of)
@given(value=HOSTILE)
def test_a_hostile_value_among_several_or_in_their_place_is_refused_by_name(case, value):
    config, field = case
    default = getattr(config(), field)
    for values in ((value,), (default[0], value), value):
        message = refusal(config, field, values)
        if message is not None:
            assert re.match(SEVERAL[case], message), message
            assert len(message) < 250


WHOLE = [
    (config, field)
    for config, field in SCALARS
    if type(getattr(config(), field)) is int
    and field not in ("groups", "noise", "train_percent")
    and "rate" not in field
]


@pytest.mark.parametrize("case", WHOLE, ids=name_of)
def test_the_range_in_the_message_is_the_range_that_is_taken(case):
    config, field = case
    message = refusal(config, field, -1)
    low, high = (
        int(end.replace(",", ""))
        for end in re.search(r"from ([\d,]+) to ([\d,]+)\.", message).groups()
    )
    assert refusal(config, field, low - 1) is not None
    assert refusal(config, field, high + 1) is not None
    # A pooling window of 32 and pictures shown beyond the chosen number have a rule of their own.
    if (config, field) != (pooling.Config, "kernel_size"):
        assert refusal(config, field, low) is None
        assert refusal(config, field, high) is None


def test_only_so_many_of_each_are_taken():
    refused = {
        (playground.Config, "hidden"): (4,) * 7,
        (playground.Config, "inputs"): (),
        (sweep.Config, "networks"): ("course",) * 4,
        (sweep.Config, "dropout"): (0.5,) * 21,
        (pooling.Config, "matrices"): pooling.MATRICES * 5,
        (convolution.Config, "kernel_size"): (3,) * 4,
    }
    for (config, field), values in refused.items():
        assert re.match(SEVERAL[config, field], refusal(config, field, values)), field
    assert refusal(sweep.Config, "networks", ()) is not None
    assert refusal(sweep.Config, "dropout", ()) is not None


@given(HOSTILE, st.integers(-100, 100), st.integers(-100, 100))
def test_whole_numbers_are_those_in_the_range(value, low, high):
    allowed = not isinstance(value, bool) and isinstance(value, (int, np.integer))
    said = told(check_whole, "Field", value, low, high)
    assert (said is None) == (allowed and low <= value <= high)
    if said is not None:
        assert said.startswith("Field is ")
        assert said.endswith(f"but must be a whole number from {low} to {high}.")


@settings(max_examples=cases(300))
@given(HOSTILE, st.integers(-100, 100), st.integers(-100, 100))
def test_numbers_are_the_finite_ones_in_the_range(value, low, high):
    allowed = (
        not isinstance(value, bool)
        and isinstance(value, (int, float, Fraction, np.integer))
        and low <= value <= high
    )
    said = told(check_real, "Field", value, low, high)
    assert (said is None) == allowed
    if said is not None:
        assert said.startswith("Field is ")
        assert said.endswith(f"but must be a number from {low} to {high}.")


@given(HOSTILE)
def test_choices_and_flags_take_only_their_own(value):
    for said, taken in (
        (told(check_choice, "Field", value, ("5", "nan")), value in ("5", "nan")),
        (told(check_flag, "Field", value), isinstance(value, bool)),
    ):
        assert (said is None) == taken
        assert said is None or said.startswith("Field is ")


@given(HOSTILE)
def test_any_value_is_shown_in_forty_characters(value):
    assert len(quoted(value)) <= 40


@dataclass(frozen=True)
class Example(Checked):
    free: object = None
    count: int = whole(3, "Count", 1, 5)
    share: float = real(0.5, "Share", 0, 1)
    kind: str = choice("one", "Kind", ("one", "two"))
    flag: bool = checked(True, lambda value: check_flag("Flag", value))
    rates: tuple[float, ...] = several((0.1,), "Rates", 3, lambda p: check_real("Rate", p, 0, 1))


def test_a_field_says_which_values_it_takes():
    assert limits_of(Example(), "count") == WholeNumber("Count", 1, 5)
    assert limits_of(Example, "share") == RealNumber("Share", 0, 1)
    assert limits_of(Example(), "kind") == Choice("Kind", ("one", "two"))


@pytest.mark.parametrize("name", ["free", "flag", "none of the fields"])
def test_a_field_that_does_not_say_which_values_it_takes_is_named(name):
    with pytest.raises(ValueError, match=f"{name} does not say"):
        limits_of(Example(), name)


def test_a_configuration_refuses_what_a_field_does_not_take():
    start = Example()
    assert (start.count, start.share, start.kind, start.flag) == (3, 0.5, "one", True)
    assert replace(start, free="anything", count=5, share=1, kind="two", flag=False)
    for field, value, said in (
        ("count", 6, "Count is 6, but must be a whole number from 1 to 5."),
        ("share", math.nan, "Share is nan, but must be a number from 0 to 1."),
        ("kind", "three", "Kind is 'three', but must be one of one, two."),
        ("flag", 1, "Flag is 1, but must be true or false."),
        ("rates", (), "Rates has 0 values, but must have 1 to 3."),
        ("rates", (0.1, 2), "Rate is 2, but must be a number from 0 to 1."),
        ("rates", (1, 0, 1), "Rates is (1, 0, 1), but must name each value once."),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
            replace(start, **{field: value})
