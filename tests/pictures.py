"""Takes the pictures of the demonstration that README.md and docs/look.md show: `.venv/bin/python tests/pictures.py`.

They are WebP, made by Chromium itself. Letters are those the machine has; the pictures in docs/ were taken with the
Debian packages fonts-urw-base35, for a Palatino, and fonts-wqy-microhei, for a name in Chinese. The demonstration is
built as of an instant, so that the same is seen again.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from visit import served

ROOT = Path(__file__).resolve().parent.parent
INSTANT = "2026-07-01"
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
            browser.close()


if __name__ == "__main__":
    take(ROOT / "docs")
