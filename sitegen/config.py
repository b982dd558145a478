"""Settings: the text of `site.toml` (or of `[tool.sitegen]` in `pyproject.toml`) becomes a `Config`.

A frozen `Config` with every default filled in comes out, or the problems. Nothing is read from disk here.
"""

from __future__ import annotations

import re
import string
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sitegen import cards, dates, look, typed, wellknown
from sitegen.hosting import HOSTS
from sitegen.look import Colors, Fonts, Footer, Links, Logo
from sitegen.metadata import POLICIES
from sitegen.problems import Problem, error, nearest
from sitegen.typed import FaultError
from sitegen.urls import PERMALINK_FIELDS, host, is_external, is_web, names_license
from sitegen.value import Value, fields, replace
from sitegen.wellknown import Security

T = TypeVar("T")


class Publisher(Value):
    """Who publishes: `logo` is a path below the site or an absolute URL, `url` the publisher's own page."""

    name: str = ""
    logo: str = ""
    url: str = ""


class Robots(Value):
    """What crawlers are told: `closed` are paths that none shall read, `ai` is whether texts may train models."""

    closed: tuple[str, ...] = ()
    ai: bool = True


class Pictures(Value):
    """Of pictures: `sizes` is how wide one in a text is (HTML, "sizes attribute"), `formats` are made of each."""

    sizes: str = "(min-width: 42em) 39em, calc(100vw - 3.4em)"
    formats: tuple[str, ...] = ("avif", "webp")


class Cite(Value):
    """How articles are cited: in which styles of CSL (none: in a plain one), and whether with files to download."""

    styles: tuple[str, ...] = ()
    downloads: bool = False


class Edition(Value):
    """The publication in a further language, below `/fr/`. Without a title it has that of the first language."""

    language: str
    title: str = ""
    description: str = ""
    views_note: str = ""
    navigation: Links = ()
    footer: Footer = Footer()


class Config(Value):
    """The settings of the contract. `base_url` ends in `/`; `output` is as typed, relative to the site.

    Those of a further language have its `root`, a URL path as `/fr/`. `roots` are the languages with their roots, the
    first one first; none where there is but one. `file` is the one that all this was read from.
    """

    title: str
    base_url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    output: str = "public"
    latest_count: int = 10
    page_size: int = 20
    feed_length: int = 50
    permalink: str = "/articles/{slug}/"
    publisher: Publisher = Publisher()
    social: tuple[tuple[str, str], ...] = ()
    views_note: str = ""
    license: str = ""
    colors: Colors = ()
    fonts: Fonts = Fonts()
    logo: Logo = Logo()
    navigation: Links = ()
    footer: Footer = Footer()
    policies: Links = ()
    hosts: tuple[str, ...] = ()
    robots: Robots = Robots()
    cite: Cite = Cite()
    republish: bool = False
    search: bool = False
    cards: bool = False
    websub: tuple[str, ...] = ()
    humans: str = ""
    security: Security | None = None
    pictures: Pictures = Pictures()
    editor: str = ""
    languages: tuple[Edition, ...] = ()
    roots: tuple[tuple[str, str], ...] = ()
    root: str = "/"
    file: str = "site.toml"

    @property
    def base_path(self) -> str:
        """The path of `base_url`, `/` or `/sub/`."""
        return urlsplit(self.base_url).path

    @property
    def domain(self) -> str:
        """The host of `base_url`, which mints ids."""
        return urlsplit(self.base_url).hostname or ""

    def at(self, url: str) -> str:
        """Return the URL path of what each language has for itself, as its archive."""
        return self.root + url[1:]

    def root_of(self, language: str) -> str:
        """Return the root of the language that a text belongs to: its own, or the first where it has none."""
        roots = dict(self.roots)
        return roots.get(language) or roots.get(language.partition("-")[0], "/")

    def editions(self) -> tuple[Config, ...]:
        """Return the settings of each further language."""
        return tuple(self._edition(edition) for edition in self.languages)

    def _edition(self, of: Edition) -> Config:
        return replace(
            self,
            language=of.language,
            root=dict(self.roots)[of.language],
            title=of.title or self.title,
            description=of.description,
            views_note=of.views_note,
            navigation=of.navigation,
            footer=of.footer,
        )


