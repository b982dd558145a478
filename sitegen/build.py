"""The pipeline: read, convert, parse, render bodies, assemble, plan, render pages, write.

A site's folder, the instant and a few options go in; what was done, or every problem, comes out. On any error
nothing is written, neither in the output nor in the content.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sitegen import (
    checks,
    crosslinks,
    dates,
    documents,
    engine,
    files,
    layouts,
    markdown,
    outputs,
    resources,
    seeds,
    urls,
)
from sitegen import config as settings
from sitegen.config import Config
from sitegen.model import Artifact, Document, Source, StaticFile, Task
from sitegen.parts import Parts
from sitegen.problems import Problem, error, errors, in_order
from sitegen.site import Library, Site, addresses, assemble, check_authors, published

# Below this many articles the start of a process pool costs more than it saves (see benchmarks/).
FEWEST_FOR_POOL = 300


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may change. `as_of` is a date as in front matter; empty for now."""

    output: Path | None = None
    base_url: str = ""
    as_of: str = ""
    drafts: bool = False
    strict: bool = False
    jobs: int = 0
    write: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What a build did. With errors among the problems it did nothing."""

    problems: tuple[Problem, ...]
    reports: tuple[seeds.Report, ...] = ()
    written: files.Written = files.NOTHING
    output: Path = Path()

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return bool(errors(self.problems))


class SettingsError(Exception):
    """The settings or the command line are wrong (exit status 2)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(str(self.problems[0]))


@dataclass(frozen=True, slots=True)
class Start:
    """What every command begins with: settings, the instant, the tree."""

    site: Path
    config: Config
    now: dt.datetime
    tree: files.Tree


def start(site: Path, clock: dt.datetime, options: Options) -> Start:
    """Read settings and tree. `clock` is the time when `as_of` is not given. Raises SettingsError."""
    config = _settings(site, options.base_url)
    if options.as_of:
        try:
            clock = dates.parse(options.as_of, config.timezone)
        except ValueError as fault:
            raise SettingsError(
                [error("--as-of", 1, 1, f"{options.as_of!r} {fault}", f"write {dates.FORMS}")]
            ) from None
    return Start(site, config, clock, files.read_tree(site, resources.theme()))


def build(site: Path, clock: dt.datetime, options: Options) -> Result:
    """Build a site. Raises SettingsError when the settings or the output folder cannot be used."""
    begun = start(site, clock, options)
    config = begun.config
    output = options.output or site / config.output
    try:
        files.check_output(site, output)
    except files.OutputError as fault:
        where = "--output" if options.output else (site / _settings_file(site)).as_posix()
        raise SettingsError([error(where, 1, 1, fault.message, fault.hint)]) from None

    sources = {s.path: s for s in begun.tree.below("content/")}
    library, problems = read(config, sources.values())
    plan = convert(begun, library)
    if plan.writes:
        sources |= {s.path: s for s in plan.writes}
        library, problems = read(config, sources.values())
    problems += begun.tree.problems + plan.problems + check_authors(library, sources)
    shown = published(library, begun.now, drafts=options.drafts)

    with ExitStack() as stack:
        jobs = options.jobs or (os.cpu_count() or 1 if len(shown.articles) >= FEWEST_FOR_POOL else 1)
        executor = (
            stack.enter_context(ProcessPoolExecutor(jobs, initializer=engine.end_with_parent)) if jobs > 1 else None
        )
        texts = shown.documents
        bodies = engine.run(markdown.render, [d.text for d in texts], executor, jobs)
        rendered = {d.path: body for d, body in zip(texts, bodies, strict=True)}
        site_value, found = assemble(config, shown, rendered, begun.tree.statics)
        hidden = {path: url for path, url in addresses(config, library).items() if path not in site_value.files}
        failed = set(sources) - {d.path for d in library.documents}
        site_value = replace(site_value, files={**site_value.files, **{path: urls.usual_url(path) for path in failed}})
        artifacts, more = _pages(site_value, begun.tree, hidden, failed, executor, jobs)
    problems = in_order((*problems, *found, *more))
    if not options.write:
        problems = in_order((*problems, *checks.advice(library)))
    if options.strict:
        problems = tuple(replace(p, severity="error") for p in problems)
    everything: tuple[Artifact | StaticFile, ...] = (*artifacts, *begun.tree.statics)
    with files.alone(site):
        if not errors(problems):
            problems += files.foreign(output, everything)
        if errors(problems) or not options.write:
            return Result(problems, plan.reports, output=output)
        files.write_sources(site, plan.writes)
        return Result(problems, plan.reports, files.write_tree(output, everything), output)


