"""How inner loops are compiled where every sum must keep its order, and so its last digits."""

from numba import njit

compiled = njit(cache=True, nogil=True, error_model="numpy")
