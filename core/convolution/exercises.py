"""The exercises of the convolution lab, answered by its arithmetic."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from core.convolution import multiply_accumulates, output_size, parameters
from core.engines.windows.receptive_field import Field, after_window
from core.padding import coverage as padding_coverage
from core.padding import sizes as padding_sizes
from core.teaching.exercises.controls import Whole
from core.teaching.exercises.draws import Chance, Exercise
from core.teaching.exercises.kinds import Choice, Goal, Numeric, Outcome

EXACT = Fraction(0)
RESIZED = ((32, 8), (28, 14), (64, 16), (30, 10), (48, 12), (27, 9), (20, 5), (36, 6))
FORMULA = (
    r"$\lfloor (i + 2p - d(k - 1) - 1) / s \rfloor + 1$ for an input of $i$, a kernel of $k$, "
    r"stride $s$, padding $p$ and dilation $d$."
)


def size(chance: Chance) -> Exercise:
    """Ask for the side of an output."""
    inside = chance.pick((28, 32, 48, 64, 96, 128))
    kernel, stride = chance.pick((3, 5, 7)), chance.whole(1, 3)
    padding, dilation = chance.whole(0, 3), chance.whole(1, 2)
    outside = output_size(inside, kernel, stride, padding, dilation)[0]
    working = _working(inside, kernel, stride, padding, dilation)
    return Exercise(
        "The size of an output",
        f"A convolution sees a picture of {inside} × {inside} pixels. Its kernel is {kernel} × "
        f"{kernel}, its stride {stride}, its padding {padding} on each side, its dilation "
        f"{dilation}. How many pixels has a side of its output?",
        Numeric(outside, EXACT, 1, 10_000, "pixels", working),
        FORMULA,
    )


def learned(chance: Chance) -> Exercise:
    """Ask for the number of parameters of a layer."""
    channels_in, channels_out = chance.pick((1, 3, 8, 16, 32)), chance.pick((8, 16, 24, 32, 64))
    kernel = chance.pick((3, 5, 7))
    count = parameters(channels_in, channels_out, kernel)
    working = f"{channels_out} · {channels_in} · {kernel} · {kernel} + {channels_out} = {count:,}."
    return Exercise(
        "What a layer learns",
        f"A convolution turns {_channels(channels_in)} into {channels_out}, with kernels of "
        f"{kernel} × {kernel} and a bias for each output channel. How many numbers does it learn?",
        Numeric(count, EXACT, 1, 10_000_000, "parameters", working),
        "Every output channel has one kernel for each input channel, and one bias.",
    )


def products(chance: Chance) -> Exercise:
    """Ask for the multiplications of a layer."""
    channels_in, channels_out = chance.pick((1, 3, 4)), chance.pick((4, 8, 16))
    kernel, inside = chance.pick((3, 5)), chance.pick((8, 12, 16, 28))
    outside = output_size(inside, kernel)[0]
    count = multiply_accumulates(channels_in, channels_out, kernel, outside**2)
    working = (
        f"The output is {outside} × {outside}, and {channels_out} · {channels_in} · "
        f"{kernel} · {kernel} · {outside} · {outside} = {count:,}."
    )
    return Exercise(
        "What a picture costs",
        f"A convolution turns {_channels(channels_in)} into {channels_out}, with kernels of "
        f"{kernel} × {kernel}, stride 1 and no padding. How many multiplications does it make for "
        f"one picture of {inside} × {inside} pixels?",
        Numeric(count, EXACT, 1, 100_000_000, "multiplications", working),
        "Every weight is used once at each pixel of the output. The bias is added, not "
        "multiplied. So find the output's size first.",
    )


def sight(chance: Chance) -> Exercise:
    """Ask how far an output of three layers sees."""
    layers = [(chance.pick((3, 5)), chance.whole(1, 2)) for _ in range(3)]
    field, steps = Field(), ["1"]
    for kernel, stride in layers:
        steps.append(f"{kernel - 1} · {field.jump}")
        field = after_window(field, kernel, stride, 0, 1)
    told = ", then ".join(f"{kernel} × {kernel} with stride {stride}" for kernel, stride in layers)
    return Exercise(
        "How far an output sees",
        f"Three convolutions follow one another: {told}. How many pixels of the input, along one "
        "side, can change one number of the last output?",
        Numeric(field.size, EXACT, 1, 1_000, "pixels", f"{' + '.join(steps)} = {field.size}."),
        "A layer with kernel $k$ adds $k - 1$ steps. A step is as long as the product of all "
        "strides before that layer.",
    )


def kept_size(chance: Chance) -> Exercise:
    """Ask for the padding that keeps a picture's size."""
    inside, kernel, dilation = chance.pick((28, 32)), chance.pick((3, 5, 7)), chance.whole(1, 3)
    tried = {
        kernel // 2,
        kernel - 1,
        dilation * (kernel - 1),
        dilation * (kernel - 1) // 2,
        0,
        kernel // 2 + 1,
    }
    sides = {padding: output_size(inside, kernel, 1, padding, dilation)[0] for padding in tried}
    remarks = {
        f"padding {padding}": f"Padding {padding} turns {inside} × {inside} pixels into "
        f"{sides[padding]} × {sides[padding]}."
        for padding in sorted(tried)
    }
    (right,) = (padding for padding in tried if sides[padding] == inside)
    return Exercise(
        "The padding that keeps the size",
        f"A convolution with a {kernel} × {kernel} kernel, stride 1 and dilation {dilation} sees "
        f"{inside} × {inside} pixels. Which padding on each side gives {inside} × {inside} again?",
        Choice(remarks, f"padding {right}"),
        "A kernel of $k$ with dilation $d$ spans $d(k - 1) + 1$ pixels. The padding on both sides "
        "must make up for what the span takes away.",
    )


