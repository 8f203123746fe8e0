"""The layers of ``torch.nn`` that work on one number at a time, or that sum up to 1."""

from dataclasses import dataclass

from core.engines.networks.base import Layer, Shape, shape_text
from core.limits import WholeNumber, choice, flag, optional, real


@dataclass(frozen=True)
class Tanh(Layer):
    """The hyperbolic tangent."""


@dataclass(frozen=True)
class Sigmoid(Layer):
    """The logistic function."""


@dataclass(frozen=True)
class ReLU(Layer):
    """The positive part."""

    inplace: bool = flag(False, "inplace")


class SiLU(ReLU):
    """The input times its logistic function."""


@dataclass(frozen=True)
class LeakyReLU(Layer):
    """The positive part, and a little of the negative one."""

    negative_slope: float = real(0.01, "negative_slope", -1e6, 1e6)
    inplace: bool = flag(False, "inplace")


@dataclass(frozen=True)
class GELU(Layer):
    """The input times the normal distribution function, or an approximation by tanh."""

    approximate: str = choice("none", "approximate", ("none", "tanh"))


@dataclass(frozen=True)
class Softmax(Layer):
    """Shares that add up to 1 along the side ``dim`` (0 is the batch)."""

    dim: int | None = optional(None, WholeNumber("dim", -5, 4))

    def output_shape(self, shape: Shape) -> Shape:
        """Return ``shape``. Raises ``ValueError`` where it has no side ``dim``."""
        if self.dim is not None and not -len(shape) - 1 <= self.dim <= len(shape):
            raise ValueError(
                f"dim is {self.dim}, but must be from {-len(shape) - 1} to {len(shape)} for "
                f"{shape_text(shape)} (0 is the batch)."
            )
        return shape


class LogSoftmax(Softmax):
    """The logarithm of shares that add up to 1."""


@dataclass(frozen=True)
class Dropout(Layer):
    """Each number set to 0 with probability ``p`` in training."""

    p: float = real(0.5, "p", 0, 1)
    inplace: bool = flag(False, "inplace")


class Dropout2d(Dropout):
    """Each channel set to 0 with probability ``p`` in training."""
