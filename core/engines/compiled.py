"""How inner loops are compiled where every sum must keep its order, and so its last digits.

Compiled code copies arrays number by number: where one is assigned to a part of another, the words
of the error that this could raise are compiled too, which takes longer than a whole engine.
"""

from numba import njit

compiled = njit(cache=True, nogil=True, error_model="numpy")
