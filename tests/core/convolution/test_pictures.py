"""Pictures: the made-up one against photographs' spectrum, uploads of every kind, hostile files."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, PngImagePlugin

from core import mnist
from core.convolution.pictures import digit, synthetic, uploaded
from tests.generated import cases

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DAMAGED = "The picture is damaged or breaks off before its end"
NO_PICTURE = "The file is not a picture that can be read, but must be a PNG or a JPEG."


def saved(image, kind="PNG", **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def header(columns, rows, depth=8, colour=0):
    return SIGNATURE + chunk(
        b"IHDR", struct.pack(">IIBBBBB", columns, rows, depth, colour, 0, 0, 0)
    )


def photo(side=64):
    return Image.fromarray((synthetic(1).pixels[:side, :side] * 255).astype(np.uint8))


@pytest.mark.parametrize("seed", range(5))
def test_the_made_up_photo_has_the_spectrum_of_photographs(seed):
    pixels = synthetic(seed).pixels
    assert pixels.shape == (128, 128)
    assert 0 <= pixels.min() < 0.2 < 0.8 < pixels.max() <= 1
    window = np.hanning(128)
    amplitude = abs(np.fft.fft2((pixels - pixels.mean()) * np.outer(window, window)))
    frequency = np.hypot(np.fft.fftfreq(128)[:, None], np.fft.fftfreq(128)[None, :]) * 128
    ring = frequency.round().astype(int)
    rings = np.arange(3, 50)
    mean = np.array([amplitude[ring == one].mean() for one in rings])
    slope = np.polyfit(np.log(rings), np.log(mean), 1)[0]
    # Photographs' amplitude falls as frequency to the power −0.7 to −1.6 (Field 1987; Tolhurst,
    # Tadmor and Chao 1992).
    assert -1.6 < slope < -0.7


def test_the_made_up_photo_follows_its_seed():
    first = synthetic(3).pixels
    synthetic.cache_clear()
    np.testing.assert_array_equal(synthetic(3).pixels, first)
    assert not np.array_equal(synthetic(4).pixels, first)


def test_a_digit_is_mnists():
    picture = digit(7)
    np.testing.assert_allclose(picture.pixels, mnist.load().images[7, 0].numpy())
    assert picture.name == f"MNIST digit 7, a {mnist.load().labels[7]}"


@pytest.mark.parametrize("index", [-1, 60_000, 1.5, "7", True])
def test_a_digit_that_is_not_there_is_refused(index):
    with pytest.raises(ValueError, match="Number is .* must be a whole number from 0 to 59,999"):
        digit(index)


@pytest.mark.parametrize("seed", [-1, 60_000])
def test_a_scene_that_is_not_there_is_refused(seed):
    with pytest.raises(ValueError, match="Number is"):
        synthetic(seed)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_usual_colour_mode_comes_back_grey(mode):
    image = photo().convert("RGB").convert(mode)
    pixels = uploaded(saved(image)).pixels
    np.testing.assert_allclose(pixels, np.asarray(image.convert("L")) / 255, atol=1e-9)


def test_sixteen_bits_of_grey_keep_their_upper_eight():
    fine = np.arange(0, 65_536, 257, dtype=np.uint16).reshape(16, 16)
    pixels = uploaded(saved(Image.fromarray(fine))).pixels
    np.testing.assert_allclose(pixels, fine / 65_535, atol=1e-9)


def test_printers_colours_turn_grey_too():
    pixels = uploaded(saved(photo().convert("CMYK"), "JPEG", quality=95)).pixels
    np.testing.assert_allclose(pixels, np.asarray(photo()) / 255, atol=0.12)


def test_a_jpeg_comes_back_but_for_its_losses():
    pixels = uploaded(saved(photo(), "JPEG", quality=95)).pixels
    np.testing.assert_allclose(pixels, np.asarray(photo()) / 255, atol=0.12)


def test_colours_turn_grey_by_their_luminance():
    for colour, weight in zip(
        ("#FF0000", "#00FF00", "#0000FF"), (0.299, 0.587, 0.114), strict=True
    ):
        pixels = uploaded(saved(Image.new("RGB", (3, 2), colour))).pixels
        assert pixels.shape == (2, 3)
        assert pixels == pytest.approx(np.full((2, 3), weight), abs=1 / 255)


def test_what_is_transparent_becomes_white():
    half = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    half.paste((0, 0, 0, 255), (0, 0, 2, 4))
    assert uploaded(saved(half)).pixels.tolist() == [[0, 0, 1, 1]] * 4


@pytest.mark.parametrize(
    ("size", "expected"),
    [((512, 256), (128, 256)), ((300, 900), (256, 85)), ((1, 4_000), (256, 1)), ((9, 5), (5, 9))],
)
def test_a_large_picture_is_made_smaller_in_its_proportions(size, expected):
    assert uploaded(saved(Image.new("L", size))).pixels.shape == expected


def test_the_cameras_note_on_which_side_is_up_is_followed():
    image = Image.new("L", (8, 4))
    image.paste(255, (0, 0, 8, 2))
    notes = Image.Exif()
    notes[0x0112] = 6  # turn a quarter clockwise
    pixels = uploaded(saved(image, "PNG", exif=notes)).pixels
    assert pixels.shape == (8, 4)
    assert pixels.tolist() == [[0, 0, 1, 1]] * 8


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00" * 100,
        SIGNATURE,
        saved(photo(), "GIF"),
        saved(photo(), "BMP"),
        saved(photo(), "TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_png_or_jpeg_is_refused(data):
    with pytest.raises(ValueError) as refused:
        uploaded(data)
    assert str(refused.value) == NO_PICTURE


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_breaks_off_is_refused(kind):
    whole = saved(photo(), kind)
    for share in (0.4, 0.7, 0.95):
        with pytest.raises(ValueError, match=DAMAGED):
            uploaded(whole[: int(share * len(whole))])


@pytest.fixture
def no_decoding(monkeypatch):
    def refuse(image):
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", refuse, raising=False)


def bomb():
    """A whole picture of 20,000 × 20,000 in some 50 kB."""
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(b"\x00" * 2_501) for _ in range(20_000)) + rows.flush()
    data = header(20_000, 20_000, depth=1) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    assert len(data) < 100_000
    return data


def test_a_huge_picture_is_refused_before_it_is_decoded(no_decoding):
    tiny = header(20_000, 20_000) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert len(tiny) < 100
    jpeg = bytearray(saved(photo(), "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 20_000, 20_000)
    for data in (tiny, bomb(), bytes(jpeg)):
        with pytest.raises(
            ValueError, match="is 20,000 × 20,000 pixels, but must have at most 16,"
        ):
            uploaded(data)
    with pytest.raises(AssertionError, match="decoded"):
        uploaded(saved(photo()))


def test_a_bomb_in_a_note_is_refused():
    body = b"Comment\x00\x00" + zlib.compress(b"\x00" * 80_000_000, 9)
    data = saved(photo())
    noted = data[:33] + chunk(b"zTXt", body) + data[33:]
    assert len(noted) < 100_000
    with pytest.raises(ValueError):
        uploaded(noted)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            saved(photo(), save_all=True, append_images=[photo().rotate(90)]),
            "The picture is animated .2 frames., but must be a single one.",
        ),
        (b"\xff" * (2 * 2**20 + 1), "The file has 2.0 MB, but must have at most 2 MB."),
        (b"\xff" * (5 * 2**20), "The file has 5.0 MB"),
    ],
)
def test_odd_pictures_and_large_files_are_refused_in_a_sentence(data, said):
    with pytest.raises(ValueError, match=said):
        uploaded(data)


def accepted_or_refused(data):
    try:
        pixels = uploaded(data).pixels
    except ValueError as refused:
        assert str(refused).startswith("The ")
        assert str(refused).endswith(".")
    else:
        assert pixels.ndim == 2
        assert 1 <= min(pixels.shape) <= max(pixels.shape) <= 256
        assert 0 <= pixels.min() <= pixels.max() <= 1


WHOLE = [saved(photo(32)), saved(photo(32).convert("P")), saved(photo(32), "JPEG")]


@settings(max_examples=cases(200), deadline=None)
@given(
    st.sampled_from([b"", SIGNATURE, b"\xff\xd8\xff\xe0", header(9, 9)]), st.binary(max_size=300)
)
def test_any_bytes_are_accepted_or_refused_in_a_sentence(start, data):
    accepted_or_refused(start + data)


@settings(max_examples=cases(300), deadline=None)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=4),
    st.floats(0.1, 1),
)
def test_a_damaged_picture_is_accepted_or_refused_in_a_sentence(whole, changes, share):
    data = bytearray(whole)
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    accepted_or_refused(bytes(data[: int(share * len(data))]))
