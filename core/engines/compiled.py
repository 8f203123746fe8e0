"""How inner loops are compiled: their code is kept on disk, where there is a folder for it.

``compiled`` is for sums that must keep their order, and so their last digits.

Compiled code copies arrays number by number: where one is assigned to a part of another, the words
of the error that this could raise are compiled too, which takes longer than a whole engine.
"""

from collections.abc import Callable
from typing import Any

from numba import njit


def compiler(**options: Any) -> Callable[[Callable], Any]:
    """Return a decorator that compiles with ``options`` of ``numba.njit``.

    Where no folder can be written, the code lasts until the process ends.
    """

    def compile_function(function: Callable) -> Any:
        try:
            return njit(cache=True, error_model="numpy", **options)(function)
        except RuntimeError:  # numba has found no folder
            return njit(error_model="numpy", **options)(function)

    return compile_function


compiled = compiler(nogil=True)
