"""Content files: front-matter Markdown bytes become a typed `Document`, and what is wrong with them.

The fences are read here, strictly, because python-frontmatter takes much that is wrong for no front matter at all.
The YAML between them is read without types: every scalar stays the text that was typed (`NO`, `1.10`, `12:30` and
`0123` too), and each key is then checked against what the contract says it holds. Anchors, aliases and tags are
refused, so a file cannot grow in memory. Simple lines are read without YAML, which is loaded when a file needs it.
Where a line is wrong the others are read all the same, and the text is there, so that a person is told of every
mistake at once: with an error among its problems a document is as good as could be made out, and never published.
The only importer of frontmatter and yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from sitegen import dates, urls
from sitegen.metadata import GENRES
from sitegen.model import (
    AuthorMeta,
    Correction,
    Document,
    Image,
    Meta,
    PageMeta,
    SeedMark,
    Source,
    Teaser,
    TopicMeta,
)
from sitegen.problems import Problem, error, nearest, warning

if TYPE_CHECKING:
    import yaml

M = TypeVar("M")
_A_TITLE = '"The title"'

_FENCE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)

# What no text of a page may hold: C0 and C1 controls but tab and line ends, and noncharacters (XML 1.0, section
# 2.2, forbids most of them; `holes` uses two of the others).
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class Value(NamedTuple):
    """A YAML node with its place: text, or a list's items, or a mapping's pairs. `plain` is text without quotes."""

    kind: Literal["text", "list", "mapping"]
    line: int
    column: int
    text: str = ""
    items: tuple[Value, ...] = ()
    pairs: tuple[tuple[Value, Value], ...] = ()
    plain: bool = False


class FaultError(Exception):
    """A value is not what its key holds: what is wrong, what to do, and where."""

    def __init__(self, value: Value, what: str, hint: str = "") -> None:
        self.value, self.what, self.hint = value, what, hint


def article(source: Source, zone: str) -> tuple[Document[Meta] | None, tuple[Problem, ...]]:
    """Read an article; `zone` is the IANA time zone of dates without offset."""
    return _read(source, Meta, _article_keys(zone), {"title": _A_TITLE, "date": "2023-03-05"})


def author(source: Source) -> tuple[Document[AuthorMeta] | None, tuple[Problem, ...]]:
    """Read an author's file."""
    return _read(source, AuthorMeta, _AUTHOR_KEYS, {"name": "Ana Example"})


def topic(source: Source) -> tuple[Document[TopicMeta] | None, tuple[Problem, ...]]:
    """Read a topic's file."""
    return _read(source, TopicMeta, _TOPIC_KEYS, {"title": _A_TITLE})


def page(source: Source) -> tuple[Document[PageMeta] | None, tuple[Problem, ...]]:
    """Read a page such as about."""
    return _read(source, PageMeta, _PAGE_KEYS, {"title": _A_TITLE})


# The file --------------------------------------------------------------------------------------------------


