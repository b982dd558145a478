"""What made a page, and what is another than last time: two plans are compared, value by value.

Nothing is written down for this while building but what the build was made of. The last plan is made again from it,
with what the cache still has, and the first value that differs is said in the words of the trade.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sitegen import assets, entries, files
from sitegen.album import static_file
from sitegen.assets import Asset
from sitegen.cache import Cache
from sitegen.entries import Reader
from sitegen.feeds import Feed
from sitegen.layouts import Layout
from sitegen.ledger import Ledger
from sitegen.memory import Inputs, known_ledger
from sitegen.model import Matter, StaticFile, Task
from sitegen.neighbours import Neighbours, Part
from sitegen.planning import Planned, plan
from sitegen.press import Piece, Recipe, Shown
from sitegen.related import Related
from sitegen.site import Card, Headline, Name, Version
from sitegen.value import Value, fields
from sitegen.views import ArticleOf, Publication, Scene

_WORDS = {
    "title": "headline",
    "summary": "standfirst",
    "picture": "picture",
    "url": "address",
    "minutes": "length",
    "part": "series",
}
_PROGRAM = "the program, or a library that it works with, is another version"


def reasons(
    planned: Planned, paths: Iterable[str], last: Inputs | None, cache: Cache, tools: bytes
) -> tuple[tuple[str, str], ...]:
    """Return for each path what differs first from the last build."""
    if last is None:
        return tuple((path, "no earlier build is remembered") for path in paths)
    if last.tools != tools:
        return tuple((path, _PROGRAM) for path in paths)
    before = _again(last, cache, tools)
    if before is None:
        return tuple((path, "what the last build was made of is no longer known") for path in paths)
    old = {item.path: item for item in before.items}
    new = {item.path: item for item in planned.items}
    return tuple((path, _reason(old.get(path), new[path])) for path in paths)


def _again(last: Inputs, cache: Cache, tools: bytes) -> Planned | None:
    """Plan the last build once more; None when the cache has lost a file of it."""
    reader = Reader(cache, tools, last.config.timezone)
    content = [(path, digest) for path, digest in last.files if path.startswith("content/") and path.endswith(".md")]
    found = entries.all_known(reader, content)
    if len(found) < len(content):
        return None
    statics = tuple(
        static_file(path, "", digest)
        for path, digest in last.files
        if (path.startswith("static/") and not files.is_asset(path))
        or (path.startswith("content/") and not path.endswith(".md") and path != files.LEDGER)
    )
    kept = next((digest for path, digest in last.files if path == files.LEDGER), None)
    known_as = (known_ledger(cache, tools, kept) if kept else None) or Ledger()
    return plan(last.config, found, last.theme, statics, last.now, cache, tools, known_as=known_as, drafts=last.drafts)


def _reason(old: Task | StaticFile | None, new: Task | StaticFile) -> str:
    if old is None:
        return "new"
    before, after = (item.matter() if isinstance(item, Task) else item for item in (old, new))
    if before.key == after.key:
        return "it was not on disk as it was written"
    if isinstance(before, Matter) and isinstance(after, Matter):
        return next(_between(before.argument, after.argument, ""), "another kind of page")
    return "static file changed"


def _between(old: Any, new: Any, of: str) -> Iterator[str]:
    """Give what differs between two values of one kind, the likeliest cause first; `of` is whose they are."""
    if old == new:
        return
    if isinstance(old, Piece) and isinstance(new, Piece):
        yield from _pieces(old, new, of)
    elif isinstance(old, Shown) and isinstance(new, Shown):
        yield f"text of {of} changed" if old.text != new.text else f"a link in the text of {of} leads elsewhere"
    elif isinstance(old, Layout) and isinstance(new, Layout):
        yield from _layouts(old, new)
    elif isinstance(old, Asset) and isinstance(new, Asset):
        yield from _assets(old, new)
    elif isinstance(old, Scene) and isinstance(new, Scene):
        yield from _settings(old, new)
    elif isinstance(old, Feed) and isinstance(new, Feed):
        yield from _feeds(old, new)
    elif isinstance(old, Part) and isinstance(new, Part):
        yield f"place of {of} in its series changed"
    elif isinstance(old, ArticleOf) and isinstance(new, ArticleOf):
        yield from _fields(old, new, _name(new), but=("neighbours", "related", "versions"))
        yield from _versions(new.card.url, old.versions, new.versions)
        yield from _neighbours(old.neighbours, new.neighbours, _name(new))
        yield from _related(old.related, new.related, _name(new))
    elif isinstance(old, tuple) and isinstance(new, tuple):
        if len(set(map(type, new))) > 1:
            yield f"what is said of {_name(new) or of} changed"
        else:
            yield from _lists(old, new, of)
    elif isinstance(old, Value) and type(old) is type(new):
        yield from _fields(old, new, _name(new) or of)
    else:
        yield f"{of} changed"


def _fields(old: Value, new: Value, own: str, but: Collection[str] = ()) -> Iterator[str]:
    for name in fields(old):
        before, after = getattr(old, name), getattr(new, name)
        if before == after or name in but:
            continue
        if isinstance(before, (tuple, Value)):
            yield from _between(before, after, own)
        yield f"{_WORDS.get(name, name)} of {own} changed".replace(" of  ", " ")


def _versions(own: str, old: Sequence[Version], new: Sequence[Version]) -> Iterator[str]:
    """Say which versions of the text at an address came and went."""
    before, after = ([version.url for version in versions if version.url != own] for versions in (old, new))
    yield from (f"{_of_url(url)} is a version of it now" for url in after if url not in before)
    yield from (f"{_of_url(url)} is no longer a version of it" for url in before if url not in after)
    if old != new:
        yield "the languages of its versions changed"


def _neighbours(old: Neighbours | None, new: Neighbours | None, own: str) -> Iterator[str]:
    """Say what comes before or after an article now, or what of it is another."""
    for where in ("before", "after"):
        one, other = getattr(old, where, None), getattr(new, where, None)
        if one and other and one.url == other.url:
            yield from _between(one, other, own)
        elif other:
            yield f"{_name(other)} comes {where} it now"
        elif one:
            yield f"{_name(one)} no longer comes {where} it"
    if old != new:
        yield f"the list in which {own} has neighbours changed"


def _related(old: tuple[Related, ...], new: tuple[Related, ...], own: str) -> Iterator[str]:
    """Say what is related to an article now, and why it is, if that is another than it was."""
    before, after = ({each.headline.url: each for each in related} for related in (old, new))
    yield from (f"{_of_url(url)} is related to it now" for url in after if url not in before)
    yield from (f"{_of_url(url)} is no longer related to it" for url in before if url not in after)
    for url in after:
        if before[url] != after[url]:
            yield from _between(before[url].headline, after[url].headline, own)
            yield f"what {_of_url(url)} shares with it is another"
    if old != new:
        yield f"order of what is related to {own} changed"


def _pieces(old: Piece, new: Piece, of: str) -> Iterator[str]:
    own = _name(new.argument) or new.subject.removeprefix("content/").removesuffix(".md") or of
    before, after = dict(old.slots), dict(new.slots)
    for name in after:
        if name in before and isinstance(after[name], Shown) and before[name].key != after[name].key:
            yield from _between(before[name], after[name], own)
    yield from _between(old.layout, new.layout, own)
    yield from _between(old.argument, new.argument, own)
    cards = [
        [p for n, p in slots.items() if n.startswith(("card/", "lead/", "second/", "section/", "other/"))]
        for slots in (before, after)
    ]
    yield from _lists(tuple(_card(p) for p in cards[0]), tuple(_card(p) for p in cards[1]), own)
    for name in after:
        if name not in before:
            yield f"{name.partition('/')[0]} is new on it"
        elif before[name].key != after[name].key:
            yield from _between(before[name], after[name], own)
    yield from (f"{name.partition('/')[0]} is gone from it" for name in before if name not in after)
    yield from _between(old.scene, new.scene, own)


def _card(part: Piece | Recipe | Shown) -> Any:
    return part.argument if isinstance(part, Piece) else part


def _layouts(old: Layout, new: Layout) -> Iterator[str]:
    before, after = ({name: text for name, text, _ in layout.sources} for layout in (old, new))
    yield from (f"layout {name} changed" for name in after if before.get(name, after[name]) != after[name])
    yield from (f"layout {name} is new in it" for name in after if name not in before)
    yield from (f"layout {name} is gone from it" for name in before if name not in after)
    yield f"layout {new.name} lies elsewhere"


def _assets(old: Asset, new: Asset) -> Iterator[str]:
    before, after = dict(old.sources), dict(new.sources)
    if before.pop(assets.SETTINGS, "") != after.pop(assets.SETTINGS, ""):
        yield "settings of colours or fonts changed"
    yield from (f"{files.THEME}{name} changed" for name in after if before.get(name, after[name]) != after[name])
    yield from (f"{files.THEME}{name} is new in it" for name in after if name not in before)
    yield from (f"{files.THEME}{name} is gone from it" for name in before if name not in after)


def _settings(old: Scene, new: Scene) -> Iterator[str]:
    for name in fields(old.config):
        if getattr(old.config, name) != getattr(new.config, name):
            yield f"setting `{name}` changed"
    for name in fields(Publication):
        if getattr(old.publication, name) != getattr(new.publication, name):
            yield f"{name} of every page changed"
    for tag, words in (("", old.words.first), *old.words.others.items()):
        other = new.words.table(tag)
        for key in words.table:
            if other.table.get(key) != words.table[key]:
                yield f"the word `{key}` changed in layouts/words/ ({other.tag})"
    if old.words != new.words:
        yield "texts in other languages are new or gone"
    if old.house != new.house:
        yield "what machines are told of the publication changed"


def _feeds(old: Feed[Piece], new: Feed[Piece]) -> Iterator[str]:
    before = {entry.id: entry for entry in old.entries}
    after = {entry.id: entry for entry in new.entries}
    yield from _arrivals({i: e.url for i, e in before.items()}, {i: e.url for i, e in after.items()})
    for key, entry in after.items():
        if key not in before:
            continue
        own = _of_url(entry.url)
        for name in fields(entry):
            one, other = getattr(before[key], name), getattr(entry, name)
            if one != other:
                yield from _between(one, other, own) if isinstance(other, Piece) else ()
                yield f"{_WORDS.get(name, name)} of {own} changed"
    for name in fields(new):
        if name != "entries" and getattr(old, name) != getattr(new, name):
            yield f"{_WORDS.get(name, name)} of the feed changed"
    yield "order of the articles changed"


def _lists(old: Sequence[Any], new: Sequence[Any], of: str) -> Iterator[str]:
    """Say what differs in a list: what came and went, then what is another, then the order."""
    if old == new:
        return
    before, after = ({_key(item): item for item in items} for items in (old, new))
    names = [{key: _name(item) or key for key, item in items.items()} for items in (before, after)]
    yield from _arrivals(*names)
    for key, item in after.items():
        if key in before:
            yield from _between(before[key], item, _name(item) or of)
    yield f"order in {of} changed"


def _arrivals(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{_of_url(name)} is new" for key, name in new.items() if key not in old)
    yield from (f"{_of_url(name)} is gone" for key, name in old.items() if key not in new)


def _key(item: Any) -> str:
    """Return what stays of a thing when it changes."""
    if isinstance(item, (Card, Headline, Name)):
        return item.url
    if isinstance(item, tuple) and item:
        return _key(item[0])
    return str(getattr(item, "id", item))


def _name(item: Any) -> str:
    """Return what a thing is called in a message; empty for what has no name of its own."""
    if isinstance(item, (Card, Headline, Name)):
        return _of_url(item.url)
    if isinstance(item, tuple) and item and isinstance(item[0], (str, Name)):
        return _of_url(_key(item))
    card = getattr(item, "card", None) or getattr(item, "name", None)
    if isinstance(card, (Card, Name)):
        return _of_url(card.url)
    url = getattr(item, "url", "")
    return _of_url(url) if isinstance(url, str) and url else ""


def _of_url(url: str) -> str:
    """Return a URL as the name of what is there: `articles/x`, `home`."""
    path = url.partition("://")[2].partition("/")[2] if "://" in url else url
    return path.strip("/") or "home"


# What made a page ------------------------------------------------------------------------------------------


class Explanation(Value):
    """What made a file: who claims it, its layouts, its parts with theirs, whose headlines and texts it shows.

    `leads` are the articles that an article leads to, each with the reason.
    """

    path: str
    source: str
    layouts: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    shows: tuple[str, ...]
    leads: tuple[str, ...] = ()


def explain(task: Task | StaticFile) -> Explanation:
    """Return what made a file."""
    if isinstance(task, StaticFile):
        return Explanation(task.path, f"static/{task.path}", (), (), (), ())
    argument = task.matter().argument
    if isinstance(argument, Feed):
        made = [entry.body for entry in argument.entries]
        shows = tuple(_of_url(entry.url) for entry in argument.entries)
        layouts = made[0].layout.sources if made else ()
        texts = tuple(piece.subject for piece in made)
        return Explanation(task.path, task.source, tuple(path for _, _, path in layouts), (), texts, shows)
    if isinstance(argument, tuple):
        # A file that is made of a picture.
        return Explanation(task.path, task.source, (), (), (), ())
    if isinstance(argument, Asset):
        sheets = tuple((name, files.THEME + name) for name, _ in argument.sources)
        return Explanation(task.path, task.source, (), sheets, (), ())
    piece = argument
    parts = tuple(dict.fromkeys(_parts(piece)))
    texts = tuple(dict.fromkeys(_texts(piece, task.source)))
    own = _name(piece.argument)
    shows = tuple(dict.fromkeys(name for name in _shown(piece) if name != own))
    leads = tuple(_leads(piece.argument)) if isinstance(piece.argument, ArticleOf) else ()
    return Explanation(task.path, task.source, tuple(p for _, _, p in piece.layout.sources), parts, texts, shows, leads)


def _leads(article: ArticleOf) -> Iterator[str]:
    beside = article.neighbours
    if beside:
        where = beside.series or beside.topic
        within = f" in {_of_url(where.url)}" if where else ""
        for words, other in (("before", beside.before), ("after", beside.after)):
            if other:
                yield f"{_of_url(other.url)}: {words} it{within}"
    for related in article.related:
        shared = (*(name.text for name in (*related.topics, *related.authors)), *related.words)
        yield f"{_of_url(related.headline.url)}: related by {', '.join(shared)}"


def _parts(piece: Piece) -> Iterator[tuple[str, str]]:
    for name, part in piece.slots:
        if isinstance(part, Piece):
            yield name.partition("/")[0], next(p for n, _, p in part.layout.sources if n == part.layout.name)
            yield from _parts(part)


def _texts(piece: Piece, source: str) -> Iterator[str]:
    for _, part in piece.slots:
        if isinstance(part, Piece):
            yield from _texts(part, part.subject)
        elif isinstance(part, Shown) and not part.is_empty:
            yield source


def _shown(piece: Piece) -> Iterator[str]:
    yield from _cards(piece.argument)
    for _, part in piece.slots:
        if isinstance(part, Piece):
            yield from _shown(part)


def _cards(value: Any) -> Iterator[str]:
    if isinstance(value, (Card, Headline)):
        yield _of_url(value.url)
    elif isinstance(value, tuple):
        for item in value:
            yield from _cards(item)
    elif isinstance(value, Value):
        for name in fields(value):
            yield from _cards(getattr(value, name))