def resize(chance: Chance) -> Exercise:
    """Ask for a layer that makes a picture smaller by a given factor."""
    inside, wanted = chance.pick(RESIZED)
    controls = {
        "Kernel side": Whole(2, 11, 3),
        "Stride": Whole(1, 8, 1),
        "Padding": Whole(0, 5, 0),
        "Dilation": Whole(1, 4, 1),
    }

    def run(kernel: int, stride: int, padding: int, dilation: int) -> Outcome:
        outside = output_size(inside, kernel, stride, padding, dilation)[0]
        working = _working(inside, kernel, stride, padding, dilation)
        return Outcome(outside == wanted, f"This layer gives {outside} × {outside}: {working}")

    def settings() -> Sequence[tuple[int, ...]]:
        ranges = [range(control.low, control.high + 1) for control in controls.values()]
        return [each for each in product(*ranges) if (each[0] - 1) * each[3] < inside]

    return Exercise(
        "A layer to order",
        f"Set kernel, stride, padding and dilation so that a picture of {inside} × {inside} pixels "
        f"becomes {wanted} × {wanted}.",
        Goal(dict(controls), run, settings),
        f"{FORMULA} Start with a stride of {inside} / {wanted}.",
    )


def corner(chance: Chance) -> Exercise:
    """Ask how many windows use a corner pixel when there is padding."""
    kernel = chance.pick((3, 5, 7, 9))
    config = padding_coverage.Config(chance.pick((14, 28, 32)), kernel, 1)
    along = int(padding_coverage.paths(config, 1, padding_coverage.WITH)[:, 0].sum())
    alone = int(padding_coverage.paths(config, 1, padding_coverage.WITHOUT)[:, 0].sum()) ** 2
    working = (
        f"Along each side {along} windows hold it, and {along} · {along} = {along**2}. "
        f"Without padding it is in {alone} only."
    )
    return Exercise(
        "The corner pixel",
        f"A convolution with a {kernel} × {kernel} kernel, stride 1 and padding {kernel // 2} sees "
        f"{config.side} × {config.side} pixels. How many of its windows hold the corner pixel?",
        Numeric(along**2, EXACT, 0, 100, "windows", working),
        "Count along one side first: with padding $p$ the window may start at $-p$ and must still "
        "hold pixel 0.",
    )


def depth(chance: Chance) -> Exercise:
    """Ask how many layers without padding a picture can take."""
    config = padding_sizes.Config(chance.pick((28, 32, 48, 64)), chance.pick((3, 5, 7)))
    layers = padding_sizes.layers_without_padding(config)
    lost, left = config.kernel_size - 1, padding_sizes.size_without_padding(config, layers)
    working = (
        f"Each layer takes {lost} pixels from a side: ⌊({config.input_size} − 1) / {lost}⌋ "
        f"= {layers}, and {left} × {left} pixels are left."
    )
    return Exercise(
        "How deep without padding",
        f"Convolutions with {config.kernel_size} × {config.kernel_size} kernels, stride 1 and no "
        f"padding follow one another on a picture of {config.input_size} × {config.input_size} "
        "pixels. How many layers fit before the kernel is larger than what is left?",
        Numeric(layers, EXACT, 0, 1_000, "layers", working),
        "Each layer takes $k - 1$ pixels from a side. The last one may leave a single pixel.",
    )


QUESTIONS = (size, learned, products, sight, kept_size, resize, corner, depth)


def _channels(count: int) -> str:
    return "1 channel" if count == 1 else f"{count} channels"


def _working(inside: int, kernel: int, stride: int, padding: int, dilation: int) -> str:
    outside = output_size(inside, kernel, stride, padding, dilation)[0]
    room = f"{inside} + 2 · {padding} − {dilation} · ({kernel} − 1) − 1"
    return f"⌊({room}) / {stride}⌋ + 1 = {outside}."
