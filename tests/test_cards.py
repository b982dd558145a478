"""Share cards: the picture that stands for an article, in any script, drawn only when something on it is another."""

from __future__ import annotations

import importlib.util
import sys
from io import BytesIO
from pathlib import Path

import pytest
from drawn import drawn as picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from sites import ANA, SETTINGS, article, bad, good, make, visit, write

from sitegen import config
from sitegen.cards import Mark, ShareCard, draw, fonts
from sitegen.cards.lines import balanced, cut, pieces, wrapped
from sitegen.value import replace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "docs"))
from draw_cards import CARDS, card

CARDED = SETTINGS + 'cards = true\ndescription = "About tests"\n'
PLAIN = card("en", "A title", "By Ana", "5 March 2026", "The Test")


def opened(said: ShareCard, mark: bytes | None = None) -> Image.Image:
    return Image.open(BytesIO(draw.png(said, mark)))


def inked(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Return the box around all that is not paper in a part of a card."""
    part = image.convert("RGB").crop(box)
    return ImageChops.difference(part, Image.new("RGB", part.size, PLAIN.paper)).getbbox()


# What is on a card --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", CARDS, ids=[f"{n}-{said[0]}" for n, said in enumerate(CARDS)])
def test_nothing_leaves_a_card(said: tuple[str, str, str, str, str]) -> None:
    """It has its size, a bar above, and paper alone at its edges; the headline is there."""
    image = opened(card(*said))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert inked(image, (0, 20, 60, 630)) is None
    assert inked(image, (1140, 20, 1200, 630)) is None
    assert inked(image, (0, 612, 1200, 630)) is None
    assert inked(image, (72, 140, 1128, 490))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1, max_size=120), names=st.text(max_size=80))
def test_whatever_the_words_there_is_a_card(title: str, names: str) -> None:
    image = opened(replace(PLAIN, title=title, names=names))
    assert inked(image, (0, 20, 40, 630)) is None
    assert inked(image, (1160, 20, 1200, 630)) is None


@pytest.mark.parametrize("said", CARDS, ids=[f"{n}-{said[0]}" for n, said in enumerate(CARDS)])
def test_every_letter_of_the_sheet_is_drawn(said: tuple[str, str, str, str, str]) -> None:
    """Each letter of each headline is in some font: none is left out."""
    among = fonts.faces(said[0], serif=True, weight=600)
    runs = fonts.runs(said[1], fonts.base(said[1], among), among)
    assert "".join(run.text for run in runs) == said[1]


def test_what_no_font_has_is_left_out() -> None:
    """There is no empty box: what would be one is not drawn."""
    among = fonts.faces("en", serif=True, weight=600)
    runs = fonts.runs("A\ue000B \U000f0000C\u0378", among[0], among)
    assert "".join(run.text for run in runs) == "AB C"
    assert draw.png(replace(PLAIN, title="A\ue000B"), None) == draw.png(replace(PLAIN, title="AB"), None)


def test_arabic_begins_at_the_right_and_is_joined() -> None:
    """The lines end where others begin, and letters that are joined are narrower than alone."""
    right = opened(card("ar", "معاهدة", "بقلم بدر", "5 مارس 2026", "المضيق"))
    left = opened(card("en", "Treaty", "By Ana", "5 March 2026", "The Strait"))
    body = (0, 20, 1200, 630)
    assert (box := inked(right, body))
    assert box[0] > 600
    assert box[2] == pytest.approx(1128, abs=8)
    assert (box := inked(left, body))
    assert box[0] == pytest.approx(72, abs=8)
    font = fonts.font(fonts.base("معاهدة", fonts.faces("ar", serif=True, weight=600)), 60)
    assert font.getlength("معاهدة", direction="rtl") < sum(font.getlength(letter) for letter in "معاهدة")


def test_a_chinese_letter_has_the_form_of_its_language() -> None:
    said = [draw.png(card(language, "直骨", "", "2026", ""), None) for language in ("zh", "ja")]
    assert said[0] != said[1]


def test_lines_are_about_as_long_as_each_other() -> None:
    parts = pieces("aaa bbb ccc ddd eee f", 100, lambda text: 5.0 * len(text))
    assert wrapped(parts, 95) == ["aaa bbb ccc ddd eee", "f"]
    assert balanced(parts, 95) == ["aaa bbb ccc", "ddd eee f"]
    chinese = pieces("狭窄水域条约：谁为", 1000, lambda text: 10.0 * len(text))
    assert balanced(chinese, 45) == ["狭窄水域", "条约：谁", "为"]
    assert cut("one two three", 40, lambda text: 5.0 * len(text)) == "one two…"


@given(st.text(alphabet="ab 中，é", max_size=60), st.integers(20, 200))
def test_no_line_is_too_long_and_no_letter_lost(text: str, width: int) -> None:
    def measure(part: str) -> float:
        return 5.0 * len(part)

    for lines in (wrapped(pieces(text, width, measure), width), balanced(pieces(text, width, measure), width)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(measure(line) <= width for line in lines)


def test_a_card_is_the_same_for_the_same_words_alone() -> None:
    """Each thing that a card says is part of its address; equal cards are equal bytes."""
    others = {name: f"{getattr(PLAIN, name)}x" for name in ("title", "names", "date", "publication", "language")}
    others |= dict.fromkeys(("paper", "ink", "quiet", "accent"), "#123456")
    changed = [replace(PLAIN, **{name: value}) for name, value in others.items()]
    changed += [replace(PLAIN, is_rtl=True), replace(PLAIN, mark=Mark("x.png", "", b"1", False))]
    assert len({each.path for each in (PLAIN, *changed)}) == len(changed) + 1
    assert draw.png(PLAIN, None) == draw.png(replace(PLAIN), None)


# In a site ----------------------------------------------------------------------------------------------------


def site(tmp_path: Path, **more: str | bytes) -> Path:
    files: dict[str, str | bytes] = {
        "content/authors/ana-ruiz.md": ANA,
        "content/articles/x.md": article("X", "2026-01-05", authors="[ana-ruiz]"),
        "content/articles/y.md": article("Y"),
        **more,
    }
    return write(tmp_path, files, CARDED)


def shown(output: Path, url: str) -> dict[str, str]:
    rows = visit(output, url).all("//meta[starts-with(@property, 'og:image')]")
    return {row.get("property").removeprefix("og:"): row.get("content") for row in rows}


def test_each_page_names_its_card(tmp_path: Path) -> None:
    """An article has its own, all other pages that of the publication, with size and alternative text."""
    output = good(site(tmp_path))
    own, home = shown(output, "/articles/x/"), shown(output, "/")
    assert own["image"].startswith("https://example.org/cards/")
    assert own["image"] != home["image"]
    assert {**own, "image": ""} == {"image": "", "image:width": "1200", "image:height": "630", "image:alt": "X"}
    assert home["image:alt"] == "The Test"
    assert shown(output, "/authors/ana-ruiz/") == shown(output, "/archive/") == home
    for said in (own, home):
        with Image.open(output / said["image"].removeprefix("https://example.org/")) as image:
            assert image.size == (1200, 630)
    assert visit(output, "/articles/x/").one("//meta[@name='twitter:card']/@content") == "summary_large_image"
    assert f'"url":"{own["image"]}"' in visit(output, "/articles/x/").source


def test_only_what_changed_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new headline draws one card, a new text none; a second build, also into another folder, draws none."""
    said: list[str] = []
    real = draw.png
    monkeypatch.setattr(draw, "png", lambda card, mark: said.append(card.title) or real(card, mark))
    folder = site(tmp_path)
    good(folder, jobs=1)
    assert sorted(said) == ["The Test", "X", "Y"]
    said.clear()
    write(folder, {"content/articles/y.md": article("Y", "2026-01-05", "Another text.")}, CARDED)
    good(folder, jobs=1)
    good(folder, jobs=1, output=tmp_path / "elsewhere")
    assert said == []
    write(folder, {"content/articles/y.md": article("Why")}, CARDED)
    output = good(folder, jobs=1)
    assert said == ["Why"]
    assert len(list((output / "cards").iterdir())) == 3


def test_without_the_setting_there_is_no_card(tmp_path: Path) -> None:
    output = good(write(tmp_path, {"content/articles/x.md": article("X")}))
    assert not (output / "cards").exists()
    assert shown(output, "/articles/x/") == {}


def test_an_article_can_name_another(tmp_path: Path) -> None:
    """The picture that it names stands for it, and no card is drawn."""
    files = {
        "content/articles/z.md": article("Z", "2026-01-05", card="map.png"),
        "content/articles/map.png": picture("PNG", 1200, 630),
    }
    output = good(site(tmp_path, **files))
    said = shown(output, "/articles/z/")
    assert "/pictures/map-" in said["image"]
    assert (said["image:width"], said["image:height"], said["image:alt"]) == ("1200", "630", "Z")
    assert (output / said["image"].removeprefix("https://example.org/")).is_file()
    assert len(list((output / "cards").iterdir())) == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.png", "content/articles/z.md:4:1: error: the picture 'none.png' leads nowhere"),
        ("map.svg", "content/articles/z.md:4:7: error: `card` is an SVG, which nobody shows who shows cards"),
        ("torn.png", "content/articles/z.md:4:1: error: the picture content/articles/torn.png"),
    ],
)
def test_a_card_that_is_none_is_an_error(name: str, said: str, tmp_path: Path) -> None:
    files = {
        "content/articles/z.md": article("Z", "2026-01-05", card=name),
        "content/articles/torn.png": b"\x89PNG\r\n\x1a\ntorn",
    }
    (fault,) = bad(site(tmp_path, **files))
    assert fault.startswith(said)


