"""Which grey has the value 0, and so which grey zero padding invents around a picture."""

import torch

MEAN_IS_ZERO, BLACK_IS_ZERO = "the mean grey", "black"
ZERO_MEANS = (MEAN_IS_ZERO, BLACK_IS_ZERO)


def scaled(pictures: torch.Tensor, mean: float, deviation: float, zero_means: str) -> torch.Tensor:
    """Return ``pictures`` in [0, 1] as they are, or less their ``mean`` over their ``deviation``.

    As they are, 0 is black; standardised, as is the custom, 0 is the mean grey.
    """
    return pictures if zero_means == BLACK_IS_ZERO else (pictures - mean) / deviation
