"""Entered matrices, as the labs of pooling take them: exact fractions, from cells or from text."""

from core.engines.matrices.cells import LARGEST_SIDE, Matrix, matrix, typed
from core.engines.matrices.reading import parse, read

__all__ = ["LARGEST_SIDE", "Matrix", "matrix", "parse", "read", "typed"]
