"""Colours, fonts, logo, navigation and foot as the settings say, and what is said of settings that cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sites import SETTINGS, Visit, article, bad, good, make, visit, write

from sitegen import colours, config, look
from sitegen.start import SettingsError

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "content/articles/x.md": article("X", "2026-01-05", topics="[Water]"),
    "content/pages/about.md": "---\ntitle: About us\n---\nWe.\n",
    "static/images/name.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 1"/>',
    "static/fonts/literata.woff2": b"wOF2",
}


def built(folder: Path, more: str) -> tuple[Visit, str]:
    """Return the article's page of a site with more settings, and the text of its style sheet."""
    output = good(write(folder, FILES, SETTINGS + more))
    page = visit(output, "/articles/x/")
    (sheet,) = page.all("//link[@rel='stylesheet']/@href")
    return page, (output / sheet[1:]).read_text("utf-8")


def said(more: str) -> list[str]:
    """Return what is said of settings that cannot be."""
    found, problems = config.parse("site.toml", SETTINGS + more)
    assert found is None
    return [str(problem) for problem in problems]


def test_colours_of_the_settings_come_last_in_the_sheet(tmp_path: Path) -> None:
    """A colour for light and one for dark replace the theme's; nothing is written into the page."""
    page, sheet = built(tmp_path, '[colors]\naccent = "#7A1F3D"\n[colors.dark]\naccent = "#eda3bb"\n')
    assert "@layer tokens {\n:root {\n--accent: light-dark(#7a1f3d, #eda3bb);\n--glow: light-dark(" in sheet
    assert sheet.endswith(");\n}\n}\n")
    assert not page.all("//style | //*[@style]")


def test_a_colour_changed_gives_the_sheet_another_name(tmp_path: Path) -> None:
    """A host that lets browsers keep the sheet for ever shows the new colour at once; --why says what changed."""
    site = write(tmp_path, FILES, SETTINGS + '[colors]\naccent = "#7a1f3d"\n')
    before = {p.name for p in (good(site) / "theme").glob("*.css")}
    write(site, {}, SETTINGS + '[colors]\naccent = "#7a1f3e"\n')
    reasons = dict(make(site, why=True).reasons)
    assert {p.name for p in (site / "public/theme").glob("*.css")}.isdisjoint(before)
    assert reasons["articles/x/index.html"] == "setting `colors` changed"


def test_one_accent_is_enough(tmp_path: Path) -> None:
    """For dark pages an accent is made lighter until it can be read on them with ease."""
    _, sheet = built(tmp_path, '[colors]\naccent = "#7a1f3d"\n')
    (light, dark) = re.findall(r"--accent: light-dark\((#\w+), (#\w+)\);", sheet)[-1]
    assert light == "#7a1f3d"
    assert all(colours.contrast(dark, look.THEME[ground][1]) >= 7 for ground in ("paper", "wash"))


def test_what_lies_between_paper_and_ink_follows_them(tmp_path: Path) -> None:
    """Who sets a warm paper gets a warm wash and warm rules, and dark pages as they were."""
    _, sheet = built(tmp_path, '[colors]\npaper = "#fff8e7"\n')
    own = dict(re.findall(r"--(\w+): light-dark\((.+)\);", sheet.rpartition("@layer tokens")[2]))
    assert set(own) == {"paper", "wash", "quiet", "rule", "glow"}
    dark = {name: pair.split(", ")[1] for name, pair in own.items() if name != "glow"}
    assert dark == {name: look.THEME[name][1] for name in dark}
    assert all(int(own[name][1:3], 16) > int(own[name][5:7], 16) for name in ("wash", "rule"))


def test_the_colours_that_are_reckoned_with_are_those_of_the_theme() -> None:
    """What the settings are compared with is what static/theme/tokens.css says."""
    tokens = (ROOT / "static/theme/tokens.css").read_text("utf-8")
    found = re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\);", tokens)
    assert {name: (light, dark) for name, light, dark in found} == look.THEME