def _read(
    source: Source, make: Callable[..., M], keys: Mapping[str, Callable[[Value], Any]], required: Mapping[str, str]
) -> tuple[Document[M] | None, tuple[Problem, ...]]:
    path = source.path
    text, problems = _decode(source)
    if text is None:
        return None, tuple(problems)
    if line := _merged(text):
        what = "two versions of the file stand in it, from a merge that was not ended"
        hint = "keep what you want of the two, and take the lines with <<<<<<<, ======= and >>>>>>> out"
        return None, (*problems, error(path, line, 1, what, hint))
    try:
        head, body, line = _fences(text)
    except BrokenError as fault:
        return None, (*problems, _error(path, fault))
    pairs, faults, lines = _mapping(head)
    problems += [_error(path, fault) for fault in faults]
    values: dict[str, Any] = {}
    for key, value in pairs:
        name = key.text
        if name in lines:
            first, again = sorted((lines[name], key.line))
            problems.append(error(path, again, 1, f"`{name}` stands here twice, first in line {first}", "keep one"))
            continue
        lines[name] = key.line
        if name not in keys:
            problems.append(_unknown(path, key, keys))
            continue
        try:
            values[name] = keys[name](value)
        except FaultError as fault:
            at = fault.value
            problems.append(error(path, at.line, at.column, f"`{name}` {fault.what}", fault.hint))
    for name, example in required.items():
        # It may be in what cannot be read.
        if name not in lines and not (faults and (not pairs or f"{name}:" in head)):
            hint = f"add a line between the --- fences: {name}: {example}"
            problems.append(error(path, 1, 1, f"the front matter has no `{name}`", hint))
        if name not in values:
            values[name] = keys[name](Value("text", 1, 1, example))
    stem, suffix, looks_so = dates.suffix(path.rpartition("/")[2].removesuffix(".md"))
    if looks_so:
        hint = "the end of a name is taken for a language if it is one, as in treaty.fr.md"
        what = "the file's name ends like a language, but in none that is known"
        problems.append(warning(path, 1, 1, what, hint))
    if suffix and "language" in keys and values.setdefault("language", suffix) != suffix and "language" in lines:
        what = f"`language` is {values['language']}, but the file's name ends in .{suffix}.md"
        problems.append(error(path, lines["language"], 1, what, "take one of the two out, or make them the same"))
    if (tag := values.get("language")) and not dates.is_known(tag):
        what = f"`language` is no language that is known: {tag!r}"
        hint = "write it like fr or zh-Hant; with this one, dates are shown as numbers"
        problems.append(warning(path, lines.get("language", 1), 1, what, hint))
    fault_of_name = "" if "slug" in values else urls.stem_fault(stem)
    if fault_of_name:
        what = f"the file's name {fault_of_name}, and its address is made of it"
        problems.append(error(path, 1, 1, what, f"rename it, as {urls.slugify(stem) or 'article'}.md"))
    meta = make(**{k: v for k, v in values.items() if v is not None})
    rows = "\n".join(f"{number} {key}" for key, number in lines.items())
    return Document(path, meta, body, line, rows, suffix), tuple(problems)


