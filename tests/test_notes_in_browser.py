"""Notes, sharing, paper and the setting of text, as a browser shows them, under a policy that allows nothing inline."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sites import ANA, SETTINGS, article, good, write

from sitegen.markdown import beside

ROOT = Path(__file__).resolve().parent.parent
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'"
WORDS = "The charge is small so far and the rule that decides its size stands in another directive than one would think"
PARAGRAPH = f"{WORDS}, and it is a piece of arithmetic that is worth knowing by heart. " * 4
NOTE = "A source with a name of some length, 12 March 2020, Article 4, https://example.org/a/long/address/of-it.html"


def text(*marked: str, before: int = 1, after: int = 4) -> str:
    """Return a body of paragraphs: some plain, one for each text with markers, some plain, one with the notes."""
    numbers = sorted({int(n) for words in marked for n in re.findall(r"\[\^(\d+)\]", words)})
    notes = "\n".join(f"[^{n}]: {NOTE}, page {n}.\n" for n in numbers)
    return "\n\n".join([*[PARAGRAPH] * before, *(PARAGRAPH + words for words in marked), *[PARAGRAPH] * after, notes])


TABLE = "| a | b |\n| - | - |\n| one[^1] | two[^2] |\n"
BESIDE = {
    "five-in-a-line": text("Said.[^1][^2][^3][^4][^5]", after=8),
    "apart": text("One.[^1]", "", "Two.[^2]", "Three.[^3] And one again.[^1]"),
    "two-paragraphs": text("One.[^1] Two.[^2]", after=6).replace("page 1.\n", "page 1.\n\n    And more of it.\n"),
    "in-a-table": text("One.", after=6) + f"\n\n{TABLE}\n\n{PARAGRAPH * 4}\n\n[^1]: Short.\n[^2]: {NOTE}\n",
    "in-a-note": text("One.[^1] Two.[^2]", after=9).replace("page 1.", "page 1.[^9]") + "\n[^9]: Cited in a note.\n",
    "arabic": text("One.[^1] Two.[^2]", "Three.[^3]", after=6),
}
AFTER = {
    "too-many": text(*(f"Said.[^{n}]" for n in range(1, 61))),
    "at-the-end": text("Said.[^1][^2][^3]", after=0),
    "too-short": "Few words.[^1]\n\n[^1]: " + NOTE,
    "too-long": text("Said.[^1][^2]", after=6).replace("page 1.", NOTE * 20),
    "with-a-table": text("Said.[^1]", after=9) + "\n    | a | b |\n    | - | - |\n    | 1 | 2 |\n",
}
PARTS = text("One.[^1] [A law](https://law.example/1) and [a part](#a-part).", after=6) + (
    "\n\nTwo.[^2]\n\n[^2]: See [a report](https://report.example/).\n\n"
    "## A part\n\n> [!pull]\n> Worth knowing.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n"
    f"```\n{'long ' * 60}\n```\n\n"
    '<blockquote lang="ar" dir="rtl"><p>الماء أصل الحياة</p></blockquote>\n\nTerm\n: Meaning\n'
)
SIGNED = {"authors": "[ana-ruiz]"}
SITE = {
    "content/authors/ana-ruiz.md": ANA,
    **{
        f"content/articles/{name}.md": article(
            name, "2026-03-05", body, **SIGNED, **({"language": "ar"} if name == "arabic" else {})
        )
        for name, body in {**BESIDE, **AFTER, "parts": PARTS}.items()
    },
}


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = write(tmp_path_factory.mktemp("notes"), {**SITE, **chance_texts()}, SETTINGS)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(good(site))))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def engine(browser: Browser) -> Browser:
    return browser


@pytest.fixture
def page(engine: Browser, address: str) -> Iterator[Page]:
    with opened(engine, address) as page:
        yield page


@contextmanager
def opened(engine: Browser, address: str, **options: object) -> Iterator[Page]:
    """Give a page that complained of nothing when it is closed."""
    context = engine.new_context(base_url=address, **options)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda fault: said.append(str(fault)))
    page.on("console", lambda message: said.append(message.text) if "favicon" not in message.location["url"] else None)
    yield page
    context.close()
    assert not said


def visit(page: Page, name: str, width: int, height: int = 900) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/articles/{name}/")


# Beside the text ---------------------------------------------------------------------------------------------

PLACES = """() => {
  const box = (e) => { const r = e.getBoundingClientRect(); return [r.top, r.bottom, r.left, r.right]; };
  const notes = [...document.querySelectorAll(".notes li")];
  return {
    beside: notes.every((note) => getComputedStyle(note).position === "absolute"),
    notes: notes.map(box),
    markers: notes.map((note, k) => document.getElementById(`fnref-${k + 1}`)).map((m) => m && box(m)),
    text: box(document.querySelector(".prose")),
    byline: box(document.querySelector(".byline")),
    end: document.querySelector(".bios").getBoundingClientRect().top,
    wide: document.documentElement.scrollWidth,
  };
}"""


def stand_well(page: Page) -> None:
    """See that each note stands at its marker, or just below what stands above it, and all end before the text."""
    seen = page.evaluate(PLACES)
    assert seen["beside"]
    above = seen["byline"][1]
    for (top, bottom, left, right), marker in zip(seen["notes"], seen["markers"], strict=True):
        assert top >= above - 0.5
        at = top - marker[0]
        assert 0 <= at < 12 or (at >= 0 and top - above < 24)
        assert right <= seen["text"][2] or left >= seen["text"][3]
        above = bottom
    assert above <= seen["text"][1]
    assert seen["wide"] <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("width", [1152, 1280, 1920])
@pytest.mark.parametrize("name", BESIDE)
def test_notes_stand_beside_their_markers(page: Page, name: str, width: int) -> None:
    """On a wide screen each note is beside its marker, or just below the note before it; no two overlap."""
    visit(page, name, width)
    stand_well(page)


def test_notes_stand_beside_the_text_without_script(engine: Browser, address: str) -> None:
    """Style alone does it."""
    with opened(engine, address, java_script_enabled=False) as page:
        visit(page, "apart", 1280)
        marker, note = page.locator("#fnref-2").bounding_box(), page.locator("#fn-2").bounding_box()
        assert marker
        assert note
        assert abs(marker["y"] - note["y"]) < 12


@pytest.mark.parametrize("name", AFTER)
def test_notes_that_do_not_fit_are_a_list_after_the_text(page: Page, name: str) -> None:
    """Too many notes, too long ones, ones with tables, or a text that ends too soon: all stay in the list."""
    visit(page, name, 1280)
    seen = page.evaluate(PLACES)
    assert not seen["beside"]
    assert seen["notes"][0][0] > seen["text"][1]
    assert seen["notes"][-1][1] < seen["end"]
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()


@pytest.mark.parametrize("width", [320, 768, 1000])
def test_on_a_narrow_screen_notes_are_a_list_after_the_text(page: Page, width: int) -> None:
    """Where there is no margin, notes follow the text, and nothing is wider than the screen."""
    visit(page, "apart", width)
    seen = page.evaluate(PLACES)
    assert not seen["beside"]
    assert seen["notes"][0][0] > seen["text"][1]
    assert seen["wide"] == width


def chance_texts() -> dict[str, str]:
    """Return articles of any length, with notes of any length anywhere."""
    chance = random.Random(4)
    files = {}
    for number in range(24):
        count = chance.randint(1, 14)
        lines = [PARAGRAPH[: chance.randint(60, len(PARAGRAPH))] for _ in range(chance.randint(2, 26))]
        for note in range(count):
            at = chance.randrange(len(lines)) if number % 2 else chance.randrange(1 + len(lines) // 2)
            lines[at] += f"[^{note}]"
        notes = [f"[^{note}]: {(NOTE + ' ' + WORDS)[: chance.randint(10, 220)]}" for note in range(count)]
        body = "\n\n".join([*lines, *notes])
        files[f"content/articles/chance-{number}.md"] = article(f"Chance {number}", "2026-03-05", body, **SIGNED)
    return files


def test_whatever_the_text_notes_beside_it_end_before_it_does(page: Page) -> None:
    """Of two dozen texts made by chance, those whose notes stand beside them have room for them."""
    found = set()
    for number in range(24):
        visit(page, f"chance-{number}", (1152, 1280, 1500)[number % 3])
        fits = page.locator(".beside").count() == 1
        found.add(fits)
        if fits:
            stand_well(page)
    assert found == {True, False}


def test_the_sheet_has_a_rule_for_every_note_that_may_stand_beside() -> None:
    """As many notes are let stand beside the text as the style sheet can place."""
    sheet = (ROOT / "static/theme/notes.css").read_text("utf-8")
    rule = r"#fnref-(\d+) \{ anchor-name: --r\1; \} #fn-\1 \{ position-anchor: --r\1; \}"
    assert [int(n) for n in re.findall(rule, sheet)] == list(range(1, beside.MOST + 1))


# At the marker -----------------------------------------------------------------------------------------------


def test_a_note_is_shown_on_hover_and_stays_under_the_pointer(page: Page) -> None:
    """The pointer on a marker shows the note without its way back, and so long as the pointer is in that."""
    visit(page, "apart", 768)
    sheet = page.get_by_role("note")
    page.hover("#fnref-1")
    expect(sheet).to_be_visible()
    assert "page 1." in sheet.inner_text()
    assert sheet.get_by_role("link").count() == 1
    assert sheet.locator("[id]").count() == 0
    sheet.hover()
    sheet.get_by_role("link").hover()
    expect(sheet).to_be_visible()
    page.hover("h1")
    expect(sheet).to_have_count(0)


def test_a_note_is_shown_on_focus_and_escape_closes_it(page: Page) -> None:
    """Tab comes to a marker and then into its note; Escape closes that and goes back to the marker."""
    visit(page, "apart", 768)
    sheet = page.get_by_role("note")
    page.locator(".byline a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#fnref-1")).to_be_focused()
    expect(sheet).to_be_visible()
    page.keyboard.press("Tab")
    expect(sheet.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator("#fnref-1")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#fn-1")).to_be_in_viewport()


def test_a_note_is_shown_by_a_tap_and_fits_a_small_screen(engine: Browser, address: str) -> None:
    """A tap on a marker shows the note, all on a screen of 320 px, and goes nowhere; a tap elsewhere closes it."""
    with opened(engine, address, has_touch=True, is_mobile=True, viewport={"width": 320, "height": 640}) as page:
        page.goto("/articles/five-in-a-line/")
        sheet = page.get_by_role("note")
        for number in (1, 5):
            page.locator(f"#fnref-{number}").tap()
            expect(sheet).to_be_visible()
            assert f"page {number}." in sheet.inner_text()
            box = sheet.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 320
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 640
        assert "#" not in page.url
        page.locator("h1").tap()
        expect(sheet).to_have_count(0)


def test_no_note_is_shown_twice(page: Page) -> None:
    """Where notes stand beside the text, a marker shows nothing more."""
    visit(page, "apart", 1280)
    page.locator("#fnref-1").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#fnref-1")).to_be_focused()
    expect(page.get_by_role("note")).to_have_count(0)


def test_a_note_and_its_marker_lead_to_each_other_without_script(engine: Browser, address: str) -> None:
    """A marker leads to its note, which is then highlighted, and the note back to each of its markers."""
    with opened(engine, address, java_script_enabled=False, reduced_motion="reduce") as page:
        visit(page, "apart", 768)
        plain = page.locator("#fn-2").evaluate("e => getComputedStyle(e).backgroundColor")
        page.click("#fnref-2")
        expect(page.locator("#fn-2")).to_be_in_viewport()
        assert page.locator("#fn-2").evaluate("e => getComputedStyle(e).backgroundColor") != plain
        assert page.locator("#fn-2").evaluate("e => getComputedStyle(e).animationName") == "none"
        back = page.locator("#fn-1 [role=doc-backlink]")
        assert back.count() == 2
        back.last.click()
        expect(page.locator("#fnref-1-2")).to_be_in_viewport()
        assert page.url.endswith("#fnref-1-2")


# Passing on --------------------------------------------------------------------------------------------------


def test_a_button_copies_the_address_and_says_so(engine: Browser, address: str) -> None:
    """The button copies the page's address without what stands behind it, and says that it has."""
    with opened(engine, address, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto("/articles/apart/?utm_source=x#fn-1")
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == f"{address}/articles/apart/"


def test_without_script_there_is_no_button(engine: Browser, address: str) -> None:
    """What would do nothing is not there; the plain links are."""
    with opened(engine, address, java_script_enabled=False) as page:
        page.goto("/articles/apart/")
        expect(page.locator(".share button")).to_be_hidden()
        expect(page.get_by_role("link", name="Permanent link")).to_be_visible()


# On paper ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed: apt install poppler-utils")
def test_on_paper_addresses_are_spelled_out_and_navigation_is_gone(page: Page, tmp_path: Path) -> None:
    """Paper has title, source, the address of each link once, and the notes as a list; and nothing to click."""
    visit(page, "parts", 1280)
    (tmp_path / "page.pdf").write_bytes(page.pdf(format="A4"))
    shown = subprocess.run(["pdftotext", "-raw", "page.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout
    words = shown.decode()
    dense = re.sub(r"\s", "", words)
    assert "parts\n" in words
    assert "https://example.org/articles/parts/" in dense
    assert "Alaw(https://law.example/1)andapart." in dense
    assert "See areport(https://report.example/)".replace(" ", "") in dense
    assert dense.count("https://example.org/a/long/address/of-it.html") == 1
    assert dense.index("Worthknowing") < dense.index("Notes1.") < dense.index("page1.")
    assert not re.search("Archive|Copy link|Permanent link|Latest|Skip to", words)


# The setting of text -----------------------------------------------------------------------------------------

LETTERS = """() => {
  const lines = [], range = document.createRange();
  for (const text of [...document.querySelectorAll(".prose > p")].slice(0, 3).map((p) => p.firstChild)) {
    let top = null, count = 0;
    for (let at = 0; at < text.length; at++) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = range.getClientRects()[0];
      if (!box) continue;
      if (top !== null && box.top > top + 8) { lines.push(count); count = 0; }
      top = box.top;
      count++;
    }
  }
  return lines.reduce((a, b) => a + b) / lines.length;
}"""


@pytest.mark.parametrize("width", [768, 928, 1024, 1152, 1280, 1440, 1920])
def test_a_line_has_sixty_to_seventy_five_letters(page: Page, width: int) -> None:
    """Wherever there is room, a line of the text is as long as is good to read."""
    visit(page, "parts", width)
    assert 60 <= page.evaluate(LETTERS) <= 75


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_in_a_text_is_wider_than_its_column(page: Page, width: int) -> None:
    """Tables and code scroll by themselves, and a quotation from the right keeps to the right."""
    visit(page, "parts", width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator(".prose blockquote[lang=ar]").evaluate("e => getComputedStyle(e).textAlign") == "start"
    assert page.locator(".prose blockquote[lang=ar]").evaluate("e => getComputedStyle(e).direction") == "rtl"
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator(".pull").evaluate(size) > 1.3 * page.locator("article > .prose").evaluate(size)
