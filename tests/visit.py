"""How tests visit a built site: a server for a folder on this machine alone, and a browser without a window."""

from __future__ import annotations

import contextlib
import functools
import html
import http.server
import json
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

BASE_URL = "https://demo.example"
"""Where the demonstration publication believes it is, in tests."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder while the block runs, and give its address, as `http://127.0.0.1:40000`."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Browser:
    """Headless Chromium, visiting one address; every visit is its first."""

    program: str
    address: str

    def measure(self, path: str, expression: str, *, width: int, height: int = 900) -> Any:
        """Return what a JavaScript expression gives about a page, whose window it finds in `view`."""
        asked = urlencode({"path": path, "expression": expression, "width": width, "height": height})
        dom = self.run(f"{self.address}{_PROBE}?{asked}", "--dump-dom")
        title = re.search("<title>(.+?)</title>", dom, re.DOTALL)
        assert title, f"Chromium gave no answer about {path}: {dom[:500]}"
        return json.loads(html.unescape(title[1]))

    def dom(self, path: str) -> str:
        """Return a page's HTML after its scripts have run."""
        return self.run(self.address + path, "--dump-dom")

    def screenshot(self, path: str, file: Path, *, width: int = 1280, height: int = 900) -> None:
        """Write a picture (PNG) of a page; Chromium makes no window narrower than 500 pixels."""
        self.run(self.address + path, f"--screenshot={file}", f"--window-size={width},{height}", "--hide-scrollbars")

    def run(self, url: str, *options: str) -> str:
        """Run Chromium once, with a new profile, and return what it prints."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            command = [self.program, *_HEADLESS, f"--user-data-dir={profile}", *options, url]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
        return done.stdout


_HEADLESS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A frame can be as narrow as a telephone, a window of headless Chromium cannot. The frame is loaded before the
# page around it, and that page before Chromium prints it, so the answer is always there.
_PROBE = "/-probe-"
_PROBE_PAGE = b"""<!doctype html><title></title><body><script>
const asked = new URLSearchParams(location.search);
const frame = document.createElement("iframe");
frame.width = asked.get("width");
frame.height = asked.get("height");
frame.onload = () => {
  const answer = new Function("view", "return " + asked.get("expression"))(frame.contentWindow);
  document.title = JSON.stringify(answer);
};
frame.src = asked.get("path");
document.body.append(frame);
</script>"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if not self.path.startswith(_PROBE):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PROBE_PAGE)))
        self.end_headers()
        self.wfile.write(_PROBE_PAGE)

    def log_message(self, *_: object) -> None:
        pass
