"""What of the theme a site may replace, file by file, and what each layout is given: read from the program itself.

The packaged files and the paths of the site's own go in, `Item`s come out, and the lines that are printed of them. What
a layout sees is taken from the table that pages are made by (`views.VIEWS`) and from the types of the views.
"""

from __future__ import annotations

import inspect
import re
import textwrap
import types
import typing
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from sitegen import assets, dates, files, layouts, views, words
from sitegen.model import Source
from sitegen.problems import nearest
from sitegen.value import Value, fields
from sitegen.words import Spoken

_WIDTH = 96
_ABOUT = {"tokens.css": "Colours, letters, sizes and spaces."}


class Item(Value):
    """A file of the theme: its path in a site, what it is, and the layouts that it names and that name it.

    `view` is what it is rendered with, none for a sheet, a script, or a part that sees what the page sees.
    `is_replaced` is true where the site has its own. `says` are the rows of a table of words.
    """

    path: str
    about: str
    view: type[Value] | None
    uses: tuple[str, ...]
    used_by: tuple[str, ...]
    is_replaced: bool
    says: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The path without the folder."""
        return self.path.removeprefix(layouts.FOLDER).removeprefix(files.THEME)


def items(theme: Sequence[Source], own: Collection[str]) -> tuple[Item, ...]:
    """Return all that can be replaced, layouts first; `own` are the paths of files that the site has."""
    uses = {s.path: layouts.uses(s) for s in theme if s.path.startswith(layouts.FOLDER)}
    found = []
    for source in sorted(theme, key=lambda s: (s.path.startswith(files.THEME), "/parts/" in s.path, *_order(s.path))):
        name = source.path.removeprefix(layouts.FOLDER)
        used_by = tuple(sorted(path.removeprefix(layouts.FOLDER) for path, names in uses.items() if name in names))
        view = view_of(name)
        inside = uses.get(source.path, ())
        says = (
            tuple(source.data.decode("utf-8", "replace").splitlines()) if source.path.startswith(words.FOLDER) else ()
        )
        found.append(Item(source.path, _about(source), view, inside, used_by, source.path in own, says))
    return tuple(found)


def view_of(layout: str) -> type[Value] | None:
    """Return what a layout is rendered with; none for one that others include or extend."""
    if layout not in views.VIEWS:
        return None
    view: type[Value] = typing.get_type_hints(views.VIEWS[layout])["return"]
    return view


def find(wanted: str, among: Sequence[Item]) -> tuple[tuple[Item, ...], str]:
    """Return the items that a person may mean by a name, and the nearest name when there are none."""
    known = [(item, item.path, item.name, item.path.rpartition("/")[2]) for item in among]
    for names in (
        [(item, (path, name)) for item, path, name, _ in known],
        [(item, (file,)) for item, *_, file in known],
        # `article` is the layout, though there is a sheet of that name too.
        [(item, (file.rpartition(".")[0],)) for item, *_, file in known if item.path.startswith(layouts.FOLDER)],
        [(item, (file.rpartition(".")[0],)) for item, *_, file in known],
    ):
        found = tuple(item for item, same in names if wanted in same)
        if found:
            return found, ""
    return (), nearest(wanted, {item.name for item in among} | {item.path for item in among})


def listed(among: Sequence[Item], more: Sequence[str]) -> Iterator[str]:
    """Give the lines of the list of all items; `more` are files of the site that replace none of them."""
    kinds = (
        ("Layouts, in layouts/: what is on a page, and in which order", _is_layout),
        ("Parts, made once for many pages: they see their own data alone", _is_shared),
        ("Parts inside layouts: they see what the page sees", _is_inside),
        ("Words of the interface, a table for each language", lambda i: i.path.startswith(words.FOLDER)),
        ("Style, in static/theme/: one sheet, in this order; a later layer wins", lambda i: i.path.endswith(".css")),
        ("Scripts, in static/theme/", lambda i: i.path.endswith(".js")),
    )
    for heading, belongs in kinds:
        yield f"{heading}."
        for item in among:
            if belongs(item):
                yield from _row(item)
        yield ""
    if more:
        yield "Yours alone, beside the theme's."
        for path in more:
            yield f"  {path}{' (in the place of every other sheet)' if path == f'{files.THEME}style.css' else ''}"
        yield ""
    if any(item.is_replaced for item in among):
        yield "* Yours is used. Delete it, and the theme's is back."
    yield "To see what a layout is given:     sitegen layouts show article.html"
    yield "To begin with a copy of your own:  sitegen layouts copy article.html"


def shown(item: Item) -> Iterator[str]:
    """Give the lines that tell of one item: what it is, and all data that it is given, with types."""
    yield f"{item.path}{' (yours is used)' if item.is_replaced else ''}"
    yield f"  {item.about}"
    for told, names in (("Names", item.uses), ("Named by", item.used_by)):
        if names:
            yield from textwrap.wrap(
                f"{told}: {', '.join(names)}", _WIDTH, initial_indent="  ", subsequent_indent="    "
            )
    if item.says:
        yield ""
        yield from item.says
    if not item.path.startswith(layouts.FOLDER) or item.says:
        return
    if item.view is None:
        yield ""
        yield "It sees what the page sees that it is on: show the layouts that name it."
        return
    yield ""
    for view in _closure(item.view):
        yield f"{view.__name__}: {_first_line(view)}"
        hints = typing.get_type_hints(view)
        width = max(map(len, fields(view)))
        yield from (f"  {name:{width}}  {in_words(hints[name])}" for name in fields(view))
        yield ""
    yield "What each of them means is told in docs/layouts.md. A name that is not here is an error."


def in_words(hint: Any) -> str:
    """Return a type in the words of who writes layouts, as `list of LinkView`."""
    plain = {
        str: "text",
        int: "number",
        bool: "true or false",
        Markup: "HTML",
        type(None): "none",
        Spoken: "words, as layouts/words/ has them",
    }
    if hint in plain:
        return plain[hint]
    inside = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return f"list of {in_words(inside[0])}"
    if isinstance(hint, types.UnionType):
        return " or ".join(in_words(each) for each in inside)
    return str(hint.__name__)


def _closure(view: type[Value]) -> Iterator[type[Value]]:
    """Give a view and all views in it, each once, in the order in which they are met."""
    found: dict[type[Value], None] = {}
    todo = [view]
    while todo:
        one = todo.pop(0)
        if one not in found:
            found[one] = None
            todo += [inner for hint in typing.get_type_hints(one).values() for inner in _inside(hint)]
    yield from found


def _inside(hint: Any) -> Iterator[type[Value]]:
    if isinstance(hint, type) and issubclass(hint, Value) and hint is not Spoken:
        yield hint
    for inner in typing.get_args(hint):
        yield from _inside(inner)


def _row(item: Item) -> Iterator[str]:
    mark = "*" if item.is_replaced else " "
    yield f"{mark} {item.name:24}{item.about}".rstrip()
    text = ""
    if item.view is not None:
        text = f"{item.view.__name__}: {', '.join(fields(item.view))}"
    elif item.used_by:
        text = f"in {', '.join(item.used_by)}"
    yield from _wrapped(text, 26)


def _wrapped(text: str, indent: int) -> list[str]:
    first, others = " " * indent, " " * (indent + 2)
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)


def _is_layout(item: Item) -> bool:
    return item.path.startswith(layouts.FOLDER) and "/" not in item.name


def _is_shared(item: Item) -> bool:
    return item.name.startswith("parts/") and item.view is not None


def _is_inside(item: Item) -> bool:
    return item.name.startswith("parts/") and item.view is None


def _order(path: str) -> tuple[int, str]:
    name = path.removeprefix(files.THEME)
    return assets.order({name}, name) if path.startswith(files.THEME) else (0, path)


def _about(source: Source) -> str:
    """Return the first sentence of the comment that a file begins with, without what it says of its data."""
    text = source.data.decode("utf-8", "replace")
    if source.path.startswith(words.FOLDER):
        tag = source.path.removeprefix(words.FOLDER).removesuffix(".toml")
        return f"{dates.language_name(tag, 'en')}."
    found = re.match(r"\s*(?:\{#-?|/\*)(.*?)(?:-?#\}|\*/)", text, re.DOTALL) or re.match(
        r"\s*// *(.*?)\n(?!//)", text, re.DOTALL
    )
    sentence = re.match(r"(.+?[.:;])(?:\s|$)", " ".join(found[1].replace("\n//", " ").split())) if found else None
    name = source.path.rpartition("/")[2]
    return _ABOUT.get(name) or (sentence[1].rstrip(":;.") + "." if sentence else "")


def _first_line(view: type[Value]) -> str:
    return (inspect.getdoc(view) or "").partition("\n\n")[0].replace("\n", " ")
