"""The pipeline: see, read, convert, assemble, plan, stage, commit.

A site's folder, the instant and a few options go in; what was done, or every problem, comes out. On any error
nothing is written, neither in the output nor in the content. What was worked out before comes from the cache: a
build whose inputs are all as they were looks at the stamps of its files and ends.
"""

from __future__ import annotations

import datetime as dt
import errno
import gc
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen import files, ledger, publishing, toolchain
from sitegen.cache import Cache, opened
from sitegen.digest import of_bytes
from sitegen.engine import Workers
from sitegen.entries import Reader
from sitegen.inquiry import NO_WORK, Hooks, Work, digests_of, inquire
from sitegen.ledger import Ledger
from sitegen.memory import Memory
from sitegen.model import Stamp
from sitegen.press import LostError
from sitegen.problems import Problem, errors, in_order, warning
from sitegen.publishing import Job, Row, Staged, Written
from sitegen.start import STATE, Options, SettingsError, Start, cache_of, output_of, start
from sitegen.value import Value, replace

if TYPE_CHECKING:
    from sitegen import seeds
    from sitegen.planning import Planned

__all__ = ["Hooks", "Options", "Result", "SettingsError", "Work", "build", "look"]


class Result(Value):
    """What a build did. With errors among the problems it did nothing."""

    problems: tuple[Problem, ...]
    reports: tuple[seeds.Report, ...] = ()
    written: Written = publishing.NOTHING
    output: Path = Path()
    work: Work = NO_WORK
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return bool(errors(self.problems))


def build(site: Path, clock: dt.datetime, options: Options, hooks: Hooks | None = None) -> Result:
    """Build a site. Raises SettingsError when the settings or the output folder cannot be used."""
    hooks = hooks or Hooks()
    output = output_of(site, clock, options)
    with files.alone(site, hooks.waiting), _without_pauses():
        for attempt in range(3):
            cache = cache_of(site, options) if attempt < 2 else opened(None, "it keeps nothing")
            try:
                return _build(start(site, clock, options), output, options, cache, hooks)
            except LostError:
                # The cache says that it has what it has not: it is worth nothing. Where it keeps nothing, as on a
                # full disk, another place may.
                cache.discard()
            finally:
                cache.close()
    raise OSError(errno.ENOSPC, "no space left for what has to be kept while a site is built")


def look(site: Path, clock: dt.datetime, options: Options) -> Planned:
    """Return all that a build would make, and write nothing."""
    options = replace(options, write=False)
    begun, cache = start(site, clock, options), cache_of(site, options)
    try:
        memory = Memory(cache, begun.site, begun.config, begun.now, Path(), options.drafts, toolchain.address())
        digests, _ = digests_of(begun.tree, memory.seen())
        with Workers(1, before_start=cache.release) as workers:
            return inquire(begun, memory, digests, workers, Hooks(), drafts=options.drafts).planned
    finally:
        cache.close()


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Look for no garbage meanwhile: what a build makes lives as long as the build, and there is much of it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _build(begun: Start, output: Path, options: Options, cache: Cache, hooks: Hooks) -> Result:
    site, tools = begun.site, toolchain.address()
    memory = Memory(cache, site, begun.config, begun.now, output, options.drafts, tools)
    digests, unread = digests_of(begun.tree, memory.seen())
    whole = len(digests) == len(begun.tree.sources) + len(begun.tree.statics)
    if options.write and whole and (same := memory.same(begun.tree, digests)):
        return Result(_severe(same.problems, options), (), Written((), len(memory.rows), ()), output)

    # What readers search is made of all texts.
    may_be_short = options.write and not options.why and not cache.fault and not cache.has_grown()
    if may_be_short and not begun.config.search and (short := _shorter(begun, memory, digests, options, hooks)):
        return short
    with Workers(options.jobs, cores=os.cpu_count() or 1, before_start=cache.release) as workers:
        advise, may_index = not options.write, options.write and options.record
        told = {"drafts": options.drafts, "advise": advise, "may_index": may_index, "may_note": options.is_public}
        known = inquire(begun, memory, digests, workers, hooks, **told)
        planned, converted = known.planned, known.converted
        kept = memory.untouched if options.write else {}
        jobs = _jobs(planned, kept)
        made = publishing.prepare(output) if options.write and jobs else ()
        try:
            hooks.step("pages", len(jobs))
            for path, data in publishing.urgent(cache, tools, jobs, hooks.urgent):
                hooks.ready(path, data)
            stage = partial(publishing.stage, cache, tools, output if options.write else None)
            staged = workers.run(stage, jobs, hooks.done, publishing.effort)
            waiting = {job.task.path: s.waits for job, s in zip(jobs, staged, strict=True) if s.waits}
            faults = _faults(staged, planned)
            if options.write and cache.fault:
                faults = (*faults, _no_cache(cache.fault))
            own = *begun.tree.problems, *unread, *converted.problems
            problems = in_order((*own, *planned.problems, *known.advice, *faults))
            shown = _severe(problems, options)
            if options.write and not errors(shown):
                shown += publishing.foreign(output, waiting, kept)
            if options.write and not errors(shown):
                reasons = _reasons(planned, sorted(waiting), memory) if options.why else ()
                claim = publishing.claim(output, waiting, (item.path for item in planned.items))
                moved = partial(publishing.moved, output)
                done = publishing.commit(output, waiting, claim, lambda staged: workers.begin(moved, staged)())
                try:
                    files.write_sources(site, converted.writes)
                except OSError:
                    publishing.undo(output, done.steps)
                    raise
                # Deleting waits for the disk; this process need not.
                deleted = workers.begin(partial(publishing.delete, output), done.replaced)
                tree, digests = begun.tree, known.digests
                if planned.ledger and options.is_public:
                    tree, digests, warned = _noted(begun, digests, planned.ledger)
                    shown, problems = (*shown, *warned), (*problems, *warned)
                rows = _rows(output, jobs, staged, done.stamps)
                texts = {job.task.path: each.texts for job, each in zip(jobs, staged, strict=True)}
                if not cache.fault:
                    of = digests, planned, known.theme
                    memory.remember(tree, *of, rows, texts, problems, begun.moment)
                deleted()
                publishing.discard(output)
        except BaseException:
            publishing.discard(output, made)
            raise

    work = replace(known.work, rendered=sum(s.rendered for s in staged), joined=sum(not s.is_as_it_was for s in staged))
    if errors(shown) or not options.write:
        publishing.discard(output, made)
        return Result(shown, converted.reports, output=output, work=work)
    written = Written(tuple(sorted(waiting)), len(rows) - len(waiting), done.removed)
    return Result(shown, converted.reports, written, output, work, reasons)


