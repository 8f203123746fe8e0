"""The shapes of sums, means, extremes and losses, by the names of an operation's arguments."""

from collections.abc import Callable
from typing import Any

from torch.jit import _shape_functions as formulae

from core.engines.networks.reader.words import words

Shape = list[int]


def _over(bound: dict[str, Any]) -> Shape:
    """Return the shape of what is summed up over ``dim``, or over everything."""
    dim = bound.get("dim")
    over = [dim] if isinstance(dim, int) else dim
    return formulae.sum_mean_dim(bound["self"], over, bound.get("keepdim", False), None)


def _loss(bound: dict[str, Any]) -> Shape:
    """Return the shape of a loss: that of the values where they are not averaged or summed."""
    values = formulae.broadcast(bound["self"], bound["target"])
    return [] if bound.get("reduction", 1) else values


def _likelihood(bound: dict[str, Any]) -> tuple[Shape, Shape]:
    values, target = bound["self"], bound["target"]
    batch = values[:1] if len(values) > 1 else []
    assert [*batch, *values[2:]] == target, "the targets have another shape"
    return ([] if bound["reduction"] else target), []


FORMULAE: dict[str, Callable[[dict[str, Any]], Any]] = {
    **dict.fromkeys(
        words(
            """
            all amax amin any argmax argmin linalg_vector_norm logsumexp mean norm prod std sum var
            """
        ),
        _over,
    ),
    **dict.fromkeys(("var_mean", "std_mean"), lambda bound: (_over(bound), _over(bound))),
    **dict.fromkeys(
        words(
            """
            binary_cross_entropy binary_cross_entropy_with_logits huber_loss mse_loss
            smooth_l1_loss
            """
        ),
        _loss,
    ),
    **dict.fromkeys(("nll_loss_forward", "nll_loss2d_forward"), _likelihood),
}
