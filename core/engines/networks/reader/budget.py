"""How much a pasted text may ask for: steps, depth, and the size of what it makes."""

from collections.abc import Sized
from typing import Any

from core.engines.networks.reader.refusals import Refusal

MOST_STEPS = 112_000
TOKEN_STEPS = 1
NODE_STEPS = 2
STATEMENT_STEPS = 3
ROW_STEPS = 2
WOVEN_STEPS = 3
MAKER_STEPS = 15
NUMBER_STEPS = 100
CALL_STEPS = 6
FUNCTION_STEPS = 12
CLASS_STEPS = 20
LAYER_STEPS = 60
PART_STEPS = 6
AGAIN_STEPS = 20
MAKING_STEPS = 25
WATCHED_STEPS = 20
COPIED_STEPS = 25
OPERATION_STEPS = 60
FIRST_RUN_STEPS = 10
RUN_STEPS = 120
DISPATCH_STEPS = 15
UNKNOWN_SHAPE_STEPS = 25
PASSED_OVER_STEPS = 100
DEEPEST = 60
LONGEST = 10_000
LARGEST_NUMBER = 10**18


class Budget:
    """Counts what is asked for, and refuses what goes beyond."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        """Begin with nothing used."""
        self.steps = self.left = steps
        self.depth = 0
        self.line = 1

    def keep(self) -> None:
        """Let what is left now be what there is from here on, however often it is renewed."""
        self.steps = self.left

    def renew(self) -> None:
        """Begin again with what there was."""
        self.left = self.steps

    def spend(self, steps: int = 1) -> None:
        """Use up ``steps``; raises ``Refusal`` where none are left."""
        self.left -= steps
        if self.left < 0:
            raise Refusal(
                "the code asks for more steps than are taken here; make a smaller network, or "
                "shorten the loops.",
                self.line,
            )

    def deeper(self) -> None:
        """Enter a call; raises ``Refusal`` where calls nest too deeply."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refusal(
                f"calls may nest at most {DEEPEST} deep here; does a function call itself?",
                self.line,
            )

    def fitting(self, value: Any) -> Any:
        """Return ``value``; raises ``Refusal`` for a number or collection that is too large."""
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise Refusal("whole numbers may be at most 10¹⁸ here, and this is larger.", self.line)
        if isinstance(value, str | tuple | list | dict | set) and isinstance(value, Sized):
            self.length(len(value))
            self.spend(len(value) // 10)
        return value

    def small(self, value: Any) -> None:
        """Raise ``Refusal`` for a collection that holds too much to look through, all told."""
        waiting, seen = [value], 0
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                waiting += one.values()
            elif isinstance(one, tuple | list | set):
                waiting += one
            elif isinstance(one, range):
                self.length(len(one))
                self.spend(len(one) // 5)
            elif isinstance(one, str):
                self.spend(len(one) // 50)
            seen += 1
            self.length(seen + len(waiting))
        self.spend(seen)

    def length(self, count: int) -> None:
        """Raise ``Refusal`` for more than ``LONGEST`` things in a row."""
        if count > LONGEST:
            raise Refusal(
                f"at most {LONGEST:,} things may stand in a row here, and these are more.",
                self.line,
            )