def parse(path: str, text: str, *, base_url: str = "") -> tuple[Config | None, tuple[Problem, ...]]:
    """Read settings from the text of `site.toml` or `pyproject.toml`; `base_url` replaces the one in the file."""
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return None, (_syntax(path, text, fault),)
    except (ValueError, RecursionError):
        return None, (error(path, 1, 1, "a value is larger or deeper than any setting", "see docs/settings.md"),)
    if path.endswith("pyproject.toml"):
        table = _section(table)
    if not isinstance(table, dict):
        return None, (error(path, 1, 1, "`sitegen` is not a table", "write [tool.sitegen] on a line of its own"),)
    if base_url:
        try:
            table["base_url"] = _base_url(base_url)
        except FaultError as fault:
            return None, (error("--base-url", 1, 1, f"it {fault.what}", fault.hint),)
    return _check(path, text, table)


def has_settings(text: str) -> bool:
    """Tell whether a `pyproject.toml` has the table `[tool.sitegen]`; a broken file counts as one that has."""
    try:
        return _section(tomllib.loads(text)) is not None
    except (ValueError, RecursionError):
        return "[tool.sitegen]" in text


def _section(table: Mapping[str, Any]) -> Any:
    tools = table.get("tool")
    return tools.get("sitegen") if isinstance(tools, dict) else None


def _check(path: str, text: str, table: Mapping[str, Any]) -> tuple[Config | None, tuple[Problem, ...]]:
    values: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        if key not in SETTINGS:
            line, column = place(path, text, key)
            like = nearest(key, SETTINGS)
            hint = f"did you mean `{like}`?" if like else "known settings: " + ", ".join(sorted(SETTINGS))
            problems.append(error(path, line, column, f"unknown setting `{key}`", hint))
            continue
        try:
            values[key] = _READERS[key](value)
        except* FaultError as group:
            for fault in group.exceptions:
                if isinstance(fault, FaultError):
                    where = place(path, text, key, *fault.at)
                    problems.append(error(path, *where, f"`{key}` {fault.what}", fault.hint))
    for key, example in (("title", "The Quarterly"), ("base_url", "https://example.org/")):
        if key not in table:
            problems.append(error(path, 1, 1, f"the setting `{key}` is missing", f'add a line: {key} = "{example}"'))
    if problems:
        return None, tuple(problems)
    config = replace(Config("", "", file=PurePath(path).name), **values)
    if any(edition.language == config.language for edition in config.languages):
        where = place(path, text, "languages", config.language)
        what = f"`languages` has {config.language}, the language of the publication itself"
        return None, (error(path, *where, what, "name only the further languages"),)
    further = tuple((edition.language, f"/{edition.language.lower()}/") for edition in config.languages)
    return replace(config, roots=((config.language, "/"), *further) if further else ()), ()


def _title(value: object) -> str:
    text = typed.text(value)
    if not text:
        raise FaultError("is empty", "give the publication a name")
    return text


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise FaultError(f"should be a whole number of at least 1, not {value!r}", "write it without quotes, as in 20")
    return value


def _latest_count(value: object) -> int:
    return 0 if value == 0 and value is not False else _count(value)


def _base_url(value: object) -> str:
    text = typed.text(value)
    hint = "write it like https://example.org/ or https://example.org/magazine/"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise FaultError(f"is not a web address: {text!r}", hint) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FaultError(f"is not a web address with http:// or https://: {text!r}", hint)
    if parts.query or parts.fragment or re.search(r"[\s\"'<>\\]", text) or "//" in parts.path:
        raise FaultError(f"has more in it than a host and a path: {text!r}", hint)
    return text.rstrip("/") + "/"


def _language(value: object) -> str:
    text = typed.text(value)
    if not dates.is_language(text):
        raise FaultError(f"is not a language tag: {text!r}", "write it like en, en-GB, fr or zh-Hant (BCP 47)")
    return text


