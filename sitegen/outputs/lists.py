"""The pages with cards: home, and each author's, topic's and region's, cut in pages of `page_size`."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import views
from sitegen.layouts import Sheet, sheet
from sitegen.model import Task
from sitegen.parts import Parts
from sitegen.site import Card, Site
from sitegen.urls import feed_url, numbered, output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of all lists."""
    config = site.config
    yield from _list(site, parts, "home.html", config.title, config.description, "/", site.cards, feed_url("/"))
    for author in site.authors:
        about = author.bio.excerpt or f"Articles by {author.name.text}"
        bio = views.bio(site, author, author.name.url)
        path = author.document.path
        url, feed = author.name.url, feed_url(author.name.url)
        yield from _list(site, parts, "author.html", author.name.text, about, url, author.cards, feed, path, bio=bio)
    for topic in site.topics:
        about = topic.description
        path = topic.document.path if topic.document else ""
        body = views.topic_body(site, topic)
        url, feed = topic.name.url, feed_url(topic.name.url)
        yield from _list(site, parts, "topic.html", topic.name.text, about, url, topic.cards, feed, path, body=body)
    for region in site.regions:
        yield from _list(site, parts, "topic.html", region.name.text, "", region.name.url, region.cards, "")


def _list(
    site: Site,
    parts: Parts,
    layout: str,
    title: str,
    description: str,
    url: str,
    cards: tuple[Card, ...],
    feed: str,
    source: str = "",
    *,
    bio: views.BioView | None = None,
    body: views.BodyView | None = None,
) -> Iterator[Task]:
    """Give a task for each page of one list; on the first page of home, featured articles stand apart."""
    featured = tuple(c for c in cards if c.featured) if url == "/" else ()
    pages = views.pages_of((c for c in cards if c not in featured), site.config.page_size)
    for number, part in enumerate(pages, 1):
        view = views.ListView(
            parts.frame,
            views.list_head(site, title, description, url, number, feed=feed),
            title,
            description,
            bio,
            body if number == 1 else None,
            parts.cards(featured) if number == 1 else (),
            parts.cards(part),
            views.pager(site.config, url, number, len(pages)),
        )
        place = numbered(url, number)
        yield Task(output_path(place), sheet, Sheet(parts.layout(layout), view, place), source or f"layouts/{layout}")