def _decode(source: Source) -> tuple[str | None, list[Problem]]:
    """Return the text with `\\n` line ends and without what cannot be seen; None when the bytes are not UTF-8."""
    path = source.path
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = source.data[: fault.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        what = f"not UTF-8: the byte 0x{source.data[fault.start]:02X} cannot be read"
        return None, [error(path, line, column, what, "save the file again with the encoding UTF-8")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_visible(source.data) or not _INVISIBLE.search(text):
        return text, []
    problems = []
    for found in _INVISIBLE.finditer(text):
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        what = f"an invisible control character (U+{ord(found[0]):04X}) was left out"
        problems.append(warning(path, line, column, what, "delete it and type the word again"))
        if len(problems) == 20:
            break
    return _INVISIBLE.sub("", text), problems


def _merged(text: str) -> int:
    """Return the first line of what git leaves in a file that was changed in two places in two ways; 0 if none."""
    first = at = text.find("\n<<<<<<< ")
    for mark in ("\n=======\n", "\n>>>>>>> "):
        at = text.find(mark, at) if at >= 0 else at
    return text.count("\n", 0, first) + 2 if at >= 0 else 0


def _is_visible(data: bytes) -> bool:
    """Tell at once for most UTF-8 that `_INVISIBLE` finds nothing in it: it looks at the bytes that begin a find."""
    return b"\xc2" not in data and b"\xef" not in data and len(data.translate(None, _CONTROLS)) == len(data)


class BrokenError(Exception):
    """The front matter, or a key of it, cannot be read: where, what is wrong, what to do."""

    def __init__(self, line: int, column: int, what: str, hint: str) -> None:
        self.line, self.column, self.what, self.hint = line, column, what, hint


def _error(path: str, fault: BrokenError) -> Problem:
    return error(path, fault.line, fault.column, fault.what, fault.hint)


def _fences(text: str) -> tuple[str, str, int]:
    """Cut a file in front matter, body, and the line where the body starts."""
    first = _FENCE.match(text)
    if not first:
        row = text.partition("\n")[0].strip()
        hint = 'begin the file with a line ---, then lines such as title: "…", then a line ---'
        what = "the front matter is missing" if row != "+++" else "front matter in TOML is not read here"
        if set(row) == {"-"}:
            what = "the front matter's first fence is not three hyphens"
        raise BrokenError(1, 1, what, hint)
    last = _FENCE.search(text, first.end() + 1)
    if not last:
        raise BrokenError(1, 1, "the front matter is not closed", "put a line --- under its last key, before the text")
    head = text[first.end() + 1 : last.start()].removesuffix("\n")
    return head, text[last.end() + 1 :], text.count("\n", 0, last.start()) + 2


def _mapping(head: str) -> tuple[list[tuple[Value, Value]], list[BrokenError], dict[str, int]]:
    """Return the pairs of a front matter, what cannot be read of it, and the keys of that with their lines."""
    pairs = _plain_pairs(head) if head.strip() else ()
    if pairs is not None:
        return list(pairs), [], {}
    try:
        return list(_yaml_pairs(head)), [], {}
    except BrokenError as fault:
        return _salvaged(head, fault)


_TOP = re.compile(r"^(?=[A-Za-z_\"'])", re.MULTILINE)
"""Where a key of the front matter itself begins, and the one before ends."""
_MOST_KEYS = 100


def _salvaged(head: str, fault: BrokenError) -> tuple[list[tuple[Value, Value]], list[BrokenError], dict[str, int]]:
    """Read each key of a front matter by itself, as there is a fault in the whole."""
    pairs: list[tuple[Value, Value]] = []
    faults: list[BrokenError] = []
    keys: dict[str, int] = {}
    before = 0
    for rows in _TOP.split(head, _MOST_KEYS):
        try:
            pairs += _yaml_pairs("\n" * before + rows)
        except BrokenError as found:
            faults.append(found)
            keys.setdefault(rows.partition(":")[0], before + 2)
        before += rows.count("\n")
    return (pairs, faults, keys) if faults else ([], [fault], {})


# A line of the front matters that are read without YAML: all before the value (spaces, a hyphen, a key), the value.
_LINE = re.compile(r"^(( *)(- +)?(?:([A-Za-z_][A-Za-z0-9_-]{0,60}):(?: +|$))?)(.*)$", re.MULTILINE)
_ITEM = re.compile(r""" *("[^"\\]*"|'[^']*'|[^]\s?:,[{}#&*!|>'"%@`-][^][{},:?#]*?) *(?:,(?! *$)|$)""")
# What a word without quotes cannot begin with (YAML 1.2.2, section 7.3.3), more strictly than there.
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
# Indent, line, key (`-` for an item of a list, nothing for its text), value, column of the value.
_Rows = list[tuple[int, int, str, str, int]]
# As `Value(*fields)`, in half the time.
_value: Callable[[tuple[Any, ...]], Value] = partial(tuple.__new__, Value)


class _NotPlainError(Exception):
    """YAML has to read this front matter."""


def _plain_pairs(head: str) -> tuple[tuple[Value, Value], ...] | None:
    """Read a front matter in which every line is `key: value`, `key:` or `- value`, as YAML would; None for others.

    A value is one line: words without a sign of YAML's, a text in quotes without backslash, or a list in brackets of
    such. With anything else, an empty line too, the file is left to YAML.
    """
    if not head.replace("\n", "").isprintable():
        return None
    rows: _Rows = []
    for line, (before, spaces, hyphen, key, text) in enumerate(_LINE.findall(head), 2):
        indent = len(spaces)
        if hyphen:
            rows.append((indent, line, "-", "", 0))
            indent += len(hyphen)
        elif not key:
            return None
        rows.append((indent, line, key, text.rstrip(" "), len(before) + 1))
    try:
        top, end = _block(rows, 0, 0)
    except _NotPlainError:
        return None
    return top.pairs if end == len(rows) and top.kind == "mapping" else None


def _block(rows: _Rows, at: int, depth: int) -> tuple[Value, int]:
    """Read the mapping, list or text that begins at a row, and return it with the row after it."""
    indent, line, key, text, column = rows[at]
    if not key:
        return _scalar(text, line, column), at + 1
    if depth > 3:
        raise _NotPlainError
    end, last, items, pairs = at, len(rows), [], []
    if key == "-":
        while end < last and rows[end][0] == indent and rows[end][2] == "-":
            item, end = _block(rows, end + 1, depth + 1)
            items.append(item)
        return Value("list", line, indent + 1, "", tuple(items)), end
    while end < last and rows[end][0] == indent and rows[end][2] not in {"", "-"}:
        _, row, key, text, column = rows[end]
        end += 1
        if text:
            value = _scalar(text, row, column)
        elif end < last and (rows[end][0] > indent or (rows[end][0] == indent and rows[end][2] == "-")):
            value, end = _block(rows, end, depth + 1)
        else:
            value = _value(("text", row, indent + len(key) + 2, "", (), (), True))
        pairs.append((_value(("text", row, indent + 1, key, (), (), True)), value))
    return Value("mapping", line, indent + 1, "", (), tuple(pairs)), end


def _scalar(text: str, line: int, column: int) -> Value:
    """Read a value of one line."""
    first = text[:1]
    if first in {'"', "'"}:
        if text.find(first, 1) != len(text) - 1 or len(text) < 2 or "\\" in text:
            raise _NotPlainError
        return _value(("text", line, column, text[1:-1], (), (), False))
    if first == "[" and text[-1] == "]":
        items, at, end = [], 1, len(text) - 1
        while at < end:
            found = _ITEM.match(text, at, end)
            if not found:
                raise _NotPlainError
            items.append(_scalar(found[1], line, column + found.start(1)))
            at = found.end()
        return _value(("list", line, column, "", tuple(items), (), False))
    if not first or first in _INDICATORS or text[-1] == ":" or ": " in text or " #" in text:
        raise _NotPlainError
    return _value(("text", line, column, text, (), (), True))


def _yaml_pairs(head: str) -> tuple[tuple[Value, Value], ...]:
    """Read a front matter with YAML. The libraries are loaded here: most files do without."""
    import frontmatter

    # A leading line end would be stripped with its line number: a comment keeps it.
    metadata, _ = frontmatter.parse("#\n" + head, handler=_handler())
    pairs: Any = metadata["pairs"]
    return tuple(pairs)


@lru_cache(maxsize=1)
def _handler() -> Any:
    """python-frontmatter's way to bring a reader of one's own: the fences are cut already, the values keep places."""
    from frontmatter.default_handlers import BaseHandler

    class Typed(BaseHandler):
        FM_BOUNDARY = _FENCE
        START_DELIMITER = END_DELIMITER = "---"

        def split(self, text: str) -> tuple[str, str]:
            return text, ""

        def load(self, fm: str) -> dict[str, Any]:
            return {"pairs": _pairs(fm)}

    return Typed()


def _pairs(text: str) -> tuple[tuple[Value, Value], ...]:
    """Read the YAML of a front matter whose first line stands on line 1 of the file (the fence's)."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        return _compose(loader, text)
    except yaml.MarkedYAMLError as fault:
        raise _yaml_fault(fault, text) from None
    except (yaml.YAMLError, RecursionError) as fault:
        raise BrokenError(1, 1, f"the front matter cannot be read: {fault}", "see docs/front-matter.md") from None
    finally:
        loader.dispose()


def _compose(loader: Any, text: str) -> tuple[tuple[Value, Value], ...]:
    """Build values from the parser's events: no anchors, no tags, three levels deep at the most."""
    import yaml

    events: list[Any] = []
    while True:
        event = loader.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            break
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            what = f"a value begins with {sign}, which YAML takes for a sign of its own"
            raise BrokenError(*_place(event), what, "put the value in quotes")
        if getattr(event, "tag", None) is not None:
            raise BrokenError(
                *_place(event),
                "a value begins with !, which YAML takes for a sign of its own",
                "put the value in quotes",
            )
        events.append(event)
    starts = [e for e in events if isinstance(e, yaml.DocumentStartEvent)]
    if len(starts) > 1:
        raise BrokenError(*_place(starts[1]), "the front matter has two parts", "take the line that divides them out")
    nodes = iter(
        [
            e
            for e in events
            if not isinstance(e, (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent))
        ]
    )
    first = next(nodes, None)
    if first is None:
        return ()
    top = _node(first, nodes, 0)
    if top.kind != "mapping":
        if top.kind == "text" and not top.text:
            return ()
        if top.kind == "text" and (close := re.match(r"([A-Za-z_]\w*):(\S.*)", top.text)):
            what = f"there is no space after the colon of `{close[1]}`"
            raise BrokenError(top.line, top.column, what, f"write: {close[1]}: {close[2]}")
        what = f"the front matter is {'a list' if top.kind == 'list' else 'text'}, not lines of `key: value`"
        raise BrokenError(top.line, top.column, what, 'write one key a line, as in title: "…"')
    return top.pairs


def _node(event: Any, rest: Any, depth: int) -> Value:
    import yaml

    line, column = _place(event)
    if depth > 4:
        raise BrokenError(line, column, "the front matter is nested too deeply", "see docs/front-matter.md")
    if isinstance(event, yaml.ScalarEvent):
        # YAML can write them as \0 or \uFFFE inside double quotes.
        if _INVISIBLE.search(event.value) or re.search("[\ud800-\udfff]", event.value):
            raise BrokenError(
                line, column, "a value holds a character that no page can show", "take the code with \\ out"
            )
        return Value("text", line, column, text=event.value, plain=event.implicit[0])
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := next(rest), yaml.SequenceEndEvent):
            items.append(_node(item, rest, depth + 1))
        return Value("list", line, column, items=tuple(items))
    pairs = []
    while not isinstance(item := next(rest), yaml.MappingEndEvent):
        key = _node(item, rest, depth + 1)
        if key.kind != "text":
            raise BrokenError(
                key.line, key.column, "a key of the front matter is not a word", "see docs/front-matter.md"
            )
        pairs.append((key, _node(next(rest), rest, depth + 1)))
    return Value("mapping", line, column, pairs=tuple(pairs))


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


_ASKEW = "the line is indented like none above it"


def _yaml_fault(fault: yaml.MarkedYAMLError, text: str) -> BrokenError:
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    found = re.match(r"\s*(?:- )?([A-Za-z_]\w*):\s+(.*\S)\s*$", row)
    what = str(fault.problem or fault.context or fault)
    if "mapping values are not allowed" in what and found:
        if mark and mark.column == found.end(1):
            return BrokenError(line, 1, _ASKEW, "begin it at the very left, or right under what it belongs to")
        quoted = found[2].replace("\\", "\\\\").replace('"', '\\"')
        return BrokenError(
            line, column, f"the value of `{found[1]}` has a colon in it and no quotes", f'write: {found[1]}: "{quoted}"'
        )
    if what == "found unexpected end of stream" or what.startswith("did not find expected ','"):
        return _unended(fault.context_mark or mark, rows)
    if "\t" in row[: len(row) - len(row.lstrip())] or "found character '\\t'" in what:
        return BrokenError(line, column, "the line begins with a tab", "use spaces in front matter")
    if (closed := re.match(r"\s*(?:- )?[^\s\"':]+:\s+([\"'])", row)) and what.startswith("did not find expected"):
        sign, inside = closed[1], '\\"' if closed[1] == '"' else "''"
        return BrokenError(line, column, f"a {sign} inside the value ends it too early", f"write {inside} for it")
    if what.startswith("did not find expected") and "block" in str(fault.context) and row[:1] == " ":
        return BrokenError(line, 1, _ASKEW, "begin it at the very left, or right under what it belongs to")
    if what == "block sequence entries are not allowed in this context":
        return BrokenError(
            line, column, "a list begins in the line of its key", "begin each entry in a line of its own"
        )
    if "character" in what and "cannot start any token" in what:
        return BrokenError(
            line, column, f"a value cannot begin with {row[column - 1 : column]!r}", "put the value in quotes"
        )
    return BrokenError(
        line, column, f"the front matter cannot be read: {what}", "put the value in quotes, or see docs/front-matter.md"
    )


def _unended(begins: Any, rows: Sequence[str]) -> BrokenError:
    """Return the fault of a value that begins with a sign at a mark and does not end as it should."""
    first, *others = rows[begins.line :] or [""]
    sign = first[begins.column : begins.column + 1]
    end = {"[": "]", "{": "}"}.get(sign, sign)
    place = begins.line + 1, begins.column + 1
    if end not in "\n".join([first[begins.column + 1 :], *others]):
        return BrokenError(*place, f"a value begins with {sign}, and no {end} ends it", f"put {end} at its end")
    return BrokenError(*place, "a list is not words with commas between them", "write it like [first, second]")


def _unknown(path: str, key: Value, known: Mapping[str, object]) -> Problem:
    name = key.text
    like = nearest(name, known)
    hint = f"did you mean `{like}`?" if like else "known keys: " + ", ".join(known)
    return warning(path, key.line, key.column, f"unknown key `{name}`", hint)


# The values ------------------------------------------------------------------------------------------------


def _text(value: Value) -> str:
    if value.kind != "text":
        raise FaultError(value, f"should be text, not a {value.kind}", "put the words in quotes on one line")
    return " ".join(value.text.split())


def _is_null(value: Value) -> bool:
    return value.kind == "text" and value.plain and value.text in {"", "~", "null"}


def _needed(value: Value) -> str:
    text = _text(value)
    if not text:
        raise FaultError(value, "is empty", "write it after the colon")
    return text


def _texts(value: Value) -> tuple[str, ...]:
    """A list of texts, each once; one text alone is a list of one."""
    if _is_null(value):
        return ()
    if value.kind == "text":
        return (_text(value),) if _text(value) else ()
    if value.kind != "list":
        raise FaultError(value, "should be a list", "write it like [first, second]")
    return tuple(dict.fromkeys(_needed(item) for item in value.items))


def _named(value: Value) -> tuple[str, ...]:
    """Names that become URLs: each must leave a slug."""
    names = _texts(value)
    for item in value.items or (value,):
        if item.text and not urls.slugify(item.text):
            raise FaultError(item, f"has a name without a letter or digit: {item.text!r}", "write it in words")
    return names


def _name(value: Value) -> str:
    """A name that becomes a URL."""
    if value.kind == "list":
        raise FaultError(value, "should be one name, not a list", "an article is part of one series: write its name")
    return next(iter(_named(value)), "")


def _part(value: Value) -> int:
    word = _text(value)
    if not re.fullmatch(r"[1-9]\d{0,3}", word):
        raise FaultError(value, f"should be a whole number from 1, not {word!r}", "write it like 2")
    return int(word)


def _flag(value: Value) -> bool:
    word = _text(value)
    if word not in {"true", "false", "True", "False", "TRUE", "FALSE"}:
        raise FaultError(value, f"should be true or false, not {word!r}", "write true or false without quotes")
    return word.lower() == "true"


def _number(value: Value) -> int:
    word = _text(value)
    if not re.fullmatch(r"-?\d{1,6}", word):
        raise FaultError(value, f"should be a whole number, not {word!r}", "write it like 3")
    return int(word)


def _date(zone: str) -> Callable[[Value], Any]:
    def read(value: Value) -> Any:
        text = _text(value)
        if not text:
            return None
        try:
            return dates.parse(text, zone)
        except ValueError as fault:
            raise FaultError(value, f"{text!r} {fault}", f"write it like {dates.FORMS}") from None

    return read


def _due(zone: str) -> Callable[[Value], Any]:
    def read(value: Value) -> Any:
        _needed(value)
        return _date(zone)(value)

    return read


def _slug(value: Value) -> str:
    slug = _text(value)
    fault = urls.slug_fault(slug)
    if fault:
        hint = f"write it like {urls.slugify(slug) or 'a-few-words'}"
        raise FaultError(value, f"{fault}: {slug!r}", hint)
    return slug


def _language(value: Value) -> str:
    tag = _text(value)
    if tag and not dates.is_language(tag):
        raise FaultError(value, f"is not a language tag: {tag!r}", "write it like en, en-GB, fr or zh-Hant (BCP 47)")
    return tag


def _address(value: Value) -> str:
    address = _text(value)
    if address and not urls.is_web(address):
        raise FaultError(value, f"is not a web address: {address!r}", "write it like https://example.org/page")
    return address


def _genre(value: Value) -> str:
    word = _text(value)
    if word and word not in GENRES:
        like = nearest(word, GENRES)
        hint = f"did you mean `{like}`?" if like else "write one of " + ", ".join(GENRES)
        raise FaultError(value, f"is a genre that is not known: {word!r}", hint)
    return word


def _license(value: Value) -> str:
    text = _text(value)
    if text and not urls.names_license(text):
        hint = "write it like CC-BY-4.0 or https://example.org/terms/"
        raise FaultError(value, f"is neither an SPDX name nor a web address: {text!r}", hint)
    return text


def _doi(value: Value) -> str:
    """A DOI (ISO 26324) without what goes before it in an address."""
    text = _text(value)
    bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE)
    if bare and not re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/\S+", bare):
        raise FaultError(value, f"is not a DOI: {text!r}", "write it like 10.1234/abc.5")
    return bare