def test_the_measure_of_contrast_is_that_of_wcag() -> None:
    """Black on white is 21 to 1; the grey #767676 is the last that passes on white, and what #777777 is mended to."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") > 4.5 > colours.contrast("#777777", "#ffffff")
    assert colours.readable("#777777", ["#ffffff"]) == "#757575"


def test_all_that_is_wrong_with_the_colours_is_said_at_once() -> None:
    """A name that is none, what is no colour and what cannot be read: one message for each, by day and by night.

    What may be wrong only because of another fault is not said: with `papr` for `paper`, no contrast is measured.
    """
    wrong = (
        '[colors]\nrulle = "#cccccc"\nglow = "red"\nquiet = "#cccccc"\n[colors.dark]\npapr = "#ffffff"\nink = "#111111"'
    )
    assert sorted(message.splitlines()[0] for message in said(wrong)) == [
        "site.toml:4:1: error: `colors` has an unknown key `rulle`",
        "site.toml:5:1: error: `colors` has a `glow` that is no colour: 'red'",
        "site.toml:6:1: error: `colors` has too little contrast: quiet #cccccc on wash #edf2f3 has 1.42 to 1",
        "site.toml:8:1: error: `colors` has an unknown key `papr`",
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            '[colors]\nacent = "#7a1f3d"',
            "site.toml:4:1: error: `colors` has an unknown key `acent`\n    did you",
        ),
        ('[colors]\naccent = "crimson"', "site.toml:4:1: error: `colors` has a `accent` that is no colour: 'crimson'"),
        ("[colors]\naccent = 7", "site.toml:4:1: error: `colors` has a `accent` that is no colour: 7"),
        (
            '[colors]\naccent = "#ff8800"',
            "site.toml:4:1: error: `colors` has too little contrast: accent #ff8800 on wash #edf2f3 has 2.11 to 1\n"
            '    4.5 to 1 is needed to read it (WCAG 2.2, AA); accent = "#',
        ),
        (
            '[colors]\nink = "#111"\n[colors.dark]\nquiet = "#444444"',
            "site.toml:6:1: error: `colors` has too little contrast: dark quiet #444444 on wash #1d2529 has 1.59 to 1",
        ),
        ('colors.dark.paper = "#808080"', "site.toml:3:13: error: `colors` has too little contrast: dark ink "),
        ('[fonts]\nserif = ["a;b"]', "site.toml:4:1: error: `fonts` has a `serif` that is not the name of a font"),
        ("[fonts]\nserif = 1", "site.toml:4:1: error: `fonts` has a `serif` that should be text, not a number"),
        (
            '[[fonts.files]]\nname = "A"\nfile = "/a.woff2"\n[[fonts.files]]\nname = "B"\nfile = "https://a.example/b.woff2"',
            "site.toml:8:1: error: `fonts` has a file that is not the site's own: 'https://a.example/b.woff2'",
        ),
        ('[[fonts.files]]\nname = "A"\nfile = "/a.doc"', "site.toml:5:1: error: `fonts` has a file that is no font"),
        ('[[fonts.files]]\nname = "A"', "site.toml:3:9: error: `fonts` has a file without `file`"),
        ('logo = "https://a.example/a.svg"', "site.toml:3:1: error: `logo` has a file that is not the site's own"),
        ('[logo]\nfile = "/a.svg"\nwordmark = "yes"', "site.toml:5:1: error: `logo` has a `wordmark` that is neither"),
        (
            '[navigation]\nTopics = "topics"',
            "site.toml:4:1: error: `navigation` has a link that leads nowhere: 'top",
        ),
        ('navigation = ["/topics/"]', "site.toml:3:1: error: `navigation` should be a table, not a list"),
        ('[footer]\nlines = "One"', "site.toml:4:1: error: `footer` has `lines` that are text, not a list"),
        ('[footer]\nlinks = {A = "javascript:x"}', "site.toml:4:10: error: `footer` has a link that leads nowhere"),
    ],
)
def test_a_setting_that_cannot_be_is_an_error_where_it_stands(more: str, message: str) -> None:
    """Each says the line, what is wrong, and what to do."""
    found = said(more)
    assert found[0].startswith(message)
    assert all("\n    " in each for each in found)


def test_all_that_is_wrong_with_colours_is_said_at_once() -> None:
    """Two colours that are none are two errors, each on its line."""
    assert [line.partition(" error:")[0] for line in said('[colors]\npaper = "white"\nink = "black"')] == [
        "site.toml:4:1:",
        "site.toml:5:1:",
    ]


def test_a_colour_that_an_error_proposes_is_accepted() -> None:
    """Who copies the proposal is done."""
    (message,) = said('[colors]\naccent = "#ff8800"')
    proposed = message.partition("; ")[2].removesuffix(" has it")
    assert config.parse("site.toml", f"{SETTINGS}[colors]\n{proposed}\n")[1] == ()


def test_fonts_come_from_the_reader_or_from_the_site(tmp_path: Path) -> None:
    """Names are quoted and end in a generic one; a file is fetched from the site itself, and moves no line late."""
    more = '[fonts]\nserif = "Literata"\nsans = ["Inter", "system-ui"]\n'
    more += '[[fonts.files]]\nname = "Literata"\nfile = "/fonts/literata.woff2"\nweight = "200 900"\nstyle = "italic"\n'
    _, sheet = built(tmp_path, more)
    assert '--serif: "Literata", serif;\n--sans: "Inter", system-ui;\n' in sheet
    (face,) = re.findall(r"@font-face \{ (.+) \}", sheet)
    assert (
        'font-weight: 200 900; font-style: italic; font-display: optional; src: url("../fonts/literata.woff2")' in face
    )


def test_a_logo_stands_before_the_name_or_in_its_place(tmp_path: Path) -> None:
    """A wordmark says the publication's name to who cannot see it; a mark beside the name says nothing."""
    page, _ = built(tmp_path, 'logo = "/images/name.svg"\n')
    assert page.all("//*[@class='masthead']//img/@src | //*[@class='masthead']//img/@alt") == ["/images/name.svg", ""]
    assert page.text("//*[@class='masthead']//p[@class='name']") == "The Test"
    page, _ = built(tmp_path, '[logo]\nfile = "images/name.svg"\nwordmark = true\n')
    (mark,) = page.all("//*[@class='masthead']//img")
    assert (mark.get("src"), mark.get("alt")) == ("/images/name.svg", "The Test")
    assert page.text("//*[@class='masthead']//p[@class='name']") == ""


