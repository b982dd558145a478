"""The indexes: all authors, all topics, and the archive by year."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from zoneinfo import ZoneInfo

from sitegen import urls, views
from sitegen.layouts import Sheet, sheet
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Card, Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of the three indexes."""
    config = site.config
    authors = tuple(
        views.Entry(a.name.text, views.href(config, a.name.url), len(a.cards), a.document.meta.role)
        for a in site.authors
    )
    topics = tuple(
        views.Entry(t.name.text, views.href(config, t.name.url), len(t.cards), t.description) for t in site.topics
    )
    for name, title, entries in (("authors", "Authors", authors), ("topics", "Topics", topics)):
        url = f"/{name}/"
        view = views.IndexView(parts.frame, views.list_head(site, title, "", url, 1), title, entries)
        layout = f"{name}.html"
        yield Task(urls.output_path(url), sheet, Sheet(parts.layout(layout), view, url), f"layouts/{layout}")
    yield _archive(site, parts)


def _archive(site: Site, parts: Parts) -> Task:
    config, zone = site.config, ZoneInfo(site.config.timezone)

    def year(card: Card) -> str:
        return str(card.date.astimezone(zone).year)

    years = tuple(
        views.Year(key, tuple(views.card(config, card) for card in cards)) for key, cards in groupby(site.cards, year)
    )
    head = views.list_head(site, "Archive", "", "/archive/", 1)
    view = views.ArchiveView(parts.frame, head, "Archive", years)
    layout = parts.layout("archive.html")
    return Task("archive/index.html", sheet, Sheet(layout, view, "/archive/"), "layouts/archive.html")