def _orcid(value: Value) -> str:
    """An ORCID iD, whose last character is a check (ISO 7064, MOD 11-2), without what goes before it."""
    text = _text(value)
    bare = re.sub(r"^https?://orcid\.org/", "", text).upper()
    if bare and not re.fullmatch(r"(?:\d{4}-){3}\d{3}[\dX]", bare):
        raise FaultError(value, f"is not an ORCID iD: {text!r}", "write it like 0000-0002-1825-0097")
    total = 0
    for digit in bare[:-1].replace("-", ""):
        total = (total + int(digit)) * 2
    if bare and bare[-1] != "0123456789X"[(12 - total % 11) % 11]:
        raise FaultError(value, f"has a slip in it, as its last character does not fit: {text!r}", "copy it again")
    return bare


def _aliases(value: Value) -> tuple[str, ...]:
    paths = _texts(value)
    for path in paths:
        fault = urls.alias_fault(path)
        if fault:
            raise FaultError(value, f"{fault}: {path!r}", "write old paths like /2019/old-name/ or /old.html")
    return paths


def _table(value: Value, keys: Mapping[str, Callable[[Value], Any]], needed: tuple[str, ...]) -> dict[str, Any]:
    if value.kind != "mapping":
        raise FaultError(value, "should be indented lines of `key: value`", "known keys: " + ", ".join(keys))
    found: dict[str, Any] = {}
    for key, item in value.pairs:
        name = key.text
        if name not in keys:
            like = nearest(name, keys)
            hint = f"did you mean `{like}`?" if like else "known keys: " + ", ".join(keys)
            raise FaultError(key, f"has an unknown key `{name}`", hint)
        if name in found:
            raise FaultError(key, f"has `{name}` twice", "keep one")
        found[name] = keys[name](item)
    for name in needed:
        if name not in found:
            raise FaultError(value, f"has no `{name}`", f"add it below: {name}: …")
    return found


