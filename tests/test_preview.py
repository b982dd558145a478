"""The preview shows at any moment what a build would publish, says in the page what is wrong, and shows nobody else."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles
from playwright.sync_api import Page
from sites import ANA, SETTINGS, article, good, tree, write
from test_theme import EVERYTHING
from visit import Look

from sitegen import watching

X, URL = "content/articles/x.md", "/articles/x/"
SMALL = {X: article("First", "2026-01-05", "One paragraph."), "content/authors/ana-ruiz.md": ANA}
LONGEST = 30.0
ERRORS, MENDED = "sitegen-preview[data-errors='1']", "sitegen-preview[data-errors='0']"


class Preview:
    """A running `sitegen serve`: what it prints, line by line, and what it answers."""

    def __init__(self, site: Path, *more: str) -> None:
        self.site = site
        command = [sys.executable, "-m", "sitegen", "serve", "--site", str(site), "--port", str(free()), *more]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.said: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.address = self.until(lambda line: line.startswith("Serving on ")).split()[2].rstrip("/")
        self.host = self.address.removeprefix("http://").partition("/")[0]

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.put(line.rstrip("\n"))

    def until(self, is_it: Callable[[str], bool]) -> str:
        """Wait for a line that is printed, and return it."""
        while True:
            line = self.said.get(timeout=LONGEST)
            if is_it(line):
                return line

    def ask(self, path: str, host: str = "") -> tuple[int, bytes]:
        """Ask for a path as it is written; return status and bytes."""
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=LONGEST)) as connection:
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", host or self.host)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read()

    @contextlib.contextmanager
    def events(self) -> Iterator[Iterator[dict[str, Any]]]:
        """Listen to what tabs are told."""
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=LONGEST)) as connection:
            connection.request("GET", "/_preview/events?page=/")
            answer = connection.getresponse()
            lines = (line for line in iter(answer.readline, b"") if line.startswith(b"data: "))
            yield (json.loads(line[6:]) for line in lines)

    def end(self) -> int:
        """End it as Ctrl+C does; return its status."""
        os.killpg(self.process.pid, signal.SIGINT)
        status = self.process.wait(LONGEST)
        self.reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return status


def free() -> int:
    """Return a port that is free now."""
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


@pytest.fixture
def begin() -> Iterator[Callable[..., Preview]]:
    """Begin previews of sites, and end them after the test."""
    begun: list[Preview] = []

    def one(site: Path, *more: str) -> Preview:
        begun.append(Preview(site, *more))
        return begun[-1]

    yield one
    for each in begun:
        if each.process.poll() is None:
            each.end()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "site", SMALL)


def heading(page: Page, text: str) -> None:
    """Wait until the page in a tab has a heading."""
    page.wait_for_function("text => document.querySelector('h1')?.textContent.trim() === text", arg=text)


def plain(page: bytes) -> bytes:
    """Return a page without what the preview adds."""
    start = page.find(b'<script src="/livereload.js')
    end = page.find(b"</script>", page.find(b"/_preview/preview.js?page=", start)) + len(b"</script>")
    return page if start < 0 else page[:start] + page[end:]


def test_what_is_saved_is_shown(small: Path, begin: Callable[..., Preview], look: Look) -> None:
    """The page of the text that was saved reloads by itself; one that is no other stays as it is."""
    preview = begin(small)
    page, other = look(), look()
    page.goto(preview.address + URL)
    other.goto(preview.address + "/authors/ana-ruiz/")
    other.wait_for_selector(MENDED, state="attached")
    other.evaluate("window.stays = true")
    write(small, {X: article("First", "2026-01-05", "Another paragraph.")})
    page.wait_for_function("document.body?.textContent.includes('Another paragraph.')")
    write(small, {X: article("Second", "2026-01-05", "Another paragraph.")})
    heading(page, "Second")
    assert other.evaluate("window.stays") is True


@pytest.mark.parametrize(
    ("file", "wrong", "place", "told"),
    [
        (X, "---\ntitle: First\ndate: 2026-13-01\n---\nText.\n", f"{X}:3:7", "has no month 13"),
        ("layouts/parts/byline.html", "\n{{ nobody }}\n", "layouts/parts/byline.html:2", "nobody"),
        ("site.toml", SETTINGS + "titel = 3\n", "site.toml:3:1", "did you mean `title`?"),
    ],
)
def test_an_error_is_shown_over_the_page_until_it_is_mended(
    small: Path, begin: Callable[..., Preview], look: Look, file: str, wrong: str, place: str, told: str
) -> None:
    """With file, line, the line's own text and what to do; below it the last good page; then it goes by itself."""
    right = (small / file).read_text("utf-8") if (small / file).exists() else ""
    preview = begin(small)
    page = look()
    page.goto(preview.address + URL)
    page.wait_for_selector(MENDED, state="attached")
    write(small, {file: wrong} | ({} if file == "site.toml" else {"site.toml": SETTINGS}))
    page.wait_for_selector(ERRORS, state="attached")
    panel = page.locator("sitegen-preview dialog")
    shown = panel.inner_text()
    assert place in shown
    assert told in shown
    line = int(place.split(":")[1])
    assert wrong.splitlines()[line - 1] in shown
    assert page.locator("h1").first.inner_text() == "First"
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    if right:
        write(small, {file: right})
    else:
        (small / file).unlink()
    page.wait_for_selector(MENDED, state="attached")
    assert panel.count() == 0
    assert preview.process.poll() is None


