"""The terms of the labs as data, and the marking of their first occurrence in a text."""

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass

# What is no prose: code, formulae, links, bold and italic words, icons, headings, sources.
SKIPPED = (
    r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|\[[^\]]*\]\([^)]*\)|\*\*.*?\*\*|\*[^*\n]*\*|"
    r":[a-z]+/\w+:|^#+ .*?$|\bSources?: .*"
)


@dataclass(frozen=True)
class Term:
    """A term: how it is written, its definition in plain words, a formula, where it comes from.

    ``forms`` are other ways to write it; ``formula`` is LaTeX, or empty; ``sources`` are keys of
    ``core.teaching.references.REFERENCES``.
    """

    name: str
    definition: str
    forms: tuple[str, ...] = ()
    formula: str = ""
    sources: tuple[str, ...] = ()


TERMS = {
    "activation": Term(
        "activation function",
        "The curve that a unit's weighted sum is sent through. Without one, layers upon layers "
        "would only make another straight line.",
        ("activation functions", "activation"), r"a = f(w \cdot x + b)", ("goodfellow2016",)),
    "adam": Term(
        "Adam",
        "An optimizer that divides a running mean of the gradients by the root of a running mean "
        "of their squares, both corrected for starting at 0.",
        (), r"\Delta w = -\eta\, \frac{\hat m}{\sqrt{\hat v} + \epsilon}", ("kingma2015",)),
    "adamw": Term(
        "AdamW", "Adam with weight decay taken from the weights themselves, apart from the "
        "gradient.", (), "", ("loshchilov2019",)),
    "average-pooling": Term(
        "average pooling", "Pooling that keeps the mean of each window.", ("average-pooling",),
        r"y = \frac{1}{|W|} \sum_{x \in W} x", ("lecun1990",)),
    "backpropagation": Term(
        "backpropagation",
        "The chain rule worked from the loss back to the first layer, which gives every weight its "
        "gradient in one pass.", (),
        r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, "
        r"\frac{\partial y}{\partial x}", ("rumelhart1986",)),
    "batch": Term(
        "batch", "The examples whose mean gradient makes one update.",
        ("batches", "mini-batch", "mini-batches"), "", ("goodfellow2016",)),
    "batch-normalisation": Term(
        "batch normalisation",
        "A layer that brings each channel of a batch to mean 0 and deviation 1, and then learns "
        "a scale and a shift of its own.", ("batch normalization",),
        r"\hat x = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta", ("ioffe2015",)),
    "bias": Term(
        "bias", "The number that a unit adds to its weighted sum before its activation function.",
        ("biases",), "", ("goodfellow2016",)),
    "bootstrap": Term(
        "bootstrap",
        "Drawing from the runs at hand, with replacement, again and again, to see how much a "
        "figure would vary from one set of runs to another.", (), "", ("efron1993",)),
    "channel": Term(
        "channel", "One of the grids of numbers that a layer takes in or gives out, such as the "
        "red of a picture or the response of one filter.", ("channels",), "", ("dumoulin2016",)),
    "chance-level": Term(
        "chance level", "The accuracy of a network that has learned nothing: about one in ten "
        "for ten digits.", ("level of chance",)),
    "confidence-interval": Term(
        "95 % interval",
        "A range computed so that, over many repetitions of the experiment, 95 in 100 such ranges "
        "hold the true value.", ("95 % intervals", "confidence interval", "confidence intervals"),
        r"\bar x \pm t_{0.975,\,n-1}\, \frac{s}{\sqrt n}", ("student1908",)),
    "convolution": Term(
        "convolution",
        "Sliding a small grid of weights over a picture and writing down the weighted sum at each "
        "place.", ("convolutions",),
        r"y_{ij} = \sum_{a,b} w_{ab}\, x_{is + a - p,\; js + b - p}", ("dumoulin2016",)),
    "cross-entropy": Term(
        "cross-entropy", "The loss of a classifier: minus the logarithm of the probability that "
        "it gave to the right class.", ("cross entropy",), r"L = -\ln q_{\text{right}}",
        ("goodfellow2016",)),
    "dead-unit": Term(
        "dead unit", "A ReLU unit that answers 0 to every example, and so gets no gradient.",
        ("dead units", "dying ReLU", "dead ReLU"), "", ("lu2020",)),
    "dilation": Term(
        "dilation", "How far apart the weights of a kernel lie on the picture: 1 is side by side.",
        ("dilated",), r"k_{\text{reach}} = d\,(k - 1) + 1", ("dumoulin2016",)),
    "dropout": Term(
        "dropout", "Setting each number of a layer to 0 with probability p while training, and "
        "none when the network is used.", (),
        r"y = \frac{m \cdot x}{1 - p},\quad m \sim \text{Bernoulli}(1 - p)", ("srivastava2014",)),
    "entropy": Term(
        "entropy", "How many yes or no questions are needed on average to name an outcome, in "
        "bits.", (), r"H = -\sum_i q_i \log_2 q_i", ("cover2006",)),
    "epoch": Term(
        "epoch", "One pass over all training examples.", ("epochs",), "", ("goodfellow2016",)),
    "factorial-design": Term(
        "factorial design", "An experiment that runs every combination of its choices, so that "
        "each choice and each pair of them can be judged.", (), "", ("fisher1935", "box1978")),
    "fan-in": Term(
        "fan-in", "How many numbers a unit adds up.", ("fan_in",), "", ("glorot2010",)),
    "filter": Term(
        "filter", "The grid of weights that makes one channel of a convolution's output.",
        ("filters",), "", ("dumoulin2016",)),
    "forgetting": Term(
        "forgetting", "Losing what was learned of earlier examples while learning from later "
        "ones.", ("catastrophic forgetting",), "", ("mccloskey1989",)),
    "generalisation-gap": Term(
        "generalisation gap", "Accuracy on the training examples less that on fresh ones.", (), "",
        ("goodfellow2016",)),
    "gradient": Term(
        "gradient", "How much the loss rises for a small step of each weight; training steps "
        "against it.", ("gradients",), r"g = \frac{\partial L}{\partial w}", ("goodfellow2016",)),
    "he-initialization": Term(
        "He initialization", "Normal starting weights of variance 2 / fan-in, which keep the size "
        "of what runs through ReLU layers.", ("He normal", "He-normal"),
        r"\text{Var}(w) = \frac{2}{n_{\text{in}}}", ("he2015",)),
    "kernel": Term(
        "kernel", "The small grid of weights that a convolution slides over its input.",
        ("kernels",), "", ("dumoulin2016",)),
    "learning-rate": Term(
        "learning rate", "How large a step training takes against the gradient.",
        ("learning rates",), r"\Delta w = -\eta\, g", ("goodfellow2016",)),
    "logistic-loss": Term(
        "logistic loss", "The loss of a classifier of two classes, small when the output's sign "
        "is that of the label.", (), r"L = \ln(1 + e^{-y f(x)})", ("goodfellow2016",)),
    "loss": Term(
        "loss", "One number for how wrong the network is; training makes it smaller.",
        ("losses",), "", ("goodfellow2016",)),
    "max-pooling": Term(
        "max pooling", "Pooling that keeps the largest number of each window.", ("max-pooling",),
        r"y = \max_{x \in W} x", ("riesenhuber1999",)),
    "mnist": Term(
        "MNIST", "70,000 pictures of handwritten digits, 28 × 28 pixels each, 10,000 of them for "
        "testing.", (), "", ("lecun1998",)),
    "momentum": Term(
        "momentum", "Stepping along a running sum of past gradients instead of the last one "
        "alone.", (), r"v \leftarrow \mu v + g,\quad \Delta w = -\eta v", ("goodfellow2016",)),
    "optimism": Term(
        "optimism", "How much better the winner looks on the images that chose it than on fresh "
        "ones.", (), "", ("cawley2010", "dwork2015")),
    "overfitting": Term(
        "overfitting", "Learning what is true of the training examples alone.", ("overfit",), "",
        ("srivastava2014",)),
    "padding": Term(
        "padding", "Cells added around the input so that the window can stand at its border, "
        "zeros most often.", ("padded",),
        r"o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1", ("dumoulin2016",)),
    "parameter": Term(
        "parameter", "A number that training sets: a weight or a bias.", ("parameters",), "",
        ("goodfellow2016",)),
    "pooling": Term(
        "pooling", "Making one number of each window of a grid, so that the grid gets smaller.",
        (), "", ("boureau2010",)),
    "power": Term(
        "statistical power", "The chance that a test with so many runs notices a difference that "
        "is really there.", ("power of a test",), "", ("cohen1988",)),
    "prediction-interval": Term(
        "prediction interval",
        "A range that one more run would fall into in 95 of 100 cases. It is wider than the "
        "interval of a mean, since a single run varies more than a mean does.",
        ("prediction intervals",),
        r"\bar x \pm t_{0.975,\,n-1}\, s \sqrt{1 + \tfrac{1}{n}}", ("hahn1991",)),
    "receptive-field": Term(
        "receptive field", "The part of the input that one output can see.", ("receptive fields",),
        r"r_L = 1 + \sum_{l=1}^{L} (k_l - 1) \prod_{m<l} s_m", ("araujo2019",)),
    "relu": Term(
        "ReLU", "The activation function that passes what is above 0 and makes the rest 0.", (),
        r"f(x) = \max(0, x)", ("glorot2011",)),
    "rmsprop": Term(
        "RMSprop", "An optimizer that divides each gradient by the root of a running mean of its "
        "squares.", (), r"\Delta w = -\eta\, \frac{g}{\sqrt{v} + \epsilon}", ("tieleman2012",)),
    "saturation": Term(
        "saturation", "A unit so far out on its curve that the slope is next to 0, and with it "
        "the gradient.", ("saturated", "saturate"), "", ("glorot2010",)),
    "seed": Term(
        "seed", "The number that a run's random draws start from: the same seed gives the same "
        "run.", ("seeds",), "", ("bouthillier2021",)),
    "sgd": Term(
        "stochastic gradient descent", "Training by steps against the gradient of one example or "
        "one batch at a time.", ("SGD",), "", ("bottou2012",)),
    "stride": Term(
        "stride", "How many cells the window moves from one place to the next.", ("strides",), "",
        ("dumoulin2016",)),
    "successive-halving": Term(
        "successive halving", "Training all candidates a little, dropping the worse half, and "
        "spending what is saved on the rest, again and again.", (), "", ("jamieson2016",)),
    "tanh": Term(
        "tanh", "An activation function that runs from −1 to 1 and is steepest at 0.", (),
        r"\tanh x = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}", ("glorot2010",)),
    "test-set": Term(
        "test set", "Examples kept aside until everything is chosen, to judge the result once.",
        ("test images", "test image"), "", ("dwork2015",)),
    "transposed-convolution": Term(
        "transposed convolution", "The backward path of a convolution used forwards: it spreads "
        "each input over a window of a larger output.", ("transposed convolutions",), "",
        ("dumoulin2016", "odena2016")),
    "validation-set": Term(
        "validation set", "Examples kept out of training, on which settings are compared and "
        "chosen.", ("validation images", "validation accuracy"), "", ("goodfellow2016",)),
    "variance": Term(
        "variance", "The mean squared distance from the mean: how far numbers spread.", (),
        r"\text{Var}(x) = \mathrm{E}\big[(x - \bar x)^2\big]"),
    "weight": Term(
        "weight", "The number that an input of a unit is multiplied by; training sets it.",
        ("weights",), "", ("goodfellow2016",)),
    "weight-decay": Term(
        "weight decay", "Drawing every weight a little towards 0 at each step.", (), "",
        ("loshchilov2019",)),
    "xavier-initialization": Term(
        "Xavier initialization", "Starting weights whose variance balances what runs forward and "
        "what runs back through tanh layers.", ("Xavier normal", "Xavier", "Glorot"),
        r"\text{Var}(w) = \frac{2}{n_{\text{in}} + n_{\text{out}}}", ("glorot2010",)),
}  # fmt: skip
_WRITTEN = {form.lower(): key for key, term in TERMS.items() for form in (term.name, *term.forms)}
_TERM = "|".join(re.escape(form) for form in sorted(_WRITTEN, key=len, reverse=True))
_TOKENS = re.compile(rf"({SKIPPED})|(?<![\w-])({_TERM})(?![\w-])", re.I | re.S | re.M)


def mark(text: str, first: MutableMapping[str, str], write: Callable[[str, str], str]) -> str:
    """Return Markdown ``text`` with the first occurrence of each term as ``write(key, words)``.

    ``first`` remembers which text met a term first and is added to, so that of several texts only
    the first to name a term marks it, however often it is drawn. Code, formulae, links, bold and
    italic words, headings and what follows "Sources:" stay as they are.
    """
    here: set[str] = set()

    def marked(found: re.Match[str]) -> str:
        words = found.group(2)
        if words is None:
            return found.group()
        key = _WRITTEN[words.lower()]
        if first.setdefault(key, text) != text or key in here:
            return found.group()
        here.add(key)
        return write(key, words)

    return _TOKENS.sub(marked, text)


def search(words: str) -> list[str]:
    """Return the keys of the terms whose name, forms or definition hold all of ``words``."""
    wanted = words.lower().split()
    return [
        key
        for key, term in TERMS.items()
        if all(word in " ".join((term.name, *term.forms, term.definition)).lower()
               for word in wanted)
    ]  # fmt: skip
