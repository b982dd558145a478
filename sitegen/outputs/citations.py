"""The files by which reference managers take an article up, beside its page, where the settings want them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import described, digest
from sitegen.citing import Cited
from sitegen.citing.formats import FORMATS
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.press import Press
from sitegen.site import Article, Site
from sitegen.urls import output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each file of each article."""
    for article in site.articles if site.config.cite.downloads else ():
        for name in FORMATS:
            path = output_path(f"{article.url}{name}")
            yield Task(path, article.document.path, partial(_matter, parts, article, name))


def _matter(parts: Parts, article: Article, name: str) -> Matter:
    cited = described.cited(parts.site.config, article.card, parts.writers(article), article.meta.doi)
    return Matter(written, (name, cited), digest.of((digest.name_of(written), name, cited)))


def written(of: tuple[str, Cited], press: Press) -> bytes:
    """Return a file of a citation."""
    name, cited = of
    return FORMATS[name](cited)
