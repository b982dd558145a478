"""The words of the interface, one table a language: `layouts/words/fr.toml` becomes `Words`, or what is wrong with it.

A table is part of the theme: a site's own file of that name replaces it, and a file of another name is another
language. Each has the keys of the packaged `en.toml`, with the same fillings in braces; where a number decides, it has
the forms that the plural rules of the language ask for (Unicode CLDR, by babel).
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sitegen import dates, digest
from sitegen.cache import Cache
from sitegen.model import Source
from sitegen.problems import Problem, error, nearest, warning
from sitegen.resources import theme
from sitegen.value import Value, replace

FOLDER = "layouts/words/"
DEFAULT = "en"
Forms = dict[str, str]


class Words(Value):
    """The words of one language, as its table has them; `tag` is whose plural rules and numbers they are used with."""

    tag: str
    table: dict[str, str | Forms]


class Spoken:
    """Words as layouts use them: each is an attribute, a text, or a `Phrase` where something is to be filled in.

    Names are put together by `listed`; `joint` is for those that are links.
    """

    def __init__(self, words: Words) -> None:
        self.__dict__ = {
            name: word if isinstance(word, str) and "{" not in word else Phrase(words.tag, word)
            for name, word in words.table.items()
        }
        self._tag = words.tag

    def joint(self, last: str) -> str:
        """Return what stands before the last of several names, as " and "."""
        return dates.conjunction(self.__dict__["and"], last, self._tag)

    def listed(self, names: Iterable[str]) -> str:
        """Return names as a sentence lists them, as "A, B and C"."""
        *most, last = [*names] or [""]
        return f"{self.comma.join(most)}{self.joint(last)}{last}" if most else last

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Phrase:
    """A text with fillings, or several of which a number chooses: call it with the number, and with what is filled in.

    `words.articles(3)` is "3 articles", `words.updated(date=day)` "Updated 5 March 2023". Numbers are written as the
    language writes them; where a filling is HTML the whole is, and the rest is escaped.
    """

    __slots__ = ("_forms", "_tag")

    def __init__(self, tag: str, word: str | Forms) -> None:
        forms = {"": word} if isinstance(word, str) else word
        self._tag = tag
        self._forms = {
            form: [(text, name or "") for text, name, _, _ in string.Formatter().parse(each)]
            for form, each in forms.items()
        }

    def __call__(self, count: int | None = None, **fillings: object) -> str:
        """Return the text filled in."""
        if count is None:
            parts = self._forms[""]
        else:
            parts = self._forms.get(dates.plural(count, self._tag)) or self._forms["other"]
            fillings["count"] = count
        out: list[object] = []
        for text, name in parts:
            out.append(text)
            if name:
                value = fillings[name]
                out.append(dates.number(value, self._tag) if type(value) is int else value)
        if any(type(part) is Markup for part in out):
            return Markup("".join(map(escape, out)))
        return "".join(map(str, out))


class Tables(Value):
    """The words of a site: those of its own language, and of others that its texts are in, by their tags."""

    first: Words
    others: dict[str, Words]

    @property
    def own(self) -> Spoken:
        """The words of the site's language."""
        return spoken(self.first)

    def of(self, language: str) -> Spoken:
        """Return the words of a language; of one that nobody has words for, the site's own."""
        return spoken(self.table(language))

    def table(self, language: str) -> Words:
        """Return the same as its table has them."""
        return self.others.get(language, self.first)


_SPOKEN: dict[int, tuple[Words, Spoken]] = {}


def spoken(words: Words) -> Spoken:
    """Return words as layouts use them; made once for each table, which cannot be a key, as it holds a dict."""
    found = _SPOKEN.get(id(words))
    if found is None or found[0] is not words:
        if len(_SPOKEN) > 64:
            _SPOKEN.clear()
        found = _SPOKEN[id(words)] = words, Spoken(words)
    return found[1]


def load(
    sources: Iterable[Source], languages: Collection[str], cache: Cache, toolchain: bytes
) -> tuple[dict[str, Words], tuple[Problem, ...]]:
    """Return the words of those languages (BCP 47) that have some, by tag, among the files of a theme.

    A table for `en-GB` is `en-GB.toml`, else `en.toml`; for Chinese in traditional letters `zh-Hant.toml`. A table that
    is not complete is a problem, if one of the languages needs it.
    """
    files = {s.path.removeprefix(FOLDER): s for s in sources if s.path.startswith(FOLDER) and s.path.endswith(".toml")}
    found: dict[str, Words] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for tag in languages:
        name = next((name for name in candidates(tag) if name in files), None)
        if name is None:
            continue
        if name not in problems:
            table, problems[name] = _kept(files[name], name.removesuffix(".toml"), cache, toolchain)
            if table is not None:
                found[name] = table
        if name in found:
            found[tag] = replace(found[name], tag=tag)
    return {tag: found[tag] for tag in languages if tag in found}, tuple(p for each in problems.values() for p in each)


