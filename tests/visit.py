"""How tests visit a built site: a server for a folder on this machine alone, and what is asked of a page in a browser.

The server sets the Content-Security-Policy that a careful host sets, so a page that breaks it shows in every test.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page

BASE_URL = "https://demo.example"
"""Where the demonstration publication believes it is, in tests."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


@contextlib.contextmanager
def served(folder: Path, *, wasm: bool = False) -> Iterator[str]:
    """Serve a folder while the block runs, and give its address, as `http://127.0.0.1:40000`.

    With `wasm` the policy is that of a site with a search.
    """
    handler = functools.partial(_WithSearch if wasm else _Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Look(Protocol):
    """Opens a tab that nobody used before; `letters` is the reader's own size of letters in pixels."""

    def __call__(
        self, *, width: int = 1280, height: int = 900, dark: bool = False, letters: int = 16, script: bool = True
    ) -> Page: ...


def pages(output: Path) -> list[str]:
    """Return the path of every page of a built site that has a text of its own, as `/about/`; the missing page last."""
    found = [
        "/" + file.relative_to(output).as_posix().removesuffix("index.html")
        for file in sorted(output.rglob("*.html"))
        if 'http-equiv="refresh"' not in file.read_text("utf-8")
    ]
    return sorted(found, key=lambda path: (path.endswith(".html"), path))


def needed_width(page: Page) -> int:
    """Return the width in pixels that the page in a tab takes; more than the window's, and it scrolls sideways."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def overlaps(page: Page) -> list[str]:
    """Return pairs of texts of which one lies on the other, and texts that are cut off, by their first words."""
    found: list[str] = page.evaluate(_OVERLAPS)
    return found


def refused(page: Page) -> list[str]:
    """Return what the Content-Security-Policy has refused the page in a tab so far."""
    found: list[str] = page.evaluate("window.refused")
    return found


def shift(page: Page) -> float:
    """Return by how much the layout of the page in a tab has shifted so far (Layout Instability API)."""
    page.evaluate(_TWO_FRAMES)
    moved: float = page.evaluate("window.shift()")
    return moved


def paint(page: Page) -> None:
    """Let the tab show what it has."""
    page.evaluate(_TWO_FRAMES)


WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", e => refused.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
const moves = [];
const watch = new PerformanceObserver(list => moves.push(...list.getEntries()));
watch.observe({type: "layout-shift", buffered: true});
window.shift = () => [...moves, ...watch.takeRecords()].reduce((sum, move) => sum + move.value, 0);
"""
"""What each tab runs before the scripts of a page."""

_TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"

# The lines of every text that shows, each as the band of its small letters: what is above and below is air, and
# lies on the lines beside it in a headline that is set close. What can be scrolled to within its box is not cut off.
_OVERLAPS = """() => {
  const lines = [], wrong = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.data.trim();
    if (!text || !node.parentElement.checkVisibility({visibilityProperty: true})) continue;
    let left = 0, right = Infinity, cut = false, apart = false;
    for (let box = node.parentElement; box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.clipPath !== "none" || style.position === "fixed") apart = true;
      if (style.overflowX === "visible") continue;
      const edge = box.getBoundingClientRect();
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      if (/hidden|clip/.test(style.overflowX)) cut = true;
    }
    if (apart) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue;
      const outside = box.left < -1 && left === 0;
      if (outside || cut && (box.left < left - 1 || box.right > right + 1)) wrong.add(`cut off: ${text.slice(0, 40)}`);
      const middle = (box.top + box.bottom) / 2;
      const line = {node, text, left: Math.max(box.left, left), right: Math.min(box.right, right),
                    top: middle - size * 0.25, bottom: middle + size * 0.25};
      if (line.right - line.left > 1) lines.push(line);
    }
  }
  lines.sort((one, two) => one.top - two.top);
  for (let i = 0; i < lines.length; i++) {
    const one = lines[i];
    for (let j = i + 1; j < lines.length && lines[j].top < one.bottom; j++) {
      const two = lines[j];
      if (Math.min(one.right, two.right) - Math.max(one.left, two.left) > 2)
        wrong.add(`${one.text.slice(0, 40)} | ${two.text.slice(0, 40)}`);
    }
  }
  return [...wrong];
}"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    policy = POLICY

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class _WithSearch(_Handler):
    policy = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
