"""Jinja layouts: sources become `Layout` values, a layout and a view become text; the only importer of jinja2.

A `Layout` carries the text of every layout that it extends or includes, so what it renders depends on nothing else
but the view. Autoescape is always on; an undefined name is a problem with the line of the layout.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup, escape

from sitegen import digest
from sitegen.cache import Cache
from sitegen.model import Source
from sitegen.problems import Problem, error, nearest
from sitegen.value import Value, fields

if TYPE_CHECKING:
    import jinja2
    from jinja2 import nodes

FOLDER = "layouts/"
_PACKAGED = "(theme) "
_SPECIAL = re.compile("[&<>\"']").search


class Layout(Value):
    """A layout with all that it extends or includes: names below `layouts/`, texts, and where each lies.

    `address` is that of all this (see `digest`).
    """

    name: str
    sources: tuple[tuple[str, str, str], ...]
    address: bytes


class Layouts(Value):
    """All layouts of a site by name."""

    by_name: Mapping[str, Layout]

    def __getitem__(self, name: str) -> Layout:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name


class LayoutError(Exception):
    """A layout cannot be rendered with its view; the problem says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __reduce__(self) -> tuple[type[LayoutError], tuple[Problem]]:
        return LayoutError, (self.problem,)


def load(sources: Iterable[Source], cache: Cache, toolchain: bytes) -> tuple[Layouts, tuple[Problem, ...]]:
    """Read all layouts among the files of a theme. A layout that cannot be read is a problem, used or not."""
    problems: list[Problem] = []
    texts: dict[str, tuple[str, str]] = {}
    wants: dict[str, set[str] | None] = {}
    for source in sources:
        if not source.path.startswith(FOLDER):
            continue
        name = source.path.removeprefix(FOLDER)
        path = f"{_PACKAGED}{source.path}" if source.packaged else source.path
        try:
            texts[name] = (source.data.decode("utf-8-sig"), path)
        except UnicodeDecodeError as fault:
            texts[name] = (source.data.decode("utf-8", "replace"), path)
            line = source.data[: fault.start].count(b"\n") + 1
            problems.append(error(path, line, 1, "not UTF-8", "save the file again with the encoding UTF-8"))
    rows = tuple((name, *texts[name]) for name in texts)
    for (name, _, path), scan in zip(rows, _scans(rows, cache, toolchain), strict=True):
        wants[name] = None if scan.any_layout else {wanted for wanted, _ in scan.wants}
        problems += scan.problems
        problems += [_missing(wanted, path, line, texts) for wanted, line in scan.wants if wanted not in texts]
    return Layouts({name: _closure(name, texts, wants) for name in texts}), tuple(problems)


def render(layout: Layout, view: Value, subject: str) -> str:
    """Return the layout filled with the fields of a view.

    `subject` says what is being rendered, for the message. Raises LayoutError.
    """
    import jinja2

    try:
        template = _template(layout)
        return template.render({name: getattr(view, name) for name in fields(view)})
    except jinja2.TemplateError as fault:
        raise LayoutError(_problem(layout, fault, view, subject)) from fault
    except Exception as fault:
        # A layout is a program of the site's owner: whatever it raises is theirs to mend.
        raise LayoutError(_problem(layout, fault, view, subject)) from fault


def uses(source: Source) -> tuple[str, ...]:
    """Return the names of the layouts that a layout extends or includes; one that cannot be read names none."""
    name = source.path.removeprefix(FOLDER)
    scan = _scan(name, source.data.decode("utf-8", "replace"), source.path)
    return tuple(dict.fromkeys(wanted for wanted, _ in scan.wants))


class _Scan(Value):
    """What a layout names: the layouts it needs with the lines, and whether an expression may name any."""

    wants: tuple[tuple[str, int], ...] = ()
    any_layout: bool = False
    problems: tuple[Problem, ...] = ()


def _scans(rows: Sequence[tuple[str, str, str]], cache: Cache, toolchain: bytes) -> tuple[_Scan, ...]:
    """Return what each layout (name, text, path) names, from the cache while none of them has changed."""
    key = digest.of_bytes(toolchain + b"layouts" + digest.of(rows))
    known = cache.get(key, tuple[_Scan, ...])
    if known is None or len(known) != len(rows):
        known = tuple(_scan(*row) for row in rows)
        cache.put(key, known)
    return known


def _scan(name: str, text: str, path: str) -> _Scan:
    import jinja2
    from jinja2 import nodes

    if not name.endswith((".html", ".xml", ".txt")):
        return _Scan()
    try:
        tree = _parsed(name, text, path)
        if not path.startswith(_PACKAGED):
            # What only shows there: a filter that does not exist.
            _compiled(name, text, path)
    except jinja2.TemplateSyntaxError as fault:
        hint = "see docs/layouts.md, or delete the file to have the packaged one again"
        if named := re.fullmatch(r"No (filter|test) named '(.+)'\.", fault.message or ""):
            like = nearest(named[2], getattr(_environment(()), f"{named[1]}s"))
            hint = f"did you mean `{like}`?" if like else hint
        return _Scan(problems=(error(path, fault.lineno, 1, f"the layout cannot be read: {fault.message}", hint),))
    wants, any_layout = [], False
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = getattr(node, "template", None)
        if isinstance(wanted, nodes.Const) and isinstance(wanted.value, str):
            wants.append((wanted.value, node.lineno))
        else:
            any_layout = True
    return _Scan(tuple(wants), any_layout)


