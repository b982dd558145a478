"""Pictures for tests, drawn when they are asked for: the repository keeps none."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540"><rect width="960" height="540"/></svg>'


def drawn(
    format: str, width: int = 40, height: int = 30, *, colour: Any = (31, 111, 120), mode: str = "RGB", **options: Any
) -> bytes:
    """Return a picture with a bright corner at its upper left, so that it shows which way up it is."""
    image = Image.new("RGB", (width, height), colour)
    image.paste((250, 240, 200), (0, 0, max(1, width // 4), max(1, height // 4)))
    file = BytesIO()
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 256).convert(mode)
    (image if mode == "RGB" else image.convert(mode)).save(file, format, **options)
    return file.getvalue()


def photo(width: int = 40, height: int = 30, *, orientation: int = 1) -> bytes:
    """Return a JPEG as a camera writes it: which way it was held, by whom and where on Earth."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ana Ruiz"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return drawn("JPEG", width, height, exif=exif, quality=95)


def moving(format: str = "GIF") -> bytes:
    """Return a picture of two frames."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("white", "teal")]
    file = BytesIO()
    frames[0].save(file, format, save_all=True, append_images=frames[1:], duration=200, loop=0)
    return file.getvalue()


def swapped() -> bytes:
    """Return a red PNG whose profile says that its red is what others call green."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    at = {made[128 + 4 + 12 * n : 132 + 4 + 12 * n]: 132 + 12 * n for n in range(struct.unpack(">I", made[128:132])[0])}
    profile = bytearray(made)
    red, green = (made[at[tag] + 4 : at[tag] + 12] for tag in (b"rXYZ", b"gXYZ"))
    profile[at[b"rXYZ"] + 4 : at[b"rXYZ"] + 12], profile[at[b"gXYZ"] + 4 : at[b"gXYZ"] + 12] = green, red
    text = bytes(profile).replace(b"sRGB", b"odd!").replace("sRGB".encode("utf-16-be"), "odd!".encode("utf-16-be"))
    return drawn("PNG", colour=(255, 0, 0), icc_profile=text)


def bomb(width: int = 20_000, height: int = 15_000) -> bytes:
    """Return a PNG of 300 million pixels in some hundred bytes: the header, and the beginning of what follows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def opened(data: bytes) -> Image.Image:
    """Return a picture, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image
