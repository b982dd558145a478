"""The theme's style sheets and scripts: many small files become one sheet and one script, named by their content.

In: the files of `static/theme/` that end in `.css` and `.js`, the site's in the place of the theme's of the same name.
Out: `Asset`s, each with a path in the output that changes with every byte in it: a host may let browsers keep it for
ever. One script stands alone, as it runs before the page is shown, and all others after it was read. A file `style.css`
of the site takes the place of all sheets.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import partial

from sitegen import digest
from sitegen.files import THEME, is_asset
from sitegen.model import Source
from sitegen.problems import Problem, error
from sitegen.value import Value

LAYERS = ("tokens", "reset", "elements", "parts", "utilities")
"""Cascade layers, the later wins (CSS Cascading and Inheritance 5, section 6.4). Each has a file of its name."""

EARLY = "scheme.js"
"""The script that runs before the page is shown: it holds the page up, so nothing else should be in it."""

SETTINGS = "site.toml"
"""The name among the sources of a sheet for what the settings of the site say of colours and fonts."""

_WHOLE = "style.css"
_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*(?!!).*?\*/""", re.DOTALL)
# Whole comments, strings, escapes and addresses without quotes; else a sign that has another end.
_TOKEN = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\\.|url\(\s*[^"'\s)][^)]*\)|/\*|[{}()\[\]"']""", re.DOTALL
)
_ENDS = {"{": "}", "(": ")", "[": "]", "/*": "*/", '"': '"', "'": "'"}

_TITLE = re.compile(r"\A\s*(?:/\*(?!!).*?\*/|(?://(?!!)[^\n]*\n)+)", re.DOTALL)


class Asset(Value):
    """A file of the output that is put together of others: their names and texts, in their order."""

    path: str
    sources: tuple[tuple[str, str], ...]

    @property
    def is_early(self) -> bool:
        """Tell whether it is the script that runs before the page is shown."""
        return [name for name, _ in self.sources] == [EARLY]


def assets(sources: Iterable[Source], settings: str = "") -> tuple[tuple[Asset, ...], tuple[Problem, ...]]:
    """Return the sheet and the scripts, if there is anything in them, and a problem for each file that is torn.

    That is, not UTF-8, or a sheet with a bracket too much or too few, which would take all that stand behind it along.
    `settings` is what the sheet ends in, from the settings of the site.
    """
    texts: dict[str, str] = {}
    packaged = set()
    problems: list[Problem] = []
    for source in sources:
        if is_asset(source.path):
            name = source.path.removeprefix(THEME)
            texts[name] = source.data.decode("utf-8-sig", "replace")
            if source.packaged:
                packaged.add(name)
            elif name.endswith(".css"):
                problems += _torn(source.path, texts[name])
            try:
                source.data.decode()
            except UnicodeDecodeError as fault:
                line = source.data[: fault.start].count(b"\n") + 1
                problems.append(error(source.path, line, 1, "not UTF-8", "save the file again with the encoding UTF-8"))
    sheets = sorted((name for name in texts if name.endswith(".css")), key=partial(order, packaged))
    if _WHOLE in texts:
        sheets = [_WHOLE]
    if settings:
        texts[SETTINGS] = settings
        sheets.append(SETTINGS)
    scripts = sorted(name for name in texts if name.endswith(".js") and name != EARLY)
    kinds = ("style.css", sheets), (EARLY, [EARLY] if EARLY in texts else []), ("page.js", scripts)
    return tuple(_asset(kind, names, texts) for kind, names in kinds if names), tuple(problems)


def joined(asset: Asset, press: object = None) -> bytes:
    """Return the bytes of an asset: of a sheet without comments, blank lines and indents, of scripts without titles."""
    texts = [text for _, text in asset.sources]
    if not asset.path.endswith(".css"):
        return "".join(f"{_TITLE.sub('', text).strip()}\n" for text in texts).encode()
    lines = (line.strip() for text in texts for line in _COMMENT.sub(r"\1", text).splitlines())
    whole = asset.sources[0][0] == _WHOLE
    order = "" if whole else f"@layer {', '.join(LAYERS)};\n"
    return (order + "".join(f"{line}\n" for line in lines if line)).encode()


def _torn(path: str, text: str) -> Iterator[Problem]:
    """Give a problem for the first bracket, comment or string of a sheet that lacks its other end.

    A string may not go over a line's end (CSS Syntax 3, section 4.3.5).
    """
    waiting: list[tuple[str, int]] = []
    for found in _TOKEN.finditer(text):
        sign, at = found[0], found.start()
        if sign in _ENDS:
            waiting.append((sign, at))
            if sign not in "{([":
                # Whole ones are one token.
                break
        elif sign in _ENDS.values() and waiting and _ENDS[waiting[-1][0]] == sign:
            waiting.pop()
        elif sign in _ENDS.values():
            waiting = waiting or [(sign, at)]
            break
    for sign, at in waiting[-1:]:
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        if sign in _ENDS:
            hint = f"write {_ENDS[sign]} where it ends"
            yield error(path, line, column, f"what begins here with {sign} is not ended", hint)
        else:
            yield error(path, line, column, f"nothing that this {sign} could end", "take it out")


def _asset(kind: str, names: Iterable[str], texts: dict[str, str]) -> Asset:
    sources = tuple((name, texts[name]) for name in names)
    stem, _, ending = kind.rpartition(".")
    return Asset(f"theme/{stem}.{digest.of(sources).hex()[:12]}.{ending}", sources)


def order(packaged: Container[str], name: str) -> tuple[int, str]:
    """Sort sheets: those of the layers, the theme's others, the site's; what is later wins within a layer."""
    stem = name.removesuffix(".css")
    if stem in LAYERS:
        return LAYERS.index(stem), name
    return len(LAYERS) if name in packaged else len(LAYERS) + 1, name
