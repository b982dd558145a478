"""How a publication looks, as its settings say: colours, fonts, logo, and what stands in the masthead and the foot.

What was typed goes in, checked values come out, or faults that say what to do; `sheet` makes the custom properties and
font faces of them that come last in the style sheet. Nothing is read from disk.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sitegen import colours, typed
from sitegen.problems import nearest
from sitegen.typed import FaultError
from sitegen.urls import is_external, is_web
from sitegen.value import Value, fields

THEME = {
    "paper": ("#fcfdfd", "#12171a"),
    "wash": ("#edf2f3", "#1d2529"),
    "ink": ("#14191d", "#e3e8ea"),
    "quiet": ("#555e66", "#a2adb3"),
    "rule": ("#cfd7da", "#38434a"),
    "accent": ("#0c5660", "#84c9d1"),
    "glow": ("#cfe3e5", "#2c4a4f"),
}
"""The colours of the theme, for light and for dark, as in `static/theme/tokens.css`."""

_BETWEEN = {"wash": 0.06, "rule": 0.2, "quiet": 0.72}
"""Where a colour lies on the way from paper to ink, when these two are a site's own and it is not."""

_GLOW = 0.2
"""Where the glow lies on the way from paper to accent."""

_GROUNDS = ("paper", "wash")
_LETTERS = ("ink", "quiet", "accent")
_GENERIC = ("serif", "sans-serif", "monospace", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded")
_FORMATS = {".woff2": "woff2", ".woff": "woff", ".ttf": "truetype", ".otf": "opentype"}

Colors = tuple[tuple[str, str, str], ...]
"""The colours that are not the theme's: name, light, dark."""

Links = tuple[tuple[str, str], ...]
"""Texts with the addresses that they lead to: URL paths of the site, or addresses elsewhere."""


class FontFile(Value):
    """A file of a font: the name that it goes by, its URL path; weight and style as CSS has them."""

    name: str
    file: str
    weight: str = "400"
    style: str = "normal"


class Fonts(Value):
    """Font families by use, the first that a reader has is taken; and the files that the site brings."""

    serif: tuple[str, ...] = ()
    sans: tuple[str, ...] = ()
    mono: tuple[str, ...] = ()
    files: tuple[FontFile, ...] = ()


class Logo(Value):
    """The picture before the publication's name; a `wordmark` is in the place of the name. `file` is a URL path."""

    file: str = ""
    wordmark: bool = False


class Footer(Value):
    """What a publication says at the foot of every page: lines of text, and links in the place of the usual ones."""

    lines: tuple[str, ...] = ()
    links: Links = ()


# From what was typed ---------------------------------------------------------------------------------------


def colors(value: object) -> Colors:
    """Return the colours that differ from the theme's. Raises a group of FaultErrors, of all that is wrong."""
    given = dict(typed.mapping(value, '[colors] and below it accent = "#7a1f3d"'))
    faults: list[FaultError] = []
    try:
        dark = typed.mapping(given.pop("dark", {}), '[colors.dark] and below it accent = "#eda3bb"')
    except FaultError as fault:
        dark = {}
        faults.append(FaultError(fault.what, fault.hint, ("dark",)))
    light_set, light_meant = _colours(given, (), faults)
    dark_set, dark_meant = _colours(dark, ("dark",), faults)
    light, night = _scheme(light_set, 0), _scheme(dark_set, 1)
    if "accent" in light_set and "accent" not in dark_set:
        night["accent"] = colours.readable(light["accent"], [night[ground] for ground in _GROUNDS], colours.EASY)
    for scheme, given_too in ((light, light_set), (night, dark_set or light_set)):
        if "glow" not in given_too and ("accent" in given_too or "paper" in given_too):
            scheme["glow"] = colours.mix(scheme["paper"], scheme["accent"], _GLOW)
    faults += [*_unreadable(light, light_set, (), light_meant), *_unreadable(night, dark_set, ("dark",), dark_meant)]
    if faults:
        raise ExceptionGroup("colours", faults)
    return tuple((name, light[name], night[name]) for name in THEME if THEME[name] != (light[name], night[name]))


def _colours(
    given: Mapping[str, Any], at: tuple[str, ...], faults: list[FaultError]
) -> tuple[dict[str, str], frozenset[str]]:
    """Return the colours that can be read, and the names of those that were meant, but cannot."""
    known = THEME if at else (*THEME, "dark")
    unknown = [FaultError(fault.what, fault.hint, (*at, *fault.at)) for fault in typed.unknown(given, known)]
    found, meant = {}, {nearest(fault.at[-1], THEME) for fault in unknown}
    faults += unknown
    for name in (name for name in given if name in THEME):
        value = given[name]
        colour = colours.parse(value) if isinstance(value, str) else ""
        if colour:
            found[name] = colour
        else:
            meant.add(name)
            hint = "write it as # and six digits from 0 to f, as in #7a1f3d"
            faults.append(FaultError(f"has a `{name}` that is no colour: {value!r}", hint, (*at, name)))
    return found, frozenset(name for name in meant if name)


def _scheme(given: Mapping[str, str], mode: int) -> dict[str, str]:
    """Return all colours of a scheme: those given, between paper and ink what goes with these, else the theme's."""
    found = {name: pair[mode] for name, pair in THEME.items()} | dict(given)
    if "paper" in given or "ink" in given:
        between = {name: colours.mix(found["paper"], found["ink"], share) for name, share in _BETWEEN.items()}
        found |= between | dict(given)
    return found


def _unreadable(
    scheme: Mapping[str, str], given: Mapping[str, str], at: tuple[str, ...], meant: Collection[str]
) -> Iterator[FaultError]:
    """Give a fault for each colour of letters that cannot be read, at the setting that made it so.

    Nothing is said of a pair that another fault may have made: a colour was `meant` for it, or for what it follows.
    """
    for name in _LETTERS:
        if {name, *_GROUNDS, "ink"} & {*meant}:
            continue
        ground = min(_GROUNDS, key=lambda ground: colours.contrast(scheme[name], scheme[ground]))
        ratio = colours.contrast(scheme[name], scheme[ground])
        if ratio >= colours.READABLE:
            continue
        better = colours.readable(scheme[name], [scheme[ground] for ground in _GROUNDS])
        by = next((key for key in (name, ground, "paper", "ink") if key in given), name)
        where = "dark " if at else ""
        # Rounded down: 4.49 is not enough.
        pair = f"{where}{name} {scheme[name]} on {ground} {scheme[ground]}"
        hint = f'{colours.READABLE} to 1 is needed to read it (WCAG 2.2, AA); {name} = "{better}" has it'
        yield FaultError(f"has too little contrast: {pair} has {ratio - 0.005:.2f} to 1", hint, (*at, by))


def fonts(value: object) -> Fonts:
    """Return fonts. Raises FaultError."""
    given = typed.table(value, fields(Fonts), '[fonts] and below it serif = "Literata"')
    stacks = {}
    for use, generic in (("serif", "serif"), ("sans", "sans-serif"), ("mono", "monospace")):
        if use in given:
            stacks[use] = _stack(given[use], generic, use)
    files = given.get("files", [])
    if not isinstance(files, list):
        hint = '[[fonts.files]] and below it name = "Literata" and file = "/fonts/literata.woff2"'
        raise FaultError(f"has `files` that are {typed.kind(files)}, not tables", hint, ("files",))
    return Fonts(**stacks, files=tuple(_font_file(file, number) for number, file in enumerate(files, 1)))


def _stack(value: object, generic: str, use: str) -> tuple[str, ...]:
    names = [_inside(typed.text, name, (use,)) for name in (value if isinstance(value, list) else [value])]
    if not names or not all(re.fullmatch(r"[^\"'\\;{}<>,]+", name) for name in names):
        hint = f'write a name, or a list of names: {use} = ["Literata", "Georgia"]'
        raise FaultError(f"has a `{use}` that is not the name of a font: {value!r}", hint, (use,))
    return (*names,) if names[-1] in _GENERIC else (*names, generic)


def _font_file(value: object, number: int) -> FontFile:
    at = ("files",) * number
    try:
        given = typed.table(value, fields(FontFile), '[[fonts.files]] and below it name = "Literata"')
    except FaultError as fault:
        raise FaultError(fault.what, fault.hint, (*at, *fault.at)) from None
    for key, example in (("name", "Literata"), ("file", "/fonts/literata.woff2")):
        if key not in given:
            raise FaultError(f"has a file without `{key}`", f'add a line: {key} = "{example}"', at)
    texts = {key: _inside(typed.text, given[key], (*at, key)) for key in given if key != "weight"}
    weight = str(given.get("weight", "400"))
    if not re.fullmatch(r"\d{1,4}( \d{1,4})?", weight):
        hint = 'write it as 700, or for a variable font as "200 900"'
        raise FaultError(f"has a `weight` that is none: {weight!r}", hint, (*at, "weight"))
    if texts.get("style", "normal") not in {"normal", "italic"}:
        raise FaultError(f"has a `style` that is none: {texts['style']!r}", "write normal or italic", (*at, "style"))
    file = _own_file(texts["file"], "/fonts/literata.woff2", (*at, "file"))
    if not file.endswith(tuple(_FORMATS)):
        raise FaultError(f"has a file that is no font: {file!r}", "known: " + ", ".join(_FORMATS), (*at, "file"))
    return FontFile(_stack(texts["name"], "serif", "name")[0], file, weight, texts.get("style", "normal"))


def logo(value: object) -> Logo:
    """Return the logo, from the name of its file or from a table. Raises FaultError."""
    if isinstance(value, str):
        return Logo(_own_file(typed.text(value), "/logo.svg", ()))
    given = typed.table(value, fields(Logo), 'logo = "/logo.svg"')
    if "file" not in given:
        raise FaultError("has no `file`", 'add a line: file = "/logo.svg"')
    if not isinstance(given.get("wordmark", False), bool):
        raise FaultError("has a `wordmark` that is neither true nor false", "write true or false", ("wordmark",))
    file = _own_file(_inside(typed.text, given["file"], ("file",)), "/logo.svg", ("file",))
    return Logo(file, given.get("wordmark", False))


def links(value: object) -> Links:
    """Return links, from a table of texts and addresses. Raises FaultError."""
    if not isinstance(value, Mapping):
        hint = 'write below its name in brackets: "About us" = "/about/"'
        raise FaultError(f"should be a table, not {typed.kind(value)}", hint)
    found = []
    for name, address in value.items():
        target = _inside(typed.text, address, (name,))
        is_path = target.startswith("/") and not is_external(target)
        if not is_path and not is_web(target) and not target.startswith("mailto:"):
            hint = "write a path of the site, as /about/, or a whole address, as https://example.org/"
            raise FaultError(f"has a link that leads nowhere: {target!r}", hint, (name,))
        found.append((typed.text(name), target))
    return tuple(found)


def footer(value: object) -> Footer:
    """Return what stands at the foot. Raises FaultError."""
    given = typed.table(value, fields(Footer), '[footer] and below it lines = ["A line of text"]')
    lines = given.get("lines", [])
    if not isinstance(lines, list):
        hint = 'put the lines in brackets: lines = ["A line of text"]'
        raise FaultError(f"has `lines` that are {typed.kind(lines)}, not a list", hint, ("lines",))
    try:
        found = links(given.get("links", {}))
    except FaultError as fault:
        raise FaultError(fault.what, fault.hint, ("links", *fault.at)) from None
    return Footer(tuple(_inside(typed.text, line, ("lines",)) for line in lines), found)


def _own_file(path: str, example: str, at: tuple[str, ...]) -> str:
    """Return the URL path of a file that the site itself has: a page asks no other host for anything."""
    if not path or is_external(path) or re.search(r"[\s\"'()\\?#]", path):
        hint = f"put the file into static/ and write its path there, as {example}"
        raise FaultError(f"has a file that is not the site's own: {path!r}", hint, at)
    return "/" + path.lstrip("/").removeprefix("static/")


def _inside(read: Any, value: object, at: tuple[str, ...]) -> str:
    """Read a value that is inside a setting: its fault is placed there."""
    try:
        found: str = read(value)
    except FaultError as fault:
        raise FaultError(f"has a `{at[-1]}` that {fault.what}", fault.hint, at) from None
    return found


# To what a browser reads -----------------------------------------------------------------------------------


def sheet(colors: Colors, fonts: Fonts) -> str:
    """Return the end of the style sheet: font faces, and the tokens that are not the theme's; or the empty text."""
    faces = "".join(
        f'@font-face {{ font-family: "{font.name}"; font-weight: {font.weight}; font-style: {font.style};'
        # Optional: letters that come late wait for the next page, so that none that is being read moves.
        f' font-display: optional; src: url("..{font.file}") format("{_format(font.file)}"); }}\n'
        for font in fonts.files
    )
    tokens = [f"--{name}: light-dark({light}, {dark});" for name, light, dark in colors]
    tokens += [
        f"--{use}: {_families(getattr(fonts, use))};" for use in ("serif", "sans", "mono") if getattr(fonts, use)
    ]
    inside = "".join(f"    {token}\n" for token in tokens)
    return faces + (f"@layer tokens {{\n  :root {{\n{inside}  }}\n}}\n" if tokens else "")


def _families(names: tuple[str, ...]) -> str:
    return ", ".join(name if name in _GENERIC else f'"{name}"' for name in names)


def _format(file: str) -> str:
    return next(name for ending, name in _FORMATS.items() if file.endswith(ending))


def targets(
    logo: Logo, fonts: Fonts, navigation: Links, footer: Footer, policies: Links, humans: str
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give the addresses of the site's own that the settings name, each with the names of the settings it is in."""
    if logo.file:
        yield ("logo",), logo.file
    for number, font in enumerate(fonts.files, 1):
        yield ("fonts", *("files",) * number, "file"), font.file
    yield from ((("navigation", name), target) for name, target in navigation if target.startswith("/"))
    yield from ((("footer", "links", name), target) for name, target in footer.links if target.startswith("/"))
    if humans:
        yield ("humans",), humans
    yield from ((("policies", name), target) for name, target in policies if target.startswith("/"))
