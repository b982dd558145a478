"""Everything that a build makes, as tasks: from the content of a site, its layouts and settings, and the instant.

Pure but for the cache that layouts are looked up in. The same function plans a build, explains a page and, given what
the last build was made of, says why a page is another now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from sitegen import assets, crosslinks, dates, hosting, layouts, ledger, look, outputs, searching, series, urls, words
from sitegen.album import album
from sitegen.cache import Cache
from sitegen.cards import Mark
from sitegen.config import Config
from sitegen.entries import KINDS
from sitegen.ledger import Ledger
from sitegen.model import Document, Entry, Source, StaticFile, Task
from sitegen.outputs import redirects, search, sitemap
from sitegen.parts import Parts
from sitegen.pictures import Picture
from sitegen.problems import Problem, error, warning
from sitegen.searching import Indexed
from sitegen.site import Library, Site, addresses, assemble, check_authors, published
from sitegen.value import Value, replace
from sitegen.views import Scene
from sitegen.words import Tables

At = Callable[..., tuple[str, int, int]]
"""Tells the place of a setting by its names: file, line, column."""


class Planned(Value):
    """What there is to make. `unread` are the problems of layouts that cannot be read; they are among `problems` too.

    `edges` are the instants at which an article comes out, expires or is no news any more, or something of the settings
    runs out. `scenes` are what every page of a language may show, `album` the pictures that pages show, `ledger` what
    articles are published as, now and before, where some are new; `unlike` are problems where that would be another.
    """

    tasks: tuple[Task, ...]
    statics: tuple[StaticFile, ...]
    problems: tuple[Problem, ...]
    unread: tuple[Problem, ...]
    edges: tuple[dt.datetime, ...]
    scenes: tuple[Scene, ...]
    album: Mapping[str, Picture]
    ledger: Ledger | None
    unlike: tuple[Problem, ...]
    index: Indexed

    @property
    def scene(self) -> Scene:
        """What every page of the first language may show."""
        return self.scenes[0]

    @property
    def items(self) -> tuple[Task | StaticFile, ...]:
        """All files of the output."""
        return (*self.tasks, *self.statics)


def plan(
    config: Config,
    entries: Mapping[str, Entry[Any]],
    theme: Sequence[Source],
    statics: tuple[StaticFile, ...],
    now: dt.datetime,
    cache: Cache,
    tools: bytes,
    *,
    known_as: Ledger,
    drafts: bool,
    indexing: Callable[[], object] | None = None,
    may_note: bool = False,
    at: At = lambda *names: ("site.toml", 1, 1),
) -> Planned:
    """Return the tasks of a site at an instant, and what is wrong with its content and links.

    `theme` are its layouts, style sheets and scripts, `statics` what is copied, with the pictures beside texts.
    `known_as` is what articles were published as before. What can be searched is indexed anew only if `indexing` may be
    told of it; what is published is noted, so that problems speak of the list as it will be, if it `may_note`.
    """
    library = library_of(entries)
    metas = [document.meta for document in library.articles]
    edges = {m.date for m in metas} | {m.expires for m in metas if m.expires} | sitemap.edges(m.date for m in metas)
    edges |= {m.updated for m in metas if m.updated} | {c.date for m in metas for c in m.corrections}
    if config.security:
        edges.add(config.security.expires)
    shown = published(library, now, drafts=drafts)
    texts = {path: entry.text for path, entry in entries.items()}
    site, found = assemble(config, shown, texts, statics, ledger.ids(known_as, entries), library, entries)
    published_as = {a.document.path: a.id for each in site.all for a in each.articles}
    noted = ledger.renewed(known_as, published_as, entries)
    unlike = tuple(ledger.faults((may_note and noted) or known_as, library.articles, published_as, entries))
    torn = library_of(entries, torn=True)
    written = replace(library, articles=(*library.articles, *torn.articles))
    problems = [*(p for entry in entries.values() for p in entry.problems), *check_authors(written, entries), *found]
    would_show = published(torn, now, drafts=drafts).documents
    problems += [p.at(d.path, d.line) for d in would_show for p in texts[d.path].problems]
    problems += series.check(library.articles)
    # Links to what is not published are told apart; those to a file that cannot be read are not complained of.
    hidden = addresses(config, _without(library, site.files))
    failed = set(entries) - {d.path for d in library.documents}
    files = {**site.files, **{path: urls.usual_url(path) for path in failed}}
    every = sorted((a for each in site.all for a in each.articles), key=lambda a: a.meta.date, reverse=True)
    others = tuple(replace(other, files={**files, **other.files}) for other in site.others)
    site = replace(site, files=files, news=sitemap.news(every, now), others=others)
    shown_pictures, faults = album(site, statics, cache)
    problems += faults
    beside = {static.path for static in statics if static.beside}
    statics = tuple(static for static in statics if not static.beside)
    known, unread = layouts.load(theme, cache, tools)
    shared, faults = assets.assets(theme, look.sheet(config.colors, config.fonts))
    problems += faults
    favicon = next((f"/{s.path}" for s in statics if s.path in {"favicon.svg", "favicon.ico"}), "")
    index, faults = _index(site, cache, tools, indexing, at)
    problems += faults
    mark = _mark(config, statics, favicon) if config.cards else None
    tables, faults = _words(site, theme, cache, tools, at)
    problems += faults
    made = [
        Parts(each, known, shared, favicon, shown_pictures, index, own, mark)
        for each, own in zip(site.all, tables, strict=True)
    ]
    scenes: tuple[Scene, ...] = tuple(parts.stage.scene for parts in made)
    try:
        tasks = tuple(task for each, parts in zip(site.all, made, strict=True) for task in outputs.plan(each, parts))
    except layouts.LayoutError as fault:
        problems += [*unread, fault.problem]
        return Planned((), (), tuple(problems), unread, tuple(sorted(edges)), scenes, {}, None, unlike, index)
    problems += outputs.conflicts(tasks, statics)
    old = 2 * sum(1 for each in site.all for _ in redirects.moved(each))
    problems += hosting.too_many(config.hosts, old, len(tasks) + len(statics), at("hosts"))
    paths = {task.path for task in tasks} | {static.path for static in statics} | beside
    paths |= {urls.output_path(urls.usual_url(path)) for path in failed}
    missing = [crosslinks.Place(d, texts[d.path], urls.usual_url(d.path)) for d in would_show]
    problems += crosslinks.broken(site, paths, hidden, missing)
    problems += unread
    edged = tuple(sorted(edges))
    return Planned(tasks, statics, tuple(problems), unread, edged, scenes, shown_pictures, noted, unlike, index)


def _index(
    site: Site, cache: Cache, tools: bytes, indexing: Callable[[], object] | None, at: At
) -> tuple[Indexed, tuple[Problem, ...]]:
    """Return the files of the search index; made anew if what can be searched is other than ever before."""
    records = search.records(site)
    if not records:
        return Indexed(), ()
    found = searching.known(cache, tools, records)
    if found is not None or indexing is None:
        return found or Indexed(), ()
    indexing()
    try:
        return searching.index(cache, tools, records), ()
    except searching.SearchError as fault:
        hint = "try again; without `search = true` the site is built without"
        return Indexed(), (error(*at("search"), f"what readers can search cannot be indexed: {fault}", hint),)


def _mark(config: Config, statics: Sequence[StaticFile], favicon: str) -> Mark | None:
    """Return the logo as share cards have it: the file that the masthead shows."""
    wanted = urls.of_file(config.logo.file) if config.logo.file else favicon if favicon.endswith(".svg") else ""
    found = next((static for static in statics if wanted and f"/{static.path}" == wanted), None)
    return Mark(found.source, found.file, found.digest, config.logo.wordmark) if found else None


def _words(
    site: Site, theme: Sequence[Source], cache: Cache, tools: bytes, at: At
) -> tuple[tuple[Tables, ...], tuple[Problem, ...]]:
    """Return the words of each language of the site, with those of the texts in others."""
    tags = {each.config.language: {a.card.language for a in each.articles} for each in site.all}
    for each in site.all:
        tags[each.config.language] |= {p.document.meta.language for p in each.pages} - {""}
    wanted = dict.fromkeys((*tags, *sorted(set().union(*tags.values()))))
    known, faults = words.load(theme, tuple(wanted), cache, tools)
    problems, tables = list(faults), []
    for tag, others in tags.items():
        if tag not in known and not faults:
            where = at("language") if tag == site.config.language else at("languages", tag)
            name = dates.language_name(tag, "en")
            what = f"nobody has put the interface into {name} ({tag}) yet, so it is in English"
            hint = f"write layouts/words/{tag.partition('-')[0]}.toml; see docs/languages.md"
            problems.append(warning(*where, what, hint))
        tables.append(Tables(known.get(tag) or words.default(), {t: known[t] for t in sorted(others) if t in known}))
    return tuple(tables), tuple(problems)


def _without(library: Library, files: Container[str]) -> Library:
    articles = tuple(d for d in library.articles if d.path not in files)
    return Library(articles, pages=tuple(d for d in library.pages if d.path not in files))


def library_of(entries: Mapping[str, Entry[Any]], *, torn: bool = False) -> Library:
    """Return the documents of a site by kind, each kind by path; or what could be made out of those with errors."""
    found: dict[str, list[Document[Any]]] = {kind: [] for kind in KINDS}
    for path in sorted(entries):
        document = entries[path].torn if torn else entries[path].document
        if document is not None:
            found[path.split("/", 2)[1]].append(document)
    return Library(*(tuple(documents) for documents in found.values()))
