"""Pictures: their size is in the page, they come in many widths, say nothing of the camera, and mistakes are told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from drawn import SVG, bomb, drawn, moving, opened, photo, swapped
from PIL import features
from playwright.sync_api import Browser
from sites import ANA, SETTINGS, article, bad, feed, good, make, said, tree, visit, write
from visit import BASE_URL, Look, needed_width, overlaps, refused, served, shift

from sitegen import pictures
from sitegen.engine import Workers
from sitegen.pictures import vector

X = "content/articles/x.md"
MODERN = ["image/avif", "image/webp"] if features.check("avif") else ["image/webp"]


def one(site: Path, body: str, files: dict[str, str | bytes], **keys: str) -> Path:
    """Build a site with one article and some files; return its output."""
    return good(write(site, {X: article("X", "2026-01-05", body, **keys), **files}))


def shown(output: Path, url: str = "/articles/x/", where: str = "//article//img") -> Any:
    (image,) = visit(output, url).all(where)
    return image


def candidates(source: Any) -> list[tuple[str, int]]:
    """Return the addresses and widths of a srcset."""
    pairs = (each.split() for each in source.get("srcset").split(","))
    return [(url, int(width.removesuffix("w"))) for url, width in pairs]


# Their size ---------------------------------------------------------------------------------------------------

FILES = [
    ("a.png", drawn("PNG"), "40", "30"),
    ("a.jpg", drawn("JPEG"), "40", "30"),
    ("a.JPEG", drawn("JPEG"), "40", "30"),
    ("a.gif", drawn("GIF"), "40", "30"),
    ("a.webp", drawn("WEBP"), "40", "30"),
    ("a.svg", SVG, "960", "540"),
    ("on its side.jpg", photo(orientation=6), "30", "40"),
    ("upside down.jpg", photo(orientation=3), "40", "30"),
]


@pytest.mark.parametrize(("name", "data", "width", "height"), FILES, ids=[file[0] for file in FILES])
@pytest.mark.parametrize("folder", ["static", "content/articles"])
def test_a_picture_says_its_size(
    tmp_path: Path, folder: str, name: str, data: str | bytes, width: str, height: str
) -> None:
    """Width and height are in the page, as the picture is seen, wherever its file lies; and the file is there."""
    target = f"/{name}" if folder == "static" else name
    output = one(tmp_path, f"![A map](<{target}>)", {f"{folder}/{name}": data})
    image = shown(output)
    assert (image.get("width"), image.get("height"), image.get("loading")) == (width, height, "lazy")
    assert (output / image.get("src").lstrip("/").replace("%20", " ")).is_file()
    assert not list(output.rglob("content"))


def test_lead_and_portrait_say_their_size(tmp_path: Path) -> None:
    """The lead comes at once and before other pictures, a portrait when it is scrolled to."""
    image = '{src: lead.png, alt: "A", caption: "B", credit: "C", license: CC0-1.0}'
    files: dict[str, str | bytes] = {
        "content/authors/ana-ruiz.md": ANA.replace("---\nAna", "image: {src: ana.png, alt: Ana}\n---\nAna"),
        "content/authors/ana.png": drawn("PNG", 300, 400),
        "content/articles/lead.png": drawn("PNG", 80, 45),
    }
    output = one(tmp_path, "Text.", files, image=image, authors="[ana-ruiz]")
    lead, portrait = visit(output, "/articles/x/").all("//main//img")
    assert [lead.get(key) for key in ("width", "height", "loading", "fetchpriority")] == ["80", "45", None, "high"]
    assert [portrait.get(key) for key in ("width", "height", "loading")] == ["300", "400", "lazy"]
    assert visit(output, "/articles/x/").text("//figure/figcaption") == "B C, CC0-1.0"
    (home,) = visit(output).all("//*[@class='front']//img")
    assert (home.get("src"), home.get("width")) == (lead.get("src"), "80")
    assert visit(output).text("//*[@class='front']//figcaption") == "C"
    (own,) = visit(output, "/authors/ana-ruiz/").all("//main//img")
    assert own.get("width") == "300"
    address = visit(output, "/articles/x/").all("//meta[@property='og:image']/@content")
    assert address == [f"https://example.org{str(lead.get('src')).replace('.png', '-16x9.png')}"]


def test_a_picture_in_html_says_its_size_too(tmp_path: Path) -> None:
    """Raw HTML gets what Markdown gets; a size that an editor gave, both sides of it, stays."""
    body = '<figure><img src="/a.png" alt="A"></figure>\n\nB <img src="/a.png" alt="B" width="20" height="15">\n'
    body += '\nC <img width="20" src="/a.png" alt="C" loading="eager">'
    output = one(tmp_path, body, {"static/a.png": drawn("PNG")})
    found = [
        [image.get(key) for key in ("alt", "width", "height", "loading")]
        for image in visit(output, "/articles/x/").all("//article//img")
    ]
    assert found == [["A", "40", "30", "lazy"], ["B", "20", "15", "lazy"], ["C", "40", "30", "eager"]]


def test_a_feed_has_each_picture_as_one_file(tmp_path: Path) -> None:
    """Feed readers get the whole address of one file in the picture's own format, with its size."""
    output = one(tmp_path, "![A map](a.png)", {"content/articles/a.png": drawn("PNG", 400, 300)})
    (item,) = feed(output)
    text = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    assert "<picture" not in text
    assert f'src="https://example.org{shown(output).get("src")}" width="400" height="300"' in text


