"""A picture from a visitor's own file, checked before it is decoded, in grey."""

from contextlib import suppress
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

MOST_BYTES = 2 * 2**20
MOST_PIXELS = 4_096**2


def grey(data: bytes, largest_side: int) -> np.ndarray:
    """Return the PNG or JPEG picture in ``data``: (rows, columns) float64, 0 black to 1 white.

    It is made smaller where a side is longer than ``largest_side``. Size and number of frames are
    read from the header and checked before anything is decoded. What is transparent becomes white;
    the camera's note on which side is up is followed; of 16 bits of grey the upper eight stay. Grey
    is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), CMYK turned into these first.
    Raises ``ValueError`` for a file that is too large, is no such picture, or breaks off.
    """
    if len(data) > MOST_BYTES:
        raise ValueError(
            f"The file has {len(data) / 2**20:.1f} MB, but must have at most "
            f"{MOST_BYTES // 2**20} MB."
        )
    with _opened(data) as image:
        _check_header(image)
        try:
            decoded = _decoded(image, largest_side)
        except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError) as error:
            raise ValueError(
                "The picture is damaged or breaks off before its end; save it again and retry."
            ) from error
    return np.asarray(decoded, dtype=float) / 255


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
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise ValueError(f"The picture is animated ({frames} frames), but must be a single one.")


def _decoded(image: ImageFile, largest_side: int) -> Image.Image:
    upright: Image.Image = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # Pillow would cut off what is above 255
        levels = np.asarray(upright, dtype=float) / 257
        upright = Image.fromarray(levels.round().clip(0, 255).astype(np.uint8))
    upright = upright.convert("RGB" if upright.mode == "CMYK" else "RGBA").convert("RGBA")
    upright.thumbnail((largest_side, largest_side))
    paper = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(paper, upright).convert("L")
