"""How the time for an article's Markdown compares with that of mistune alone, which makes less of it.

    python benchmarks/markdown.py [articles]

The articles are made here, always the same: some 8 kB each, with headings, emphasis, links, lists and notes. Printed
are the times for one (CPU, best of ten rounds) and their ratio. mistune makes HTML with its notes, tables, deleted
text and definition lists; `render` also counts, locates, numbers and checks.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import mistune

from sitegen.markdown import render

SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "an", "er", "il", "on"]
ROUNDS = 10


def syllables(chance: random.Random, count: int) -> list[str]:
    """Return words that mean nothing."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(count)]


def article(chance: random.Random) -> str:
    """Return one article."""
    blocks: list[str] = []
    notes: list[str] = []

    def words(count: int) -> list[str]:
        return syllables(chance, count)

    for _ in range(chance.randint(8, 24)):
        text = words(chance.randint(40, 110))
        if chance.random() < 0.15:
            blocks.append(f"## {' '.join(words(5))}")
        if chance.random() < 0.2:
            text[5], text[11] = f"**{text[5]}**", f"*{text[11]}*"
        if chance.random() < 0.3:
            text[17] = f"“{text[17]}”"
        if chance.random() < 0.35:
            notes.append(f"[^{len(notes) + 1}]: {' '.join(words(3))}, <https://example.org/{len(notes)}>")
            text[-1] += f"[^{len(notes)}]"
        if chance.random() < 0.1:
            text.append("[here](https://example.org/here)")
        blocks.append(f"{' '.join(text).capitalize()}.")
        if chance.random() < 0.04:
            blocks.append("\n".join(f"- {' '.join(words(9))}" for _ in range(4)))
    return "\n\n".join([*blocks, *notes])


def spent(function: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the CPU milliseconds that a function takes for one of the texts."""
    start = time.process_time()
    for text in texts:
        function(text)
    return 1000 * (time.process_time() - start) / len(texts)


def main(count: int) -> None:
    """Print both times and their ratio."""
    chance = random.Random(1)
    texts = [article(chance) for _ in range(count)]
    alone = mistune.create_markdown(escape=False, plugins=["footnotes", "table", "strikethrough", "def_list"])
    rounds = [(spent(render, texts), spent(alone, texts)) for _ in range(ROUNDS)]
    ours, theirs = (min(times) for times in zip(*rounds, strict=True))
    size = sum(map(len, texts)) / count
    print(f"{size:.0f} characters: {ours:.3f} ms, mistune alone {theirs:.3f} ms, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 300)