def test_a_site_that_is_wrong_from_the_beginning_is_told_too(
    small: Path, begin: Callable[..., Preview], look: Look
) -> None:
    """There is no page yet to show; what is wrong is in its place, and the site comes when it is mended."""
    right = (small / X).read_text("utf-8")
    (small / X).write_text("---\ntitle: First\n---\nText.\n", "utf-8")
    preview = begin(small)
    page = look()
    page.goto(preview.address + "/")
    page.wait_for_selector(ERRORS, state="attached")
    assert "the front matter has no `date`" in page.locator("sitegen-preview dialog").inner_text()
    (small / X).write_text(right, "utf-8")
    page.wait_for_function("document.body?.textContent.includes('First')")
    page.wait_for_selector(MENDED, state="attached")


def test_a_style_sheet_is_exchanged_without_a_reload(small: Path, begin: Callable[..., Preview], look: Look) -> None:
    """What was typed into the page and where it was scrolled to stay, again and again."""
    write(
        small,
        {X: article("First", "2026-01-05", "A paragraph.\n\n" * 100), "static/theme/own.css": "h1 { color: red }"},
    )
    preview = begin(small)
    page = look()
    page.goto(preview.address + URL)
    page.wait_for_selector(MENDED, state="attached")
    page.evaluate("document.querySelector('h1').append(document.createElement('input'))")
    page.locator("h1 input").fill("typed")
    page.evaluate("window.scrollTo(0, 700)")
    for colour in ("rgb(0, 0, 255)", "rgb(0, 128, 0)"):
        write(small, {"static/theme/own.css": f"h1 {{ color: {colour} }}"})
        page.wait_for_function("c => getComputedStyle(document.querySelector('h1')).color === c", arg=colour)
        assert page.locator("h1 input").input_value() == "typed"
        assert page.evaluate("window.scrollY") == 700


def test_pages_come_and_go_with_their_files(small: Path, begin: Callable[..., Preview], look: Look) -> None:
    """Deleted: the site's own page for 404. Drafted and undrafted, renamed, in a new folder: at once."""
    preview = begin(small)
    page = look()
    page.goto(preview.address + URL)
    heading(page, "First")
    (small / X).rename(small / "content/articles/y.md")
    heading(page, "Page not found")
    assert preview.ask(URL)[0] == 404
    assert preview.ask("/articles/y/")[0] == 200
    write(small, {"content/articles/new/x.md": article("In a folder")})
    heading(page, "In a folder")
    write(small, {"content/articles/new/x.md": article("In a folder", draft="true")})
    heading(page, "Page not found")
    write(small, {"content/articles/new/x.md": article("Out again")})
    heading(page, "Out again")


