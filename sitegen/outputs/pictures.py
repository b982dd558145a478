"""The files that are made of the pictures that pages show: other widths, other formats, without what cameras add."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sitegen import files, pictures
from sitegen.digest import of_bytes
from sitegen.model import Matter, Task
from sitegen.parts import Parts
from sitegen.pictures import Made, PictureError, Variant
from sitegen.press import Press
from sitegen.problems import error
from sitegen.site import Site


def plan(site: Site, parts: Parts) -> Iterator[Task]:
    """Give a task for each file. Copies of a picture by one name are made once."""
    variants = {path: (picture, v) for picture in parts.album.values() for path, v in picture.variants()}
    for path, (picture, variant) in variants.items():
        yield Task(path, picture.path, partial(_matter, picture.path, variant), weight=variant.effort, is_alone=True)


def _matter(source: str, variant: Variant) -> Matter:
    return Matter(made, (source, variant), variant.key)


def made(of: tuple[str, Variant], press: Press) -> bytes:
    """Return a file that is made of a picture; one that was ever made is in the cache."""
    source, variant = of
    kept = press.cache.get(variant.key, Made)
    if kept is not None:
        return kept.data
    try:
        data = files.bytes_of(variant.file)
        if of_bytes(data) != variant.digest:
            raise PictureError("it changed while the site was built")
        result = pictures.make(variant, data)
    except OSError as fault:
        press.problems.append(files.unreadable(source, fault))
        return b""
    except PictureError as fault:
        what = f"the picture {source} cannot be decoded: {fault}"
        press.problems.append(error(*variant.at, what, "save it again, or take another copy"))
        return b""
    press.cache.put(variant.key, Made(result))
    press.cache.flush()
    return result
