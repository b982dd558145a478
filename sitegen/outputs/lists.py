"""The pages with cards: each author's, topic's and region's, cut in pages of `page_size`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from sitegen import views
from sitegen.model import Task
from sitegen.parts import Inside, Parts, Slot
from sitegen.site import Card, Site
from sitegen.urls import numbered, output_path


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of all lists."""
    for author in site.authors:
        about = author.bio.excerpt
        bio = parts.bio_of(author)
        path, url = author.document.path, author.name.url
        text: tuple[Slot, ...] = (("body", parts.shown(author.bio, path, url, language=author.language)),)
        yield from _list(site, parts, "author.html", author.name.text, about, url, author.cards, path, text, bio=bio)
    for topic in site.topics:
        path, url = topic.document.path if topic.document else "", topic.name.url
        text = (("body", parts.shown(topic.body, path, url)),) if topic.body and not topic.body.is_empty else ()
        yield from _list(site, parts, "topic.html", topic.name.text, topic.description, url, topic.cards, path, text)
    for region in site.regions:
        name = region.name
        yield from _list(site, parts, "topic.html", name.text, "", name.url, region.cards)


def _list(
    site: Site,
    parts: Parts,
    layout: str,
    title: str,
    description: str,
    url: str,
    cards: tuple[Card, ...],
    source: str = "",
    text: tuple[Slot, ...] = (),
    *,
    bio: views.BioOf | None = None,
) -> Iterator[Task]:
    """Give a task for each page of one list."""
    pages = pages_of(cards, site.config.page_size)
    for number, part in enumerate(pages, 1):
        of = views.ListOf(title, description, url, number, len(pages), len(cards), bio, site.versions.get(url, ()))
        inside = partial(_inside, parts, of, text if number == 1 or bio else (), part)
        place = output_path(numbered(url, number))
        yield parts.page(place, source or f"layouts/{layout}", layout, inside)


def _inside(parts: Parts, of: views.ListOf, above: tuple[Slot, ...], cards: tuple[Card, ...]) -> Inside:
    return of, (*parts.frame, *above, *parts.cards("card", cards))


def pages_of(cards: Iterable[Card], size: int) -> tuple[tuple[Card, ...], ...]:
    """Cut a list into pages; an empty list has one empty page."""
    every = tuple(cards)
    return tuple(every[i : i + size] for i in range(0, len(every), size)) or ((),)