def _tables(value: Value, keys: Mapping[str, Callable[[Value], Any]], needed: tuple[str, ...]) -> list[dict[str, Any]]:
    if _is_null(value):
        return []
    if value.kind != "list":
        raise FaultError(value, "should be a list", "begin each entry with a hyphen")
    return [_table(item, keys, needed) for item in value.items]


def _alt(value: Value) -> str:
    """Return what a picture shows; empty only where it says so, in quotes: then it is decoration."""
    if _is_null(value):
        hint = 'say in a sentence what the picture shows, for those who cannot see it; for decoration write alt: ""'
        raise FaultError(value, "has an empty `alt`", hint)
    return _text(value)


_IMAGE_KEYS = {"src": _needed, "alt": _alt, "caption": _text, "credit": _text, "license": _text}


def _image(value: Value) -> Image | None:
    return None if _is_null(value) else Image(**_table(value, _IMAGE_KEYS, ("src", "alt")))


def _card(value: Value) -> str:
    """Return the picture that is shown where somebody passes an article on; none there shows an SVG."""
    path = _text(value)
    if path.lower().endswith(".svg"):
        raise FaultError(value, "is an SVG, which nobody shows who shows cards", "save it as PNG or JPEG")
    return path


def _links(value: Value) -> tuple[tuple[str, str], ...]:
    """Links of an author: a mapping of names to addresses."""
    if _is_null(value):
        return ()
    if value.kind != "mapping":
        raise FaultError(value, "should be indented lines of `name: address`", "as in Website: https://example.org")
    return tuple((k.text, _address(v)) for k, v in value.pairs)


