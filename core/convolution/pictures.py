"""Grey pictures to look at through a kernel: a made-up photo, a digit, or a visitor's own file.

A picture is (rows, columns) float64, from 0, black, to 1, white.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from core.limits import check_whole

SIDE = 128
LARGEST_SIDE = 256
LARGEST_NUMBER = 59_999
MOST_BYTES = 2 * 2**20
MOST_PIXELS = 4_096**2
MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
SMALLEST_LEAF, LARGEST_LEAF = 8, 60


@dataclass(frozen=True, eq=False)
class Picture:
    """A grey picture: ``pixels`` (rows, columns) float64 in [0, 1], and what to call it."""

    name: str
    pixels: np.ndarray

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pixels.shape
        return rows, columns


@lru_cache(maxsize=16)
def synthetic(seed: int) -> Picture:
    """Return a photo-like picture of 128 × 128 pixels, drawn with ``seed``.

    Things of all sizes hide one another, which gives edges, corners and the spectrum of
    photographs (dead leaves: A. Lee, D. Mumford and J. Huang, 2001, *Occlusion models for natural
    images*); each is shaded smoothly and has a texture whose amplitude falls as 1/frequency
    (D. Field, 1987). Raises ``ValueError`` for a seed out of range.
    """
    check_whole("Number", seed, 0, LARGEST_NUMBER)
    generator = np.random.default_rng(seed)
    pixels = np.full((SIDE, SIDE), np.nan)
    while np.isnan(pixels).any():
        leaf = _leaf(generator) & np.isnan(pixels)
        pixels[leaf] = _surface(generator)[leaf]
    return Picture(f"made-up photo {seed}", np.clip(pixels, 0, 1))


def digit(index: int) -> Picture:
    """Return MNIST's training digit ``index``, 28 × 28 pixels.

    Raises ``ValueError`` for an index out of range and ``DamagedData`` as ``mnist.load`` does.
    """
    import torch

    from core import mnist

    check_whole("Number", index, 0, LARGEST_NUMBER)
    one = mnist.load().take(torch.tensor([index]))
    pixels = one.images[0, 0].double().numpy()
    return Picture(f"MNIST digit {index}, a {one.labels[0]}", pixels)


def uploaded(data: bytes) -> Picture:
    """Return the PNG or JPEG picture in ``data``, grey, at most 256 pixels a side.

    Size, colour mode and number of frames are read from the header and checked before anything is
    decoded. What is transparent becomes white; the camera's note on which side is up is followed.
    Grey is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). Raises ``ValueError`` for a file
    that is too large, is no such picture, or breaks off.
    """
    if len(data) > MOST_BYTES:
        raise ValueError(
            f"The file has {len(data) / 2**20:.1f} MB, but must have at most "
            f"{MOST_BYTES // 2**20} MB."
        )
    with _opened(data) as image:
        _check_header(image)
        try:
            grey = _decoded(image)
        except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError) as error:
            raise ValueError(
                "The picture is damaged or breaks off before its end; save it again and retry."
            ) from error
    return Picture("your picture", np.asarray(grey, dtype=float) / 255)


def _opened(data: bytes) -> ImageFile:
    """Read the header. ``Image.open`` would refuse a large picture without saying its size."""
    for reader in (PngImageFile, JpegImageFile):
        with suppress(OSError, SyntaxError, ValueError, ArithmeticError, LookupError):
            return reader(BytesIO(data))
    raise ValueError("The file is not a picture that can be read, but must be a PNG or a JPEG.")


def _check_header(image: ImageFile) -> None:
    columns, rows = image.size
    if columns * rows > MOST_PIXELS:
        raise ValueError(
            f"The picture is {columns:,} × {rows:,} pixels, but must have at most "
            f"{MOST_PIXELS:,}, such as 4,096 × 4,096; make it smaller and retry."
        )
    if image.mode not in MODES:
        raise ValueError(
            f"The picture's colour mode is {image.mode}, but must be grey, RGB or a palette with "
            "8 bits a channel."
        )
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise ValueError(f"The picture is animated ({frames} frames), but must be a single one.")


def _decoded(image: ImageFile) -> Image.Image:
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    paper = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(paper, upright).convert("L")


def _leaf(generator: np.random.Generator) -> np.ndarray:
    """Return where a new thing lies: a disc or a turned rectangle, few of them large.

    The density of sizes falls as size⁻³, so that the picture looks the same at every scale.
    """
    ends = np.array([SMALLEST_LEAF, LARGEST_LEAF], dtype=float) ** -2
    size = generator.uniform(*ends[::-1]) ** -0.5
    x, y = _places() - generator.uniform(-size, SIDE + size, 2)[:, None, None]
    if generator.random() < 0.5:
        return np.hypot(x, y) < size
    angle, ratio = generator.uniform(0, np.pi), generator.uniform(0.3, 1)
    across = x * np.cos(angle) + y * np.sin(angle)
    along = y * np.cos(angle) - x * np.sin(angle)
    return (abs(across) < size) & (abs(along) < ratio * size)


def _surface(generator: np.random.Generator) -> np.ndarray:
    """Return a brightness that changes smoothly across the picture, with a texture on it."""
    x, y = _places() / SIDE - 0.5
    angle = generator.uniform(0, 2 * np.pi)
    shade = generator.uniform(0, 0.4) * (x * np.cos(angle) + y * np.sin(angle))
    return generator.uniform(0.1, 0.9) + shade + generator.uniform(0, 0.06) * _texture(generator)


def _texture(generator: np.random.Generator) -> np.ndarray:
    """Return noise of deviation 1 whose amplitude falls as 1/frequency."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None, :])
    frequency[0, 0] = np.inf
    spectrum = np.fft.rfft2(generator.standard_normal((SIDE, SIDE))) / frequency
    noise = np.fft.irfft2(spectrum, (SIDE, SIDE))
    return noise / noise.std()


def _places() -> np.ndarray:
    """Return x and y of every pixel, (2, rows, columns)."""
    y, x = np.indices((SIDE, SIDE), dtype=float)
    return np.stack([x, y])
