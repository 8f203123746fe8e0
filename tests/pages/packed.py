"""The bytes that a component gets, read as the browser reads them."""

import json
from io import BytesIO
from math import prod

import numpy as np


class Packed:
    """The ``header`` of the bytes, and the numbers after it, taken in their order."""

    def __init__(self, sent):
        length = int.from_bytes(sent[:4], "little")
        assert length % 4 == 0
        self.header = json.loads(sent[4 : 4 + length])
        self._rest = BytesIO(sent[4 + length :])

    def take(self, *shape, kind="<f4"):
        """Return the next numbers in this shape."""
        taken = self._rest.read(prod(shape) * np.dtype(kind).itemsize)
        return np.frombuffer(taken, kind).reshape(shape)

    @property
    def ended(self):
        """Whether every number has been taken."""
        return not self._rest.read()


def decoded(sent):
    """What ``player.encoded`` was given, each array as it was or as float32."""
    length = 4 + int.from_bytes(sent[:4], "little")

    def array(value):
        if "array" not in value:
            return value
        shape, start = value["shape"], length + value["start"]
        return np.frombuffer(sent, value["array"], prod(shape), start).reshape(shape)

    return json.loads(sent[4:length], object_hook=array)
