"""The files that are made of the pictures that pages show: other widths, other formats, without what cameras add."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import making
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.pictures import Variant
from sitegen.site import Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each file. Copies of a picture by one name are made once."""
    if not site.is_first:
        return
    variants = {path: (picture, v) for picture in parts.album.values() for path, v in picture.variants()}
    for path, (picture, variant) in variants.items():
        yield Task(path, picture.path, partial(_matter, picture.path, variant), weight=variant.effort, is_alone=True)


def _matter(source: str, variant: Variant) -> Matter:
    return Matter(making.made, (source, variant), variant.key)
