"""Dark and light, as a reader meets them: the system's choice, the reader's own, and pages without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sites import article, good, visit, write
from visit import Look, paint, served

LIGHT, DARK = "rgb(252, 253, 253)", "rgb(18, 23, 26)"
SWITCH = ".scheme"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("scheme"), {"content/articles/x.md": article("X")}))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


def paper(tab: Page) -> str:
    colour: str = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def kept(tab: Page) -> str | None:
    found: str | None = tab.evaluate("localStorage.getItem('sitegen-scheme')")
    return found


def is_pressed(tab: Page) -> bool:
    return tab.get_by_role("button", name="Dark page", pressed=True).count() == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_follows_the_system_and_the_switch_says_so(look: Look, address: str, dark: bool) -> None:
    """Also when the system changes its mind; nothing is kept while nothing was chosen."""
    tab = look(dark=dark)
    tab.goto(address)
    assert tab.locator(SWITCH).is_visible()
    assert (paper(tab), is_pressed(tab), kept(tab)) == (DARK if dark else LIGHT, dark, None)
    tab.emulate_media(color_scheme="light" if dark else "dark")
    paint(tab)
    assert (paper(tab), is_pressed(tab), kept(tab)) == (LIGHT if dark else DARK, not dark, None)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_choice_is_remembered_until_it_is_the_systems_again(look: Look, address: str, dark: bool) -> None:
    """By the keyboard alone: the other of the two holds on the next page; again, and it follows the system."""
    tab = look(dark=dark)
    tab.goto(address)
    tab.locator(SWITCH).focus()
    tab.keyboard.press("Enter")
    assert (paper(tab), is_pressed(tab)) == (LIGHT if dark else DARK, not dark)
    tab.goto(f"{address}/articles/x/")
    assert (paper(tab), is_pressed(tab), kept(tab)) == (LIGHT if dark else DARK, not dark, "light" if dark else "dark")
    tab.locator(SWITCH).focus()
    tab.keyboard.press("Space")
    assert (paper(tab), is_pressed(tab), kept(tab)) == (DARK if dark else LIGHT, dark, None)
    tab.go_back()
    assert (paper(tab), is_pressed(tab)) == (DARK if dark else LIGHT, dark)


def test_a_choice_holds_in_every_tab(look: Look, address: str) -> None:
    """Who chooses in one tab finds the others so."""
    tab = look()
    tab.goto(address)
    other = tab.context.new_page()
    other.goto(f"{address}/articles/x/")
    other.locator(SWITCH).click()
    tab.wait_for_function("document.documentElement.dataset.scheme === 'dark'")
    assert (paper(tab), is_pressed(tab)) == (DARK, True)


def test_a_page_is_in_its_colours_before_its_text_is_read(look: Look, address: str) -> None:
    """The choice holds when the first element of the body comes, so there is no flash of the other colours."""
    tab = look()
    tab.goto(address)
    tab.locator(SWITCH).click()
    tab.add_init_script(
        "new MutationObserver(() => { if (document.body && !window.first) window.first ="
        " [document.documentElement.dataset.scheme]; }).observe(document, {childList: true, subtree: true});"
    )
    tab.goto(f"{address}/articles/x/")
    assert tab.evaluate("window.first") == ["dark"]


def test_without_script_there_is_no_switch_and_the_page_follows_the_system(look: Look, address: str) -> None:
    """A button that does nothing is not shown."""
    tab = look(dark=True, script=False)
    tab.goto(address)
    assert not tab.locator(SWITCH).is_visible()
    assert paper(tab) == DARK


def test_more_contrast_makes_all_letters_ink(look: Look, address: str) -> None:
    """Where a reader's system asks for it."""
    tab = look()
    tab.emulate_media(contrast="more")
    tab.goto(address)
    colours = tab.evaluate("[...document.querySelectorAll('main *')].map(e => getComputedStyle(e).color)")
    assert set(colours) == {"rgb(20, 25, 29)"}


def test_what_decides_runs_before_the_page_is_shown_and_nothing_else_does(site: Path) -> None:
    """One script stands before the sheet and is waited for, so that no page shows in the wrong colours first."""
    page = visit(site, "/articles/x/")
    early, sheet = page.all("//head/script[@src and not(@defer) and not(@async)] | //head/link[@rel='stylesheet']")
    assert re.fullmatch(r"/theme/scheme\.[0-9a-f]{12}\.js", early.get("src") or "")
    assert sheet.tag == "link"
    assert page.all("//meta[@name='color-scheme']/@content") == ["light dark"]


def test_nothing_on_a_page_is_inline(site: Path) -> None:
    """A Content-Security-Policy without `unsafe-inline` holds: no script or style is written into a page."""
    pages = list(site.rglob("*.html"))
    assert pages
    for file in pages:
        page = visit(site, file.relative_to(site).as_posix())
        assert not page.all(
            "//script[not(@src or @type='application/ld+json')] | //style | //*[@style]"
            " | //@*[starts-with(name(), 'on')]"
        ), file


def test_paper_is_light_and_has_no_switch(site: Path) -> None:
    """What a reader chose for the screen holds there alone."""
    (sheet,) = (file.read_text("utf-8") for file in (site / "theme").glob("style.*.css"))
    on_screen = "".join(re.findall(r"@media screen \{\n((?:.+\}\n)+?)\}\n", sheet))
    assert on_screen.count("[data-scheme") == sheet.count("[data-scheme") == 4


def test_the_switch_is_a_button_with_a_name(site: Path) -> None:
    """A keyboard reaches it, and a screen reader says “Dark page” and whether it is pressed."""
    (button,) = visit(site, "/").all("//header//button[@type='button'][@aria-pressed]")
    assert button.text_content().strip() == "Dark page"
