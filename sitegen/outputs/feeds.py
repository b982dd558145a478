"""The feeds: of the publication, and of every author, topic and region, in every format of `feeds.FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sitegen import digest, feeds
from sitegen.feeds import Feed, FeedAuthor, FeedEntry
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.press import Piece, Press
from sitegen.site import Article, Card, Site
from sitegen.urls import absolute, output_path
from sitegen.views import href

SHEET = "static/theme/feed/feed.css"
"""What a feed looks like in a browser."""


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each feed."""
    config = site.config
    lists = [(config.at("/"), config.title, config.description, site.cards)]
    lists += [(a.name.url, f"{a.name.text} · {config.title}", "", a.cards) for a in site.authors]
    lists += [(t.name.url, f"{t.name.text} · {config.title}", t.description, t.cards) for t in site.topics]
    lists += [(r.name.url, f"{r.name.text} · {config.title}", "", r.cards) for r in site.regions]
    for url, title, description, cards in lists:
        newest: tuple[Card, ...] = cards[: config.feed_length]
        for name, make in feeds.FORMATS.items():
            matter = partial(_matter, parts, make, (title, description), url, name, newest)
            yield Task(output_path(f"{url}{name}"), "site.toml", matter, weight=max(1, len(newest)))


def _matter(
    parts: Parts,
    make: Callable[[Feed[Piece], Press], bytes],
    texts: tuple[str, str],
    url: str,
    name: str,
    cards: tuple[Card, ...],
) -> Matter:
    config = parts.site.config
    page, own = absolute(url, config.base_url), absolute(f"{url}{name}", config.base_url)
    found = tuple(_entry(parts, parts.articles[card.url]) for card in cards)
    sheet = parts.site.files.get(SHEET, "")
    zone, shown = config.timezone, href(config, sheet) if sheet else ""
    feed = Feed(*texts, page, own, config.language, zone, found, config.websub, shown)
    return Matter(make, feed, feeds.key(digest.name_of(make), feed))


def _entry(parts: Parts, article: Article) -> FeedEntry[Piece]:
    meta, base = article.meta, parts.site.config.base_url
    return FeedEntry(
        article.id,
        meta.title,
        absolute(article.url, base),
        meta.date,
        max(filter(None, (meta.date, meta.updated, *(c.date for c in meta.corrections)))),
        tuple(FeedAuthor(a.text, absolute(a.url, base)) for a in article.card.authors),
        article.card.teaser,
        tuple(t.text for t in article.topics),
        article.card.language,
        parts.feed_body(article),
        *parts.enclosure(article),
    )