def test_a_draft_says_so_where_drafts_are_shown(small: Path, begin: Callable[..., Preview], look: Look) -> None:
    """With --drafts; the bar names the file, its words and notes, opens it in the editor, and what is to mend."""
    draft = article(
        "Hidden", "2026-01-05", "Six words are in this text.[^1]\n\n[^1]: A note.", draft="true", tpics="[a]"
    )
    write(small, {"content/articles/hidden.md": draft}, SETTINGS + 'editor = "edit://{file}?line={line}"\n')
    preview = begin(small, "--drafts")
    page = look()
    page.goto(preview.address + "/articles/hidden/")
    bar = page.locator("sitegen-preview .bar")
    bar.locator("b").wait_for()
    said = bar.inner_text()
    assert "Draft" in said
    assert "content/articles/hidden.md" in said
    assert "6 words" in said
    assert "1 note\n" in said
    assert "to mend on this page" in said
    href = bar.locator("a").first.get_attribute("href")
    assert href == f"edit://{(small / 'content/articles/hidden.md').resolve()}?line=1"
    page.goto(preview.address + URL)
    page.wait_for_function("document.querySelector('sitegen-preview')?.shadowRoot.textContent.includes('x.md')")
    assert bar.locator("b").count() == 0


def test_what_is_not_out_yet_says_so(small: Path, begin: Callable[..., Preview], look: Look) -> None:
    """With --as-of the site of another day is shown; an article that nobody can read today is marked."""
    write(small, {"content/articles/later.md": article("Later", "2999-01-01")})
    preview = begin(small, "--as-of", "2999-01-02")
    page = look()
    page.goto(preview.address + "/articles/later/")
    mark = page.locator("sitegen-preview .bar b")
    mark.wait_for()
    assert mark.inner_text() == "Not out yet"


def test_layouts_and_settings_show_at_once(small: Path, begin: Callable[..., Preview], look: Look) -> None:
    """Also a folder `layouts` that was not there when the preview began."""
    preview = begin(small)
    page = look()
    page.goto(preview.address + URL)
    write(small, {"layouts/parts/byline.html": "<p class=own>A line of my own</p>\n"})
    page.wait_for_selector("p.own")
    write(small, {}, SETTINGS.replace("The Test", "Another Name"))
    page.wait_for_function("document.title.endsWith('Another Name')")
    shutil.rmtree(small / "layouts")
    page.wait_for_function("!document.querySelector('p.own')")


def test_a_tab_follows_what_is_saved_where_that_was_asked_for(
    small: Path, begin: Callable[..., Preview], look: Look
) -> None:
    """With --follow, the page of the file that was just saved is opened."""
    write(small, {"content/articles/other.md": article("Other")})
    preview = begin(small, "--follow")
    page = look()
    page.goto(preview.address + "/")
    page.wait_for_selector(MENDED, state="attached")
    (small / "content/articles/other.md").write_text(article("Other, edited"), "utf-8")
    page.wait_for_url("**/articles/other/")
    heading(page, "Other, edited")


def test_many_changes_are_one_build_or_two(small: Path, begin: Callable[..., Preview]) -> None:
    """A checkout that touches 500 files, twenty saves in a row; and the last one is shown."""
    preview = begin(small)
    with preview.events() as events:
        assert next(events)["failed"] is False
        for number in range(500):
            (small / f"content/articles/a{number}.md").write_text(article(f"Article {number}"), "utf-8")
        for number in range(20):
            (small / X).write_text(article(f"Save {number}"), "utf-8")
        for _ in events:
            if b">Save 19</h1>" in preview.ask(URL)[1] and preview.ask("/articles/a499/")[0] == 200:
                break
    preview.end()
    assert 1 <= sum("written" in line for line in list(preview.said.queue)) <= 2


def test_an_open_page_is_shown_before_all_others_are_made(
    small: Path, begin: Callable[..., Preview], look: Look
) -> None:
    """While a build runs that changes every page, a tab has its page anew already, as it will be published."""
    write(small, {f"content/articles/a{number}.md": article(f"Article {number}") for number in range(300)})
    preview = begin(small)
    page = look()
    page.goto(preview.address + URL)
    page.wait_for_selector(MENDED, state="attached")
    (small / "content/articles/new.md").write_text(article("The newest", "2026-05-30"), "utf-8")
    page.wait_for_function("document.querySelector('aside')?.textContent.includes('The newest')")
    early = plain(preview.ask(URL)[1])
    with preview.events() as events:
        # Files come to their places one after the other, and the preview tells when all are there.
        while (small / ".sitegen/preview/articles/x/index.html").read_bytes() != early:
            next(events)
    assert plain(preview.ask(URL)[1]) == early