def _seed(value: Value) -> SeedMark | None:
    if _is_null(value):
        return None
    keys = {"file": _needed, "digest": _needed, "article": _needed}
    return SeedMark(**_table(value, keys, tuple(keys)))


def _latest_seen(value: Value) -> tuple[Teaser, ...]:
    return tuple(Teaser(**row) for row in _tables(value, {"title": _needed, "teaser": _text}, ("title",)))


@lru_cache(maxsize=8)
def _article_keys(zone: str) -> Mapping[str, Callable[[Value], Any]]:
    due = _due(zone)
    return {
        "title": _needed,
        "date": due,
        "authors": _texts,
        "topics": _named,
        "regions": _named,
        "series": _name,
        "part": _part,
        "summary": _text,
        "slug": _slug,
        "id": _text,
        "updated": _date(zone),
        "expires": _date(zone),
        "draft": _flag,
        "language": _language,
        "image": _image,
        "card": _card,
        "aliases": _aliases,
        "translation_of": _text,
        "canonical": _address,
        "genre": _genre,
        "doi": _doi,
        "license": _license,
        "corrections": lambda v: tuple(
            Correction(**row) for row in _tables(v, {"date": due, "text": _needed}, ("date", "text"))
        ),
        "featured": _flag,
        "seed": _seed,
        "latest_seen": _latest_seen,
    }


_AUTHOR_KEYS: Mapping[str, Callable[[Value], Any]] = {
    "name": _needed,
    "role": _text,
    "image": _image,
    "affiliation": _text,
    "orcid": _orcid,
    "family": _text,
    "organisation": _flag,
    "links": _links,
    "aliases": _aliases,
}
_TOPIC_KEYS: Mapping[str, Callable[[Value], Any]] = {"title": _needed, "description": _text}
_PAGE_KEYS: Mapping[str, Callable[[Value], Any]] = {
    "title": _needed,
    "summary": _text,
    "slug": _slug,
    "order": _number,
    "draft": _flag,
    "language": _language,
    "aliases": _aliases,
}
