"""What `metadata` tells of pages, from the settings and from what the pages themselves are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sitegen import urls
from sitegen.citing import Author, Cited
from sitegen.config import Config
from sitegen.metadata import POLICIES, House, Link, Person, Picture, Work
from sitegen.model import Correction
from sitegen.neighbours import Part
from sitegen.pictures import Pictured
from sitegen.republish import licence
from sitegen.site import Card, Name, Version
from sitegen.value import Value


def house(config: Config, share: Pictured | None = None) -> House:
    """Return who publishes; `share` is the card of the publication."""
    return House(
        config.title,
        absolute(config, config.root),
        config.description,
        config.language,
        Link(config.publisher.name, config.publisher.url),
        file(config, config.publisher.logo or config.logo.file),
        tuple(url for _, url in config.social if urls.is_web(url)),
        tuple((POLICIES[name], absolute(config, target)) for name, target in config.policies),
        f"{absolute(config, config.at(urls.SEARCH))}?q={{search_term_string}}" if config.search else "",
        _picture(share) if share else None,
    )


class WriterOf(Value):
    """An author as machines are told of them with each article."""

    name: Name
    role: str
    links: tuple[tuple[str, str], ...]
    affiliation: str = ""
    orcid: str = ""
    family: str = ""
    is_organisation: bool = False


def work(
    config: Config,
    card: Card,
    facts: tuple[str, str],
    *,
    writers: Iterable[WriterOf],
    topics: Iterable[Name],
    regions: Iterable[Name],
    updated: dt.datetime | None,
    canonical: str,
    genre: str,
    doi: str,
    terms: str,
    part: Part | None,
    share: Pictured | None,
    images: Iterable[Pictured],
    corrections: Iterable[Correction],
    versions: Iterable[Version] = (),
) -> Work:
    """Return an article; `facts` are the tokens of its body's, `terms` is the licence if it is not the site's."""
    own = absolute(config, card.url)
    return Work(
        own,
        canonical or own,
        card.title,
        card.teaser,
        card.language or config.language,
        card.date.astimezone(ZoneInfo(config.timezone)).date().isoformat(),
        instant(config, card.date),
        instant(config, updated) if updated and updated > card.date else "",
        tuple(writer(config, each) for each in writers),
        tuple(link(config, topic) for topic in topics),
        tuple(link(config, region) for region in regions),
        link(config, part.series) if part else None,
        part.number if part else 0,
        genre,
        licence.address(terms or config.license),
        doi,
        tuple(_picture(image) for image in images),
        _picture(share) if share else None,
        tuple((instant(config, each.date), each.text) for each in corrections),
        *facts,
        tuple((version.language, absolute(config, version.url)) for version in versions),
    )


def writer(config: Config, of: WriterOf, about: str = "", image: str = "") -> Person:
    """Return an author; their own page says more `about` them, and shows an `image` (an href)."""
    shown = urls.whole(image, config.base_url) if image else ""
    same = tuple(url for _, url in of.links)
    own = of.name.text, absolute(config, of.name.url), of.role, about, shown, same
    return Person(*own, of.affiliation, of.orcid, of.family, of.is_organisation)


def cited(config: Config, card: Card, writers: Iterable[WriterOf], doi: str) -> Cited:
    """Return an article as it is cited."""
    day = card.date.astimezone(ZoneInfo(config.timezone)).date()
    authors = tuple(Author(of.name.text, of.family, of.is_organisation) for of in writers)
    key = card.url.strip("/").rpartition("/")[2]
    when = day.year, day.month, day.day
    house = config.title, config.publisher.name
    language = card.language or config.language
    return Cited(key, card.title, authors, *when, *house, absolute(config, card.url), doi, language, card.teaser)


def trail(config: Config, *steps: Name) -> tuple[Link, ...]:
    """Return where a page stands, from home."""
    return (Link(config.title, absolute(config, config.root)), *(link(config, step) for step in steps))


def link(config: Config, name: Name) -> Link:
    """Return something with a page by its whole address."""
    return Link(name.text, absolute(config, name.url))


def instant(config: Config, when: dt.datetime) -> str:
    """Return a time with the publication's time zone (ISO 8601)."""
    return when.astimezone(ZoneInfo(config.timezone)).isoformat()


def absolute(config: Config, url: str) -> str:
    """Return a URL path of the site, or an address elsewhere, as a whole address."""
    return urls.absolute(url, config.base_url)


def file(config: Config, path: str) -> str:
    """Return a file that the settings name, as a whole address; empty for none."""
    if not path or urls.is_external(path):
        return path
    return absolute(config, urls.of_file(path))


def _picture(of: Pictured) -> Picture:
    return Picture(of.src, of.width, of.height, of.alt, of.caption, of.credit, of.license)
