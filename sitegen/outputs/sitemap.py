"""What search engines read first: sitemaps (sitemaps.org, protocol 0.9), the one for news, and robots.txt (RFC 9309).

A sitemap with more than `MOST` addresses is cut, and sitemap.xml lists the pieces. Articles carry the time of their
last change, from their front matter; for what has no such time none is given, as a wrong one is worse. What came out in
the two days before the instant is in the news sitemap, which is there when there is such an article.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, takewhile

from sitegen import urls
from sitegen.model import Task
from sitegen.parts import Inside, Parts
from sitegen.site import Article, Card, Site

MOST = 50_000
NEWS, MOST_NEWS = dt.timedelta(days=2), 1_000
_LARGEST = 50 * 2**20
_AROUND = 120
"""So many bytes stand around an address in a sitemap, at most."""

Entry = tuple[str, dt.datetime | None]


def edges(dates: Iterable[dt.datetime]) -> set[dt.datetime]:
    """Return the instants at which articles of these dates are no news any more."""
    return {date + NEWS for date in dates}


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of all."""
    if not site.is_first:
        return
    pieces = _cut(site, (page for each in site.all for page in _pages(each)))
    names = [f"sitemap-{number}.xml" for number in range(1, len(pieces) + 1)] if len(pieces) > 1 else ["sitemap.xml"]
    for name, piece in zip(names, pieces, strict=True):
        yield parts.page(name, "layouts/sitemap.xml", "sitemap.xml", partial(_given, piece))
    if len(pieces) > 1:
        index = "sitemap-index.xml"
        yield parts.page("sitemap.xml", f"layouts/{index}", index, partial(_given, tuple(names)))
    maps = ["sitemap.xml"]
    if site.news:
        maps.append("news-sitemap.xml")
        yield parts.page(maps[-1], f"layouts/{maps[-1]}", maps[-1], partial(_given, site.news))
    yield parts.page("robots.txt", "layouts/robots.txt", "robots.txt", partial(_given, tuple(maps)))


def _given(argument: object) -> Inside:
    return argument, ()


def _pages(site: Site) -> Iterator[Entry]:
    """Give all pages that are not a page of another."""
    names = [a.name for a in site.authors] + [t.name for t in (*site.topics, *site.regions)]
    names += [s.name for s in site.series]
    yield from ((url, None) for url in site.lists)
    yield from ((a.url, max(filter(None, (a.meta.date, a.meta.updated)))) for a in site.articles)
    yield from ((name.url, None) for name in names)
    yield from ((page.url, None) for page in site.pages)


def _cut(site: Site, pages: Iterable[Entry]) -> Sequence[tuple[Entry, ...]]:
    """Cut pages so that no sitemap has too many, nor too many bytes."""
    entries = tuple(pages)
    longest = max((len(path) for path, _ in entries), default=0)
    # Percent-encoded, a letter has at most twelve bytes: most sites are far from the bounds.
    if len(entries) <= MOST and len(entries) * ((len(site.config.base_url) + 12 * longest) * 2 + _AROUND) <= _LARGEST:
        return [entries]
    pieces: list[list[Entry]] = [[]]
    size = 0
    for entry in entries:
        own = len(urls.absolute(entry[0], site.config.base_url)) * 2 + _AROUND
        if len(pieces[-1]) == MOST or size + own > _LARGEST:
            pieces.append([])
            size = 0
        pieces[-1].append(entry)
        size += own
    return [tuple(piece) for piece in pieces]


def news(articles: Iterable[Article], now: dt.datetime) -> tuple[Card, ...]:
    """Return what came out in the days before an instant; the articles are given newest first."""
    recent = takewhile(lambda article: article.meta.date > now - NEWS, articles)
    return tuple(article.card for article in islice(recent, MOST_NEWS))