def candidates(tag: str) -> tuple[str, ...]:
    """Return the names of the files that may have the words of a language, the best first."""
    parts = tag.split("-")
    longer = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if parts[0] == "zh" and {"tw", "hk", "mo"} & {part.lower() for part in parts}:
        longer.insert(-1, "zh-Hant")
    return tuple(f"{name}.toml" for name in longer)


@lru_cache(maxsize=1)
def packaged() -> Mapping[str, Any]:
    """Return the table that says which keys there are, and what is filled in: the packaged one in English."""
    return tomllib.loads((theme() / FOLDER / f"{DEFAULT}.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def default() -> Words:
    """Return the packaged words in English."""
    return Words(DEFAULT, dict(packaged()))


class _Read(Value):
    """A table that was read, and what is wrong with it."""

    words: Words | None
    problems: tuple[Problem, ...]


def _kept(source: Source, tag: str, cache: Cache, toolchain: bytes) -> tuple[Words | None, tuple[Problem, ...]]:
    """Read a table, or find it in the cache: the parser of TOML takes its time."""
    key = digest.of_bytes(toolchain + b"words" + digest.of((source.path, source.packaged, source.data)))
    known = cache.get(key, _Read)
    if known is None:
        known = _Read(*read(source, tag))
        cache.put(key, known)
    return known.words, known.problems


def read(source: Source, tag: str) -> tuple[Words | None, tuple[Problem, ...]]:
    """Read the table of a language."""
    path = f"(theme) {source.path}" if source.packaged else source.path
    try:
        text = source.data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError:
        return None, (error(path, 1, 1, "not UTF-8", "save the file again with the encoding UTF-8"),)
    except (ValueError, RecursionError) as fault:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
        place = (int(found[1]), int(found[2])) if found else (1, 1)
        return None, (error(path, *place, "not valid TOML", 'words look like: latest = "Latest"'),)
    problems = tuple(make(path, _line(text, key), 1, what, hint) for make, key, what, hint in _faults(table, tag))
    return (None if any(p.severity == "error" for p in problems) else Words(tag, table)), problems


def _faults(table: Mapping[str, Any], tag: str) -> Iterator[tuple[Callable[..., Problem], str, str, str]]:
    """Give what is wrong with a table: an error or a warning, the key, what it is, and what to do."""
    wanted = packaged()
    missing = [key for key in wanted if key not in table]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        what = f"these words are missing: {', '.join(missing[:5])}{more}"
        yield error, "", what, "see what they are in English: sitegen layouts show words/en.toml"
    for key, word in table.items():
        if key not in wanted:
            like = nearest(key, wanted)
            yield warning, key, f"no page says `{key}`", f"did you mean `{like}`?" if like else "take it out"
            continue
        if isinstance(wanted[key], str) != isinstance(word, str) or not isinstance(word, (str, dict)):
            hint = f'{key} = {{ one = "…", other = "…" }}' if isinstance(wanted[key], dict) else f'{key} = "…"'
            yield error, key, f"`{key}` is of another kind than in English", f"write it like {hint}"
            continue
        forms = word if isinstance(word, dict) else {"": word}
        if isinstance(word, dict):
            needed, all_forms = dates.plurals(tag)
            wrong = [*(form for form in needed if form not in word), *(form for form in word if form not in all_forms)]
            if wrong:
                what = f"`{key}` should have the forms {', '.join(needed)}, as the language has them"
                yield error, key, what, f"look at: {', '.join(wrong)}"
        allowed = _fillings(wanted[key] if isinstance(wanted[key], str) else wanted[key]["other"])
        for form in forms.values():
            names = _fillings(form) if isinstance(form, str) else None
            if names is None or not names <= (allowed or set()):
                inside = ", ".join(f"{{{name}}}" for name in sorted(allowed or ())) or "nothing"
                yield error, key, f"`{key}` cannot be filled in as it is", f"what can stand in it: {inside}"
                break


def _line(text: str, key: str) -> int:
    """Return the line of a table that a key stands in; the first where there is none."""
    names = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
    return next((number for number, row in enumerate(text.split("\n"), 1) if names.match(row)), 1)


def _fillings(text: str) -> set[str] | None:
    """Return the names in braces; None where the braces are no fillings."""
    try:
        found = [(name, spec, convert) for _, name, spec, convert in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    return (
        None
        if any(spec or convert or not name.isidentifier() for name, spec, convert in found)
        else {n for n, *_ in found}
    )
