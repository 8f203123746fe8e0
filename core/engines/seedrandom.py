"""The random numbers of TensorFlow Playground: seedrandom 2.4's ARC4 stream, bit for bit."""

import numpy as np

from core.engines.compiled import compiled

WIDTH = 256
CHUNKS = 6
SIGNIFICANCE = 2.0**52
OVERFLOW = 2.0**53
PLAINLY = 10_000
"""Numbers that are drawn without a compiler: a first picture takes fewer, and compiling longer."""


class SeedRandom:
    """The stream that JavaScript's ``Math.seedrandom(seed)`` starts.

    Each call returns the next float in [0, 1). Source: D. Bau, seedrandom 2.4 (RC4 keyed by
    the seed's UTF-16 code units, the first 256 bytes dropped, 52 significant bits a number).
    """

    plainly = PLAINLY
    """How many more of all streams' numbers are drawn before that is compiled."""

    def __init__(self, seed: str) -> None:
        """Key the cipher with ``seed``, a string of any length."""
        self._state = np.array(_schedule(_key(seed)), dtype=np.int64)

    def __call__(self) -> float:
        """Return the next number."""
        return float(self.many(1)[0])

    def many(self, count: int) -> np.ndarray:
        """Return the next ``count`` numbers, shape (count,) float64."""
        numbers = np.empty(count)
        draw = _draw.py_func if SeedRandom.plainly > 0 else _draw
        SeedRandom.plainly -= count
        draw(self._state, numbers)
        return numbers


def seed_text(number: int) -> str:
    """Return the seed of run ``number`` (0 or more), such as "0.00007", with a stream of its own.

    ARC4 repeats its key until it is full, so that "7" and "77" start one stream. Two texts do so
    only where both repeat one shorter text, and a text with a single point repeats none.
    """
    return f"0.{number:05d}"


def _key(seed: str) -> list[int]:
    units = np.frombuffer(seed.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    key: list[int] = []
    smear = 0
    for position, unit in enumerate(units.tolist()):
        slot = position % WIDTH
        if slot < len(key):
            smear ^= key[slot] * 19
            key[slot] = (smear + unit) % WIDTH
        else:
            key.append((smear + unit) % WIDTH)
    return key or [0]


def _schedule(key: list[int]) -> list[int]:
    """Return the cipher's table once its first bytes are dropped, and its two places in it."""
    table, j = list(range(WIDTH)), 0
    for i in range(WIDTH):
        j = (j + key[i % len(key)] + table[i]) % WIDTH
        table[i], table[j] = table[j], table[i]
    j = 0
    for step in range(1, WIDTH + 1):
        i = step % WIDTH
        j = (j + table[i]) % WIDTH
        table[i], table[j] = table[j], table[i]
    return [*table, i, j]


@compiled
def _draw(state: np.ndarray, numbers: np.ndarray) -> None:
    """Fill ``numbers``; the ``state`` is the cipher's table, and its two places in it."""
    i, j = state[WIDTH], state[WIDTH + 1]
    for n in range(len(numbers)):
        numerator, denominator, low_byte, chunks = 0.0, 256.0**CHUNKS, 0, 0
        while chunks < CHUNKS or numerator < SIGNIFICANCE:
            i = (i + 1) % WIDTH
            moved = state[i]
            j = (j + moved) % WIDTH
            state[i], state[j] = state[j], moved
            byte = state[(state[i] + moved) % WIDTH]
            if chunks < CHUNKS:
                numerator = numerator * WIDTH + byte
            else:
                numerator = (numerator + low_byte) * WIDTH
                denominator *= WIDTH
                low_byte = byte
            chunks += 1
        while numerator >= OVERFLOW:
            numerator /= 2
            denominator /= 2
            low_byte >>= 1
        numbers[n] = (numerator + low_byte) / denominator
    state[WIDTH], state[WIDTH + 1] = i, j
