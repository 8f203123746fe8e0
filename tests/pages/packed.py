"""The bytes that a component gets, read as the browser reads them."""

import json
from math import prod

import numpy as np


def decoded(sent):
    """What ``player.encoded`` was given, each array as it was or as float32."""
    length = 4 + int.from_bytes(sent[:4], "little")

    def array(value):
        if "array" not in value:
            return value
        shape, start = value["shape"], length + value["start"]
        return np.frombuffer(sent, value["array"], prod(shape), start).reshape(shape)

    return json.loads(sent[4:length], object_hook=array)
