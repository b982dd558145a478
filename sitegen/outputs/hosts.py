"""The files that tell a host of redirects and headers, for each of the setting `hosts`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import cards, digest, searching
from sitegen.hosting import HOSTS, Rules
from sitegen.model import Matter, Task
from sitegen.outputs.redirects import moved
from sitegen.parts import Parts
from sitegen.pictures import FOLDER
from sitegen.press import Press
from sitegen.site import Site
from sitegen.urls import alias_path
from sitegen.views import href


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each file; hosts that read the same file share it."""
    names = site.config.hosts if site.is_first else ()
    for name in sorted({name for host in names for name in HOSTS[host]}):
        yield Task(name, site.config.file, partial(_matter, site, parts, name))


def rules(site: Site, parts: Parts) -> Rules:
    """Return what a host of this site is told."""
    config = site.config
    redirects: dict[str, str] = {}
    for alias, url, _, _ in (each for one in site.all for each in moved(one)):
        place = "/" + alias_path(alias).removesuffix("index.html")
        new = href(config, url)
        for old in dict.fromkeys((place, place.rstrip("/"))):
            redirects[href(config, old)] = new
    kept = tuple(href(config, f"/{asset.path}") for asset in parts.assets)
    own = f"static/{FOLDER}/"
    if parts.album and not any(path.startswith(own) for path in site.files):
        kept = (*kept, href(config, f"/{FOLDER}/"))
    if config.search:
        kept += tuple(href(config, f"/{searching.FOLDER}/{folder}/") for folder in searching.NAMED_BY_CONTENT)
    if config.cards:
        kept = (*kept, href(config, f"/{cards.FOLDER}/"))
    return Rules(tuple(sorted(redirects.items())), kept, href(config, "/404.html"), config.base_path, config.search)


def _matter(site: Site, parts: Parts, name: str) -> Matter:
    told = name, rules(site, parts)
    return Matter(_file, told, digest.of((digest.name_of(_file), told)))


def _file(told: tuple[str, Rules], press: Press) -> bytes:
    name, rules = told
    make = next(files[name] for files in HOSTS.values() if name in files)
    return make(rules).encode()
