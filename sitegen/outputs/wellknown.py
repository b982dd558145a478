"""security.txt and humans.txt, where the settings ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import digest, urls, views, wellknown
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.press import Piece, Press
from sitegen.site import Page, Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each of the two that is wanted."""
    config = site.config
    if not site.is_first:
        return
    if config.security:
        canonical = urls.absolute(f"/{wellknown.SECURITY}", config.base_url)
        yield Task(wellknown.SECURITY, config.file, partial(_security, (config.security, canonical)))
    page = next((page for page in site.pages if page.url == config.humans), None)
    if page:
        yield Task(wellknown.HUMANS, page.document.path, partial(_humans, site, parts, page))


def _security(of: tuple[wellknown.Security, str]) -> Matter:
    return Matter(security_txt, of, digest.of((digest.name_of(security_txt), of)))


def security_txt(of: tuple[wellknown.Security, str], press: Press) -> bytes:
    """Return security.txt."""
    return wellknown.security_txt(*of).encode()


def _humans(site: Site, parts: Parts, page: Page) -> Matter:
    config, path = site.config, page.document.path
    body = parts.shown(page.body, path, page.url, full=True)
    piece = parts.piece("parts/feed-body.html", views.FeedBodyOf(config.language, (), None), (("body", body),), path)
    of = piece, config.title, config.base_url, config.language
    return Matter(humans_txt, of, digest.of((digest.name_of(humans_txt), piece.key, of[1:])))


def humans_txt(of: tuple[Piece, str, str, str], press: Press) -> bytes:
    """Return humans.txt."""
    piece, title, url, language = of
    return wellknown.humans_txt(title, url, language, press.html(piece).decode()).encode()
