"""The random numbers of TensorFlow Playground: seedrandom 2.4's ARC4 stream, bit for bit."""

import numpy as np

from core.engines.compiled import compiled

WIDTH = 256
CHUNKS = 6
SIGNIFICANCE = 2.0**52
OVERFLOW = 2.0**53


class SeedRandom:
    """The stream that JavaScript's ``Math.seedrandom(seed)`` starts.

    Each call returns the next float in [0, 1). Source: D. Bau, seedrandom 2.4 (RC4 keyed by
    the seed's UTF-16 code units, the first 256 bytes dropped, 52 significant bits a number).
    """

    def __init__(self, seed: str) -> None:
        """Key the cipher with ``seed``, a string of any length."""
        self._state = np.empty(WIDTH + 2, dtype=np.int64)
        _schedule(self._state, _key(seed))

    def __call__(self) -> float:
        """Return the next number."""
        return _draw(self._state)

    def many(self, count: int) -> np.ndarray:
        """Return the next ``count`` numbers, shape (count,) float64."""
        return _draw_many(self._state, count)


def seed_text(number: int) -> str:
    """Return the seed of run ``number`` (0 or more), such as "0.00007", with a stream of its own.

    ARC4 repeats its key until it is full, so that "7" and "77" start one stream. Two texts do so
    only where both repeat one shorter text, and a text with a single point repeats none.
    """
    return f"0.{number:05d}"


def _key(seed: str) -> np.ndarray:
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
    return np.array(key or [0], dtype=np.int64)


@compiled
def _next_byte(state: np.ndarray) -> int:
    i = (state[WIDTH] + 1) % WIDTH
    moved = state[i]
    j = (state[WIDTH + 1] + moved) % WIDTH
    state[i], state[j] = state[j], moved
    state[WIDTH], state[WIDTH + 1] = i, j
    return state[(state[i] + moved) % WIDTH]


@compiled
def _schedule(state: np.ndarray, key: np.ndarray) -> None:
    for i in range(WIDTH):
        state[i] = i
    j = 0
    for i in range(WIDTH):
        moved = state[i]
        j = (j + key[i % len(key)] + moved) % WIDTH
        state[i], state[j] = state[j], moved
    state[WIDTH] = state[WIDTH + 1] = 0
    for _ in range(WIDTH):
        _next_byte(state)


@compiled
def _draw(state: np.ndarray) -> float:
    numerator, denominator, low_byte = 0.0, 256.0**CHUNKS, 0
    for _ in range(CHUNKS):
        numerator = numerator * WIDTH + _next_byte(state)
    while numerator < SIGNIFICANCE:
        numerator = (numerator + low_byte) * WIDTH
        denominator *= WIDTH
        low_byte = _next_byte(state)
    while numerator >= OVERFLOW:
        numerator /= 2
        denominator /= 2
        low_byte >>= 1
    return (numerator + low_byte) / denominator


@compiled
def _draw_many(state: np.ndarray, count: int) -> np.ndarray:
    numbers = np.empty(count)
    for n in range(count):
        numbers[n] = _draw(state)
    return numbers
