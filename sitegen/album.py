"""The pictures that the pages of a site show: found in its texts and front matter, looked at, and what is wrong there.

A site and its files go in; the `Picture`s come out by their URL paths, with problems where they stand. What was known
of a file is in the cache, by its bytes; only others are read. Without pictures nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sitegen import files, pictures, urls
from sitegen.cache import Cache
from sitegen.crosslinks import places
from sitegen.model import REPEATED, REPEATED_HINT, AuthorMeta, Image, Meta, StaticFile, repeats
from sitegen.pictures import Facts, Picture
from sitegen.problems import Problem, error, warning
from sitegen.site import Site
from sitegen.value import Value


class Use(Value):
    """Where a picture stands: in which file, line and column, in what kind of place; empty where a link leads to it."""

    path: str
    line: int
    column: int
    kind: str


def static_file(path: str, file: str, digest: bytes) -> StaticFile:
    """Return a file of the site that is copied, or a picture that lies beside a text, as the static file it is."""
    if path.startswith("static/"):
        return StaticFile(path.removeprefix("static/"), file, digest)
    return StaticFile(pictures.name(path, digest), file, digest, beside=path)


def album(site: Site, statics: tuple[StaticFile, ...], cache: Cache) -> tuple[dict[str, Picture], tuple[Problem, ...]]:
    """Return the pictures that are shown, by URL path. One that cannot be shown is a problem wherever it stands."""
    problems = list(dict.fromkeys(problem for each in site.all for problem in _repeated(each)))
    uses: dict[str, list[Use]] = {}
    with_links = any(static.beside for static in statics)
    for url, use in (found for each in site.all for found in _uses(each, with_links)) if statics else ():
        # Who writes in two languages is shown in both.
        if use not in uses.setdefault(url, []):
            uses[url].append(use)
    if not uses:
        return {}, tuple(problems)
    known = {f"/{static.path}": static for static in statics}
    shown = {url: known[url] for url in uses if url in known}
    cache.fetch(pictures.facts_key(static.source, static.digest) for static in shown.values())
    found: dict[str, Picture] = {}
    for url, static in sorted(shown.items(), key=lambda item: item[1].source):
        where = uses[url]
        facts = _facts(static, cache)
        if facts is None:
            continue
        problems += _faults(static, facts, where)
        if not facts.fault:
            at = min((use.path, use.line, use.column) for use in where)
            kinds = tuple(sorted({use.kind for use in where if use.kind}))
            made = pictures.wanted(facts, site.config.pictures.formats)
            own = "" if static.beside else url
            found[url] = Picture(static.source, static.file, static.digest, facts, made, own, at, kinds)
    return found, tuple(problems)


def _uses(site: Site, with_links: bool) -> Iterator[tuple[str, Use]]:
    """Give all pictures of texts and front matter, and, where pictures lie beside texts, all that links lead to."""
    for place in places(site):
        document = place.document
        for link in place.body.links:
            if link.image or with_links:
                url = urls.resolve(link.target, source=document.path, page=place.url, files=site.files)
                kind = "text" if link.image else ""
                yield urls.fragment(url)[0], Use(document.path, link.line + document.line - 1, link.column, kind)
        image = getattr(document.meta, "image", None)
        if image and not urls.is_external(image.src):
            url = urls.resolve(image.src, source=document.path, page=place.url, files=site.files)
            kind = "lead" if isinstance(document.meta, Meta) else "portrait"
            yield urls.fragment(url)[0], Use(document.path, document.line_of("image"), 1, kind)
        card = getattr(document.meta, "card", "")
        if card and not urls.is_external(card):
            url = urls.resolve(card, source=document.path, page=place.url, files=site.files)
            yield urls.fragment(url)[0], Use(document.path, document.line_of("card"), 1, "card")


def _repeated(site: Site) -> Iterator[Problem]:
    """Say which pictures of front matter are described by their captions."""
    metas: Iterator[Any] = (document for each in (site.articles, site.authors) for document in _documents(each))
    for document in metas:
        meta: Meta | AuthorMeta = document.meta
        image: Image | None = meta.image
        if image and repeats(image.alt, image.caption):
            yield warning(document.path, document.line_of("image"), 1, REPEATED, REPEATED_HINT)


def _documents(holders: Any) -> Iterator[Any]:
    return (holder.document for holder in holders)


def _facts(static: StaticFile, cache: Cache) -> Facts | None:
    """Return what is known of a file; None where it is neither known nor there."""
    key = pictures.facts_key(static.source, static.digest)
    facts = cache.get(key, Facts)
    if facts is None and static.file:
        try:
            data = files.bytes_of(static.file)
        except OSError as fault:
            return Facts(fault=f"cannot be read ({(fault.strerror or str(fault)).lower()})", hint="look at the file")
        facts = pictures.look(static.source, data)
        cache.put(key, facts)
    return facts


def _faults(static: StaticFile, facts: Facts, uses: list[Use]) -> Iterator[Problem]:
    for use in uses:
        if facts.fault and (use.kind or static.beside):
            yield error(use.path, use.line, use.column, f"the picture {static.source} {facts.fault}", facts.hint)
    first = min(uses, key=lambda use: (use.path, use.line, use.column))
    at = first.path, first.line, first.column
    if facts.removed:
        what = f"taken out of the picture {static.source}: {', '.join(facts.removed)}"
        yield warning(*at, what, "a picture runs nothing and fetches nothing: export it again as a plain SVG")
    if facts.has_place and not static.beside:
        what = f"the picture {static.source} says where it was taken, and everything in static/ is published as it is"
        hint = "lay it beside the article: then only what is made of it is published, without that"
        yield warning(*at, what, hint)


def keys(album: Mapping[str, Picture]) -> Iterator[bytes]:
    """Give the keys of all that the cache keeps of these pictures."""
    for picture in album.values():
        yield pictures.facts_key(picture.path, picture.digest)
        for _, variant in picture.variants():
            yield from (variant.key, pictures.size_key(variant.key))
