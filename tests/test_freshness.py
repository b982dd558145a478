"""An incremental build equals a clean one, after any edits: the promise on which everything else here rests.

A machine edits a small site at random. After each step it builds the site with all that it remembers, and a copy of
its sources that remembers nothing, and compares every byte and every problem. Every run takes another seed and prints
it with the number of steps; `--hypothesis-seed` repeats one. Under CI it takes more steps.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from drawn import drawn
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sites import ANA, BEN, SETTINGS, article, said, tree, write

from sitegen import files, publishing, toolchain
from sitegen.build import Options, build
from sitegen.model import Stamp

STEPS = 50
EXAMPLES = 70 if os.environ.get("CI") else 12
SOURCES = ("content", "layouts", "static", "seeds")

NAMES = ("alder", "birch", "cedar", "dogwood")
TITLES = ("Rivers", "Lakes!", "The sea & the <shore>", "Rivers, again")
DATES = ("2025-01-02", "2026-03-05", "2026-05-31", "2026-07-01", "2027-01-01T08:00")
TEASERS = ("A first paragraph.", "A fresh paragraph.", "It begins[^n] here.\n\n[^n]: A note.", "# A heading\n\nText.")
PICTURES = (*(drawn("PNG", 8, height) for height in (6, 7, 8, 9, 10)), drawn("JPEG", 8, 6), b"torn", None)
BODIES = (
    "It goes on.",
    "![A map](map.png)",
    "![A map](/map.png)",
    "A [map](map.png), <img src='map.png' alt=''>",
    "It ends so.",
    "See [the page](../pages/about.md).",
    "See [it](birch.md).",
    "<b>Raw</b>",
)
SERIES = (None, "Trees", "trees", "Woods")
AUTHORS = ("[]", "[ana-ruiz]", "[ana-ruiz, ben-okri-hall]")
TOPICS = ("[]", "[Water]", "[Water, Law of the sea]")
CLOCKS = ("2024-01-01", "2026-06-01", "2026-06-30", "2026-07-01", "2028-01-01")
WORDS = (Path(__file__).parent.parent / "layouts/words/fr.toml").read_text("utf-8")
LAYOUTS = {
    "layouts/words/fr.toml": (
        WORDS.replace('"Notes"', '"Les notes"'),
        WORDS.replace('"Par {names}"', '"De {names}"'),
        "by = 1",
    ),
    "layouts/parts/share.html": ("<p>Share this</p>\n", "<p>Share that</p>\n", "{{ nothing }}\n"),
    "layouts/parts/latest.html": ("<aside><h2>Latest</h2></aside>\n", "<aside>{{ cards | length }}</aside>\n"),
    "layouts/parts/bio.html": ("<p>{{ body.html }}</p>\n", "<div>{{ body.html | upper }}</div>\n"),
    "layouts/page.html": ("{{ body.html }}\n", "{% include 'parts/none.html' %}\n", "{{ body.html }}{{ body.html }}\n"),
    "layouts/parts/related.html": ("{% for each in related %}{{ each.article.title }}, {% endfor %}\n",),
    "layouts/parts/card.html": ("<p>{{ card.title }}</p>\n", "<b>{{ card.title }}</b>\n"),
}
EXTRAS = {
    "static/a.txt": ("one", "two"),
    "static/b/c.txt": ("one", "three"),
    "static/b": ("a file, and no folder",),
    "static/about/index.html": ("in the way of a page",),
    "content/other/notes.docx": ("no Markdown",),
    "content/other/elm.txt": ("no Markdown",),
    "content/topics/water.fr.md": ("---\ntitle: L’eau\n---\n", "---\ntitle: L’eau\n---\nTout.\n"),
    "content/pages/about.fr.md": ("---\ntitle: À propos\n---\nNous.\n", "---\ntitle: À propos\ndraft: true\n---\n"),
    "content/topics/water.md": ("---\ntitle: Water\n---\n", "---\ntitle: Wells\n---\nAll of *them*.\n"),
    "content/pages/about.md": (
        "---\ntitle: About\n---\nWho we are.\n",
        "---\ntitle: About us\norder: 2\naliases: [/us/]\n---\nWho we are: [Ana](../authors/ana-ruiz.md).\n",
        "---\ntitle: About\ndraft: true\n---\nWho we are.\n",
    ),
    "seeds/elm.txt": (
        "Elms\n\n5 March 2026\n\nThe elms are gone.[1]\n\n[1] A report, p. 3.\n",
        "Elms\n\n5 March 2026\n\nThe elms came back.\n",
        "",
    ),
    "seeds/fir.txt": ("Firs\n\n1 July 2026\n\nFirs stay.\n\nNadia Petrov\nNadia Petrov is a fellow of a house.\n",),
}
SETTING = (
    "page_size = 1",
    "page_size = 2",
    "latest_count = 1",
    'description = "Other"',
    'base_url = "https://e.org/x/"',
    'colors.accent = "#7a1f3d"',
    'navigation.All = "/archive/"',
    'footer.lines = ["A line"]',
    'languages.fr.title = "L’Essai"',
    'language = "ar"',
)


@dataclass(frozen=True)
class Draft:
    """An article of the machine, before it is text."""

    title: str = TITLES[0]
    date: str = DATES[1]
    teaser: str = TEASERS[0]
    body: str = BODIES[0]
    authors: str = AUTHORS[1]
    topics: str = TOPICS[1]
    more: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        keys = {"authors": self.authors, "topics": self.topics, **dict(self.more)}
        return article(self.title, self.date, f"{self.teaser}\n\n{self.body}", **keys)


def one_of(texts: dict[str, tuple[str, ...]]) -> st.SearchStrategy[tuple[str, str | None]]:
    """A file, and what is in it from now on; None takes it away."""
    return st.sampled_from([(path, text) for path, each in texts.items() for text in (*each, None)])


def below(*folders: str) -> dict[str, tuple[str, ...]]:
    return {path: texts for path, texts in EXTRAS.items() if path.startswith(folders)}


class Editors(RuleBasedStateMachine):
    """Edits of a site, each followed by both builds."""

    root = Path()
    tick = 1
    steps = wrong = 0
    builds = 0
    known: ClassVar[dict[bytes, Any]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.folder = self.root / f"{Editors.builds}"
        Editors.builds += 1
        self.clean = self.root / "clean"
        self.drafts, self.now = False, dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
        self.articles = {name: Draft(TITLES[n], DATES[n]) for n, name in enumerate(NAMES[:3])}
        self.bios = {"ana-ruiz": ANA, "ben-okri-hall": BEN}
        self.options: dict[str, str] = {}

    @initialize(tick=st.sampled_from([1, 1, 8_000_000, 10**12]))
    def begin(self, tick: int) -> None:
        """A file system may tell time in steps of any length."""
        Editors.tick = tick
        write(self.folder, {f"content/articles/{name}.md": draft.text for name, draft in self.articles.items()})
        write(self.folder, {f"content/authors/{name}.md": bio for name, bio in self.bios.items()})
        write(self.folder, {path: EXTRAS[path][0] for path in ("content/pages/about.md", "content/topics/water.md")})
        write(self.folder, {"static/a.txt": "one", "static/map.png": PICTURES[0]})
        write(self.folder, {f"content/articles/{name}.png": PICTURES[0] for name in ("map", "lead")})

    # What editors do ---------------------------------------------------------------------------------------

    def put(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        if file.is_dir():
            shutil.rmtree(file)
        for parent in file.relative_to(self.folder).parents:
            if (self.folder / parent).is_file():
                (self.folder / parent).unlink()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, **changes: Any) -> None:
        """Change an article, or begin it with the changes when there is none of the name."""
        self.articles[name] = replace(self.articles.get(name, Draft()), **changes)
        self.put(f"content/articles/{name}.md", self.articles[name].text)

    def mark(self, name: str, key: str, value: str | None) -> None:
        more = dict(self.articles.get(name, Draft()).more)
        more.pop(key, None)
        self.change(name, more=tuple({**more, **({key: value} if value else {})}.items()))

    @rule(name=st.sampled_from(NAMES), title=st.sampled_from(TITLES))
    def retitle(self, name: str, title: str) -> None:
        self.change(name, title=title)

    @rule(name=st.sampled_from(NAMES), date=st.sampled_from(DATES))
    def redate(self, name: str, date: str) -> None:
        self.change(name, date=date)

    @rule(name=st.sampled_from(NAMES), body=st.sampled_from(BODIES))
    def edit_outside_the_teaser(self, name: str, body: str) -> None:
        self.change(name, body=body)

    @rule(name=st.sampled_from(NAMES), teaser=st.sampled_from(TEASERS))
    def edit_the_teaser(self, name: str, teaser: str) -> None:
        self.change(name, teaser=teaser)

    @rule(name=st.sampled_from(NAMES), authors=st.sampled_from(AUTHORS), topics=st.sampled_from(TOPICS))
    def sign_and_sort(self, name: str, authors: str, topics: str) -> None:
        self.change(name, authors=authors, topics=topics)

    @rule(name=st.sampled_from(NAMES), summary=st.sampled_from([None, "A summary", "Another one"]))
    def summarise(self, name: str, summary: str | None) -> None:
        self.mark(name, "summary", summary)

    @rule(name=st.sampled_from(NAMES), series=st.sampled_from(SERIES))
    def put_into_a_series(self, name: str, series: str | None) -> None:
        """A part for each name; two files are one part when one of them was moved."""
        self.mark(name, "series", series)
        self.mark(name, "part", str(NAMES.index(name) + 1) if series else None)

    @rule(name=st.sampled_from(NAMES), draft=st.sampled_from([None, "true"]))
    def draft(self, name: str, draft: str | None) -> None:
        self.mark(name, "draft", draft)

    @rule(name=st.sampled_from(NAMES), expires=st.sampled_from([None, *DATES[2:]]))
    def expire(self, name: str, expires: str | None) -> None:
        self.mark(name, "expires", expires)

    @rule(name=st.sampled_from(NAMES), alias=st.sampled_from([None, "[/old/]", "[/a/]", "[/about/]"]))
    def alias(self, name: str, alias: str | None) -> None:
        self.mark(name, "aliases", alias)

    @rule(name=st.sampled_from(NAMES), language=st.sampled_from([None, "ar"]))
    def say_the_language(self, name: str, language: str | None) -> None:
        self.mark(name, "language", language)

    @rule(name=st.sampled_from(NAMES), original=st.sampled_from([None, None, None, NAMES[0], NAMES[1]]))
    def translate_another(self, name: str, original: str | None) -> None:
        self.mark(name, "language", "fr" if original else None)
        self.mark(name, "translation_of", original)

    @rule(name=st.sampled_from(NAMES), body=st.sampled_from([*TEASERS[:2], None, None]), title=st.sampled_from(TITLES))
    def translate(self, name: str, body: str | None, title: str) -> None:
        text = None if body is None else article(title, DATES[1], body, authors=AUTHORS[1], topics=TOPICS[1])
        self.set(f"content/articles/{name}.fr.md", text)

    @rule(text=st.sampled_from([None, ANA.replace("writes", "écrit"), "---\nname: Ana Rouiz\n---\n"]))
    def translate_a_bio(self, text: str | None) -> None:
        self.set("content/authors/ana-ruiz.fr.md", text)

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        self.articles.pop(name, None)
        (self.folder / f"content/articles/{name}.md").unlink(missing_ok=True)

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def move(self, name: str, to: str) -> None:
        """A file moved keeps its time and its inode."""
        if name in self.articles:
            self.articles[to] = self.articles.pop(name)
            (self.folder / f"content/articles/{name}.md").replace(self.folder / f"content/articles/{to}.md")

    @rule(a=st.sampled_from(NAMES), b=st.sampled_from(NAMES))
    def swap(self, a: str, b: str) -> None:
        if a in self.articles and b in self.articles and a != b:
            one, other, free = (self.folder / f"content/articles/{name}.md" for name in (a, b, "free"))
            one.replace(free)
            other.replace(one)
            free.replace(other)
            self.articles[a], self.articles[b] = self.articles[b], self.articles[a]

    @rule(who=st.sampled_from([("ana-ruiz", "Ana Ruiz", "Ana Ruis"), ("ben-okri-hall", "Ben Okri-Hall", "Ben Hall")]))
    def rename_an_author(self, who: tuple[str, str, str]) -> None:
        name, one, other = who
        old, new = (one, other) if f"name: {one}\n" in self.bios[name] else (other, one)
        self.bios[name] = self.bios[name].replace(f"name: {old}\n", f"name: {new}\n")
        self.put(f"content/authors/{name}.md", self.bios[name])

    @rule(
        name=st.sampled_from(["ana-ruiz", "ben-okri-hall"]), words=st.sampled_from(["Edits[^1].\n\n[^1]: N", "Writes"])
    )
    def edit_a_bio(self, name: str, words: str) -> None:
        self.bios[name] = f"{self.bios[name].rpartition('---')[0]}---\n{words}.\n"
        self.put(f"content/authors/{name}.md", self.bios[name])

    def set(self, path: str, text: str | bytes | None) -> None:
        if text is not None:
            self.put(path, text)
        elif (self.folder / path).is_file():
            (self.folder / path).unlink()

    @rule(change=one_of(LAYOUTS))
    def change_a_layout(self, change: tuple[str, str | None]) -> None:
        self.set(*change)

    @rule(change=one_of(below("static/")))
    def change_a_static_file(self, change: tuple[str, str | None]) -> None:
        self.set(*change)

    @rule(
        folder=st.sampled_from(["content/articles", "static"]),
        name=st.sampled_from(["map.png", "lead.png"]),
        data=st.sampled_from(PICTURES),
    )
    def lay_a_picture_there_or_take_it_away(self, folder: str, name: str, data: bytes | None) -> None:
        """Beside the articles or in static/; one that is torn, or named as what it is not, is a mistake while shown."""
        self.set(f"{folder}/{name}", data)

    @rule(name=st.sampled_from(NAMES), source=st.sampled_from([None, "map.png", "/map.png", "lead.png"]))
    def lead_with_a_picture(self, name: str, source: str | None) -> None:
        self.mark(name, "image", source and f"{{src: {source}, alt: A map}}")

    @rule(change=one_of(below("content/topics/", "content/pages/")))
    def change_a_topic_or_a_page(self, change: tuple[str, str | None]) -> None:
        self.set(*change)

    @rule(change=one_of(below("seeds/")))
    def change_a_seed(self, change: tuple[str, str | None]) -> None:
        self.set(*change)

    @rule(change=one_of(below("content/other/")))
    def put_what_does_not_belong_there(self, change: tuple[str, str | None]) -> None:
        self.set(*change)

    @rule(line=st.sampled_from(SETTING))
    def change_a_setting(self, line: str) -> None:
        key = line.partition(" ")[0]
        if not self.options.pop(key, None):
            self.options[key] = line
        text = SETTINGS if "base_url" not in self.options else 'title = "The Test"\n'
        self.put("site.toml", text + "".join(f"{line}\n" for line in self.options.values()))

    @rule(clock=st.sampled_from(CLOCKS))
    def let_time_pass_or_go_back(self, clock: str) -> None:
        self.now = dt.datetime.fromisoformat(clock).replace(tzinfo=dt.UTC)

    @rule()
    def show_drafts_or_hide_them(self) -> None:
        self.drafts = not self.drafts

    @rule(name=st.sampled_from(NAMES), keep_time=st.booleans())
    def edit_twice_in_an_instant(self, name: str, keep_time: bool) -> None:
        """Texts of one length, a build between them; the time of the first may be given to the second, as tar does."""
        self.change(name, body="It goes on.")
        file = self.folder / f"content/articles/{name}.md"
        self.build()
        info = file.stat()
        self.change(name, body="It ends so.")
        if keep_time:
            os.utime(file, ns=(info.st_atime_ns, info.st_mtime_ns))

    @rule(days=st.sampled_from([-400, 1, 400]))
    def touch_all(self, days: int) -> None:
        for file in self.folder.glob("content/*/*.md"):
            at = file.stat().st_mtime_ns + days * 86_400 * 10**9
            os.utime(file, ns=(at, at))

    @rule(how=st.sampled_from(["edited", "deleted", "gone", "emptied", "linked", "manifest"]))
    def tamper_with_the_output(self, how: str) -> None:
        """By hand, between builds."""
        page = self.folder / "public/articles/index.html"
        page = page if page.is_file() else self.folder / "public/index.html"
        if how == "gone":
            shutil.rmtree(self.folder / "public", ignore_errors=True)
        elif page.is_file() and not page.is_symlink():
            if how == "edited":
                data = page.read_bytes()
                page.write_bytes(data[::-1])
            elif how == "emptied":
                page.write_bytes(b"")
            elif how == "linked":
                page.unlink()
                page.symlink_to(self.folder / "site.toml")
            elif how == "deleted":
                page.unlink()

    @rule(how=st.sampled_from(["all", "values", "entries", "notes", "a half"]))
    def lose_the_cache(self, how: str) -> None:
        file = self.folder / ".sitegen/cache.sqlite"
        if how == "all":
            shutil.rmtree(self.folder / ".sitegen", ignore_errors=True)
        elif file.is_file():
            import sqlite3

            database = sqlite3.connect(file)
            where = {"values": "values_", "entries": "entries", "notes": "notes"}.get(how, "values_ WHERE number % 2")
            database.execute(f"DELETE FROM {where}")
            database.commit()
            database.close()

    # What must hold -----------------------------------------------------------------------------------------

    def build(self) -> Any:
        return build(self.folder, self.now, Options(drafts=self.drafts, jobs=1))

    def clean_build(self, sources: dict[str, bytes]) -> Any:
        """What a build of these sources gives that has neither cache nor output; looked up if it was made before."""
        key = hashlib.sha256(repr((sorted(sources.items()), self.now, self.drafts)).encode()).digest()
        if key not in self.known:
            shutil.rmtree(self.clean, ignore_errors=True)
            write(self.clean, sources)
            result = build(self.clean, self.now, Options(drafts=self.drafts, jobs=1))
            content = {path: data for path, data in tree(self.clean).items() if path.startswith("content/")}
            self.known[key] = result.problems, digests(tree(self.clean / "public")), digests(content)
        return self.known[key]

    @invariant()
    def both_builds_are_equal(self) -> None:
        if not (self.folder / "site.toml").exists():
            return
        Editors.steps += 1
        sources = {p: d for p, d in tree(self.folder).items() if p.startswith(SOURCES) or p == "site.toml"}
        before = digests(tree(self.folder / "public"))
        problems, public, content = self.clean_build(sources)
        result = self.build()
        Editors.wrong += result.failed
        assert said(result.problems) == said(problems)
        assert result.problems == problems
        after = tree(self.folder)
        assert digests({p: d for p, d in after.items() if p.startswith("content/")}) == content
        assert digests(tree(self.folder / "public")) == (before if result.failed else public)
        again = self.build()
        assert result.reports or again.problems == result.problems
        assert not again.written.written
        assert not again.written.removed

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def digests(found: dict[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(data).hexdigest() for path, data in found.items()}


def stamp_of(info: os.stat_result) -> Stamp:
    """What a file system says that knows no inodes and tells time in steps."""
    tick = Editors.tick
    return files.stamp(info.st_size, info.st_mtime_ns // tick * tick, info.st_ctime_ns // tick * tick, 0)


def test_after_any_edits_a_build_equals_a_clean_one(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: Callable[[str], None]
) -> None:
    """Every byte and every problem, after each of some thousand edits of every kind, whatever the clock is made of."""
    real, tools = files.instant, toolchain.address()
    monkeypatch.setattr(toolchain, "address", lambda: tools)
    for module in (files, publishing):
        monkeypatch.setattr(module, "stamp_of", stamp_of)
    monkeypatch.setattr(files, "instant", lambda folder: real(folder) // Editors.tick * Editors.tick)
    monkeypatch.setattr(Editors, "root", tmp_path)
    monkeypatch.setattr(Editors, "known", {})
    monkeypatch.setattr(Editors, "steps", 0)
    monkeypatch.setattr(Editors, "wrong", 0)
    chosen_settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seeded(seed)(Editors), settings=chosen_settings)
    finally:
        done = f"freshness: {Editors.steps} edits, {Editors.wrong} of them mistakes"
        note(f"{done}; to repeat them: pytest -k any_edits --hypothesis-seed={seed}")
