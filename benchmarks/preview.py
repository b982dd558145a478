"""How soon the preview shows what was saved, in a large publication: as a tab that is open sees it.

    .venv/bin/python benchmarks/preview.py [ARTICLES] [--rounds N] [--folder DIR]

Printed are medians, with the fastest and the slowest: the start with a warm cache, from the command to the line that
says where it serves; from saving a file to the message that the tab shall reload, with the new bytes then served at its
address (asserted), for a paragraph added to a body and for an article newer than all others, which changes the rail of
every page; the same until that page is published; and how busy one core is when nothing happens, over ten seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from builds import family, named, sitegen
from tornado.websocket import WebSocketClientConnection, websocket_connect

IDLE, AFTER = 10, 6
"""Seconds: how long nothing happens, and how long the preview has for taking a round back."""


@contextmanager
def serving(site: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """Serve a site while the block runs; give the process, its address, and the seconds that it took to start."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "sitegen", "serve", "--site", str(site), "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = next(line for line in process.stderr if line.startswith("Serving on "))
        yield process, line.split()[2].rstrip("/"), time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


async def tab(address: str, path: str) -> WebSocketClientConnection:
    """Open a page as a tab does: its connection, on which it is told to reload."""
    connection = await websocket_connect(address.replace("http", "ws", 1) + "/livereload")
    await connection.write_message(json.dumps({"command": "hello", "protocols": []}))
    await connection.read_message()
    await connection.write_message(json.dumps({"command": "info", "url": address + path}))
    return connection


async def timed(address: str, path: str, file: Path, text: str, marker: str, published: Path) -> tuple[float, float]:
    """Save a text; return the seconds until the tab is told to reload, and until the page itself is published."""
    connection = await tab(address, path)
    await asyncio.sleep(0.5)
    begun = time.perf_counter()
    file.write_text(text, "utf-8")
    while True:
        told = await connection.read_message()
        if told is None or json.loads(told)["command"] == "reload":
            break
    took = time.perf_counter() - begun
    with urlopen(address + path) as answer:
        assert marker in answer.read().decode(), "the tab is told, but the new bytes are not served"
    while marker not in published.read_text("utf-8"):
        await asyncio.sleep(0.01)
    whole = time.perf_counter() - begun
    await asyncio.sleep(1)
    connection.close()
    return took, whole


def busy(process: subprocess.Popen[str]) -> float:
    """Return how busy one core is kept by a process and those below it, as a share."""

    def ticks() -> int:
        total = 0
        for number in family(process.pid):
            fields = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total

    before = ticks()
    time.sleep(IDLE)
    return (ticks() - before) / os.sysconf("SC_CLK_TCK") / IDLE


def shown(name: str, seconds: list[float]) -> str:
    """Return a line of the table."""
    return f"{name:58} {statistics.median(seconds):6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--port", type=int, default=8765)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = (args.folder or Path(folder)) / "preview"
        if not (site / "site.toml").exists():
            sitegen(site, args.articles)
        with serving(site, args.port):
            pass
        starts: list[float] = []
        for _ in range(args.rounds):
            with serving(site, args.port) as (_, _, took):
                starts.append(took)
        print(shown("start with a warm cache", starts))
        bodies, rails, wholes = [], [], []
        middle = named(site, args.articles // 2)
        with serving(site, args.port) as (process, address, _):
            print(f"{'one core, when nothing happens':58} {busy(process):6.1%}")
            for number in range(args.rounds):
                file = named(site, args.articles // 3 + number)
                page, published = f"/articles/{file.stem}/", site / f".sitegen/preview/articles/{file.stem}/index.html"
                marker = f"A sentence of round {number}"
                text = file.read_text("utf-8")
                again = text.replace("\n\n[^", f"\n\n{marker}.\n\n[^", 1)
                new = file.with_name(f"new-{number}.md")
                try:
                    bodies.append(asyncio.run(timed(address, page, file, again, marker, published))[0])
                    title, page = f"The newest of round {number}", f"/articles/{middle.stem}/"
                    published = site / f".sitegen/preview{page}index.html"
                    fresh = f"---\ntitle: {title}\ndate: 2025-01-{number + 1:02}\n---\n" + text.partition("\n---\n")[2]
                    took, whole = asyncio.run(timed(address, page, new, fresh, title, published))
                    rails.append(took)
                    wholes.append(whole)
                finally:
                    file.write_text(text, "utf-8")
                    new.unlink(missing_ok=True)
                    time.sleep(AFTER)
        print(shown("a body saved: until its tab reloads", bodies))
        print(shown("an article published: until a tab of another reloads", rails))
        print(shown("the same: until that page is published", wholes))


if __name__ == "__main__":
    main()
