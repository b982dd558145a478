"""The feeds: of the publication, and of every author and topic, in every format of `FORMATS`.

Another format (Atom, JSON Feed) is one more line in `FORMATS` and one more function in `sitegen.feeds`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import digest, feeds
from sitegen.feeds import Feed, FeedEntry
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.press import Piece
from sitegen.site import Article, Card, Site
from sitegen.urls import absolute, output_path

FORMATS = (("feed.xml", feeds.rss),)


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each feed."""
    config = site.config
    lists = [("/", config.title, config.description, site.cards)]
    lists += [(a.name.url, f"{a.name.text} · {config.title}", "", a.cards) for a in site.authors]
    lists += [(t.name.url, f"{t.name.text} · {config.title}", t.description, t.cards) for t in site.topics]
    articles = {a.url: a for a in site.articles}
    entries: dict[str, FeedEntry[Piece]] = {}
    for url, title, description, cards in lists:
        newest: tuple[Card, ...] = cards[: config.feed_length]
        for card in newest:
            if card.url not in entries:
                entries[card.url] = _entry(site, parts, articles[card.url])
        page = absolute(url, config.base_url)
        for name, make in FORMATS:
            own = absolute(f"{url}{name}", config.base_url)
            found = tuple(entries[card.url] for card in newest)
            feed = Feed(title, description, page, own, config.language, config.timezone, found)
            yield Task(output_path(f"{url}{name}"), make, feed, "site.toml", feeds.key(digest.name_of(make), feed))


def _entry(site: Site, parts: Parts, article: Article) -> FeedEntry[Piece]:
    meta = article.meta
    return FeedEntry(
        article.id,
        meta.title,
        absolute(article.url, site.config.base_url),
        meta.date,
        max(filter(None, (meta.date, meta.updated, *(c.date for c in meta.corrections)))),
        tuple(a.text for a in article.card.authors),
        article.card.teaser,
        tuple(t.text for t in article.topics),
        parts.feed_body(article),
    )
