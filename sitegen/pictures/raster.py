"""Pictures of pixels, by Pillow: what the header says, and the file in another size and format.

Bytes go in and come out. What comes out is upright, in sRGB, and says nothing of camera, place or author.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, features

from sitegen.pictures import FALLBACK, FORMATS, WIDTHS, Facts, PictureError

MOST_PIXELS = 100_000_000
LONGEST_SIDE = 30_000

_OPENERS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
_ORIENTATION, _GPS = 0x0112, 0x8825
_TURNED = frozenset({5, 6, 7, 8})
_LARGEST = max(FALLBACK, *(width for widths in WIDTHS.values() for width in widths))
# One thread each: what two make between them depends on who is first. Pictures are made beside each other anyway.
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 82, "optimize": True, "progressive": True},
    "png": {"optimize": True},
    "webp": {"quality": 80, "method": 4},
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
}


def facts(data: bytes, format: str) -> Facts:
    """Return what is known of a picture of a format; nothing is decoded."""
    try:
        with _opened(data, format) as image:
            width, height = image.size
            if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
                size = f"{width} × {height} pixels, {width * height / 1e6:.0f} million"
                return Facts(
                    fault=f"has {size}: too many to be decoded",
                    hint=f"make it smaller: {_LARGEST} pixels in width are all that a page shows",
                )
            orientation, has_place = _noted(image)
            if orientation in _TURNED:
                width, height = height, width
            stays = format == "gif" or (image.format != "MPO" and getattr(image, "is_animated", False))
            few = image.mode in {"1", "P"}
            known = {"avif": features.check("avif"), "webp": features.check("webp")}
            formats = () if stays else tuple(made for made in FORMATS if known[made] and not (few and made == "avif"))
    except Exception as fault:
        # Pillow raises what its decoders meet: a dozen kinds.
        return Facts(fault=f"cannot be read as a picture: {_words(fault)}", hint="save it again, or take another copy")
    return Facts(format, width, height, formats, few, stays, has_place)


def make(data: bytes, source: str, format: str, size: tuple[int, int], *, lossless: bool) -> bytes:
    """Return a picture in another format and size. Raises PictureError."""
    try:
        image = whole = _whole(data, source)
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS, _middle(image.size, size), reducing_gap=3.0)
        return _saved(image, source, format, lossless=lossless and image is whole)
    except Exception as fault:
        raise PictureError(_words(fault)) from None


def _middle(whole: tuple[int, int], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the part of a picture that has the shape of another size: all of it, if that is its own shape.

    A size that is rounded to whole pixels has the shape.
    """
    (width, height), (wide, high) = whole, size
    if abs(width * high / height - wide) < 1 or abs(height * wide / width - high) < 1:
        return 0, 0, width, height
    part_width, part_height = min(width, height * wide / high), min(height, width * high / wide)
    left, top = (width - part_width) / 2, (height - part_height) / 2
    return left, top, left + part_width, top + part_height


def _saved(image: Image.Image, source: str, format: str, *, lossless: bool) -> bytes:
    options = dict(_OPTIONS[format])
    if lossless and format == "webp":
        options |= {"lossless": True, "quality": 100}
    elif source == "png" and format == "webp":
        options["quality"] = 90
    if lossless and format == "png" and image.mode != "L":
        method = Image.Quantize.FASTOCTREE if image.mode == "RGBA" else Image.Quantize.MEDIANCUT
        image = image.quantize(256, method=method, dither=Image.Dither.NONE)
    if format == "avif" and source == "png":
        # Thin lines in colour, as in charts.
        options["subsampling"] = "4:4:4"
    if format == "jpg" and image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    file = BytesIO()
    image.save(file, _OPENERS[format], **options)
    return file.getvalue()


@lru_cache(maxsize=1)
def _whole(data: bytes, source: str) -> Image.Image:
    """Return a picture decoded, upright, in sRGB, without anything that it says beside; the last one is remembered."""
    with _opened(data, source) as image:
        orientation, _ = _noted(image)
        width = image.size[1] if orientation in _TURNED else image.size[0]
        if source == "jpg" and width > 2 * _LARGEST:
            # It is decoded at a half, a quarter or an eighth, which takes so much less time.
            image.draft(image.mode, tuple(side * _LARGEST // width for side in image.size))
        image.load()
        upright = ImageOps.exif_transpose(image) if orientation else image
    profile = upright.info.get("icc_profile")
    made = _plain(_in_srgb(upright, profile) if profile else upright)
    made.info.clear()
    return made


def _noted(image: Image.Image) -> tuple[int, bool]:
    """Return the orientation that a camera noted, and whether it noted the place; notes that are torn say nothing."""
    try:
        exif = image.getexif()
        return int(exif.get(_ORIENTATION, 0)), bool(exif.get_ifd(_GPS))
    except Exception:
        return 0, False


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture as grey, RGB or RGBA of eight bits."""
    if image.mode in {"L", "RGB", "RGBA"} and "transparency" not in image.info:
        return image.copy()
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return a picture with its colours as sRGB has them; a profile that cannot be read says nothing."""
    alpha = None
    if image.mode in {"RGBA", "LA"}:
        alpha = image.getchannel("A")
        image = image.convert(image.mode[:-1])
    if image.mode == "P":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        if image.mode == "RGBA":
            alpha, image = image.getchannel("A"), image.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        if image.mode in {"L", "RGB", "CMYK"} and "sRGB" not in ImageCms.getProfileDescription(own):
            done = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            image = done or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        pass
    if alpha is not None:
        image = image.convert("RGB")
        image.putalpha(alpha)
    return image


@contextmanager
def _opened(data: bytes, format: str) -> Iterator[Any]:
    """Open a picture as this format and no other; the size is looked at by who asks, so Pillow need not warn of it."""
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=(_OPENERS[format],)) as image:
            yield image


def _words(fault: Exception) -> str:
    text = str(fault).partition("<_io")[0].strip().rstrip(".").replace("cannot identify image file", "it is torn")
    return text or type(fault).__name__
