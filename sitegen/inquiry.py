"""What is known before anything is rendered: content read, seeds converted, everything planned.

A `Start` and what the last build remembers go in, an `Inquiry` comes out. Files are read, and only those that the
cache does not know; nothing is written but the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sitegen import entries, files, ledger, toolchain, wellknown
from sitegen.cache import Cache
from sitegen.digest import of_bytes
from sitegen.engine import Workers
from sitegen.entries import Reader
from sitegen.ledger import Ledger
from sitegen.memory import Memory, Seen, keep_ledger, known_ledger
from sitegen.model import AuthorMeta, Entry, Meta, Source, StaticFile
from sitegen.problems import Problem
from sitegen.start import Start
from sitegen.value import Value, replace

if TYPE_CHECKING:
    from sitegen import seeds
    from sitegen.planning import Planned


class Hooks(Value):
    """What whoever runs a build is told while it runs: steps with counts, where they can be counted, and that another
    build is waited for.

    Pages whose output paths are in `urgent` are made before all others, and told with their bytes (`ready`); they are
    not published before the rest.
    """

    step: Callable[[str, int | None], object] = lambda name, total: None
    done: Callable[[int], None] = lambda count: None
    waiting: Callable[[], object] = lambda: None
    urgent: frozenset[str] = frozenset()
    ready: Callable[[str, bytes], object] = lambda path, data: None


class Work(Value):
    """What a build had to do: files read, Markdown texts parsed, layouts run, pages put together."""

    read: int = 0
    parsed: int = 0
    rendered: int = 0
    joined: int = 0


NO_WORK = Work()


class Content(NamedTuple):
    """The content files of a site, read: by path, and what it took."""

    entries: dict[str, Entry[Any]]
    work: Work


class Converted(NamedTuple):
    """What the converter wants of the seeds that it read: files to write, what to print, and what is wrong."""

    seeds: tuple[Source, ...] = ()
    writes: tuple[Source, ...] = ()
    reports: tuple[seeds.Report, ...] = ()
    problems: tuple[Problem, ...] = ()


class Inquiry(NamedTuple):
    """What is known before anything is rendered, and what it took.

    `digests` are the addresses of all files, those to be written too; `advice` are warnings of `checks`. The content
    itself is let go: there is much of it, and each process would copy it.
    """

    digests: dict[str, bytes]
    converted: Converted
    theme: tuple[Source, ...]
    planned: Planned
    advice: tuple[Problem, ...]
    work: Work


def inquire(
    begun: Start,
    memory: Memory,
    digests: dict[str, bytes],
    workers: Workers,
    hooks: Hooks,
    *,
    drafts: bool,
    advise: bool = False,
    may_index: bool = False,
    may_note: bool = False,
) -> Inquiry:
    """Return what a build would be made of; `digests` are the addresses that are known without a look."""
    # A build that has nothing to do needs none of what plans.
    from sitegen import crosslinks
    from sitegen.planning import library_of, plan

    reader = Reader(memory.cache, memory.tools, begun.config.timezone)
    content = _read(reader, begun.tree, digests, workers, hooks)
    converted = convert(begun, reader, content, digests, hooks=hooks)
    content = _with(reader, content, converted.writes)
    digests = digests | {path: entry.digest for path, entry in content.entries.items()}
    theme = tuple(files.read(found) for found in (*begun.tree.below("layouts/"), *begun.tree.below("static/")))
    # What was read counts: a file may have changed since its address was looked up.
    digests |= {source.path: of_bytes(source.data) for source in (*theme, *converted.seeds)}
    statics = _statics(begun.tree, digests)
    known_as, torn = _ledger(begun.tree, memory, digests)
    planned = plan(
        begun.config,
        content.entries,
        theme,
        statics,
        begun.now,
        memory.cache,
        memory.tools,
        known_as=known_as,
        drafts=drafts,
        indexing=partial(hooks.step, "search index", None) if may_index else None,
        may_note=may_note,
        at=begun.at,
    )
    # Nobody can take back what readers were shown, so a build goes on; `check` is there to stop before.
    severity = "error" if advise else "warning"
    unlike = tuple(replace(fault, severity=severity) for fault in planned.unlike)
    planned = replace(planned, problems=(*planned.problems, *torn, *unlike))
    if begun.config.security:
        outdated = wellknown.outdated(begun.config.security, begun.now, begun.at("security", "expires"))
        planned = replace(planned, problems=(*planned.problems, *outdated))
    if planned.tasks:
        paths = {item.path for item in planned.items}
        pages = {task.path for task in planned.tasks if task.source.startswith("content/pages/")}
        astray = crosslinks.astray(begun.config, begun.at, paths, pages)
        planned = replace(planned, problems=(*planned.problems, *astray))
    advice: tuple[Problem, ...] = ()
    if advise:
        from sitegen import checks

        beside = (static.beside for static in statics if static.beside)
        advice = (
            *checks.advice(begun.config, library_of(content.entries), content.entries),
            *checks.unshown(beside, {picture.path for picture in planned.album.values()}),
        )
    return Inquiry(digests, converted, theme, planned, advice, content.work)


def digests_of(tree: files.Tree, seen: Mapping[str, Seen]) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the addresses of all files that are known without a look, and of seeds and static files by one."""
    digests: dict[str, bytes] = {}
    problems = []
    for found in (*tree.sources, *tree.statics):
        row = seen.get(found.path)
        if row is not None and row.stamp == found.stamp:
            digests[found.path] = row.digest
        elif not found.path.startswith("content/") or not found.path.endswith(".md"):
            try:
                digests[found.path] = files.file_digest(found.file)
            except OSError as fault:
                problems.append(files.unreadable(found.path, fault))
    return digests, tuple(problems)


