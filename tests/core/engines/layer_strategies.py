"""Arguments and shapes for every kind of layer, possible ones and impossible ones."""

from hypothesis import strategies as st

from core.engines.networks.kinds import KINDS

CHANNELS = st.sampled_from([1, 2, 4, 6])
FLAG = st.booleans()
FILTERS = {
    "in_channels": CHANNELS,
    "out_channels": CHANNELS,
    "groups": st.integers(1, 3),
    "bias": FLAG,
}


def sides(rank, low, high):
    """One number for every side, or a tuple."""
    number = st.integers(low, high)
    return number | st.tuples(*[number] * rank)


def window(rank, **more):
    return {
        "kernel_size": sides(rank, 1, 4),
        "stride": sides(rank, 1, 3),
        "padding": sides(rank, 0, 3),
        "dilation": sides(rank, 1, 3),
    } | more


def convolution(rank):
    padding = sides(rank, 0, 3) | st.sampled_from(["same", "valid", "full"])
    modes = st.sampled_from(["zeros", "reflect", "replicate", "circular", "mirror"])
    return window(rank, **FILTERS, padding=padding, padding_mode=modes)


def transposed(rank):
    return window(rank, **FILTERS, output_padding=sides(rank, 0, 2))


def max_pooling(rank):
    return window(rank, stride=st.none() | sides(rank, 1, 3), ceil_mode=FLAG)


def average_pooling(rank):
    return {name: arguments for name, arguments in max_pooling(rank).items() if name != "dilation"}


def adaptive(rank):
    size = st.none() | st.integers(1, 9)
    whole = st.integers(1, 9)
    return {"output_size": whole | (st.tuples(*[size] * rank) if rank > 1 else whole)}


def batch_norm():
    return {
        "num_features": CHANNELS,
        "affine": FLAG,
        "momentum": st.none() | st.just(0.2),
        "bias": FLAG,
    }


ARGUMENTS = {
    **{f"Conv{r}d": convolution(r) for r in (1, 2, 3)},
    **{f"ConvTranspose{r}d": transposed(r) for r in (1, 2, 3)},
    **{f"MaxPool{r}d": max_pooling(r) for r in (1, 2, 3)},
    **{f"AvgPool{r}d": average_pooling(r) for r in (1, 2, 3)},
    **{f"Adaptive{how}Pool{r}d": adaptive(r) for how in ("Avg", "Max") for r in (1, 2, 3)},
    **{f"BatchNorm{r}d": batch_norm() for r in (1, 2, 3)},
    "GroupNorm": {
        "num_groups": st.integers(1, 3),
        "num_channels": CHANNELS,
        "affine": FLAG,
        "bias": FLAG,
    },
    "LayerNorm": {
        "normalized_shape": st.integers(1, 3) | st.tuples(CHANNELS, CHANNELS),
        "elementwise_affine": FLAG,
        "bias": FLAG,
    },
    "Linear": {"in_features": st.integers(1, 4), "out_features": st.integers(1, 9), "bias": FLAG},
    "Flatten": {"start_dim": st.integers(-4, 4), "end_dim": st.integers(-4, 4)},
    "Identity": {},
    "Tanh": {},
    "Sigmoid": {},
    "ReLU": {"inplace": FLAG},
    "SiLU": {"inplace": FLAG},
    "LeakyReLU": {"negative_slope": st.floats(-1, 1)},
    "GELU": {"approximate": st.sampled_from(["none", "tanh", "exact"])},
    "Softmax": {"dim": st.none() | st.integers(-5, 4)},
    "LogSoftmax": {"dim": st.none() | st.integers(-5, 4)},
    "Dropout": {"p": st.sampled_from([0, 0.5, 1, 1.5, -0.1])},
    "Dropout2d": {"p": st.floats(0, 1)},
}


def shapes(kind):
    """Shapes of the rank that the kind takes; of any where it takes any."""
    if kind.startswith("Dropout2"):
        ranks = [2]
    elif kind == "BatchNorm1d":
        ranks = [0, 1]
    else:
        ranks = [int(kind[-2])] if kind[-2:] in ("1d", "2d", "3d") else [0, 1, 2, 3]
    return st.one_of(*(st.tuples(CHANNELS, *[st.integers(1, 7)] * rank) for rank in ranks))


@st.composite
def layers(draw):
    """A layer that can be made."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    try:
        return KINDS[kind](**draw(st.fixed_dictionaries(ARGUMENTS[kind])))
    except ValueError:
        return KINDS["Identity"]()
