"""Which texts are versions of one another: by the names of their files (`treaty.fr.md`), or as `translation_of` says.

Documents go in; out comes, for each that has others, the group of its file, the first of which is the original.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

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
    originals = _originals(texts, has_home, files, problems)
    # Each with what it is a version of, which need not be published, nor be there.
    together: dict[str, list[str]] = {}
    for path, original in sorted(originals.items()):
        together.setdefault(originals.get(original, original), []).append(path)
    found: dict[str, tuple[str, ...]] = {}
    for original, paths in together.items():
        if paths == [original]:
            continue
        shown = [path for path in paths if path in published]
        shown.sort(key=lambda path: (path != original, language(texts[path]), path))
        problems += _twice([texts[path] for path in shown], language)
        for path in shown:
            if original in texts and original not in published and path != original:
                what = f"{original}, of which this is a translation, is not published now"
                hint = "so the page does not lead to it; publish the two together, or draft both"
                problems.append(warning(path, texts[path].line_of("translation_of"), 1, what, hint))
            if len(shown) > 1:
                found[path] = tuple(shown)
    return found, tuple(problems)


def _originals(
    texts: Mapping[str, Text], has_home: Callable[[str], bool], files: Collection[str], problems: list[Problem]
) -> dict[str, str]:
    """Return of which text each is a version, by paths; of itself if of none."""
    by_name: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    for path, document in sorted(texts.items()):
        by_name.setdefault(path.rpartition("/")[2].removesuffix(".md"), []).append(path)
        if document.suffix:
            beside.setdefault(_plain(document), []).append(path)
    found = {}
    for path, document in texts.items():
        named = getattr(document.meta, "translation_of", "")
        if named:
            last = named.rpartition("/")[2].removesuffix(".md")
            fitting = [each for each in by_name.get(last, ()) if _fits(named, each)]
            found[path] = fitting[0] if len(fitting) == 1 else path
            problems += _misnamed(document, named, fitting, texts, files)
        elif not document.suffix or _plain(document) in files:
            found[path] = _plain(document) if document.suffix else path
        else:
            # Without a file of the plain name, the versions belong together all the same.
            together = beside[_plain(document)]
            found[path] = together[0]
            if together == [path] and not has_home(document.suffix):
                stem = document.stem
                what = f"the file is named as a translation, but there is no {stem}.md"
                hint = f"name its original: translation_of: …; or, if it is no translation, name the file {stem}.md"
                problems.append(warning(path, 1, 1, what, f"{hint} and add `language: {document.suffix}`"))
    for path, original in found.items():
        if (root := found.get(original, original)) != original:
            what = f"`translation_of` names {original}, which is itself a translation of {root}"
            problems.append(error(path, texts[path].line_of("translation_of"), 1, what, f"name {root}"))
    return found


def _plain(document: Text) -> str:
    """Return the path that a text's original has by the name of its file."""
    return f"{document.path.rpartition('/')[0]}/{document.stem}.md"


def _misnamed(
    document: Text, named: str, fitting: list[str], texts: Collection[str], files: Collection[str]
) -> Iterator[Problem]:
    """Give a problem where `translation_of` names anything but one other text."""
    path, line = document.path, document.line_of("translation_of")
    if fitting == [path]:
        yield error(path, line, 1, "`translation_of` names this file itself", "name the original")
    elif len(fitting) > 1:
        hint = "write it with its folder: " + " or ".join(each.removeprefix("content/") for each in fitting[:3])
        yield error(path, line, 1, f"`translation_of` fits several files: {named!r}", hint)
    # One that cannot be read is complained of already.
    elif not fitting and not any(_fits(named, each) for each in files):
        like = nearest(named, (each.rpartition("/")[2].removesuffix(".md") for each in texts))
        hint = f"did you mean `{like}`?" if like else "name the file of the original, as in translation_of: treaty"
        yield error(path, line, 1, f"`translation_of` names no article: {named!r}", hint)


def _fits(named: str, path: str) -> bool:
    """Tell whether a file is what an editor names: by its whole path, the end of it, with or without ending."""
    plain = named.strip("/").removesuffix(".md").lstrip("./")
    return f"/{path.removesuffix('.md')}".endswith(f"/{plain}")


def _twice(shown: list[Text], language: Callable[[Text], str]) -> Iterator[Problem]:
    first: dict[str, Text] = {}
    for document in sorted(shown, key=lambda d: (bool(d.suffix or getattr(d.meta, "translation_of", "")), d.path)):
        tag = language(document)
        other = first.setdefault(tag, document)
        if other is not document:
            what = f"is in the same language ({tag}) as {other.path}, of which it is a version"
            keys = "language", "translation_of"
            line = max(document.line_of(key) for key in keys)
            yield error(document.path, line, 1, what, "write its own `language`, or take one of the two away")
