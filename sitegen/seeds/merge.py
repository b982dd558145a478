"""Seeds meet the site: which article is whose, who is known already, and what is to be written.

In: seeds and existing files as values. Out: a `Plan`. It never plans to write a file that an editor touched, or one
that is not the seed's own article.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sitegen import urls
from sitegen.model import SeedMark, Source
from sitegen.problems import Problem, errors, in_order, warning
from sitegen.seeds import emit, people
from sitegen.seeds.parse import parse
from sitegen.seeds.report import Report
from sitegen.seeds.values import Author, Conversion, Remark
from sitegen.value import Value

_ARTICLES = "content/articles/"
_AUTHORS = "content/authors/"


class Existing(Value):
    """An article that is there: its file as it stands, and what its front matter says."""

    path: str
    data: bytes
    mark: SeedMark | None
    slug: str
    date: dt.date
    id: str = ""


class ExistingAuthor(Value):
    """An author who is there: the file, the id (its stem), the name, the bio as Markdown."""

    path: str
    id: str
    name: str
    bio: str = ""


class Plan(Value):
    """What a conversion comes to: files to write, what to print, and what is wrong."""

    writes: tuple[Source, ...] = ()
    reports: tuple[Report, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _State:
    """What has been decided so far in one run."""

    today: dt.date
    domain: str
    force: bool
    slugs: set[str]
    paths: set[str]
    people: list[ExistingAuthor]
    writes: dict[str, Source] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def convert(
    seeds: Iterable[Source],
    articles: Iterable[Existing],
    authors: Iterable[ExistingAuthor],
    *,
    today: dt.date,
    domain: str,
    force: bool = False,
    done: Callable[[int], object] = lambda count: None,
) -> Plan:
    """Return the files to write for the seeds, beside the articles and authors that exist.

    A seed whose bytes are those that its article was made of is passed over. `today` is the date of an article
    whose seed has none; `domain` (RFC 4151) goes into the ids of new articles; `force` takes a changed seed even
    where the article was edited by hand. `done` is told of each seed that was looked at.
    """
    articles = sorted(articles, key=lambda a: (_is_edited(a), a.path))
    ordered = sorted(seeds, key=lambda seed: seed.path)
    state = _State(
        today,
        domain,
        force,
        slugs={urls.same_place(a.slug) for a in articles},
        paths={urls.same_place(a.path) for a in articles},
        people=sorted(authors, key=lambda a: a.id),
    )
    claims = _claims(ordered, articles)
    made: dict[str, str] = {}
    for seed in ordered:
        digest = _digest(seed)
        claim = claims.get(seed.path)
        if claim is not None and claim.mark is not None and claim.mark.digest == digest:
            made.setdefault(digest, seed.shown)
    for seed in ordered:
        _seed(seed, claims.get(seed.path), articles, made, state)
        done(1)
    return Plan(
        tuple(state.writes[path] for path in sorted(state.writes)), tuple(state.reports), in_order(state.problems)
    )


def _digest(seed: Source) -> str:
    return hashlib.sha256(seed.data).hexdigest()


def _is_edited(article: Existing) -> bool:
    return article.mark is None or emit.article_digest(article.data) != article.mark.article


def _claims(seeds: Sequence[Source], articles: Sequence[Existing]) -> dict[str, Existing]:
    """Return the article of each seed that has one: by file, else by equal bytes (a renamed seed)."""
    claims: dict[str, Existing] = {}
    taken: set[str] = set()

    def claim(seed: Source, article: Existing | None) -> None:
        if article is not None:
            claims[seed.path] = article
            taken.add(article.path)

    by_file: dict[str, list[Existing]] = {}
    by_digest: dict[str, list[Existing]] = {}
    for article in articles:
        if article.mark:
            by_file.setdefault(article.mark.file, []).append(article)
            by_digest.setdefault(article.mark.digest, []).append(article)
    for seed in seeds:
        if seed.path.startswith("seeds/"):
            claim(seed, next(iter(by_file.get(seed.path, ())), None))
    for seed in seeds:
        if seed.path not in claims:
            claim(seed, next((a for a in by_digest.get(_digest(seed), ()) if a.path not in taken), None))
    return claims


def _seed(
    seed: Source, claim: Existing | None, articles: Sequence[Existing], made: dict[str, str], state: _State
) -> None:
    digest = _digest(seed)
    if claim is not None and claim.mark is not None and claim.mark.digest == digest:
        return
    if digest in made:
        what = f"the same text, byte for byte, as {made[digest]}: not converted twice"
        state.problems.append(warning(seed.shown, 1, 1, what, "delete one of the two"))
        return
    if (
        any(a.mark and a.mark.digest == digest and a.path in _unchanged(articles, state) for a in articles)
        and not claim
    ):
        return
    conversion = parse(seed, (person.name for person in state.people))
    state.problems += conversion.problems
    if errors(conversion.problems):
        return
    made[digest] = seed.shown
    slug = _slug(conversion, seed, digest)
    if claim is None and not seed.path.startswith("seeds/"):
        claim = next((a for a in articles if a.mark and a.mark.file == seed.path and a.slug == slug), None)
    if claim is not None and _is_edited(claim) and not state.force:
        what = f"the seed changed, and so did {claim.path}, by hand: the article stays as it is"
        hint = f"to take the seed and lose the edits: sitegen import --force {seed.shown}"
        state.problems = [p for p in state.problems if p not in conversion.problems]
        state.problems.append(warning(seed.shown, 1, 1, what, hint))
        return
    _write(seed, digest, conversion, claim, slug, state)


def _unchanged(articles: Sequence[Existing], state: _State) -> set[str]:
    return {a.path for a in articles} - set(state.writes)


def _slug(conversion: Conversion, seed: Source, digest: str) -> str:
    stem = seed.path.rpartition("/")[2].rpartition(".")[0] or seed.path.rpartition("/")[2]
    return urls.slugify(conversion.title) or urls.slugify(stem) or f"article-{digest[:8]}"


def _write(seed: Source, digest: str, conversion: Conversion, claim: Existing | None, slug: str, state: _State) -> None:
    remarks = list(conversion.remarks)
    left_out = list(conversion.left_out)
    ids = [_author(author, remarks, left_out, state) for author in conversion.authors]
    kept = ""
    if claim is None:
        date = conversion.date
        base, number = slug, 1
        while urls.same_place(slug) in state.slugs or urls.same_place(f"{_ARTICLES}{slug}.md") in state.paths:
            number += 1
            slug = f"{base}-{number}"
        if number > 1:
            remarks.append(Remark("guessed", 0, f"another article has the slug {base}: this one is {slug}"))
        path = f"{_ARTICLES}{slug}.md"
        entry = ""
    else:
        path, slug, entry = claim.path, claim.slug, claim.id
        date = conversion.date or _plain(claim.date)
        kept, names = emit.kept_keys(claim.data) if _is_edited(claim) else ("", ())
        if names:
            remarks.append(Remark("recognised", 0, f"kept from the article: {', '.join(names)}"))
    if date is None:
        date = state.today
        hint = "write `date` into the article, or rename the seed like 2023-03-05-name.txt before converting"
        what = f"no date found: the article is dated {date.isoformat()}, the day of conversion"
        state.problems.append(warning(seed.shown, 1, 1, what, hint))
    day = date.date() if isinstance(date, dt.datetime) else date
    if day > state.today:
        what = f"the date {day.isoformat()} lies ahead: the article will not show before it"
        state.problems.append(warning(seed.shown, 1, 1, what, "look whether day and month are right"))
    data, _ = emit.article(
        title=conversion.title,
        date=date,
        authors=ids,
        summary=conversion.summary,
        slug=slug,
        entry=entry or f"tag:{state.domain},{day.isoformat()}:articles/{slug}",
        updated=conversion.updated,
        seed=(seed.path, digest),
        latest_seen=conversion.latest_seen,
        kept=kept,
        text=conversion.text,
    )
    state.slugs.add(urls.same_place(slug))
    state.paths.add(urls.same_place(path))
    state.writes[path] = Source(path, data)
    order = {"recognised": 0, "guessed": 1, "left out": 2}
    remarks.sort(key=lambda remark: (order[remark.kind], remark.line))
    state.reports.append(Report(seed.shown, path, tuple(remarks), tuple(sorted(left_out))))


def _plain(date: dt.date) -> dt.date:
    """Return a date without a midnight that nobody wrote."""
    if isinstance(date, dt.datetime) and date.time() == dt.time():
        return date.date()
    return date


def _author(author: Author, remarks: list[Remark], left_out: list[tuple[int, str]], state: _State) -> str:
    """Return the id of an author: of the file that is there, else of one that is made."""
    key = people.key(author.name)
    known = [person for person in state.people if people.key(person.name) == key]
    if known:
        person = next((p for p in known if p.name == author.name), known[0])
        remarks.append(Remark("recognised", author.line, f"{author.name} is known: {person.path}"))
        if len(known) > 1:
            others = ", ".join(p.path for p in known if p is not person)
            remarks.append(Remark("guessed", author.line, f"others have the same name: {others}"))
        if person.name != author.name:
            _leave_out(left_out, author.line, author.name)
        if author.bio and _squeezed(author.bio) != _squeezed(person.bio):
            remarks.append(Remark("guessed", author.line, f"another bio than in {person.path}, which stays as it is"))
            for line, text in author.rows:
                _leave_out(left_out, line, text)
        return person.id
    base = urls.slugify(people.bare(author.name)) or urls.slugify(author.name)
    base = base or "author-" + hashlib.sha256(author.name.encode()).hexdigest()[:8]
    taken = {urls.same_place(person.id) for person in state.people}
    made, number = base, 1
    while urls.same_place(made) in taken:
        number += 1
        made = f"{base}-{number}"
    person = ExistingAuthor(f"{_AUTHORS}{made}.md", made, author.name, author.bio)
    state.people.append(person)
    state.writes[person.path] = Source(person.path, emit.author(author.name, author.bio))
    return made


def _leave_out(left_out: list[tuple[int, str]], line: int, text: str) -> None:
    """Put a text into the printed list, unless the whole line that it is from stands there."""
    if text.strip() and not any(number == line and text in row for number, row in left_out):
        left_out.append((line, text))


def _squeezed(text: str) -> str:
    return " ".join(text.split())