def _languages(value: object) -> tuple[Edition, ...]:
    hint = '[languages.fr] and below it title = "…"'
    if not isinstance(value, Mapping):
        raise FaultError(f"should be a table, not {typed.kind(value)}", hint)
    readers: dict[str, Callable[[object], Any]] = {
        "title": _title,
        "description": typed.text,
        "views_note": typed.text,
        "navigation": look.links,
        "footer": look.footer,
    }
    found = []
    for tag, table in value.items():
        if not dates.is_language(tag) or not dates.is_known(tag):
            raise FaultError(f"has a language that is not known: {tag!r}", "write it like fr or zh-Hant", (tag,))
        if not isinstance(table, Mapping):
            raise FaultError(f"has a `{tag}` that should be a table, not {typed.kind(table)}", hint, (tag,))
        values: dict[str, Any] = {}
        for key, given in table.items():
            if key not in readers:
                like = nearest(key, readers)
                more = f"did you mean `{like}`?" if like else "known: " + ", ".join(readers)
                raise FaultError(f"has an unknown key `{key}`", more, (tag, key))
            try:
                values[key] = readers[key](given)
            except FaultError as fault:
                raise FaultError(f"has a `{key}` that {fault.what}", fault.hint, (tag, key)) from None
        found.append(Edition(tag, **values))
    return tuple(found)


def _timezone(value: object) -> str:
    text = typed.text(value)
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        like = nearest(text, zoneinfo.available_timezones())
        raise FaultError(
            f"is not a time zone: {text!r}", f"did you mean {like!r}?" if like else "write it like Europe/Brussels"
        ) from None
    return text


def _output(value: object) -> str:
    text = typed.text(value)
    if not text:
        raise FaultError("is empty", 'name a folder, as in output = "public"')
    return text


def _permalink(value: object) -> str:
    text = typed.text(value)
    hint = "write it like /articles/{slug}/ or /{year}/{month}/{slug}/"
    try:
        found = [
            (name, bool(spec or convert))
            for _, name, spec, convert in string.Formatter().parse(text)
            if name is not None
        ]
    except ValueError:
        raise FaultError("has a brace that is not closed", hint) from None
    unknown = [name for name, more in found if more or name not in PERMALINK_FIELDS]
    if unknown:
        raise FaultError(f"has {{{unknown[0]}}} in it, which is not known", hint)
    if "slug" not in [name for name, _ in found]:
        raise FaultError("has no {slug} in it, so that articles would share one address", hint)
    if not text.startswith("/") or not text.endswith("/") or "//" in text or re.search(r"[?#\s\\]|/\.\.?/", text):
        raise FaultError("is not a path between two slashes", hint)
    return text


def _publisher(value: object) -> Publisher:
    if not isinstance(value, Mapping):
        raise FaultError(f"should be a table, not {typed.kind(value)}", '[publisher] and below it name = "…"')
    known = fields(Publisher)
    for key in value:
        if key not in known:
            raise FaultError(f"has an unknown key `{key}`", "known keys: " + ", ".join(known))
    texts = {key: typed.text(text) for key, text in value.items()}
    for key, text in texts.items():
        is_path = key == "logo" and not is_external(text)
        if key != "name" and text and not is_path and not is_web(text):
            hint = "write it like https://example.org/" + (" or /images/logo.svg" if key == "logo" else "")
            raise FaultError(f"has a `{key}` that is not a web address: {text!r}", hint)
    return Publisher(**texts)


def _social(value: object) -> tuple[tuple[str, str], ...]:
    """Links as a table (name = URL), or as a list of URLs, then named by their hosts."""
    if isinstance(value, Mapping):
        pairs = [(str(name), typed.text(url)) for name, url in value.items()]
    elif isinstance(value, list):
        pairs = [(host(typed.text(url)), typed.text(url)) for url in value]
    else:
        raise FaultError(f"should be a table, not {typed.kind(value)}", '[social] and below it Mastodon = "https://…"')
    for _, url in pairs:
        if not is_web(url) and not url.startswith("mailto:"):
            raise FaultError(f"has a link that is not a web address: {url!r}", "write it like https://example.org/@us")
    return tuple(pairs)


