"""The indexes: all authors, all topics, all series where there are some, and the archive by year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Site
from sitegen.urls import ALL_SERIES, ARCHIVE, AUTHORS, TOPICS, output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of the indexes."""
    authors = tuple((a.name, len(a.cards), a.document.meta.role) for a in site.authors)
    topics = tuple((t.name, len(t.cards), t.description) for t in site.topics)
    at, versions = site.config.at, site.versions
    for name, url, entries in (("authors", at(AUTHORS), authors), ("topics", at(TOPICS), topics)):
        if url not in site.lists:
            continue
        inside = partial(_inside, parts, views.IndexOf(name, url, "articles", entries, versions.get(url, ())))
        yield parts.page(output_path(url), f"layouts/{name}.html", f"{name}.html", inside)
    if site.series:
        series = tuple((s.name, len(s.cards), "; ".join(card.title for card in s.cards)) for s in site.series)
        url = at(ALL_SERIES)
        inside = partial(_inside, parts, views.IndexOf("series", url, "parts", series, versions.get(url, ())))
        yield parts.page(output_path(url), "layouts/all-series.html", "all-series.html", inside)
    inside = partial(_inside, parts, site.cards)
    yield parts.page(output_path(at(ARCHIVE)), "layouts/archive.html", "archive.html", inside)


def _inside(parts: Parts, of: object) -> Inside:
    return of, parts.frame
