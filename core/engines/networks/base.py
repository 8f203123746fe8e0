"""What every layer of a network can tell of itself: shape, parameters, work, sight and code."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar

from core.engines.windows.receptive_field import Field
from core.engines.windows.sliding import SIDES, Sides, per_side
from core.limits import Checked

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """One side of a picture inside a network: what an output sees, and how many there are."""

    field: Field
    outputs: int


@dataclass(frozen=True)
class Layer(Checked):
    """A layer of ``torch.nn``, with its name, its arguments, their order and their defaults.

    A shape is that of one example, channels or features first, without the batch. What a layer
    does not say otherwise: it keeps the shape, learns nothing and an output sees one input.
    """

    @property
    def kind(self) -> str:
        """The name in ``torch.nn``."""
        return type(self).__name__

    @property
    def weights(self) -> int:
        """The number of weights that are learnt."""
        return 0

    @property
    def biases(self) -> int:
        """The number of biases that are learnt."""
        return 0

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out; raises ``ValueError`` for one that cannot go in."""
        return shape

    def multiply_accumulates(self, shape: Shape) -> int:
        """Return the products of weights and inputs for one example of ``shape``."""
        return 0

    def look(self, sides: tuple[Side, ...], shape: Shape) -> tuple[Side, ...]:
        """Return the output's sides, given those of an input of ``shape``."""
        return sides

    def arguments(self) -> str:
        """Return the arguments as PyTorch code, without those that have their default."""
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.default is MISSING:
                parts.append(repr(value))
            elif value != field.default:
                parts.append(f"{field.name}={value!r}")
        return ", ".join(parts)

    def code(self) -> str:
        """Return the PyTorch expression that makes the layer."""
        return f"nn.{self.kind}({self.arguments()})"


@dataclass(frozen=True)
class WindowLayer(Layer):
    """A layer whose window has ``rank`` sides; a size that is the same on each is one number."""

    rank: ClassVar[int]

    def _set_sizes(self, **lowest: int) -> None:
        """Check the named sizes against their lowest values, and shorten them."""
        for field, low in lowest.items():
            sides = per_side(field, getattr(self, field), self.rank, low)
            object.__setattr__(self, field, sides[0] if len(set(sides)) == 1 else sides)

    def _sides(self, value: Sides) -> tuple[int, ...]:
        return value if isinstance(value, tuple) else (value,) * self.rank

    def _widened(
        self, sides: tuple[Side, ...], shape: Shape, after: Callable[..., Field], *window: Sides
    ) -> tuple[Side, ...]:
        """Return the output's sides, of which ``after`` tells what one sees through ``window``."""
        windows = zip(*(self._sides(size) for size in window), strict=True)
        outputs = self.output_shape(shape)[1:]
        return tuple(
            Side(after(side.field, *each), count)
            for side, each, count in zip(sides, windows, outputs, strict=True)
        )

    def _input_size(self, shape: Shape) -> tuple[int, ...]:
        """Return the sides of an input of channels and ``rank`` sides."""
        if len(shape) != self.rank + 1:
            takes = " × ".join(("channels", *SIDES[self.rank]))
            raise ValueError(f"the input is {shape_text(shape)}, but must be {takes}.")
        return shape[1:]


def shape_text(shape: Shape) -> str:
    """Return a shape for reading, such as ``16 × 28 × 28``."""
    return " × ".join(f"{size:,}" for size in shape)


def check_incoming(field: str, wanted: int, given: int) -> None:
    """Raise ``ValueError`` unless a layer made for ``wanted`` channels or features gets them."""
    if wanted != given:
        raise ValueError(
            f"{field} is {wanted:,}, but the layer before gives {given:,}; set {field} to "
            f"{given:,}."
        )