def _pictures(value: object) -> Pictures:
    given = typed.table(value, fields(Pictures), '[pictures] and below it formats = ["webp"]')
    formats = given.get("formats", ["avif", "webp"])
    known = Pictures().formats
    if not isinstance(formats, list) or not all(made in known for made in formats):
        hint = 'write a list of them: formats = ["avif", "webp"]; [] leaves pictures in their own format'
        raise FaultError(f"has `formats` that are not avif and webp: {formats!r}", hint, ("formats",))
    try:
        sizes = typed.text(given.get("sizes", Pictures().sizes))
    except FaultError as fault:
        raise FaultError(f"has a `sizes` that {fault.what}", fault.hint, ("sizes",)) from None
    if not re.fullmatch(r"(?:\([\w\s:.<>=-]+\)\s*[^,()]+,\s*)*(?:\d[\w.%]*|(?:calc|min|max|clamp)\([^()]*\))", sizes):
        hint = 'write it as in HTML: sizes = "(min-width: 42em) 39em, 100vw"'
        raise FaultError(f"has a `sizes` that no browser reads: {sizes!r}", hint, ("sizes",))
    return Pictures(sizes, tuple(made for made in known if made in formats))


def _license(value: object) -> str:
    text = typed.text(value)
    if text and not names_license(text):
        hint = "write it like CC-BY-4.0 or https://example.org/terms/; words of your own fit into views_note"
        raise FaultError(f"is neither an SPDX name nor a web address: {text!r}", hint)
    return text


def _policies(value: object) -> Links:
    """Return policies, by their names in `POLICIES`, with what they lead to."""
    found = look.links(value)
    for name, _ in found:
        if name not in POLICIES:
            like = nearest(name, POLICIES)
            hint = f"did you mean `{like}`?" if like else "known: " + ", ".join(POLICIES)
            raise FaultError(f"has a policy that is not known: `{name}`", hint, (name,))
    return found


def _hosts(value: object) -> tuple[str, ...]:
    names = [typed.text(name) for name in value] if isinstance(value, list) else [typed.text(value)]
    for name in names:
        if name not in HOSTS:
            like = nearest(name, HOSTS)
            hint = f"did you mean {like!r}?" if like else "known: " + ", ".join(HOSTS)
            raise FaultError(f"has a host that is not known: {name!r}", hint)
    return tuple(dict.fromkeys(names))


def _robots(value: object) -> Robots:
    given = typed.table(value, fields(Robots), '[robots] and below it closed = ["/private/"]')
    closed, ai = given.get("closed", []), given.get("ai", True)
    if not isinstance(closed, list):
        hint = 'put the paths in brackets: closed = ["/private/"]'
        raise FaultError(f"has `closed` that is {typed.kind(closed)}, not a list", hint, ("closed",))
    for path in closed:
        if not isinstance(path, str) or not re.fullmatch(r"/[^\s#]*", path):
            raise FaultError(f"has a path that is none: {path!r}", "write it like /private/", ("closed",))
    if not isinstance(ai, bool):
        raise FaultError("has an `ai` that is neither true nor false", "write true or false", ("ai",))
    return Robots(tuple(closed), ai)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise FaultError(f"should be true or false, not {value!r}", "write true or false without quotes")
    return value


def _search(value: object) -> bool:
    wanted = _flag(value)
    if wanted and not (find_spec("pagefind") and (find_spec("pagefind_bin_extended") or find_spec("pagefind_bin"))):
        raise FaultError(
            "is true, for which the extra `search` is needed", 'install it with: pip install "sitegen[search]"'
        )
    return wanted


def _cards(value: object) -> bool:
    wanted = _flag(value)
    if wanted and not cards.are_installed():
        raise FaultError(
            "is true, for which the extra `cards` is needed", 'install it with: pip install "sitegen[cards]"'
        )
    return wanted


