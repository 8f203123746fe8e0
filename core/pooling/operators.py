"""Every pooling of the lab: its settings, and the size of what it gives.

Arguments are named as in ``torch.nn``; what they do to tensors is in ``core.pooling.tensors``.
"""

from dataclasses import dataclass, fields
from math import comb

from core.engines.windows.sliding import Pair, Sides, per_side, pooled_output_size
from core.engines.windows.sliding import output_size as sliding_output_size
from core.limits import Checked, choice, flag, quoted, whole

WINDOW = ("kernel_size", "stride")
SETTINGS: dict[str, tuple[str, ...]] = {
    "max": (*WINDOW, "padding", "dilation", "ceil_mode"),
    "average": (*WINDOW, "padding", "ceil_mode", "count_include_pad"),
    "Lp": (*WINDOW, "ceil_mode", "norm_type"),
    "adaptive max": ("output_size",),
    "adaptive average": ("output_size",),
    "global max": (),
    "global average": (),
    "subsampling": ("stride",),
    "blur": ("stride", "blur_size"),
    "max blur": (*WINDOW, "blur_size"),
}
"""The settings that each operator has; all others keep their default."""
OPERATORS = tuple(SETTINGS)
LARGEST_NORM = 10
LARGEST_BLUR = 7
LOWEST = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1, "output_size": 1}


@dataclass(frozen=True)
class Pooling(Checked):
    """One pooling over pictures; one number stands for height and width.

    ``norm_type`` is the p of Lᵖ (1 to 10), ``output_size`` what an adaptive pooling gives,
    ``blur_size`` the side of the binomial filter (1 to 7). Subsampling keeps the upper left number
    of every ``stride`` × ``stride`` block; a max blur takes the largest number of every window at
    stride 1, then blurs with ``stride``. Raises ``ValueError`` for a value out of range and for a
    setting that ``operator`` does not have.
    """

    operator: str = choice("max", "operator", OPERATORS)
    kernel_size: Sides = 2
    stride: Sides = 2
    padding: Sides = 0
    dilation: Sides = 1
    ceil_mode: bool = flag(False, "ceil_mode")
    count_include_pad: bool = flag(True, "count_include_pad")
    norm_type: int = whole(2, "norm_type", 1, LARGEST_NORM)
    output_size: Sides = 2
    blur_size: int = whole(3, "blur_size", 1, LARGEST_BLUR)

    def __post_init__(self) -> None:
        """Check every field, and write every size out for height and width."""
        super().__post_init__()
        for name, low in LOWEST.items():
            object.__setattr__(self, name, per_side(name, getattr(self, name), 2, low))
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            untouched = (field.default,) * 2 if field.name in LOWEST else field.default
            if field.name not in SETTINGS[self.operator] and value != untouched:
                raise ValueError(
                    f"{field.name} is {quoted(value)}, but must be {field.default}: "
                    f"{self.operator} pooling does not have it."
                )

    @property
    def kind(self) -> str:
        """What is done with the numbers of a window: the operator without its first word."""
        return self.operator.split()[-1]

    @property
    def reflected(self) -> Pair:
        """Pixels that a blur reflects before and after each side, as Zhang's own code does."""
        return (self.blur_size - 1) // 2, self.blur_size // 2

    def pooled_size(self, input_size: Sides) -> tuple[int, ...]:
        """Return the output's height and width for an input of ``input_size``.

        Raises ``ValueError`` where nothing fits, for padding above half of the kernel, and for a
        blur that reaches beyond the far side of what it reflects.
        """
        inside = per_side("input_size", input_size, 2)
        if self.operator.startswith("adaptive"):
            return per_side("output_size", self.output_size, 2)
        if self.operator.startswith("global"):
            return 1, 1
        if self.operator == "subsampling":
            return pooled_output_size(inside, 1, self.stride)
        if self.operator == "blur":
            return self._blurred_size(inside)
        if self.operator == "max blur":
            return self._blurred_size(pooled_output_size(inside, self.kernel_size, 1))
        return pooled_output_size(
            inside, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode
        )

    def _blurred_size(self, inside: tuple[int, ...]) -> tuple[int, ...]:
        shortest = min(inside)
        if self.blur_size > 2 * shortest - 1:
            raise ValueError(
                f"blur_size is {self.blur_size}, but must be at most {2 * shortest - 1}: the "
                f"shortest side that it blurs is {shortest}, and a reflection needs a longer one."
            )
        return sliding_output_size(inside, self.blur_size, self.stride, (self.reflected,) * 2)


def binomial(size: int) -> tuple[int, ...]:
    """Return row ``size`` − 1 of Pascal's triangle, which sums to 2^(size − 1).

    Outer products of these rows, made to sum to 1, are Zhang's filters (1904.11486).
    """
    return tuple(comb(size - 1, place) for place in range(size))