def _read(reader: Reader, tree: files.Tree, digests: Mapping[str, bytes], workers: Workers, hooks: Hooks) -> Content:
    """Return the entries of all content files; only those that the cache does not know are read."""
    files = tree.content
    known = entries.all_known(reader, ((file.path, digests[file.path]) for file in files if file.path in digests))
    todo = [file for file in files if file.path not in known]
    hooks.step("texts", len(todo))
    reader = replace(reader, first=reader.cache.is_empty())
    loaded = workers.run(partial(entries.load, reader), todo, hooks.done)
    found = known | {file.path: entry for file, (entry, _) in zip(todo, loaded, strict=True)}
    return Content(found, Work(len(todo), sum(parsed for _, parsed in loaded)))


def _ledger(tree: files.Tree, memory: Memory, digests: dict[str, bytes]) -> tuple[Ledger, tuple[Problem, ...]]:
    """Return what articles were published as, and what is wrong with the file that says so; note its address."""
    found = next((found for found in tree.sources if found.path == files.LEDGER), None)
    if found is None:
        return Ledger(), ()
    kept = known_ledger(memory.cache, memory.tools, digests[found.path]) if found.path in digests else None
    if kept is not None:
        return kept, ()
    source = files.read(found)
    digests[found.path] = of_bytes(source.data)
    read, problems = ledger.read(source)
    if not problems:
        keep_ledger(memory.cache, memory.tools, digests[found.path], read)
    return read, problems


def _with(reader: Reader, content: Content, writes: Iterable[Source]) -> Content:
    """Return the content with files that are not written yet."""
    made = {source.path: entries.of_source(reader, source) for source in writes}
    parsed = sum(parsed for _, parsed in made.values())
    found = content.entries | {path: entry for path, (entry, _) in made.items()}
    return Content(found, replace(content.work, parsed=content.work.parsed + parsed))


def convert(
    begun: Start,
    reader: Reader,
    content: Content,
    digests: Mapping[str, bytes],
    named: Sequence[Source] | None = None,
    *,
    force: bool = False,
    hooks: Hooks,
) -> Converted:
    """Return what the converter would write for the site's seeds, or for those that a person named, and say of it.

    While each seed is the one that its article was made of, there is nothing to convert and no file is read.
    """
    tree = begun.tree
    if named is None:
        marks = {(m.file, m.digest) for e in content.entries.values() if (m := getattr(_meta(e), "seed", None))}
        given = tree.below("seeds/")
        if all((found.path, digests[found.path].hex()) in marks for found in given if found.path in digests):
            return Converted()
        named = tuple(files.read(found) for found in given if found.path in digests)
    from sitegen import documents, seeds

    zone = ZoneInfo(begun.config.timezone)
    by_path = {source.path: source for source in (files.read(found) for found in tree.content)}
    articles, authors = [], []
    for path, source in by_path.items():
        entry = content.entries.get(path)
        document = entry.document if entry else None
        if document is not None and isinstance(document.meta, Meta):
            meta, day = document.meta, document.meta.date.astimezone(zone).date()
            # A translation that was begun as a copy of the article is not what the seed becomes.
            mark = None if document.suffix or meta.translation_of else meta.seed
            articles.append(seeds.Existing(path, source.data, mark, meta.slug or document.stem, day, meta.id))
        elif document is not None and isinstance(document.meta, AuthorMeta) and not document.suffix:
            bio = documents.author(source)[0]
            authors.append(seeds.ExistingAuthor(path, document.stem, document.meta.name, bio.text if bio else ""))
    today = begun.now.astimezone(zone).date()
    hooks.step("seeds", len(named))
    domain = begun.config.domain
    made = seeds.convert(named, articles, authors, today=today, domain=domain, force=force, done=hooks.done)
    return Converted(tuple(named), made.writes, made.reports, made.problems)


def convert_named(
    begun: Start, cache: Cache, named: Sequence[Source], hooks: Hooks, *, force: bool
) -> tuple[Converted, tuple[Problem, ...]]:
    """Return what the converter would write for seeds that a person named, and what is wrong with the content."""
    reader = Reader(cache, toolchain.address(), begun.config.timezone)
    found = begun.tree.content
    loaded = entries.load(reader, found)
    content = Content({file.path: entry for file, (entry, _) in zip(found, loaded, strict=True)}, Work())
    faults = tuple(p for entry in content.entries.values() for p in entry.problems)
    return convert(begun, reader, content, {}, named, force=force, hooks=hooks), faults


def _meta(entry: Entry[Any]) -> object:
    return entry.document.meta if entry.document else None


def _statics(tree: files.Tree, digests: Mapping[str, bytes]) -> tuple[StaticFile, ...]:
    from sitegen.album import static_file

    return tuple(
        static_file(found.path, found.file, digests[found.path]) for found in tree.statics if found.path in digests
    )
