"""How the time for hostile texts grows: each is read at one length and at four times that length.

    python benchmarks/hostile.py [seeds] [markdown]

Printed is the ratio of the two times (CPU, median of three). About 4 is linear, 16 would be quadratic.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sitegen.markdown import render
from sitegen.model import Source
from sitegen.seeds import parse

PIECES = ["[", "[1]", "[^1]", "[^1]: ", "*", "_", "*_", "`", "<", "<a", "<b>", "> ", "- a\n", "1. b\n", "a\n"]
PIECES += ["\n", "¹", "https://", "(https://a.b/", "Share\n\n", "Latest\nMore...\n", "Ana Example\n", "![", "|a"]
LENGTH = 24_000


def spent(function: Callable[[str], object], text: str) -> float:
    """Return the CPU seconds that a function takes for a text, the median of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        function(text)
        times.append(time.process_time() - start)
    return statistics.median(times)


def main(names: list[str]) -> None:
    """Print a line for each text."""
    readers: dict[str, Callable[[str], object]] = {
        "seeds": lambda text: parse(Source("seeds/x.txt", text.encode())),
        "markdown": render,
    }
    for name in names or list(readers):
        for piece in PIECES:
            head = "A headline\n\nText " if name == "seeds" else ""
            short, long = (head + piece * (n // len(piece)) for n in (LENGTH, 4 * LENGTH))
            one, four = spent(readers[name], short), spent(readers[name], long)
            print(f"{name:9} {piece!r:20} {one:7.3f} s {four:7.3f} s   x{four / max(one, 1e-4):5.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
