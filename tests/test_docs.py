"""The pages for editors say what the program does: every key and setting, and examples that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pictures import PICTURES
from sites import ANA, article, bad, good, visit, write

from sitegen import config, documents, inventory, look, views
from sitegen.model import AuthorMeta, Image, Meta, PageMeta, Source, TopicMeta
from sitegen.value import Value, fields

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
    assert keys(section) == list(fields(make))


def test_every_setting_is_explained() -> None:
    """docs/settings.md lists every setting, and no other."""
    assert keys(read("settings.md")) == list(config.SETTINGS)


def test_examples_of_settings_can_be_read() -> None:
    """What docs/settings.md shows is accepted; the long example sets every setting."""
    found = [config.parse("site.toml", text) for text in examples("settings.md", "toml")]
    assert [problems for _, problems in found] == [(), ()]
    long = found[1][0]
    assert long
    assert {key for key in config.SETTINGS if key in examples("settings.md", "toml")[1]} == set(config.SETTINGS)


def test_examples_of_the_look_can_be_read() -> None:
    """What docs/look.md shows is accepted, and its error is the one that is given."""
    head = 'title = "X"\nbase_url = "https://x.example/"\n'
    assert [config.parse("site.toml", head + text)[1] for text in examples("look.md", "toml")] == [(), (), ()]
    ((_, problems),) = [config.parse("site.toml", f'{head}[colors]\naccent = "#ff8800"')]
    assert [f"{problem}\n" for problem in problems] == examples("look.md", "text")


def test_every_setting_of_the_look_is_explained() -> None:
    """docs/look.md lists every colour, and shows every key of fonts, logo and foot."""
    assert keys(read("look.md")) == list(look.THEME)
    shown = set(re.findall(r"^\[*(?:\w+\.)?(\w+)(?:\]| =)|`(\w+)`", read("look.md"), re.MULTILINE))
    names = {name for pair in shown for name in pair}
    for make in (look.Fonts, look.FontFile, look.Logo, look.Footer):
        assert set(fields(make)) <= names


def test_examples_of_front_matter_can_be_read() -> None:
    """What docs/front-matter.md shows is accepted without a warning."""
    whole = examples("front-matter.md", "markdown") + [f"---\n{t}---\n" for t in examples("front-matter.md", "yaml")]
    found = [documents.article(Source("content/articles/x.md", text.encode()), "UTC") for text in whole]
    assert [problems for _, problems in found] == [(), ()]
    pictured = found[1][0]
    assert pictured
    assert pictured.meta.image
    assert all(getattr(pictured.meta.image, name) for name in fields(Image))
    assert pictured.meta.corrections


def test_dates_can_be_written_as_explained() -> None:
    """Each form of a date in docs/front-matter.md is accepted."""
    row = next(line for line in read("front-matter.md").splitlines() if line.startswith("| `date` |"))
    forms = re.findall(r"`(\d[^`]+)`", row)
    assert len(forms) == 3
    for form in forms:
        text = f'---\ntitle: "x"\ndate: {form}\n---\n'
        assert documents.article(Source("content/articles/x.md", text.encode()), "UTC")[1] == ()


def test_every_layout_and_part_is_listed() -> None:
    """The tables of docs/layouts.md name each layout and part, once and no others, and only views that there are."""
    rows = re.findall(r"^\| `([\w/-]+\.(?:html|xml|txt))` \|.*\| (.*) \|$", read("layouts.md"), re.MULTILINE)
    folder = ROOT / "layouts"
    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*.*") if file.suffix != ".toml"}
    assert sorted(name for name, _ in rows) == sorted(names)
    seen = {view for _, sees in rows for view in re.findall(r"`(\w+View)`", sees)}
    assert seen <= set(vars(views))
    told = {name: re.findall(r"`(\w+View)`", sees) for name, sees in rows}
    for name in views.VIEWS:
        view = inventory.view_of(name)
        assert view
        assert told[name] == [view.__name__], name


# The scene, and what ends in `Of`, are what views are made of.
VIEWS = [
    view
    for name, view in vars(views).items()
    if isinstance(view, type)
    and issubclass(view, Value)
    and view.__module__ == views.__name__
    and name != "Scene"
    and not name.endswith("Of")
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_field_that_a_layout_sees_is_explained(view: type) -> None:
    """docs/layouts.md has a section for each view with all its fields, in their order, and no others."""
    sections = re.split(r"^### ", read("layouts.md"), flags=re.MULTILINE)[1:]
    section = next(s for s in sections if s.startswith(f"{view.__name__}\n"))
    starts = re.findall(r"^- ((?:`\w+`, )*`\w+`):", section, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(starts)) == list(fields(view))


def test_examples_of_layouts_can_be_used(tmp_path: Path) -> None:
    """The two examples of docs/layouts.md, put where it says, give the answer and the colours."""
    (answer,) = examples("layouts.md", "html")
    (css,) = examples("layouts.md", "css")
    files = {
        "content/authors/ana-ruiz.md": ANA,
        "content/articles/x.md": article("Rivers & law", "2026-01-05", authors="[ana-ruiz]"),
        "layouts/parts/share.html": answer,
        "static/theme/own.css": css,
    }
    output = good(write(tmp_path, files))
    page = visit(output, "/articles/x/")
    said = "Do you disagree with Ana Ruiz? Write to the editor, before the next issue."
    assert page.text("//*[@class='share axis']/p") == said
    (link,) = page.all("//*[@class='share axis']//a/@href")
    assert link == "mailto:editor@review.example?subject=Rivers%20%26%20law"
    (sheet,) = page.all("//head/link[@rel='stylesheet']/@href")
    assert (output / sheet[1:]).read_text("utf-8").endswith(css)
    tokens = (ROOT / "static/theme/tokens.css").read_text("utf-8")
    assert set(re.findall(r"--[\w-]+(?=:)", css)) <= set(re.findall(r"--[\w-]+(?=:)", tokens))


def test_errors_of_layouts_are_as_shown(tmp_path: Path) -> None:
    """The messages in docs/layouts.md are those that the mistakes give."""
    undefined, missing, changed = re.findall(r".+\n    .+\n", examples("layouts.md", "text")[0])
    layout = '{% extends "base.html" %}\n{% block main %}\n{{ titel }}\n{% endblock %}\n'
    files = {"content/articles/x.md": article("X")}
    assert bad(write(tmp_path / "1", {**files, "layouts/article.html": layout})) == [undefined.rstrip("\n")]
    layout = '\n{% include "parts/crd.html" %}\n'
    assert bad(write(tmp_path / "2", {**files, "layouts/home.html": layout})) == [missing.rstrip("\n")]
    layout = '{% extends "base.html" %}{% block main %}{{ body.html | upper }}{% endblock %}'
    assert bad(write(tmp_path / "3", {**files, "layouts/article.html": layout})) == [changed.rstrip("\n")]


def test_pictures_are_small() -> None:
    """No picture of docs/look.md and README.md is larger than 150 kB; those that tests/pictures.py takes are shown."""
    readme = (ROOT / "README.md").read_text("utf-8").replace("](docs/", "](")
    names = re.findall(r"!\[[^\]]+\]\((\S+\.\w+)\)", readme + read("look.md"))
    assert {f"{name}.webp" for name in PICTURES} < set(names)
    assert all((DOCS / name).stat().st_size < 150_000 for name in names)


@pytest.mark.parametrize(
    "file", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))], ids=lambda file: file.name
)
def test_links_between_pages_lead_somewhere(file: Path) -> None:
    """No page for editors or developers links to a file of the repository that is not there."""
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", prose)
    assert [target for target in targets if not (file.parent / target).exists()] == []
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*\.md|)#([^)\s]+)\)", prose):
        headings = re.findall(
            r"^#+ (.+)$", ((file.parent / target) if target else file).read_text("utf-8"), re.MULTILINE
        )
        assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor
