"""Readers find articles by their words, in their own script, by keyboard and by address."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sites import ANA, BEN, article, good, make, tree, visit, write
from visit import BASE_URL, Look, refused, served

from sitegen import config as written
from sitegen import hosting, searching
from sitegen.start import SettingsError

ON = f'title = "The Test"\nbase_url = "{BASE_URL}/review/"\nsearch = true\n'
LAW = {"authors": "[ben-okri-hall]", "topics": "[Law]"}
ZH, AR, RU = ({"language": tag, "slug": tag} for tag in ("zh", "ar", "ru"))
SITE: Mapping[str, str] = {
    "content/authors/ana-ruiz.md": ANA,
    "content/authors/ben-okri-hall.md": BEN,
    "content/articles/rivers.md": article(
        "What a river carries",
        "2026-03-05",
        "The law of watercourses is old.[^1] A <b>reservoir</b> & its dams.\n\n[^1]: A note on turbines.",
        authors="[ana-ruiz]",
        topics="[Water]",
        summary="A standfirst of one sentence.",
    ),
    "content/articles/lakes.md": article("Lakes", "2025-03-05", "Watercourses end in lakes.", **LAW),
    "content/articles/hidden.md": article("Hidden", "2026-03-05", "Watercourses unseen.", draft="true"),
    "content/articles/zh.md": article("长江的水", "2026-01-02", "水资源的法律很重要，许多省份共享长江。", **ZH),
    "content/articles/ar.md": article("قانون المياه", "2026-01-03", "تحمل الأنهار الماء إلى البحر.", **AR),
    "content/articles/ru.md": article("Реки и право", "2026-01-04", "Международные реки несут воду к морю.", **RU),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a host serves, in which the publication is below a path."""
    root = tmp_path_factory.mktemp("search")
    good(write(root / "site", SITE, ON), output=root / "served" / "review")
    return root / "served"


def found(tab: Page, count: int) -> list[str]:
    """Return the headlines of the results, once there are so many."""
    expect(tab.locator(".found li a")).to_have_count(count)
    return tab.locator(".found li a").all_inner_texts()


def test_a_reader_types_and_finds(look: Look, site: Path) -> None:
    """With title, standfirst, byline, date and the passage with what matched; the address keeps what was asked."""
    tab = look()
    with served(site, wasm=True) as address:
        tab.goto(f"{address}/review/")
        tab.keyboard.press("/")
        tab.wait_for_url("**/review/search/")
        expect(tab.locator("#page-query")).to_be_focused()
        tab.keyboard.type("reservoir")
        tab.keyboard.press("Enter")
        assert found(tab, 1) == ["What a river carries"]
        assert tab.url.endswith("/review/search/?q=reservoir")
        text = tab.locator(".found li").inner_text()
        for words in ("Ana Ruiz", "March 5, 2026", "A standfirst of one sentence.", "reservoir & its dams"):
            assert words in text
        assert tab.locator(".found mark").inner_text() == "reservoir"
        tab.locator(".found li a").click()
        tab.wait_for_url("**/review/articles/rivers/")
        assert refused(tab) == []


@pytest.mark.parametrize(
    ("query", "headlines"),
    [
        ("watercourse", {"What a river carries", "Lakes"}),
        ("turbines", {"What a river carries"}),
        ("Okri", {"Lakes"}),
        ("法律", {"长江的水"}),
        ("الأنهار", {"قانون المياه"}),
        ("река", {"Реки и право"}),
    ],
)
def test_each_script_is_found_by_its_own_words(look: Look, site: Path, query: str, headlines: set[str]) -> None:
    """By another form of a word, in a note, by an author, in Chinese, Arabic and Russian; no draft is found."""
    tab = look()
    with served(site, wasm=True) as address:
        tab.goto(f"{address}/review/search/?q={query}")
        assert set(found(tab, len(headlines))) == headlines


def test_a_reader_chooses_among_what_is_found(look: Look, site: Path) -> None:
    """By topic and year, with the counts; the choice is in the address, and the way back undoes it."""
    tab = look()
    with served(site, wasm=True) as address:
        tab.goto(f"{address}/review/search/?q=watercourses")
        assert set(found(tab, 2)) == {"What a river carries", "Lakes"}
        topics = tab.locator("select[name=topic]")
        assert topics.locator("option").all_inner_texts() == ["All", "Law (1)", "Water (1)"]
        topics.select_option("Law")
        assert found(tab, 1) == ["Lakes"]
        assert tab.url.endswith("?q=watercourses&topic=Law")
        tab.go_back()
        found(tab, 2)


def test_nothing_is_loaded_until_something_is_asked(look: Look, site: Path) -> None:
    """Neither on an article's page nor on the page for search itself."""
    tab, asked = look(), []
    tab.on("request", lambda request: asked.append(request.url))
    with served(site, wasm=True) as address:
        for path in ("/review/", "/review/articles/rivers/", "/review/search/"):
            tab.goto(address + path)
    assert asked
    assert [url for url in asked if "pagefind" in url] == []


def test_without_script_there_is_the_archive(look: Look, site: Path) -> None:
    """The page says so, and leads there; the page for 404 has the form."""
    tab = look(script=False)
    with served(site, wasm=True) as address:
        tab.goto(f"{address}/review/search/?q=river")
        tab.locator("main a", has_text="archive").click()
        tab.wait_for_url("**/review/archive/")
    assert "To search, this page needs a script." in visit(site / "review", "/search/").text("//main//noscript")
    (form,) = visit(site / "review", "404.html").all("//form[@role='search']")
    assert form.get("action") == "/review/search/"


def test_search_engines_are_told(site: Path) -> None:
    """The home page's WebSite has a SearchAction with the page's whole address."""
    told = json.loads(visit(site / "review").page.xpath("//script[@type='application/ld+json']/text()")[0])
    action = told["@graph"][0]["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{BASE_URL}/review/search/?q={{search_term_string}}"


def test_the_policy_lets_the_index_run() -> None:
    """WebAssembly is allowed where there is a search, and nowhere else."""
    policies = [hosting.headers(hosting.Rules((), (), "/404.html", wasm=wasm)) for wasm in (True, False)]
    assert ["'wasm-unsafe-eval'" in each["Content-Security-Policy"] for each in policies] == [True, False]


# The index ------------------------------------------------------------------------------------------------------


def test_the_index_is_made_only_of_other_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for a second build, a new setting, another layout or a lost output; but for another text."""
    made: list[int] = []
    real = searching.index

    def counted(*of: Any) -> searching.Indexed:
        made.append(len(of[2]))
        return real(*of)

    monkeypatch.setattr(searching, "index", counted)
    site = write(tmp_path, SITE, ON)
    good(site)
    assert made == [5]
    assert make(site).written.written == ()
    write(site, {"layouts/parts/share.html": "<p>Share</p>\n"}, ON + 'views_note = "Ours."\n')
    good(site)
    assert made == [5]
    first = {path: data for path, data in tree(site / "public").items() if path.startswith("pagefind/")}
    (site / "content/articles/lakes.md").write_text(article("Lakes", "2025-03-05", "Other words.", **LAW))
    good(site)
    assert made == [5, 5]
    second = {path: data for path, data in tree(site / "public").items() if path.startswith("pagefind/")}
    assert second != first
    clean = good(write(tmp_path / "clean", {**tree_of(site)}, (site / "site.toml").read_text()))
    assert {path: data for path, data in tree(clean).items() if path.startswith("pagefind/")} == second


def test_an_edit_in_the_middle_of_a_text_is_found(tmp_path: Path) -> None:
    """Also where it shows on no other page, so that nothing else is made anew."""
    text = "It begins.\n\nIt goes on with {}.\n"
    site = write(tmp_path, {"content/articles/x.md": article("X", "2026-01-05", text.format("otters"))}, ON)
    before = fragments(good(site))
    (site / "content/articles/x.md").write_text(article("X", "2026-01-05", text.format("beavers")))
    assert "otters" in before
    assert "beavers" in fragments(good(site))
    assert "otters" not in fragments(site / "public")


def fragments(output: Path) -> str:
    """Return the texts of an index."""
    return "".join(gzip.decompress(file.read_bytes()).decode() for file in output.glob("pagefind/fragment/*"))


def tree_of(site: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree(site).items() if path.startswith(("content/", "layouts/"))}


def test_the_preview_makes_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is only looked at is not indexed: neither in the preview nor by `check`."""
    monkeypatch.setattr(searching, "index", lambda *of: pytest.fail("it was indexed"))
    site = write(tmp_path, SITE, ON)
    output = good(site, record=False)
    assert (output / "search/index.html").is_file()
    assert not (output / "pagefind").exists()
    assert not make(site, write=False).failed


def test_an_index_that_fails_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do, and the site as it was; without the extra the settings say what to install."""

    def fail(*of: object) -> None:
        raise OSError("no such program")

    site = write(tmp_path, SITE, ON)
    with monkeypatch.context() as patched:
        patched.setattr(searching, "_files", fail)
        result = make(site)
        assert result.failed
        assert "what readers can search cannot be indexed: no such program" in str(result.problems[0])
        assert not (site / "public/index.html").exists()
    monkeypatch.setattr(written, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r'the extra `search` is needed\n.*pip install "sitegen\[search\]"'):
        make(site)


def test_without_the_setting_nothing_is_there(tmp_path: Path) -> None:
    """No page, no link, no index."""
    output = good(write(tmp_path, SITE, ON.replace("search = true\n", "")))
    assert not (output / "search").exists()
    assert not (output / "pagefind").exists()
    assert "/search/" not in visit(output).source
