"""The lesson on convolution and padding: counting first, then what a border costs."""

from functools import partial

from core import convolution
from core.bundled import RecordedLedger, recorded_ledger
from core.claims import Finding, Interval
from core.convolution import Config, Result, one_cell
from core.intervals import mean_interval
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from core.padding import sizes as padding_sizes
from core.teaching.lesson import Lesson, Ranges, Run, Step, find
from core.text import points, share

LAYER = Config()
SIDE, KERNEL = LAYER.sides[0].i, LAYER.sides[0].k
STACK = padding_sizes.Config()
COVERAGE = padding_coverage.Config(layers=1)
COST = padding_cost.Config(pictures=6)
GAIN = Ranges((0.01, 0.05, 0.2))
CELL = one_cell.Config(12, 1, 1, KERNEL, padding=0, bias=False)
"""The layer's window on a picture small enough to be seen number by number."""
CELL_LAB = {
    "lab": "One output cell",
    "cell_input": str(CELL.input_size),
    "cell_channels": str(CELL.in_channels),
    "cell_filters": str(CELL.out_channels),
    "cell_kernel": str(CELL.kernel_size),
    "cell_padding": str(CELL.padding),
    "cell_bias": "false",
}


COUNTED = Run(
    "convolution layer",
    partial(convolution.run, LAYER),
    lambda result: "Worked out by formula, and counted in torch's own layer: exact.",
)
STACKED = Run(
    "convolution stack",
    partial(padding_sizes.run, STACK),
    lambda result: "Measured on torch's own convolutions and by formula: exact.",
)
COVERED = Run(
    "convolution coverage",
    partial(padding_coverage.run, COVERAGE),
    lambda result: "Every window counted: exact.",
)
RECORDED = Run(
    "convolution record",
    lambda report: recorded_ledger(),
    lambda record: (
        f"Recorded on {record.date}: pairs of networks that differ in their padding alone, "
        f"{border_gain(record).n} seeds."
    ),
)
PADDED = Run(
    "convolution cost",
    partial(padding_cost.run, COST),
    lambda result: (
        f"Run here: {result.config.pictures} pictures cut out of larger ones, each through its "
        "own 3 × 3 filters, against the response on the whole picture."
    ),
)


def figures(result: Result) -> dict[str, int]:
    """Return every quantity of the layer as torch's own module has it, else by formula."""
    layer = result.layer
    return dict(zip(layer["quantity"], layer["torch"].fillna(layer["ours"]), strict=True))


def counts() -> dict[str, int]:
    """Return what the write-up's layer learns, counted rightly and wrongly, by what is counted."""
    channels, filters = LAYER.in_channels, LAYER.out_channels
    return {
        "one channel only": convolution.parameters(1, filters, KERNEL),
        "no biases": convolution.weights(channels, filters, KERNEL),
        "weights and biases": convolution.parameters(channels, filters, KERNEL),
        "a bias for every channel": convolution.weights(channels, filters, KERNEL)
        + filters * channels,
    }


def _parameters_said(result: Result) -> str:
    own = figures(result)
    return (
        f"{own['weights']:,} weights and {own['biases']:,} biases are {own['parameters']:,} "
        "parameters. A filter spans all channels of the picture, and has one bias."
    )


def _size_said(result: Result) -> str:
    own = figures(result)
    side, width, channels = (own[f"output {name}"] for name in ("height", "width", "channels"))
    return f"The output is {side} × {width}, in {channels} channels: one for each filter."


def _square(side: int) -> str:
    return f"{side} × {side}"


def _layers_said(result: padding_sizes.Result) -> str:
    layers = padding_sizes.layers_without_padding(result.config)
    left = padding_sizes.size_without_padding(result.config, layers)
    padded = padding_sizes.size_with_padding(result.config, layers)
    return (
        f"After {layers} layers {left} × {left} is left, and one more has nothing to look at. With "
        f"padding it would still be {padded} × {padded}."
    )


def _corner_windows(result: padding_coverage.Result) -> int:
    plain, _ = padding_coverage.corner_and_middle(result, padding_coverage.WITHOUT, 1)
    return find(WINDOWS, str(plain))


def _corner_said(result: padding_coverage.Result) -> str:
    plain, middle = padding_coverage.corner_and_middle(result, padding_coverage.WITHOUT, 1)
    padded, _ = padding_coverage.corner_and_middle(result, padding_coverage.WITH, 1)
    return (
        f"{plain} of the {middle} windows that a pixel in the middle has; with padding {padded}. "
        "So the corner is used much less, but not ignored."
    )


def border_gain(record: RecordedLedger) -> Finding:
    """Return the recorded finding on what padding gains for digits at the border."""
    return record.verdicts["2.B"].named("accuracy gained by padding")[0]


def _gain_said(record: RecordedLedger) -> str:
    found = border_gain(record)
    return f"Padding gains {points(found.interval)} over {found.n} seeds."


def border_errors(result: padding_cost.Result) -> dict[str, Interval]:
    """Return the error on the border by padding, of the mean response, in one 3 × 3 layer."""
    errors = padding_cost.on_border(result, 3, 1)
    return {str(padding): mean_interval(errors[padding]) for padding in errors}


def _best_padding(result: padding_cost.Result) -> int:
    found = border_errors(result)
    return find(padding_cost.PADDINGS, min(found, key=lambda name: found[name].estimate))


def _best_padding_said(result: padding_cost.Result) -> str:
    found = border_errors(result)
    best = padding_cost.PADDINGS[_best_padding(result)]
    return (
        f"On the border “{best}” errs by {share(found[best].estimate)} of the mean response, zeros "
        f"by {share(found['zeros'].estimate)}. A pixel further in, every one is right."
    )


