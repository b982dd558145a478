"""Series as editors write them: `series` and `part` in articles that belong together.

Documents go in, problems come out. What is published of a series, and in which order, is for `site` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen import urls
from sitegen.model import Document, Meta
from sitegen.problems import Problem, error


def check(articles: Iterable[Document[Meta]]) -> tuple[Problem, ...]:
    """Return a problem for each key without the other, and for each part that a series has twice at one time.

    Each language has its own parts. What is a draft may still be the same part as another, and so may what expires
    before another comes out.
    """
    problems = []
    places: dict[tuple[str, str, int], list[Document[Meta]]] = {}
    for document in articles:
        meta = document.meta
        if meta.series and meta.part:
            places.setdefault((meta.language, urls.slugify(meta.series), meta.part), []).append(document)
        elif meta.series:
            hint = "add a line part: 1, or which it is"
            problems.append(error(document.path, document.line_of("series"), 1, "`series` without `part`", hint))
        elif meta.part:
            hint = "add a line series: and its name, or take `part` out"
            problems.append(error(document.path, document.line_of("part"), 1, "`part` without `series`", hint))
    for same in places.values():
        problems += _twice(same)
    return tuple(problems)


def _twice(same: list[Document[Meta]]) -> Iterator[Problem]:
    earlier: list[Document[Meta]] = []
    for document in sorted((d for d in same if not d.meta.draft), key=lambda d: d.path):
        other = next((d for d in earlier if _are_out_together(d.meta, document.meta)), None)
        if other:
            meta = document.meta
            what = f"`part` {meta.part} of the series “{meta.series}”, which {other.path} is too"
            yield error(document.path, document.line_of("part"), 1, what, "give one of the two another number")
        earlier.append(document)


def _are_out_together(one: Meta, other: Meta) -> bool:
    ends = [meta.expires for meta in (one, other) if meta.expires]
    return not ends or max(one.date, other.date) < min(ends)
