"""The page where readers search, and the files of the index, where the settings want it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from zoneinfo import ZoneInfo

from sitegen import digest, views
from sitegen.config import Config
from sitegen.model import Matter, Task, told
from sitegen.parts import Inside, Parts
from sitegen.press import LostError, Press
from sitegen.searching import FOLDER, IndexedFile, Record
from sitegen.site import Article, Site
from sitegen.urls import SEARCH, output_path

LAYOUT = "search.html"


def records(site: Site) -> tuple[Record, ...]:
    """Return what can be searched; nothing where the settings want no search."""
    if not site.config.search:
        return ()
    return tuple(_record(each.config, article) for each in site.all for article in each.articles)


def _record(config: Config, article: Article) -> Record:
    card = article.card
    day = card.date.astimezone(ZoneInfo(config.timezone)).date()
    language = card.language or config.language
    filters = (
        ("topic", tuple(topic.text for topic in article.topics)),
        ("region", tuple(region.text for region in article.regions)),
        ("author", tuple(author.text for author in card.authors)),
        ("year", (str(day.year),)),
        ("language", (language,)),
    )
    shown = card.title, card.teaser, ", ".join(author.text for author in card.authors)
    when = views.date(config, card.date, card.language).text
    return Record(card.url, article.body.key, language.split("-")[0].lower(), *shown, when, filters)


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give the tasks of the page and of each file."""
    if not site.config.search:
        return
    files = (site.files.get(name, "") for name in (views.SEARCH_SCRIPT, views.SEARCH_SHEET))
    of = views.SearchOf(*files)
    yield parts.page(output_path(site.config.at(SEARCH)), f"layouts/{LAYOUT}", LAYOUT, partial(_inside, parts, of))
    for name, address in parts.index.files if site.is_first else ():
        key = digest.of((digest.name_of(found), address))
        yield told(f"{FOLDER}/{name}", site.config.file, Matter(found, address, key))


def _inside(parts: Parts, of: views.SearchOf) -> Inside:
    return of, parts.frame


def found(address: bytes, press: Press) -> bytes:
    """Return a file of the index, which was kept when it was made."""
    kept = press.cache.get(address, IndexedFile)
    if kept is None:
        raise LostError
    return kept.data