COUNTS = tuple(f"{count:,}" for count in counts().values())
SIZES = tuple(_square(side) for side in (SIDE // KERNEL, SIDE - KERNEL, SIDE - KERNEL + 1, SIDE))
DEPTHS = tuple(
    str(layers)
    for layers in (
        STACK.input_size // STACK.kernel_size,
        (STACK.input_size - 1) // (STACK.kernel_size - 1),
        STACK.input_size - 1,
    )
)
WINDOWS = tuple(str(k) for k in (0, 1, COVERAGE.kernel + 1, COVERAGE.kernel**2))

LESSON = Lesson(
    "convolution",
    "Convolution",
    (
        Step(
            "parameters",
            f"A layer has {LAYER.out_channels} filters of {KERNEL} × {KERNEL} and looks at a "
            f"colour picture of {LAYER.in_channels} channels. How many parameters does it learn?",
            COUNTS,
            COUNTED,
            lambda result: find(COUNTS, f"{figures(result)['parameters']:,}"),
            _parameters_said,
            "Each filter has a weight for every cell of its window in every channel, and one "
            "bias. The size of the picture does not matter.",
            r"\text{parameters} = C_\text{out}\,\big(C_\text{in}\, k^2 + 1\big)",
            "V. Dumoulin and F. Visin, A guide to convolution arithmetic, 2016.",
            "Each wrong answer forgets or adds one thing. Ask those who chose it to say what they "
            "counted, then show the chart.",
            9,
            {"lab": "Layer"},
        ),
        Step(
            "size",
            f"The picture is {SIDE} × {SIDE}; the window moves one pixel at a time, without "
            "padding. How large is the output?",
            SIZES,
            COUNTED,
            lambda result: find(SIZES, _square(figures(result)["output height"])),
            _size_said,
            "Count the places of the window, not the pixels: the last place begins k − 1 pixels "
            "before the end.",
            r"o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1",
            "V. Dumoulin and F. Visin, 2016, relation 6.",
            "Off by one is the classic mistake. Have somebody slide a card along a ruler.",
            8,
            CELL_LAB,
        ),
        Step(
            "depth",
            f"Stack {STACK.kernel_size} × {STACK.kernel_size} layers without padding on a picture "
            f"of {STACK.input_size} × {STACK.input_size}. How many fit before nothing is left?",
            DEPTHS,
            STACKED,
            lambda result: find(DEPTHS, str(padding_sizes.layers_without_padding(result.config))),
            _layers_said,
            "Every layer takes k − 1 pixels off each side. Padding of (k − 1)/2 gives them back, "
            "so that depth is free to choose.",
            r"L = \left\lfloor \frac{n-1}{k-1} \right\rfloor",
            "V. Dumoulin and F. Visin, 2016, relation 6, applied L times.",
            "Without padding VGG-16 would leave 1 × 1 of a picture of 224 × 224 after its last "
            "pooling: all its layers fit, but not one convolution more.",
            8,
            {"lab": "Padding", "asked_padding": "Who is looked at how often?"},
        ),
        Step(
            "corner",
            "The write-up says that border pixels would be ignored without padding. In how many "
            f"{COVERAGE.kernel} × {COVERAGE.kernel} windows is a corner pixel used?",
            WINDOWS,
            COVERED,
            _corner_windows,
            _corner_said,
            "Without padding only the window in the corner holds the corner pixel; a pixel in the "
            "middle is in k² of them. With padding windows hang over the edge and use it more.",
            r"\text{uses of a corner} \qquad = \left(\tfrac{k+1}{2}\right)^2 \text{ with, } "
            r"1 \text{ without padding}",
            "W. Luo, Y. Li, R. Urtasun and R. Zemel, NeurIPS 2016, section 2.1.",
            "Where windows move pixel by pixel none is ignored; “used much less” is right, the "
            "more so the deeper the network. Point at the two maps.",
            8,
            {
                "lab": "Padding",
                "asked_padding": "Who is looked at how often?",
                "coverage_layers": str(COVERAGE.layers),
            },
        ),
        Step(
            "gain",
            "Two networks differ in their padding alone and read digits that touch the border. "
            "How much more accuracy does the padded one reach?",
            GAIN.choices,
            RECORDED,
            GAIN.of(lambda record: border_gain(record).estimate),
            _gain_said,
            "A filter that hangs over the edge sees the whole stroke at the border. Without "
            "padding the strokes there meet few windows, so that less can be learned from them.",
            r"\text{gain} = \overline{a_\text{padded} - a_\text{unpadded}}",
            "Paired over seeds, Student's t.",
            "Ask first for the direction, then for the size: many expect padding to decide "
            "everything at the border.",
            8,
            {"lab": "Padding", "asked_padding": "Does it help?"},
        ),
        Step(
            "cost",
            "Padding must invent what lies beyond the border. Which invention is closest to the "
            "truth on photo-like pictures?",
            padding_cost.PADDINGS,
            PADDED,
            _best_padding,
            _best_padding_said,
            "Neighbouring pixels are alike, so repeating the last pixel is a good guess. Zeros are "
            "the mean grey, whatever the picture shows there.",
            r"\text{error} = \frac{\overline{|y - y_\text{true}|}}{\overline{|y_\text{true}|}}",
            "G. Liu et al., Partial convolution based padding, 2018.",
            "A picture cut out of a larger one has a true continuation: that is how an invented "
            "border can be measured.",
            9,
            {
                "lab": "Padding",
                "asked_padding": "What does it cost?",
                "cost_pictures": str(COST.pictures),
            },
        ),
    ),
)