def test_files_that_only_an_editor_wants_start_no_build() -> None:
    """Swap files, backups and files being put in place are not told."""
    told: list[frozenset[str]] = []
    watcher = watching.Watcher(Path("/site"), told.append)
    for name in (".x.md.swp", "x.md~", "4913", "#x.md#", ".x.md.sitegen-tmp", "x.tmp"):
        assert watcher._path(f"/site/content/articles/{name}") == ""
    assert watcher._path("/site/content/articles/x.md") == "content/articles/x.md"
    assert watcher._path("/elsewhere/x.md") == ""


def test_where_the_system_has_no_room_for_watches_files_are_looked_at(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change is told all the same."""
    watch, told = watchfiles.watch, queue.Queue[frozenset[str]]()

    def full(*places: Path, force_polling: bool | None, **options: Any) -> Any:
        if not force_polling:
            raise OSError(28, "OS file watch limit reached")
        return watch(*places, force_polling=True, poll_delay_ms=50, **options)

    monkeypatch.setattr(watchfiles, "watch", full)
    # Looking at files knows no parts of a second.
    os.utime(small / X, (1, 1))
    watcher = watching.Watcher(small, told.put)
    watcher.begin()
    try:
        (small / X).write_text(article("Edited"), "utf-8")
        assert X in told.get(timeout=LONGEST)
    finally:
        watcher.end()


def test_the_published_folder_is_never_touched(small: Path, begin: Callable[..., Preview]) -> None:
    """What is shown is in a folder of its own; no address in it is that of the preview."""
    good(small)
    before = tree(small / "public")
    write(small, {X: article("Unpublished")})
    preview = begin(small)
    assert b"Unpublished" in preview.ask(URL)[1]
    assert tree(small / "public") == before
    shown = tree(small / ".sitegen/preview")
    assert not [path for path, data in shown.items() if b"127.0.0.1" in data or b"_preview" in data]


def test_below_a_path_the_preview_is_below_it_too(small: Path, begin: Callable[..., Preview]) -> None:
    """A site whose address has a path is shown at that path; the root leads there."""
    write(small, {}, SETTINGS.replace("example.org/", "example.org/review/"))
    preview = begin(small)
    assert preview.address.endswith("/review")
    assert b">First</h1>" in preview.ask("/review/articles/x/")[1]
    assert preview.ask("/articles/x/")[0] == 302
    status, _ = preview.ask("/")
    assert status == 302


def test_the_next_free_port_is_taken(small: Path, begin: Callable[..., Preview]) -> None:
    first = begin(small)
    port = int(first.host.rpartition(":")[2])
    second = begin(small, "--port", str(port))
    assert second.host != first.host
    assert second.ask(URL)[0] == first.ask(URL)[0] == 200


def test_it_ends_cleanly(small: Path, begin: Callable[..., Preview]) -> None:
    """Ctrl+C ends it with status 0, without a word, and no process of it is left."""
    preview = begin(small)
    group = preview.process.pid
    assert preview.end() == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
    assert list(preview.said.queue) == []


HOSTILE = [
    *("/../site.toml", "/%2e%2e/site.toml", "/..%2f..%2fsite.toml", "/theme/../../../site.toml", "/%2e%2e%2fsite.toml"),
    *("//etc/passwd", "/%2fetc/passwd", "/x%00.html", "/articles/x/%00", "/\\..\\..\\site.toml"),
    *("/leak/", "/leak/site.toml", "/leak.toml", "/.sitegen-manifest", "/theme/../.sitegen-manifest"),
    *("/_preview/../site.toml", "/articles/../../site.toml", "/" + "a" * 100_000),
]


def test_nothing_outside_the_site_is_shown(small: Path, begin: Callable[..., Preview]) -> None:
    """Paths upward in every spelling, NUL, very long ones, and links that lead out of the folder are refused."""
    preview = begin(small)
    shown = small / ".sitegen/preview"
    (shown / "leak").symlink_to(small)
    (shown / "leak.toml").symlink_to(small / "site.toml")
    for path in HOSTILE:
        try:
            status, text = preview.ask(path)
        except (http.client.HTTPException, OSError):
            continue
        assert status in (302, 400, 403, 404, 405, 414, 431), (path[:80], status)
        for secret in (b"base_url", b"root:", b"sitegen wrote here"):
            assert secret not in text, path[:80]
    assert preview.ask(URL)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example"]
)
def test_a_page_of_the_web_reads_nothing(small: Path, begin: Callable[..., Preview], host: str) -> None:
    """Whoever has a name of the web lead here (DNS rebinding) gets nothing from any address of the preview."""
    preview = begin(small)
    for path in (URL, "/", "/_preview/events?page=/", "/_preview/preview.js", "/livereload.js", "/feed.xml"):
        status, text = preview.ask(path, host)
        assert (status, text) == (403, b"403\n"), path
    port = preview.host.rpartition(":")[2]
    assert preview.ask(URL, f"localhost:{port}")[0] == 200


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("", "http://evil.example", 403),
        ("", "null", 403),
        ("", "http://127.0.0.1:1", 403),
        ("evil.example", "http://evil.example", 403),
        ("", "own", 101),
    ],
)
def test_only_its_own_pages_may_open_the_socket(
    small: Path, begin: Callable[..., Preview], host: str, origin: str, status: int
) -> None:
    preview = begin(small)
    with contextlib.closing(http.client.HTTPConnection(preview.host, timeout=LONGEST)) as connection:
        connection.putrequest("GET", "/livereload", skip_host=True)
        connection.putheader("Host", host or preview.host)
        connection.putheader("Origin", f"http://{preview.host}" if origin == "own" else origin)
        connection.putheader("Connection", "Upgrade")
        connection.putheader("Upgrade", "websocket")
        connection.putheader("Sec-WebSocket-Version", "13")
        connection.putheader("Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg==")
        connection.endheaders()
        assert connection.getresponse().status == status


def test_after_any_edits_what_is_served_equals_a_clean_build(
    seed: int, tmp_path: Path, begin: Callable[..., Preview], note: Callable[[str], None]
) -> None:
    """Two hundred edits of any kind while it is served; after each, all served pages are those of a clean build."""
    chance = random.Random(seed)
    site = write(tmp_path / "site", EVERYTHING)
    preview, edits = begin(site), 0
    with preview.events() as events:
        next(events)
        for number in range(200):
            edit(site, chance, number)
            clean = good(site, output=tmp_path / "clean")
            wanted = tree(clean)
            while shown(site / ".sitegen/preview") != wanted:
                next(events)
            for path in (path for path in wanted if path.endswith(".html")):
                assert plain(preview.ask("/" + path)[1]) == wanted[path], (number, path)
            edits += 1
    note(f"preview: {edits} edits while serving; to repeat them: pytest -k any_edits --hypothesis-seed={seed}")


def shown(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, but nothing while a build changes it."""
    try:
        return tree(folder)
    except OSError:
        return {}


def edit(site: Path, chance: random.Random, number: int) -> None:
    """Change something in a site that leaves it good."""
    own = site / "content/articles" / f"own-{chance.randrange(4)}.md"
    kind = chance.randrange(6)
    if kind == 0 and own.exists():
        own.unlink()
    elif kind == 1:
        write(site, {f"static/file-{chance.randrange(3)}.txt": f"{number}"}, (site / "site.toml").read_text("utf-8"))
    elif kind == 2:
        write(site, {}, SETTINGS.replace("The Test", f"The Test {number}"))
    elif kind == 3:
        write(site, {"static/theme/own.css": f"h1 {{ margin: {number}px }}"}, (site / "site.toml").read_text("utf-8"))
    else:
        text = article(f"Own {number}", f"2026-0{chance.randrange(1, 6)}-01", f"Text {number}.", topics="[Own]")
        write(site, {own.relative_to(site).as_posix(): text}, (site / "site.toml").read_text("utf-8"))
