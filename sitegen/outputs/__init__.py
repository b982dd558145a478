"""One module for each kind of output; each exports `plan(site, parts)`, which gives the tasks of its files.

A new kind of output is a new file here: the modules are found by name, in the order of the alphabet.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module

from sitegen.model import StaticFile, Task
from sitegen.parts import Parts
from sitegen.problems import Problem, error
from sitegen.site import Site
from sitegen.urls import path_fault, same_place


def plan(site: Site, parts: Parts) -> tuple[Task, ...]:
    """Return the tasks of all kinds of output. Raises LayoutError when a page has no layout."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(task for name in names for task in import_module(f"{__name__}.{name}").plan(site, parts))


def conflicts(tasks: Iterable[Task], statics: Iterable[StaticFile]) -> tuple[Problem, ...]:
    """Return a problem for every two sources that claim one path, be it by case or Unicode form, or file and folder."""
    claims = [(task.path, task.source) for task in tasks]
    claims += [(static.path, f"static/{static.path}") for static in statics]
    problems = [
        error(source, 1, 1, f"its address {fault}: /{path[:80]}", "choose a shorter or plainer `slug`, alias or name")
        for path, source in claims
        if (fault := path_fault(path))
    ]
    first: dict[str, str] = {}
    places = [same_place(path) for path, _ in claims]
    for (path, source), place in zip(claims, places, strict=True):
        if place in first:
            problems.append(_conflict(path, source, first[place]))
        else:
            first[place] = source
    # A folder is looked for once, however many files are in it.
    folders = {place.rpartition("/")[0] for place in places}
    taken = {folder for folder in folders if any(parent in first for parent in _upward(folder))}
    for (path, source), place in zip(claims, places, strict=True):
        folder = place.rpartition("/")[0]
        if folder in taken:
            other = next(first[parent] for parent in _upward(folder) if parent in first)
            problems.append(_conflict(path, source, other))
    return tuple(problems)


def _upward(folder: str) -> Iterator[str]:
    """Give a folder and those around it, the innermost first."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _conflict(path: str, source: str, other: str) -> Problem:
    a, b = sorted((source, other))
    address = "/" + path.removesuffix("index.html")
    what = f"wants the address {address}, which {a} has" if a != b else f"wants the address {address} twice"
    return error(b, 1, 1, what, "change the `slug` or `aliases`, or the name, of one of the two")
