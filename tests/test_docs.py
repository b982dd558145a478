"""The pages for editors say what the program does: every key and setting, and examples that can be read."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sitegen import config, documents
from sitegen.model import AuthorMeta, Image, Meta, PageMeta, Source, TopicMeta

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def examples(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", read(name), re.MULTILINE | re.DOTALL)


def keys(text: str) -> list[str]:
    """Return the names in the first column of the text's tables."""
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "make"),
    [("An article", Meta), ("An author", AuthorMeta), ("A topic", TopicMeta), ("A page", PageMeta)],
)
def test_every_front_matter_key_is_explained(heading: str, make: type) -> None:
    """docs/front-matter.md lists the keys of each kind of file, and no others, in the order they are written in."""
    section = next(part for part in read("front-matter.md").split("\n## ") if part.startswith(heading))
    assert keys(section) == [field.name for field in fields(make)]


def test_every_setting_is_explained() -> None:
    """docs/settings.md lists every setting, and no other."""
    assert keys(read("settings.md")) == [field.name for field in fields(config.Config)]


def test_examples_of_settings_can_be_read() -> None:
    """What docs/settings.md shows is accepted; the long example sets every setting."""
    found = [config.parse("site.toml", text) for text in examples("settings.md", "toml")]
    assert [problems for _, problems in found] == [(), ()]
    long = found[1][0]
    assert long
    assert {key for key in (f.name for f in fields(long)) if key in examples("settings.md", "toml")[1]} == {
        f.name for f in fields(long)
    }


def test_examples_of_front_matter_can_be_read() -> None:
    """What docs/front-matter.md shows is accepted without a warning."""
    whole = examples("front-matter.md", "markdown") + [f"---\n{t}---\n" for t in examples("front-matter.md", "yaml")]
    found = [documents.article(Source("content/articles/x.md", text.encode()), "UTC") for text in whole]
    assert [problems for _, problems in found] == [(), ()]
    pictured = found[1][0]
    assert pictured
    assert pictured.meta.image
    assert all(getattr(pictured.meta.image, field.name) for field in fields(Image))
    assert pictured.meta.corrections


def test_dates_can_be_written_as_explained() -> None:
    """Each form of a date in docs/front-matter.md is accepted."""
    row = next(line for line in read("front-matter.md").splitlines() if line.startswith("| `date` |"))
    forms = re.findall(r"`(\d[^`]+)`", row)
    assert len(forms) == 3
    for form in forms:
        text = f'---\ntitle: "x"\ndate: {form}\n---\n'
        assert documents.article(Source("content/articles/x.md", text.encode()), "UTC")[1] == ()


@pytest.mark.parametrize(
    "file", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))], ids=lambda file: file.name
)
def test_links_between_pages_lead_somewhere(file: Path) -> None:
    """No page for editors or developers links to a file of the repository that is not there."""
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", prose)
    assert [target for target in targets if not (file.parent / target).exists()] == []
