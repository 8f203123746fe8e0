"""What einops does: axes of a tensor rearranged, repeated and summed up by a pattern of names."""

import re
from math import prod
from typing import Any

import torch
from torch import nn

from core.engines.networks.reader.refusals import Refusal

REDUCTIONS = {"mean": "mean", "sum": "sum", "max": "amax", "min": "amin"}
MOST_AXES = 12
Groups = list[list[str]]


def rearrange(values: torch.Tensor, pattern: str, **sizes: int) -> torch.Tensor:
    """Return ``values`` with axes split, joined and put in another order."""
    return _moved(values, pattern, "", sizes)


def repeat(values: torch.Tensor, pattern: str, **sizes: int) -> torch.Tensor:
    """Return ``values`` with new axes, along which they are repeated."""
    return _moved(values, pattern, "", sizes)


def reduce(values: torch.Tensor, pattern: str, reduction: str, **sizes: int) -> torch.Tensor:
    """Return ``values`` summed up over the axes that the right of ``pattern`` leaves out."""
    return _moved(values, pattern, REDUCTIONS[reduction], sizes)


class Rearrange(nn.Module):
    """``rearrange`` as a layer."""

    def __init__(self, pattern: str, **sizes: int) -> None:
        """Keep the pattern."""
        super().__init__()
        self.pattern, self.sizes = pattern, sizes

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return ``values`` rearranged."""
        return rearrange(values, self.pattern, **self.sizes)


class Reduce(nn.Module):
    """``reduce`` as a layer."""

    def __init__(self, pattern: str, reduction: str, **sizes: int) -> None:
        """Keep the pattern."""
        super().__init__()
        self.pattern, self.reduction, self.sizes = pattern, reduction, sizes

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return ``values`` summed up."""
        return reduce(values, self.pattern, self.reduction, **self.sizes)


def _moved(
    values: torch.Tensor, pattern: str, reduction: str, sizes: dict[str, int]
) -> torch.Tensor:
    left, right = (_groups(side, values.ndim) for side in pattern.split("->"))
    if len(left) != values.ndim:
        raise Refusal(f"{pattern[:60]!r} names {len(left)} axes of a tensor with {values.ndim}.")
    known = dict(sizes)
    for group, size in zip(left, values.shape, strict=True):
        _solve(group, size, known, pattern)
    names = [name for group in left for name in group]
    wanted = [name for group in right for name in group]
    values = values.reshape([known[name] for name in names])
    lost = [place for place, name in enumerate(names) if name not in wanted]
    if lost and reduction:
        values = getattr(values, reduction)(dim=lost)
    elif lost:
        values = values.squeeze(lost)
    kept = [name for name in names if name in wanted]
    for name in [name for name in wanted if name not in kept]:
        values = values.unsqueeze(-1).expand(*values.shape, _size(name, known, pattern))
        kept.append(name)
    values = values.permute([kept.index(name) for name in wanted])
    return values.reshape([prod(_size(name, known, pattern) for name in group) for group in right])


def _groups(side: str, ndim: int) -> Groups:
    """Return the names of the axes of one side; a one in it is an axis without a name."""
    groups: Groups = []
    for joined, alone in re.findall(r"\(([^()]*)\)|(\S+)", side):
        if alone == "...":
            others = len(re.findall(r"\([^()]*\)|\S+", side)) - 1
            groups += [[f"…{place}"] for place in range(max(0, ndim - others))]
        else:
            groups.append([alone] if alone else joined.split())
    if sum(map(len, groups)) > MOST_AXES:
        raise Refusal(f"at most {MOST_AXES} axes are told apart here.")
    return [[name for name in group if name != "1"] for group in groups]


def _solve(group: list[str], size: int, known: dict[str, int], pattern: str) -> None:
    """Find the one size in a group that is not known."""
    for name in group:
        if name.isdigit():
            known[name] = int(name)
    open_ones = [name for name in group if name not in known]
    rest = prod(known[name] for name in group if name in known)
    if len(open_ones) > 1 or not rest or size % rest or (not open_ones and rest != size):
        raise Refusal(f"{pattern[:60]!r} does not split an axis of {size:,}.")
    for name in open_ones:
        known[name] = size // rest


def _size(name: str, known: dict[str, Any], pattern: str) -> int:
    if name not in known and not name.isdigit():
        raise Refusal(f"the size of {name[:20]} in {pattern[:60]!r} is not given.")
    return int(known.get(name, name))
