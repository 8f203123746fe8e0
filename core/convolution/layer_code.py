"""One layer as PyTorch code: written without torch, and read without being run."""

import re
from typing import Any

from core.engines.windows.layer import Config
from core.limits import quoted

NAMES = {
    "convolution": "Conv",
    "transposed convolution": "ConvTranspose",
    "max pooling": "MaxPool",
    "average pooling": "AvgPool",
}
USUAL = {
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "output_padding": 0,
    "groups": 1,
    "bias": True,
    "ceil_mode": False,
}
"""What torch takes where the code does not say; a pooling's stride is then its kernel's size."""
READ = ("in_channels", "out_channels", "kernel_size", *USUAL)


def write(config: Config) -> str:
    """Return the layer as ``torch.nn`` makes it, such as ``nn.Conv2d(3, 16, 5)``.

    Nothing for padding that differs from one end to the other, which its layers do not have.
    """
    padding: Any = config.padding
    if not isinstance(padding, str):
        if any(side.p != side.p_after for side in config.sides):
            return ""
        padding = tuple(side.p for side in config.sides)
    kernel = _short(config.kernel_size)
    channels = () if config.pools else (config.in_channels, config.out_channels)
    usual = USUAL | {"stride": kernel} if config.pools else USUAL
    given = {name: _short(getattr(config, name)) for name in USUAL} | {"padding": _short(padding)}
    named = [f"{name}={given[name]!r}" for name in USUAL if given[name] != usual[name]]
    arguments = ", ".join([*map(str, (*channels, kernel)), *named])
    return f"nn.{NAMES[config.operation]}{len(config.sides)}d({arguments})"


def read(code: str, start: Config) -> Config:
    """Return the layer that ``code`` makes, on the input of ``start``.

    What the code does not say, such as the channels of a pooling, is that of ``start``; another
    number of sides takes the first one's size for all. Raises ``ValueError`` for code that is not
    read, that makes anything but one layer with a window, or whose window does not fit.
    """
    from core.engines.networks.reader import networks  # which loads torch

    module = networks.read(code)[0].module
    made = type(module).__name__
    name = re.fullmatch(f"({'|'.join(NAMES.values())})([123])d", made)
    if name is None:
        raise ValueError(
            f"The code makes {quoted(made)}, but must make one layer that slides a window: "
            "Conv, ConvTranspose, MaxPool or AvgPool, with 1d, 2d or 3d."
        )
    rank = int(name[2])
    fields: dict[str, Any] = {one: getattr(module, one) for one in READ if hasattr(module, one)}
    fields.setdefault("in_channels", start.in_channels)
    if "bias" in fields:
        fields["bias"] = fields["bias"] is not None
    sizes = start.sides if len(start.sides) == rank else start.sides[:1] * rank
    operations = {short: operation for operation, short in NAMES.items()}
    return Config(operations[name[1]], **fields, input_size=tuple(side.i for side in sizes))


def _short(value: Any) -> Any:
    """Return sizes that are alike as one number."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
