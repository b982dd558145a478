"""Which texts are versions of one another: by the names of their files (`treaty.fr.md`), or as `translation_of` says.

Documents go in; out comes, for each that has others, the group of its file, the first of which is the original.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from sitegen.model import Document, Meta, PageMeta
from sitegen.problems import Problem, error, nearest, warning

Text = Document[Meta] | Document[PageMeta]


def groups(
    documents: Iterable[Text],
    language: Callable[[Text], str],
    has_home: Callable[[str], bool],
    published: Collection[str],
    files: Collection[str],
) -> tuple[dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """Return the versions that are published of each text that has some, by the paths of files, the original first.

    `language` tells a document's, `has_home` whether the publication has pages in a language; `published` are the paths
    of what is published, `files` are all that there are.
    """
    texts = {document.path: document for document in documents}
    problems: list[Problem] = []
    originals = {document.path: _original(document, texts, has_home, files, problems) for document in texts.values()}
    for path, original in originals.items():
        if originals.get(original, original) != original:
            root = originals[original]
            what = f"`translation_of` names {original}, which is itself a translation of {root}"
            document = texts[path]
            problems.append(error(path, document.line_of("translation_of"), 1, what, f"name {root}"))
    together: dict[str, list[str]] = {}
    for path, original in sorted(originals.items()):
        together.setdefault(originals.get(original, original), []).append(path)
    found: dict[str, tuple[str, ...]] = {}
    for original, paths in together.items():
        if len(paths) < 2 and paths == [original]:
            continue
        shown = [path for path in paths if path in published]
        shown.sort(key=lambda path: (path != original, language(texts[path]), path))
        problems += _twice(paths, [texts[path] for path in paths if path in shown], language)
        for path in shown:
            if original in texts and original not in published and path != original:
                what = f"{original}, of which this is a translation, is not published now"
                hint = "so the page does not lead to it; publish the two together, or draft both"
                problems.append(warning(path, texts[path].line_of("translation_of"), 1, what, hint))
            if len(shown) > 1:
                found[path] = tuple(shown)
    return found, tuple(problems)


def _original(
    document: Text,
    texts: dict[str, Any],
    has_home: Callable[[str], bool],
    files: Collection[str],
    problems: list[Problem],
) -> str:
    """Return the path of the text that this one is a translation of; its own if it is none."""
    path = document.path
    named = getattr(document.meta, "translation_of", "")
    if named:
        found = _named(named, texts)
        if len(found) == 1 and found[0] != path:
            return found[0]
        line = document.line_of("translation_of")
        if found == (path,):
            problems.append(error(path, line, 1, "`translation_of` names this file itself", "name the original"))
        elif found:
            hint = "write it with its folder: " + " or ".join(each.removeprefix("content/") for each in found[:3])
            problems.append(error(path, line, 1, f"`translation_of` fits several files: {named!r}", hint))
        elif not any(_fits(named, each) for each in files):
            like = nearest(named, (each.rpartition("/")[2].removesuffix(".md") for each in texts))
            hint = f"did you mean `{like}`?" if like else "name the file of the original, as in translation_of: treaty"
            problems.append(error(path, line, 1, f"`translation_of` names no article: {named!r}", hint))
        return path
    if not document.suffix:
        return path
    folder = path.rpartition("/")[0]
    original = f"{folder}/{document.stem}.md"
    if original in files:
        return original
    # Without a file of the plain name, the versions belong together all the same.
    beside = sorted(p for p, d in texts.items() if d.suffix and d.stem == document.stem and p.startswith(f"{folder}/"))
    beside = [p for p in beside if p.rpartition("/")[0] == folder]
    if beside == [path] and not has_home(document.suffix):
        what = f"the file is named as a translation, but there is no {document.stem}.md"
        hint = f"name its original: translation_of: …; or, if it is no translation, name the file {document.stem}.md"
        problems.append(warning(path, 1, 1, what, f"{hint} and add `language: {document.suffix}`"))
    return beside[0]


def _named(named: str, texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path in texts if _fits(named, path))


def _fits(named: str, path: str) -> bool:
    """Tell whether a file is what an editor names: by its whole path, the end of it, with or without ending."""
    plain = named.strip("/").removesuffix(".md").lstrip("./")
    return f"/{path.removesuffix('.md')}".endswith(f"/{plain}")


def _twice(paths: list[str], shown: list[Text], language: Callable[[Text], str]) -> Iterator[Problem]:
    first: dict[str, Text] = {}
    for document in sorted(shown, key=lambda d: (bool(d.suffix or getattr(d.meta, "translation_of", "")), d.path)):
        tag = language(document)
        other = first.setdefault(tag, document)
        if other is not document:
            what = f"is in the same language ({tag}) as {other.path}, of which it is a version"
            keys = "language", "translation_of"
            line = max(document.line_of(key) for key in keys)
            yield error(document.path, line, 1, what, "write its own `language`, or take one of the two away")