def _cite(value: object) -> Cite:
    given = typed.table(value, fields(Cite), "[cite] and below it downloads = true")
    downloads, named = given.get("downloads", False), given.get("styles", [])
    if not isinstance(downloads, bool):
        raise FaultError("has `downloads` that is neither true nor false", "write true or false", ("downloads",))
    if not isinstance(named, list) or not all(isinstance(style, str) for style in named):
        raise FaultError("has `styles` that are no list of names", 'write styles = ["apa"]', ("styles",))
    if named:
        from sitegen.citing import styles

        if not styles.is_installed():
            hint = 'install it with: pip install "sitegen[cite]"; without `styles` a plain style is used'
            raise FaultError("has `styles`, for which the extra `cite` is needed", hint, ("styles",))
        for style in named:
            if not styles.exists(style):
                like = nearest(style, styles.SHORT) or nearest(style, styles.known())
                hint = f"did you mean {like!r}?" if like else "known, among others: " + ", ".join(styles.SHORT)
                raise FaultError(f"has a style that is not known: {style!r}", hint, ("styles",))
    return Cite(tuple(dict.fromkeys(named)), downloads)


def _websub(value: object) -> tuple[str, ...]:
    hubs = tuple(typed.text(hub) for hub in (value if isinstance(value, list) else [value]))
    for hub in hubs:
        if not is_web(hub):
            raise FaultError(f"has a hub that is not a web address: {hub!r}", "write it like https://hub.example/")
    return hubs


def _humans(value: object) -> str:
    text = typed.text(value)
    if not re.fullmatch(r"/[^\s?#]+/", text):
        raise FaultError(f"is not the address of a page: {text!r}", 'write it like humans = "/masthead/"')
    return text


def _editor(value: object) -> str:
    text = typed.text(value)
    if text and ("{file}" not in text or not re.match(r"[a-z][a-z0-9+.-]*:", text)):
        raise FaultError(
            f"is no address that opens a file: {text!r}", "write it like vscode://file{file}:{line}:{column}"
        )
    return text


_READERS: Mapping[str, Callable[[object], Any]] = {
    "title": _title,
    "base_url": _base_url,
    "description": typed.text,
    "language": _language,
    "languages": _languages,
    "timezone": _timezone,
    "output": _output,
    "latest_count": _latest_count,
    "page_size": _count,
    "feed_length": _count,
    "permalink": _permalink,
    "publisher": _publisher,
    "social": _social,
    "views_note": typed.text,
    "license": _license,
    "colors": look.colors,
    "fonts": look.fonts,
    "logo": look.logo,
    "navigation": look.links,
    "footer": look.footer,
    "policies": _policies,
    "hosts": _hosts,
    "robots": _robots,
    "cite": _cite,
    "republish": _flag,
    "search": _search,
    "cards": _cards,
    "websub": _websub,
    "humans": _humans,
    "security": wellknown.security,
    "pictures": _pictures,
    "editor": _editor,
}
SETTINGS = tuple(_READERS)
"""What can be set, by name."""


def place(path: str, text: str, key: str, *inside: str) -> tuple[int, int]:
    """Return line and column of a setting, or of what is inside it by its names, in a file; tomllib keeps none."""
    table = text.find("[tool.sitegen") if path.endswith("pyproject.toml") else 0
    name = rf"\"?{re.escape(key)}\"?"
    pattern = rf"^[ \t]*\[{{0,2}}(?:tool\.sitegen\.)?(?P<key>{name})[ \t]*[=.\]]"
    found = re.compile(pattern, re.MULTILINE).search(text, max(table, 0))
    if found is None:
        return 1, 1
    at, end = found.span("key")
    for key in inside:
        pattern = rf"(?:^[ \t]*\[{{0,2}}(?:[\w.\"-]+\.)?|[{{,.][ \t]*)(?P<key>\"?{re.escape(key)}\"?)[ \t]*[=.\]]"
        more = re.compile(pattern, re.MULTILINE).search(text, end)
        if more is None:
            break
        at, end = more.span("key")
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _syntax(path: str, text: str, fault: tomllib.TOMLDecodeError) -> Problem:
    message = str(fault)
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
    what = re.sub(r" \(at .*\)$", "", message)
    return error(path, line, column, f"not valid TOML: {what[:1].lower()}{what[1:]}", 'settings look like: title = "…"')