def test_the_logo_is_on_it(tmp_path: Path) -> None:
    """An SVG or a PNG; one that cannot be drawn is an error that names it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#f00"/></svg>'
    output = good(site(tmp_path / "a", **{"static/favicon.svg": svg}))
    with Image.open(output / shown(output, "/articles/x/")["image"].removeprefix("https://example.org/")) as drawn:
        red, green, blue = drawn.convert("RGB").getpixel((90, 90))  # type: ignore[misc]
    assert (red > 240, green < 20, blue < 20) == (True, True, True)
    (fault,) = {line.splitlines()[0] for line in bad(site(tmp_path / "b", **{"static/favicon.svg": "<svg"}))}
    assert fault.startswith("static/favicon.svg:1:1: error: the logo static/favicon.svg cannot be drawn")


def test_without_the_extra_the_setting_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("sitegen.cards.find_spec", lambda name: None if name == "manimgx_fonts" else real(name))
    _, problems = config.parse("site.toml", CARDED)
    assert [str(p).splitlines() for p in problems] == [
        [
            "site.toml:3:1: error: `cards` is true, for which the extra `cards` is needed",
            '    install it with: pip install "sitegen[cards]"',
        ]
    ]


def test_articles_with_one_card_share_it(tmp_path: Path) -> None:
    """Two articles of one headline on one day are no conflict."""
    files = {"content/articles/a.md": article("Same"), "content/articles/b.md": article("Same")}
    result = make(write(tmp_path, files, CARDED))
    assert not result.failed
    assert shown(result.output, "/articles/a/") == shown(result.output, "/articles/b/")