def _shorter(
    begun: Start, memory: Memory, digests: Mapping[str, bytes], options: Options, hooks: Hooks
) -> Result | None:
    """Build by the shortcut for changed texts, if there is one."""
    from sitegen.shortcut import shortcut

    cache, tools, output = memory.cache, memory.tools, memory.output
    short = shortcut(Reader(cache, tools, begun.config.timezone), memory, begun.tree, digests)
    if short is None or memory.built is None:
        return None
    shown = _severe(memory.built.problems, options)
    rows = {row.path: row for row in memory.rows}
    work = Work(short.read, short.parsed, 0, len(short.tasks))
    if errors(shown):
        return Result(shown, output=output, work=work)
    jobs = tuple(Job(number, task, rows[task.path]) for number, task in enumerate(short.tasks))
    made = publishing.prepare(output)
    try:
        for path, data in publishing.urgent(cache, tools, jobs, hooks.urgent):
            hooks.ready(path, data)
        staged = publishing.stage(cache, tools, output, jobs) if jobs else []
        if any(each.faults for each in staged):
            publishing.discard(output, made)
            return None
        waiting = {job.task.path: s.waits for job, s in zip(jobs, staged, strict=True) if s.waits}
        claim = publishing.claim(output, waiting, rows)
        done = publishing.commit(output, waiting, claim, partial(publishing.moved, output))
        publishing.delete(output, done.replaced)
        publishing.discard(output)
    except LostError:
        publishing.discard(output, made)
        return None
    except BaseException:
        publishing.discard(output, made)
        raise
    for job, each in zip(jobs, staged, strict=True):
        path = job.task.path
        rows[path] = Row(path, each.key, done.stamps.get(path, rows[path].stamp))
    memory.remember_retold(begun.tree, short.digests, tuple(rows.values()), short.swap, begun.moment)
    work = replace(work, rendered=sum(each.rendered for each in staged))
    return Result(shown, (), Written(tuple(sorted(waiting)), len(rows) - len(waiting), ()), output, work)


def _noted(
    begun: Start, digests: dict[str, bytes], known_as: Ledger
) -> tuple[files.Tree, dict[str, bytes], tuple[Problem, ...]]:
    """Write what articles are published as; return the tree and addresses with it, or a warning where nobody can."""
    data = ledger.text(known_as)
    try:
        tree = files.with_ledger(begun.tree, begun.site, data)
    except OSError as fault:
        what = f"cannot be written ({(fault.strerror or str(fault)).lower()}), so nothing notes the ids of new articles"
        hint = "give them an `id` each, or build where content/ can be written"
        return begun.tree, digests, (warning(files.LEDGER, 1, 1, what, hint),)
    return tree, {**digests, files.LEDGER: of_bytes(data)}, ()


def _jobs(planned: Planned, kept: Mapping[str, Row]) -> tuple[Job, ...]:
    """Return all files, with what is on disk of them as it was written; what takes longest first."""
    jobs = (Job(number, task, kept.get(task.path)) for number, task in enumerate(planned.items))
    return tuple(sorted(jobs, key=lambda job: -publishing.weight(job.task)))


def _faults(staged: Iterable[Staged], planned: Planned) -> tuple[Problem, ...]:
    """Return what went wrong with pages, each fault of a layout once; one that cannot be read is told of already."""
    told = {p.path for p in planned.unread}
    found = [p for each in staged for p in each.faults if p.path not in told]
    return tuple({(p.path, p.line, p.message.partition(" (rendering")[0]): p for p in found[::-1]}.values())


def _rows(output: Path, jobs: Iterable[Job], staged: Iterable[Staged], stamps: Mapping[str, Stamp]) -> tuple[Row, ...]:
    """Return what is now in the output folder."""
    rows = []
    for job, made in zip(jobs, staged, strict=True):
        path, last = job.task.path, job.last
        if path in stamps or last is None:
            rows.append(Row(path, made.key, stamps.get(path) or publishing.stamp(output, path)))
        else:
            rows.append(last._replace(key=made.key) if last.key != made.key else last)
    return tuple(rows)


def _reasons(planned: Planned, paths: Sequence[str], memory: Memory) -> tuple[tuple[str, str], ...]:
    from sitegen import why

    return why.reasons(planned, paths, memory.inputs, memory.cache, memory.tools)


def _severe(problems: tuple[Problem, ...], options: Options) -> tuple[Problem, ...]:
    return tuple(replace(p, severity="error") for p in problems) if options.strict else problems


def _no_cache(fault: str) -> Problem:
    what = f"the cache cannot be used ({fault}), so everything was made anew"
    return warning(STATE, 1, 1, what, "look at the folder and who may write there; it is safe to delete")