def convert(
    begun: Start, library: Library, named: Iterable[Source] | None = None, *, force: bool = False
) -> seeds.Plan:
    """Return what the converter would write for the site's seeds, or for the ones that a person named.

    `library` is the site's content as it is.
    """
    config, tree = begun.config, begun.tree
    by_path = {s.path: s for s in tree.sources}
    zone = ZoneInfo(config.timezone)
    articles = tuple(
        seeds.Existing(
            d.path,
            by_path[d.path].data,
            d.meta.seed,
            d.meta.slug or d.stem,
            d.meta.date.astimezone(zone).date(),
            d.meta.id,
        )
        for d in library.articles
    )
    authors = tuple(seeds.ExistingAuthor(d.path, d.stem, d.meta.name, d.text) for d in library.authors)
    today = begun.now.astimezone(zone).date()
    given = tree.below("seeds/", ".txt") if named is None else tuple(named)
    return seeds.convert(given, articles, authors, today=today, domain=config.domain, force=force)


def read(config: Config, sources: Iterable[Source]) -> tuple[Library, tuple[Problem, ...]]:
    """Read content files into documents; a file in no known folder of content is a problem."""
    found: dict[str, list[Document[Any]]] = {kind: [] for kind in ("articles", "authors", "topics", "pages")}
    problems: list[Problem] = []
    for source in sorted(sources, key=lambda s: s.path):
        kind = source.path.split("/")[1]
        if kind == "articles":
            document, faults = documents.article(source, config.timezone)
        elif kind in found:
            document, faults = getattr(documents, kind.removesuffix("s"))(source)
        else:
            hint = "move it to content/articles/, content/authors/, content/topics/ or content/pages/"
            document, faults = None, (error(source.path, 1, 1, "this file is in none of the folders of content", hint),)
        problems += faults
        if document is not None:
            found[kind].append(document)
    library = Library(*(tuple(found[kind]) for kind in ("articles", "authors", "topics", "pages")))
    return library, tuple(problems)


def _pages(
    site: Site, tree: files.Tree, hidden: dict[str, str], failed: set[str], executor: Executor | None, jobs: int
) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Plan and render everything that is not a static file.

    `hidden` has the addresses of content files that are not published, `failed` those that could not be read: links
    to these are not complained of, their own errors are.
    """
    known, unread = layouts.load(tree.below("layouts/"))
    favicon = next((f"/{s.path}" for s in tree.statics if s.path in {"favicon.svg", "favicon.ico"}), "")
    parts = Parts(site, known, resources.STYLESHEET, favicon)
    try:
        tasks = outputs.plan(site, parts)
    except layouts.LayoutError as fault:
        return (), (fault.problem,)
    problems = outputs.conflicts(tasks, tree.statics)
    paths = {task.path for task in tasks} | {static.path for static in tree.statics}
    paths |= {urls.output_path(urls.usual_url(path)) for path in failed}
    problems += crosslinks.broken(site, paths, hidden)
    made = engine.run(_make, tasks, executor, jobs)
    # What a layout that cannot be read does to a page is no news.
    told = {p.path for p in unread}
    found = [p for p in (*parts.problems, *made) if isinstance(p, Problem) and p.path not in told]
    faults = {(p.path, p.line, p.message.partition(" (rendering")[0]): p for p in found[::-1]}
    return tuple(a for a in made if isinstance(a, Artifact)), (*unread, *problems, *faults.values())


def _make(task: Task) -> Artifact | Problem:
    try:
        return Artifact(task.path, task.function(task.argument))
    except layouts.LayoutError as fault:
        return fault.problem


def _settings(site: Path, base_url: str) -> Config:
    if not site.is_dir():
        raise SettingsError(
            [error(str(site.absolute()), 1, 1, "no such folder", f"make a site there with: sitegen new {site}")]
        )
    file = site / _settings_file(site)
    name = str(file.absolute())
    try:
        text = files.read_text(file)
    except (UnicodeDecodeError, OSError) as fault:
        raise SettingsError([error(name, 1, 1, f"cannot be read: {fault}", "save it as UTF-8 text")]) from None
    if text is None:
        hint = "name the site's folder with --site DIR, or make a new one with: sitegen new DIR"
        raise SettingsError([error(name, 1, 1, "not there, so this folder is not a site", hint)])
    config, problems = settings.parse(name, text, base_url=base_url)
    if config is None:
        raise SettingsError(problems)
    return config


def _settings_file(site: Path) -> str:
    """Return the file that holds a site's settings: `site.toml` wins over `pyproject.toml`."""
    if not (site / "site.toml").exists():
        try:
            text = files.read_text(site / "pyproject.toml")
        except (UnicodeDecodeError, OSError):
            text = None
        if text is not None and settings.has_settings(text):
            return "pyproject.toml"
    return "site.toml"