def test_the_navigation_is_what_the_settings_list(tmp_path: Path) -> None:
    """In their order, below the path of the site or elsewhere; without them, the lists and pages that there are."""
    page, _ = built(tmp_path, '[navigation]\nWater = "/topics/water/"\n"Our institute" = "https://a.example/"\n')
    links = page.all("//header//nav//a")
    assert [(a.text, a.get("href")) for a in links] == [
        ("Water", "/topics/water/"),
        ("Our institute", "https://a.example/"),
    ]
    page, _ = built(tmp_path, "")
    assert page.texts("//header//nav//a") == ["Topics", "Archive", "About us"]


def test_the_foot_says_what_the_settings_say(tmp_path: Path) -> None:
    """Lines of text, and links in the place of those to all pages."""
    page, _ = built(tmp_path, '[footer]\nlines = ["ISSN 1234-5678", "A & B"]\nlinks = {Imprint = "/about/"}\n')
    assert page.texts("//body/footer//p")[1:3] == ["ISSN 1234-5678", "A & B"]
    assert page.texts("//body/footer//li") == ["Imprint", "RSS feed"]


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        (
            'logo = "/images/nme.svg"',
            3,
            "`logo` leads nowhere: there is no /images/nme.svg\n    did you",
        ),
        (
            '[navigation]\nWater = "/topics/watr/"',
            4,
            "`navigation` leads nowhere: there is no /topics/watr/\n    did you",
        ),
        (
            '[footer.links]\n"About" = "/abut/#us"',
            4,
            "`footer` leads nowhere: there is no /abut/\n    did you",
        ),
        (
            '[[fonts.files]]\nname = "A"\nfile = "/fonts/b.woff2"',
            5,
            "`fonts` leads nowhere: there is no /fonts/b.woff2",
        ),
    ],
)
def test_an_address_where_nothing_is_is_an_error(tmp_path: Path, more: str, line: int, message: str) -> None:
    """What the masthead, the foot and the sheet name is there, before anything is written."""
    (found,) = bad(write(tmp_path, FILES, SETTINGS + more))
    assert found.startswith(f"site.toml:{line}:1: error: {message}")


def test_wrong_settings_stop_a_build_before_it_begins(tmp_path: Path) -> None:
    """As every setting does (exit status 2)."""
    with pytest.raises(SettingsError, match="has too little contrast"):
        make(write(tmp_path, FILES, SETTINGS + '[colors]\npaper = "#333333"\n'))