def test_a_site_without_pictures_needs_no_pillow(tmp_path: Path) -> None:
    """Neither the help, nor a site without pictures, nor a build with nothing to do loads Pillow; a picture does."""
    plain = write(tmp_path / "plain", {X: article("X")})
    pictured = write(
        tmp_path / "pictured", {X: article("X", "2026-01-05", "![A](/a.png)"), "static/a.png": drawn("PNG")}
    )

    def loads(*arguments: str) -> bool:
        command = [sys.executable, "-X", "importtime", "-m", "sitegen", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return "PIL.Image" in done.stderr

    assert not loads("--help")
    assert not loads("build", "--site", str(plain), "--jobs", "1")
    assert loads("build", "--site", str(pictured), "--jobs", "1")
    assert not loads("build", "--site", str(pictured), "--jobs", "1")
    (pictured / X).write_text(article("X, again", "2026-01-05", "![A](/a.png)"))
    assert not loads("build", "--site", str(pictured), "--jobs", "1")


# Many widths and formats ----------------------------------------------------------------------------------------


def test_a_picture_comes_in_many_widths(tmp_path: Path) -> None:
    """A browser chooses among formats and widths, none above the picture's own; each file is as wide as it says."""
    output = one(tmp_path, "![A map](a.jpg)", {"content/articles/a.jpg": drawn("JPEG", 1000, 500)})
    sources = visit(output, "/articles/x/").all("//article//picture//source")
    assert [source.get("type") for source in sources] == MODERN
    for source in sources:
        found = candidates(source)
        assert [width for _, width in found] == [320, 640, 960, 1000]
        for url, width in found:
            made = opened((output / url[1:]).read_bytes())
            assert (made.size, made.format) == ((width, width // 2), source.get("type").partition("/")[2].upper())
        assert source.get("sizes") == "(min-width: 42em) 39em, calc(100vw - 3.4em)"
    fallback = opened((output / shown(output).get("src")[1:]).read_bytes())
    assert (fallback.size, fallback.format) == ((1000, 500), "JPEG")


def test_only_a_lead_comes_in_the_largest_width(tmp_path: Path) -> None:
    """A picture of 3,000 pixels is made up to 1,920 wide for a lead, 1,280 for a text, 320 for a portrait."""
    data = drawn("PNG", 3000, 30, mode="P")
    files: dict[str, str | bytes] = {
        "content/authors/ana-ruiz.md": ANA.replace("---\nAna", "image: {src: c.png, alt: Ana}\n---\nAna"),
        "content/authors/c.png": data,
        "content/articles/a.png": data,
        "content/articles/b.png": data,
    }
    output = one(tmp_path, "![B](b.png)", files, image='{src: a.png, alt: "A"}', authors="[ana-ruiz]")
    sources = visit(output, "/articles/x/").all("//main//picture//source")
    assert [candidates(source)[-1][1] for source in sources] == [1920, 1280, 320]
    made = sorted(file.name.rpartition("-")[2] for file in (output / "pictures").glob("?-*-*.webp"))
    assert made == sorted(f"{w}.webp" for w in (320, 640, 960, 1280, 1920, 320, 640, 960, 1280, 160, 320))
    made = {file.name: opened(file.read_bytes()).size for file in sorted((output / "pictures").glob("*.png"))}
    cut = {name: size for name, size in made.items() if re.search(r"-\d+x\d+\.png$", name)}
    assert [size[0] for name, size in made.items() if name not in cut] == [3000, 3000, 3000]
    assert sorted(cut.values()) == [(30, 30), (40, 30), (53, 29)]
    exact = [file for file in (output / "pictures").glob("[ab]-*.png") if file.name not in cut]
    assert len(exact) == 2
    assert {opened(file.read_bytes()).convert("RGB").tobytes() for file in exact} == {
        opened(data).convert("RGB").tobytes()
    }


def test_settings_say_sizes_and_formats(tmp_path: Path) -> None:
    """A theme of another measure says how wide its text is, an owner which formats are made."""
    site = write(tmp_path, {X: article("X", "2026-01-05", "![A](/a.png)"), "static/a.png": drawn("PNG", 400, 300)})
    settings = (site / "site.toml").read_text()
    (site / "site.toml").write_text(f'{settings}[pictures]\nsizes = "50vw"\nformats = ["webp"]\n')
    (source,) = visit(good(site), "/articles/x/").all("//picture//source")
    assert (source.get("type"), source.get("sizes")) == ("image/webp", "50vw")
    (site / "site.toml").write_text(f"{settings}[pictures]\nformats = []\n")
    assert visit(good(site), "/articles/x/").all("//picture") == []
    assert [file.suffix for file in (site / "public/pictures").iterdir()] == [".png"]


WRONG_SETTINGS = [
    ('formats = ["jxl"]', "4:1: error: `pictures` has `formats` that are not avif and webp: ['jxl']"),
    ('sizes = "wide"', "4:1: error: `pictures` has a `sizes` that no browser reads: 'wide'"),
    ("width = 3", "4:1: error: `pictures` has an unknown key `width`"),
]


@pytest.mark.parametrize(("line", "complaint"), WRONG_SETTINGS)
def test_wrong_settings_are_told(tmp_path: Path, line: str, complaint: str) -> None:
    """What is no format or width is an error with its line."""
    from sitegen import config

    text = f'title = "X"\nbase_url = "https://x.example/"\n[pictures]\n{line}\n'
    _, problems = config.parse("site.toml", text)
    assert [str(p).partition("\n")[0] for p in problems] == [f"site.toml:{complaint}"]


# What is made of them --------------------------------------------------------------------------------------------


def test_nothing_of_the_camera_is_published(tmp_path: Path) -> None:
    """No file that is made of a picture says by whom, with what or where it was taken; the original stays at home."""
    output = one(tmp_path, "![A map](a.jpg)", {"content/articles/a.jpg": photo(400, 300, orientation=6)})
    made = list((output / "pictures").iterdir())
    assert len(made) == 1 + len(MODERN)
    for file in made:
        data = file.read_bytes()
        assert b"Camera" not in data
        assert not opened(data).getexif()
    assert [path for path in tree(output) if path.endswith("a.jpg")] == []


def test_a_place_in_a_static_file_is_told(tmp_path: Path) -> None:
    """Files in static/ are published as they are: a picture there that says where it was taken is a warning."""
    site = write(tmp_path, {X: article("X", "2026-01-05", "![A](/a.jpg)"), "static/a.jpg": photo()})
    assert f"{X}:5:6: warning: the picture static/a.jpg says where it was taken" in said(make(site).problems)
    (site / "static/a.jpg").write_bytes(drawn("JPEG"))
    assert not make(site).problems


def test_a_picture_is_upright(tmp_path: Path) -> None:
    """The corner that was above on the left, for who held the camera, is above on the left."""
    output = one(tmp_path, "![A map](a.jpg)", {"content/articles/a.jpg": photo(400, 300, orientation=6)})
    for file in (output / "pictures").iterdir():
        made = opened(file.read_bytes()).convert("RGB")
        assert made.size in {(300, 400), (320, 427)}
        bright = [made.getpixel((x * made.width // 10, y * made.height // 10))[0] > 140 for x, y in ((1, 1), (9, 1))]
        assert bright == [False, True]


def test_colours_are_those_of_the_web(tmp_path: Path) -> None:
    """A profile is applied and taken out: what it says is green is green in every file."""
    output = one(tmp_path, "![A map](a.png)", {"content/articles/a.png": swapped()})
    for file in (output / "pictures").iterdir():
        made = opened(file.read_bytes())
        assert "icc_profile" not in made.info
        red, green, _ = made.convert("RGB").getpixel((30, 20))
        assert green > 150 > red + 50, file


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_a_picture_of_any_mode_can_be_made(tmp_path: Path, mode: str) -> None:
    """Black and white, grey, palette, transparent, of 16 bits, for print: all become what browsers show."""
    format, name = ("JPEG", "a.jpg") if mode == "CMYK" else ("PNG", "a.png")
    output = one(tmp_path, f"![A]({name})", {f"content/articles/{name}": drawn(format, 400, 300, mode=mode)})
    made = sorted(file.suffix for file in (output / "pictures").iterdir())
    few = mode in {"1", "P"}
    assert made == sorted([f".{name[-3:]}", *([".webp"] * 2), *([] if few or len(MODERN) < 2 else [".avif"] * 2)])
    corner = opened(next((output / "pictures").glob("*-320.webp")).read_bytes()).convert("RGB")
    assert min(corner.getpixel((10, 10))) > 180


@pytest.mark.parametrize(("format", "name"), [("GIF", "a.gif"), ("WEBP", "a.webp"), ("PNG", "a.png")])
def test_what_moves_stays_as_it_is(tmp_path: Path, format: str, name: str) -> None:
    """An animated picture is published byte for byte, and no still is put in its place."""
    data = moving(format)
    output = one(tmp_path / "1", f"![A]({name})", {f"content/articles/{name}": data})
    assert [file.read_bytes() for file in (output / "pictures").iterdir()] == [data]
    output = one(tmp_path / "2", f"![A](/{name})", {f"static/{name}": data})
    assert shown(output).get("src") == f"/{name}"
    assert visit(output, "/articles/x/").all("//picture") == []


# SVG --------------------------------------------------------------------------------------------------------------

HOSTILE = [
    ("<script>alert(1)</script>", "<script>"),
    ('<rect onload="alert(1)" width="9"/>', "the attribute onload"),
    ("<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>", "<foreignObject>"),
    ('<image href="https://evil.example/a.png"/>', "a reference to another file"),
    ('<use xlink:href="other.svg#a"/>', "a reference to another file"),
    ('<a href="javascript:alert(1)"><rect/></a>', "a link"),
    ('<rect fill="url(https://evil.example/#a)"/>', "the attribute fill"),
    ("<style>@import 'https://evil.example/a.css';</style>", "a style that fetches something"),
    ('<rect style="fill: u\\72l(https://evil.example)"/>', "the attribute style"),
    ('<set attributeName="href" to="javascript:alert(1)"/>', "<set>"),
    ('<image href="data:image/svg+xml,%3Csvg/%3E"/>', "a reference to another file"),
]


@pytest.mark.parametrize(("inside", "removed"), HOSTILE, ids=[inside[:24] for inside, _ in HOSTILE])
def test_an_svg_runs_and_fetches_nothing(tmp_path: Path, inside: str, removed: str) -> None:
    """What could run or be fetched is taken out of the picture that pages show, and said; what draws stays."""
    text = SVG.replace("</svg>", f"{inside}<circle r='3'/></svg>").replace(
        "xmlns=", 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns='
    )
    site = write(tmp_path, {X: article("X", "2026-01-05", "![A](a.svg)"), "content/articles/a.svg": text})
    result = make(site)
    assert f"taken out of the picture content/articles/a.svg: {removed}" in said(result.problems)
    (file,) = (result.output / "pictures").iterdir()
    clean = file.read_text()
    assert not any(word in clean for word in ("alert", "evil", "javascript", "other.svg", "%3Csvg", "foreignObject"))
    assert '<circle r="3"' in clean
    assert vector.facts(clean.encode()).removed == ()


def test_an_svg_keeps_what_draws(tmp_path: Path) -> None:
    """Gradients, references within, embedded pixels, titles and styles stay; so does the file in static/."""
    inside = (
        '<title>A map</title><style>.a{fill:url(#g)}</style><defs><linearGradient id="g"><stop offset="1"/>'
        '</linearGradient></defs><use href="#g"/><image href="data:image/png;base64,iVBORw0KGgo="/>'
        '<text xml:lang="fr" class="a">Eau <tspan dy="2">douce</tspan></text><!-- a remark -->'
    )
    text = SVG.replace("</svg>", f"{inside}</svg>")
    assert vector.facts(text.encode()).removed == ()
    clean = vector.clean(text.encode()).decode()
    for part in ("<title>A map", "url(#g)", 'href="#g"', "iVBORw0KGgo=", 'xml:lang="fr"', "<tspan", "viewBox"):
        assert part in clean
    assert "remark" not in clean
    output = one(tmp_path, "![A](/a.svg)", {"static/a.svg": text})
    assert shown(output).get("src") == "/a.svg"
    assert not (output / "pictures").exists()


SIZES = [
    ('width="10" height="20px"', (10, 20)),
    ('width="1in" height="72pt"', (96, 96)),
    ('viewBox="0 0 30.4 15.2"', (30, 15)),
    ('viewBox="0,0,300,150" width="100"', (100, 50)),
    ('viewBox="0 0 300 150" height="100"', (200, 100)),
    ('width="100%" height="100%" viewBox="0 0 40 30"', (40, 30)),
]


@pytest.mark.parametrize(("attributes", "size"), SIZES)
def test_the_size_of_an_svg(attributes: str, size: tuple[int, int]) -> None:
    """It is that of width and height in any unit, of one of them and the shape of viewBox, or of viewBox alone."""
    facts = pictures.look("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode())
    assert (facts.width, facts.height, facts.fault) == (*size, "")


# Captions, credits, alternative texts -------------------------------------------------------------------------------


def test_a_picture_in_a_text_has_caption_credit_and_licence(tmp_path: Path) -> None:
    """The title in Markdown is the caption; after a bar stands who made it, after another under what licence."""
    body = '![A map](/a.svg "The border in 1992 | Map: Ana Ruiz | CC-BY-4.0")\n\n![A map](/a.svg "| Ana Ruiz")'
    output = one(tmp_path, body, {"static/a.svg": SVG})
    first, second = visit(output, "/articles/x/").all("//figure/figcaption")
    assert (first.text, first[0].tag, first[0].text) == ("The border in 1992 ", "small", "Map: Ana Ruiz, CC-BY-4.0")
    assert (second.text, second[0].text) == (None, "Ana Ruiz")


def test_an_alternative_text_is_required(tmp_path: Path) -> None:
    """Where it is missing is an error with line and column; an empty one has to be said."""
    body = "![](/a.svg)\n\nAn <img src=/a.svg> here.\n"
    lines = bad(write(tmp_path, {X: article("X", "2026-01-05", body, image="{src: /a.svg}"), "static/a.svg": SVG}))
    missing = "error: an image has no alternative text"
    assert [line.partition("\n")[0] for line in lines] == [
        f"{X}:4:8: error: `image` has no `alt`",
        f"{X}:6:1: {missing}",
        f"{X}:8:4: {missing}",
    ]
    lines = bad(write(tmp_path, {X: article("X", "2026-01-05", body), "static/a.svg": SVG}))
    assert [line.partition("\n")[0] for line in lines] == [
        f"{X}:5:1: error: an image has no alternative text",
        f"{X}:7:4: error: an image has no alternative text",
    ]
    assert all('<img src="…" alt="">' in line for line in lines)
    body = 'An <img src="/a.svg" alt=""> here.'
    site = write(tmp_path, {X: article("X", "2026-01-05", body, image='{src: /a.svg, alt: ""}')})
    assert make(site).problems == ()
    assert [image.get("alt") for image in visit(site / "public", "/articles/x/").all("//article//img")] == ["", ""]


def test_an_alternative_text_that_repeats_the_caption_is_told(tmp_path: Path) -> None:
    """Who hears the page would hear it twice: a warning, in the text and in front matter."""
    body = 'Text.\n\n![The border in 1992](/a.svg "The border, in 1992. | Ana")'
    files = {X: article("X", "2026-01-05", body, image='{src: /a.svg, alt: "A", caption: "A."}'), "static/a.svg": SVG}
    lines = [str(problem) for problem in make(write(tmp_path, files)).problems]
    assert [line.partition("\n")[0] for line in lines] == [
        f"{X}:{where}: warning: the alternative text repeats the caption, so that some readers hear it twice"
        for where in ("4:1", "8:23")
    ]


# Bad input ----------------------------------------------------------------------------------------------------------

TORN = drawn("JPEG", 400, 300, quality=95)[:2000]
BROKEN: list[tuple[str, str | bytes | None, str, str]] = [
    ("a.png", None, "the picture 'a.png' leads nowhere", "lay it beside the text"),
    ("a.jpg", TORN, "the picture content/articles/a.jpg cannot be decoded: image file is truncated", "another copy"),
    ("a.png", drawn("PNG")[:60], "the picture content/articles/a.png cannot be", "another copy"),
    ("a.png", b"", "the picture content/articles/a.png is empty", "JPEG, PNG"),
    ("a.png", "no picture", "the picture content/articles/a.png is no picture", "JPEG, PNG"),
    ("a.png", drawn("JPEG"), "is a JPEG, but its name ends in .png", "rename it to end in .jpg"),
    ("a.png", SVG, "is an SVG, but its name ends in .png", "rename it to end in .svg"),
    ("a.jpg", drawn("TIFF"), "is a TIFF, which browsers do not show", "JPEG, PNG"),
    ("a.png", bomb(), "has 20000 × 15000 pixels, 300 million: too many to be decoded", "make it smaller"),
    ("a.png", bomb(60_000, 2), "too many to be decoded", "make it smaller"),
    ("a.svg", "<svg", "is not well-formed at its line 1", "plain SVG"),
    ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "says nothing of its size", "viewBox"),
    ("a.svg", "<svg viewBox='0 0 1 1'/>", "begins with <svg> and not with <svg xmlns=", "plain SVG"),
    ("a.svg", f"<!DOCTYPE svg [<!ENTITY a 'b'>]>{SVG}", "defines entities", "plain SVG"),
    ("a.svg", SVG.encode("utf-16"), "is no picture", "JPEG, PNG"),
    ("a.svg", SVG.replace("<rect", "<g>" * 20_000 + "<rect").replace("</svg>", "</g>" * 20_000 + "</svg>"), "deep", ""),
]


@pytest.mark.parametrize(("name", "data", "what", "hint"), BROKEN, ids=[f"{b[0]} {b[2][-24:]}" for b in BROKEN])
@pytest.mark.parametrize("where", ["text", "front matter"])
def test_a_picture_that_cannot_be_shown_is_told(
    tmp_path: Path, where: str, name: str, data: str | bytes | None, what: str, hint: str
) -> None:
    """One error with file, line, column and what to do; nothing is written, and a bomb is never decoded."""
    text = article("X", "2026-01-05", f"Text.\n\n![A]({name})" if where == "text" else "Text.")
    if where != "text":
        text = article("X", image=f'{{src: {name}, alt: "A"}}')
    files: dict[str, str | bytes] = {X: text, **({f"content/articles/{name}": data} if data is not None else {})}
    (line,) = bad(write(tmp_path, files))
    assert line.startswith(f"{X}:7:6: error: " if where == "text" else f"{X}:4:1: error: ")
    assert what in line
    assert hint in line


def test_a_mended_picture_is_built(tmp_path: Path) -> None:
    """After a truncated file comes the whole one: what is wrong is never remembered of another's bytes."""
    site = write(tmp_path, {X: article("X", "2026-01-05", "![A](a.jpg)"), "content/articles/a.jpg": TORN})
    bad(site)
    (site / "content/articles/a.jpg").write_bytes(drawn("JPEG", 400, 300))
    good(site)


# Work -------------------------------------------------------------------------------------------------------------


def test_pictures_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only for what changed: not for a second build, another text, a lost output folder or a picture of other name."""
    made: list[str] = []
    real = pictures.make

    def counted(variant: pictures.Variant, data: bytes) -> bytes:
        made.append(f"{variant.format} {variant.width}")
        return real(variant, data)

    monkeypatch.setattr(pictures, "make", counted)
    first, second = drawn("PNG", 400, 300), drawn("PNG", 350, 300, colour="navy")
    site = write(tmp_path, {X: article("X", "2026-01-05", "![A](a.png)"), "content/articles/a.png": first})
    every = [f"{kind.partition('/')[2]} {width}" for kind in MODERN for width in (320, 400)]
    good(site, jobs=1)
    assert sorted(made) == sorted(["png 400", *every])
    made.clear()
    assert make(site, jobs=1).written.written == ()
    (site / X).write_text(article("X", "2026-01-05", "Another text. ![A](a.png)"))
    good(site, jobs=1)
    shutil.rmtree(site / "public")
    good(site, jobs=1)
    (site / "content/articles/a.png").rename(site / "content/articles/b.png")
    (site / X).write_text(article("X", "2026-01-05", "![A](b.png)"))
    good(site, jobs=1)
    assert made == []
    write(site, {"content/articles/y.md": article("Y", "2026-01-04", "![C](c.png)"), "content/articles/c.png": second})
    good(site, jobs=1)
    assert sorted(made) == sorted(["png 350", *(line.replace("400", "350") for line in every)])


def test_pictures_that_nobody_shows_are_swept(tmp_path: Path) -> None:
    """What was made of a picture goes with it; so it does when the article is a draft."""
    site = write(tmp_path, {X: article("X", "2026-01-05", "![A](a.png)"), "content/articles/a.png": drawn("PNG")})
    output = good(site)
    assert list((output / "pictures").iterdir())
    (site / X).write_text(article("X", "2026-01-05", "![A](a.png)", draft="true"))
    good(site)
    assert not (output / "pictures").exists()


def test_pictures_are_made_in_parallel(tmp_path: Path) -> None:
    """Two processes make the same files as one."""
    files = {
        **{f"content/articles/{n}.md": article(f"N{n}", "2026-01-05", f"![A]({n}.png)") for n in range(6)},
        **{f"content/articles/{n}.png": drawn("PNG", 400 + n, 300) for n in range(6)},
    }
    alone = tree(good(write(tmp_path / "1", files), jobs=1))
    assert tree(good(write(tmp_path / "2", files), jobs=2)) == alone


def test_copies_of_one_picture_are_one_file(tmp_path: Path) -> None:
    """The same picture by the same name beside two articles is published once."""
    data = drawn("PNG", 400, 300)
    output = good(
        write(
            tmp_path,
            {
                "content/articles/a/x.md": article("X", "2026-01-05", "![A](a.png) and [large](a.png)"),
                "content/articles/b/y.md": article("Y", "2026-01-05", "![A](a.png)"),
                "content/articles/a/a.png": data,
                "content/articles/b/a.png": data,
            },
        )
    )
    assert len(list((output / "pictures").glob("*.png"))) == 1
    (link,) = visit(output, "/articles/x/").all("//article//p/a/@href")
    assert (output / link[1:]).is_file()


def test_hosts_may_keep_what_is_made_of_pictures(tmp_path: Path) -> None:
    """Its names change with its content, unless a folder of that name is an editor's own."""
    files: dict[str, str | bytes] = {X: article("X", "2026-01-05", "![A](a.png)")}
    settings = f'{SETTINGS}hosts = ["netlify"]\n'
    site = write(tmp_path, {**files, "content/articles/a.png": drawn("PNG")}, settings)
    assert (
        "/pictures/*\n  Cache-Control: public, max-age=31536000, immutable\n" in (good(site) / "_headers").read_text()
    )
    write(site, {"static/pictures/own.txt": "mine"}, settings)
    assert "/pictures/" not in (good(site) / "_headers").read_text()


def test_a_large_photograph_is_decoded_small(tmp_path: Path) -> None:
    """One of more than twice the widest is upright all the same, and sharp to the widest."""
    output = one(
        tmp_path, "T.", {"content/articles/a.jpg": photo(120, 4200, orientation=6)}, image="{src: a.jpg, alt: A}"
    )
    (lead,) = (output / "pictures").glob("*-1920.webp")
    assert opened(lead.read_bytes()).size == (1920, 55)
    assert shown(output).get("width") == "4200"


def test_a_tall_picture_comes_as_large_as_its_formats_can(tmp_path: Path) -> None:
    """No file of a format is asked for in which it cannot be."""
    output = one(tmp_path, "![A](a.png)", {"content/articles/a.png": drawn("PNG", 640, 20_000)})
    webp = visit(output, "/articles/x/").all("//picture//source[@type='image/webp']")
    assert [width for _, width in candidates(webp[0])] == [320]


def test_heavy_work_is_shared(tmp_path: Path) -> None:
    """Two pictures are worth a second process, two pages are not."""
    with Workers(cores=2, before_start=lambda: None) as workers:
        alone = workers.run(processes, ["a", "b"])
        shared = workers.run(processes, ["a", "b"], weigh=lambda argument: 100)
    assert set(alone) == {os.getpid()}
    assert os.getpid() not in shared


def processes(arguments: Sequence[str]) -> list[int]:
    return [os.getpid() for _ in arguments]


def test_a_picture_that_nobody_shows_is_told_when_asked(tmp_path: Path) -> None:
    """`sitegen check` names it; a build says nothing and publishes nothing of it."""
    site = write(tmp_path, {X: article("X"), "content/articles/a.png": drawn("PNG")})
    assert make(site).problems == ()
    assert not (site / "public/pictures").exists()
    said_now = said(make(site, write=False).problems)
    assert "content/articles/a.png:1:1: warning: no page shows this picture now, so it is not published" in said_now


NOTES = [
    ("a.png", drawn("PNG", 400, 300, exif=b"Exif\0\0torn")),
    ("a.jpg", drawn("JPEG", 400, 300, icc_profile=b"torn")),
]


@pytest.mark.parametrize(("name", "data"), NOTES, ids=["exif", "profile"])
def test_torn_notes_of_a_camera_say_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    """A picture whose pixels are whole is shown, whatever is wrong beside them."""
    output = one(tmp_path, f"![A]({name})", {f"content/articles/{name}": data})
    assert shown(output).get("width") == "400"
    assert all(b"torn" not in file.read_bytes() for file in (output / "pictures").iterdir())


def test_a_picture_of_two_in_one_file_is_the_first(tmp_path: Path) -> None:
    """Telephones write JPEGs with a second picture in them, which is no film."""
    first, file = opened(drawn("JPEG", 400, 300)), BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[first.copy()])
    output = one(tmp_path, "![A](a.jpg)", {"content/articles/a.jpg": file.getvalue()})
    assert len(list((output / "pictures").iterdir())) == 1 + 2 * len(MODERN)


def test_the_demonstration_is_built_once(demo: Path) -> None:
    """A second build of the demonstration publication, with its pictures, writes nothing and makes no picture."""
    before = {file: file.stat().st_mtime_ns for file in demo.rglob("*")}
    assert [file.suffix for file in (demo / "pictures").iterdir() if file.name.startswith("two-counts")] == [".svg"]
    options = ["--site", demo.parent, "--base-url", BASE_URL, "--as-of", "2030-01-01"]
    command = [sys.executable, "-X", "importtime", "-m", "sitegen", "build", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert " 0 files written" in done.stdout + done.stderr
    assert "PIL.Image" not in done.stderr
    assert {file: file.stat().st_mtime_ns for file in demo.rglob("*")} == before


# In a browser -----------------------------------------------------------------------------------------------------

COLUMN = [  # width of the window in CSS pixels, pixels of the screen in one of them, the widths that are right
    (320, 1, {320}),
    (320, 2, {640}),
    (768, 1, {640}),
    (768, 2, {1280}),
    (1280, 1, {640}),
    (1280, 2, {1280}),
    (1920, 1, {640}),
    (1920, 2, {1280}),
]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a lead and, far below it, a picture in a text, each of 2,400 pixels."""
    files = {
        X: article(
            "X",
            "2026-01-05",
            f"{'A paragraph of some words. ' * 400}\n\n![The map](map.png)\n\nThe end.",
            image='{src: lead.jpg, alt: "The lead", caption: "What it is", credit: "Ana"}',
        ),
        "content/articles/lead.jpg": drawn("JPEG", 2400, 1350),
        "content/articles/map.png": drawn("PNG", 2400, 1200),
    }
    return good(write(tmp_path_factory.mktemp("gallery"), files))


@pytest.mark.parametrize(("width", "density", "right"), COLUMN)
def test_a_browser_takes_the_width_that_fits(
    gallery: Path, browser: Browser, width: int, density: int, right: set[int]
) -> None:
    """From a small telephone to a wide screen, plain and fine: enough pixels, and not the next width above them."""
    context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=density)
    page = context.new_page()
    with served(gallery) as address:
        page.goto(f"{address}/articles/x/", wait_until="networkidle")
        for alt in ("The lead", "The map"):
            image = page.get_by_alt_text(alt)
            image.scroll_into_view_if_needed()
            page.wait_for_function("alt => document.querySelector(`img[alt='${alt}']`).complete", arg=alt)
            source, shown = image.evaluate("image => [image.currentSrc, image.getBoundingClientRect().width]")
            taken = int(source.rpartition("-")[2].partition(".")[0])
            assert source.endswith(MODERN[0].partition("/")[2])
            assert taken in right, (alt, source, shown)
            assert taken >= 0.95 * shown * density
    context.close()


def test_a_picture_below_waits_and_the_lead_does_not(gallery: Path, look: Look) -> None:
    """Only the lead is fetched with the page; nothing moves when a picture comes."""
    tab = look(width=768)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    with served(gallery) as address:
        tab.goto(f"{address}/articles/x/", wait_until="networkidle")
        assert [url.rpartition("/")[2].partition("-")[0] for url in asked if "/pictures/" in url] == ["lead"]
        with tab.expect_response(lambda response: "/pictures/map" in response.url):
            tab.get_by_alt_text("The map").scroll_into_view_if_needed()
        assert len([url for url in asked if "/pictures/" in url]) == 2
        assert shift(tab) == 0
        assert refused(tab) == []


@pytest.mark.parametrize("width", [320, 768, 1280, 1920])
def test_the_lead_of_the_home_page_fits(gallery: Path, look: Look, width: int) -> None:
    """The picture of the first article stands on the home page, keeps its shape, and nothing lies on it."""
    tab = look(width=width)
    with served(gallery) as address:
        tab.goto(address, wait_until="networkidle")
        box = tab.get_by_alt_text("The lead").bounding_box()
        assert box
        assert abs(box["width"] / box["height"] - 16 / 9) < 0.01
        assert needed_width(tab) <= width
        assert overlaps(tab) == []
        source = tab.get_by_alt_text("The lead").evaluate("image => image.currentSrc")
        assert int(source.rpartition("-")[2].partition(".")[0]) >= 0.95 * box["width"]
