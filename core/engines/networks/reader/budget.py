"""How much a pasted text may ask for: steps, depth, and the size of what it makes."""

from collections.abc import Sized
from typing import Any

from core.engines.networks.reader.refusals import Refusal

MOST_STEPS = 137_000
"""As many as DenseNet-201 needs, and a few more: a thousand convolutions written out need 112,000.

A step is what 0.65 microseconds of processor do where nothing else runs; what each thing costs was
measured in a loop of it alone (``tests.benchmarks.fuzz_network_code`` has the greediest ones).
"""
TOKEN_STEPS = 1
"""A word or sign that Python looks through in vain, from 0.4 (names) to 1 microsecond (numbers)."""
NODE_STEPS, STATEMENT_STEPS, ROW_STEPS = 2, 3, 2
"""An expression; a statement, and each of its targets, names or openings: 1 to 2 microseconds."""
WOVEN_STEPS = 3
"""A value written into text."""
CALL_STEPS, BODY_STEPS, FUNCTION_STEPS, CLASS_STEPS = 6, 16, 12, 20
"""A call; a function's body entered, 22 microseconds both; a function and a class defined."""
MAKER_STEPS, NUMBER_STEPS = 15, 100
"""A tensor without numbers; one that keeps up to 1,000, as ``arange`` does: 150 microseconds."""
LAYER_STEPS, PART_STEPS, INSTANCE_STEPS = 120, 6, 40
"""A layer that torch makes, 100 to 150 microseconds, each tensor or layer in it, and an object of a
class of the text that is a network."""
BUFFER_STEPS = 35
"""What a buffer of a layer costs beside: batch normalization takes 200 microseconds with three."""
AGAIN_STEPS = 30
"""A layer like one that was made before, which is copied: 30 microseconds with two tensors."""
MAKING_STEPS, WATCHED_STEPS = 25, 20
"""A tensor of a layer that is watched while it is made, and the watching itself."""
COPIED_STEPS = 25
"""A layer or tensor copied by ``copy``: 14 microseconds."""
OPERATION_STEPS = 90
"""An operation on tensors that the text calls: 60 microseconds, 130 while a network runs."""
FIRST_RUN_STEPS, RUN_STEPS = 10, 240
"""A layer that runs: 100 to 160 microseconds with one operation in it. The first time it costs
less than it takes, so that a thousand layers can be shown: they take a quarter of a second."""
STEPPED_STEPS = 150
"""What a recurrent layer costs beside, whose first step is cut out and runs for all of them."""
DISPATCH_STEPS, UNKNOWN_SHAPE_STEPS = 15, 25
"""One of torch's own operations in a layer, and what is added where its shape has no formula."""
PASSED_OVER_STEPS = 100
"""A statement that is not read, and the refusal that says why."""
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