def _missing(wanted: str, path: str, line: int, known: Iterable[str]) -> Problem:
    like = nearest(wanted, known)
    hint = f"did you mean {like!r}?" if like else "names are relative to layouts/, as in 'parts/notes.html'"
    return error(path, line, 1, f"no layout {wanted!r}", hint)


def _closure(name: str, texts: Mapping[str, tuple[str, str]], wants: Mapping[str, set[str] | None]) -> Layout:
    """Gather what a layout needs; one that names another by an expression may need any."""
    needed: set[str] = set()
    todo = [name]
    while todo:
        one = todo.pop()
        if one in needed or one not in texts:
            continue
        needed.add(one)
        more = wants[one]
        todo += sorted(texts) if more is None else sorted(more)
    sources = tuple((n, *texts[n]) for n in sorted(needed))
    return Layout(name, sources, digest.of((name, sources)))


class _Sources:
    """Where jinja2 finds what a layout extends or includes, among its own texts: a loader, in jinja2's words."""

    def __init__(self, sources: tuple[tuple[str, str, str], ...]) -> None:
        self._texts = {name: (text, path) for name, text, path in sources}

    def load(
        self, environment: jinja2.Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        """Return a layout for an environment. Raises TemplateNotFound."""
        import jinja2

        if name not in self._texts:
            raise jinja2.TemplateNotFound(name)
        # A plain dict of globals: jinja2's is a chain of two, and is walked through at every inclusion.
        return jinja2.Template.from_code(environment, _compiled(name, *self._texts[name]), dict(globals or {}))


def shown(value: Any) -> Any:
    """Return a value as it stands in HTML, as jinja2 escapes it; no new text where there is nothing to escape."""
    kind = type(value)
    if kind is Markup or (kind is str and not _SPECIAL(value)):
        return value
    return escape(value)


@lru_cache(maxsize=1)
def _kind() -> type[jinja2.Environment]:
    """Return the kind of environment that layouts are compiled for: what they show passes through `shown`."""
    import jinja2
    from jinja2.compiler import CodeGenerator

    class Code(CodeGenerator):
        def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
            if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
                self.write("environment.shown(")
            else:
                super()._output_child_pre(node, frame, finalize)

    class Environment(jinja2.Environment):
        code_generator_class = Code
        shown = staticmethod(shown)

    return Environment


def _environment(sources: tuple[tuple[str, str, str], ...]) -> jinja2.Environment:
    import jinja2

    return _kind()(
        loader=cast("jinja2.BaseLoader", _Sources(sources)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        # No text of an environment is ever another, so what was loaded stays: a plain dict, without an order of use.
        cache_size=-1,
    )


@lru_cache(maxsize=256)
def _parsed(name: str, text: str, path: str) -> nodes.Template:
    return _environment(()).parse(text, name, path)


@lru_cache(maxsize=256)
def _compiled(name: str, text: str, path: str) -> CodeType:
    """Return a text as code, which many layouts may include. It is the same in any environment."""
    return _environment(()).compile(_parsed(name, text, path), name, path)


@lru_cache(maxsize=256)
def _template(layout: Layout) -> jinja2.Template:
    return _environment(layout.sources).get_template(layout.name)


def _names(view: object, kind: str, depth: int = 4) -> tuple[str, ...]:
    """Return the names that a value of a kind has, the first that is found in a view; nothing where there is none."""
    if type(view).__name__ == kind:
        return fields(view) if isinstance(view, Value) else tuple(vars(view))
    inside: Iterable[object] = ()
    if isinstance(view, Value):
        inside = (getattr(view, name) for name in fields(view))
    elif isinstance(view, tuple):
        inside = view[:1]
    found = (_names(each, kind, depth - 1) for each in inside) if depth else ()
    return next(filter(None, found), ())


def _problem(layout: Layout, fault: Exception, view: Value, subject: str) -> Problem:
    import jinja2

    paths = {path for _, _, path in layout.sources}
    path, line = next((p for n, _, p in layout.sources if n == layout.name), layout.name), 1
    if isinstance(fault, jinja2.TemplateSyntaxError):
        path, line = fault.filename or path, fault.lineno
    else:
        for frame in traceback.extract_tb(fault.__traceback__):
            if frame.filename in paths:
                path, line = frame.filename, frame.lineno or 1
    what = str(fault) or type(fault).__name__
    if isinstance(fault, jinja2.UndefinedError):
        of, missing, known = "this layout", what.split("'")[1], fields(view)
        if inner := re.fullmatch(r"'(?:[\w.]+\.)?(\w+) object' has no attribute '(\w+)'", what):
            of, missing, known = inner[1], inner[2], _names(view, inner[1]) or known
            what = f"there is no `{missing}` in {'words' if of == 'Spoken' else of}"
        like = nearest(missing, known)
        all_of_them = f"{of} knows: {', '.join(known)}"
        if of == "Spoken":
            all_of_them = "to see which there are: sitegen layouts show words/en.toml"
        hint = f"did you mean `{like}`?" if like and like != missing else all_of_them
    elif isinstance(fault, jinja2.TemplateNotFound):
        what, hint = f"no layout {fault.name!r}", "names are relative to layouts/, as in 'parts/notes.html'"
    else:
        what, hint = f"{type(fault).__name__}: {what}", "see docs/layouts.md"
    return error(path, line, 1, f"{what} (rendering {subject})", hint)
