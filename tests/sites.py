"""Small sites for tests: a literal of files becomes a folder, is built in this process, and is read like a visitor."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree, html

from sitegen.build import Options, Result, build
from sitegen.problems import Problem

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
SETTINGS = 'title = "The Test"\nbase_url = "https://example.org/"\n'

ANA = "---\nname: Ana Ruiz\n---\nAna Ruiz writes on *rivers*.\n"
BEN = "---\nname: Ben Okri-Hall\n---\nBen Okri-Hall teaches law.\n"


def article(title: str, date: str = "2026-01-05", body: str = "A paragraph of text.", /, **keys: str) -> str:
    """Return an article's file; keys are written as they are, after title and date."""
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\ntitle: {title}\ndate: {date}\n{more}---\n{body}\n"


def write(folder: Path, files: Mapping[str, str | bytes], settings: str = SETTINGS) -> Path:
    """Write a site's files below a folder and return it."""
    for path, data in {"site.toml": settings, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def make(site: Path, **options: object) -> Result:
    """Build a site as of NOW."""
    return build(site, NOW, Options(**options))  # type: ignore[arg-type]


def good(site: Path, **options: object) -> Path:
    """Build a site that has no errors; return its output folder."""
    result = make(site, **options)
    assert not result.failed, said(result.problems)
    return result.output


def bad(site: Path, **options: object) -> list[str]:
    """Build a site that has errors; return them in the terminal's form, and see that nothing was written."""
    before = published(site)
    result = make(site, **options)
    assert result.failed, said(result.problems)
    assert published(site) == before, "a failed build changed files"
    return [str(p) for p in result.problems if p.severity == "error"]


def said(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def published(site: Path) -> dict[str, bytes]:
    """Return every file of a site but its cache, which only saves work."""
    return {path: data for path, data in tree(site).items() if not path.startswith(".sitegen/")}


class Visit:
    """A page as a visitor gets it."""

    def __init__(self, output: Path, url: str) -> None:
        path = url.lstrip("/")
        self.file = output / (path + "index.html" if not path or path.endswith("/") else path)
        self.source = self.file.read_text("utf-8")
        self.page = html.document_fromstring(self.source.encode(), parser=html.HTMLParser(encoding="utf-8"))

    def all(self, selector: str) -> list[html.HtmlElement]:
        return list(self.page.xpath(selector))

    def one(self, selector: str) -> Any:
        (found,) = self.page.xpath(selector)
        return found

    def text(self, selector: str) -> str:
        found = self.all(selector)
        assert found, f"{self.file} has no {selector}"
        return folded(found[0])

    def texts(self, selector: str) -> list[str]:
        return [folded(e) for e in self.all(selector)]

    def links(self) -> list[str]:
        return [str(v) for v in self.page.xpath("//@href | //@src")]


def folded(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def visit(output: Path, url: str = "/") -> Visit:
    return Visit(output, url)


def feed(output: Path, path: str = "feed.xml") -> list[etree._Element]:
    """Return the items of a feed."""
    return list(etree.parse(str(output / path)).iter("item"))
