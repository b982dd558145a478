"""Takes the pictures of pages that README.md and docs/ show: `.venv/bin/python tests/pictures.py`.

They are WebP, made by Chromium itself. Letters are those the machine has; the pictures in docs/ were taken with the
Debian packages fonts-urw-base35, for a Palatino, and fonts-wqy-microhei, for a name in Chinese. The demonstration is
built as of an instant, so that the same is seen again.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from sites import good, write
from visit import served

ROOT = Path(__file__).resolve().parent.parent
INSTANT = "2026-07-01"
PAGE = "/articles/salvage-rights/"
CHANGED = """\
title = "The Thalweg"
base_url = "https://demo.example/"
language = "en-GB"

[colors]
accent = "#7a1f3d"
paper = "#fffdf8"

[fonts]
serif = ["Noto Serif Condensed", "DejaVu Serif Condensed", "serif"]

[logo]
file = "/images/name.svg"
wordmark = true

[navigation]
"Water" = "/topics/water/"
"Energy" = "/topics/energy/"
"Archive" = "/archive/"

[footer]
lines = ["ISSN 1234-5678"]

[footer.links]
"Imprint" = "/imprint/"

[languages.fr]
title = "Le Thalweg"
"""
WORDMARK = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 330 40" role="img"><title>The Thalweg</title>
<text x="0" y="31" font-family="P052, serif" font-size="34" letter-spacing="4" fill="#a84a68">THE THALWEG</text></svg>
"""
CHART = "/articles/the-price-of-carbon-at-the-gate/"
PICTURES = {
    "look-article": ("/articles/the-fifteenth-ratification/", 1280, 900, "light", 1.5),
    "look-home": ("/", 1280, 900, "light", 1.5),
    "look-telephone": ("/articles/the-fifteenth-ratification/", 375, 740, "dark", 2),
}
"""By name of file: the page, the window's width and height, the scheme, dots for each pixel."""


def take(folder: Path) -> None:
    """Leave each picture in the folder."""
    with tempfile.TemporaryDirectory() as built:
        build = [sys.executable, "-m", "sitegen", "build", "--output", built, "--as-of", INSTANT]
        subprocess.run(build, cwd=ROOT, check=True)
        with served(Path(built)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False)
            for name, (path, width, height, scheme, dots) in PICTURES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    device_scale_factor=dots,
                )
                tab = context.new_page()
                tab.goto(address + path)
                asked = {"format": "webp", "quality": 80}
                taken = context.new_cdp_session(tab).send("Page.captureScreenshot", asked)
                (folder / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))
                context.close()
            join(folder / "look-theme.webp", [picture_of(browser, address + PAGE, dark=dark) for dark in (False, True)])
            with served(changed(Path(built) / "changed")) as other:
                both = [picture_of(browser, other + PAGE, dark=dark) for dark in (False, True)]
                join(folder / "look-settings.webp", both)
                join(folder / "look-layout.webp", [picture_of(browser, other + PAGE, at_end=True)])
            context = browser.new_context(viewport={"width": 900, "height": 900}, device_scale_factor=1.5)
            tab = context.new_page()
            tab.goto(f"{address}{CHART}")
            join(folder / "look-chart.webp", [tab.locator("figure:has(svg)").screenshot()])
            with served(spoken(Path(built) / "spoken")) as other:
                both = [picture_of(browser, other + path) for path in ("/articles/treaty-1/", "/ar/articles/treaty-1/")]
            join(folder / "look-languages.webp", both)
            browser.close()


def spoken(site: Path) -> Path:
    """Build the publication in seven languages that tests read; return its output."""
    from test_languages_in_browser import files, settings

    return good(write(site, dict(files()), settings()))


def changed(site: Path) -> Path:
    """Build the demonstration with settings like those of docs/look.md, and a layout of its own; return its output."""
    shutil.copytree(ROOT / "content", site / "content")
    shutil.copytree(ROOT / "static/images", site / "static/images")
    # Here, as the tests of the docs look at this file.
    from test_docs import examples

    (answer,) = examples("layouts.md", "html")
    files = {
        "layouts/parts/share.html": answer,
        "static/images/name.svg": WORDMARK,
        "content/pages/imprint.md": "---\ntitle: Imprint\n---\nText.\n",
    }
    write(site, files, CHANGED)
    subprocess.run([sys.executable, "-m", "sitegen", "build", "--site", site, "--as-of", INSTANT], check=True)
    return site / "public"


def picture_of(browser: Browser, address: str, *, dark: bool = False, at_end: bool = False) -> bytes:
    """Return a picture of the top of a page, or of its end, as PNG."""
    size: Any = {"width": 1280 if at_end else 1100, "height": 600 if at_end else 800}
    context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light", device_scale_factor=1)
    tab = context.new_page()
    tab.goto(address)
    if at_end:
        tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    taken = tab.screenshot()
    context.close()
    return taken


def join(file: Path, taken: list[bytes]) -> None:
    """Write pictures of one size beside each other."""
    images = [Image.open(BytesIO(data)).convert("RGB") for data in taken]
    gap = 24 * (len(images) - 1)
    whole = Image.new("RGB", (sum(image.width for image in images) + gap, images[0].height), "#8a9499")
    for number, image in enumerate(images):
        whole.paste(image, (number * (image.width + 24), 0))
    whole.save(file, quality=70, method=6)


if __name__ == "__main__":
    take(ROOT / "docs")
