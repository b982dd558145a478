"""What `sitegen check` says beyond a build's complaints: nothing is wrong, but an editor would want to know.

Documents go in, warnings come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sitegen.config import Config
from sitegen.dates import language_name
from sitegen.model import Entry
from sitegen.problems import Problem, warning
from sitegen.site import Library
from sitegen.urls import slugify

LONGEST_TITLE = 120
LONGEST_SUMMARY = 400


def advice(config: Config, library: Library, entries: Mapping[str, Entry[Any]]) -> tuple[Problem, ...]:
    """Return warnings on content that a build takes without a word."""
    return (*_unused(library), *_articles(library, entries), *_twice(library), *_untranslated(config, library))


def unshown(pictures: Iterable[str], shown: Collection[str]) -> tuple[Problem, ...]:
    """Return a warning for each picture beside the texts that no page shows."""
    hint = "name it in a text, as in ![what it shows](file.jpg), or take it away"
    return tuple(
        warning(path, 1, 1, "no page shows this picture now, so it is not published", hint)
        for path in pictures
        if path not in shown
    )


def _unused(library: Library) -> Iterator[Problem]:
    """Authors and topics that no article names."""
    authors = {a for d in library.articles for a in d.meta.authors}
    topics = {slugify(t) for d in library.articles for t in d.meta.topics}
    for author in library.authors:
        if author.stem not in authors:
            hint = f"add `authors: [{author.stem}]` to an article, or take the file away"
            yield warning(author.path, 1, 1, f"no article is by {author.meta.name}", hint)
    for topic in library.topics:
        if slugify(topic.stem) not in topics:
            hint = f"add `topics: [{topic.meta.title}]` to an article, or take the file away"
            yield warning(topic.path, 1, 1, f"no article has the topic {topic.meta.title}", hint)


def _articles(library: Library, entries: Mapping[str, Entry[Any]]) -> Iterator[Problem]:
    sorted_into_topics = any(d.meta.topics for d in library.articles)
    for document in library.articles:
        meta, path = document.meta, document.path
        if not meta.authors:
            yield warning(path, 1, 1, "the article has no author", "if it has one, add `authors: […]`")
        if sorted_into_topics and not meta.topics:
            yield warning(path, 1, 1, "the article has no topic, as others have", "add `topics: […]`")
        if entries[path].text.is_empty:
            yield warning(path, document.line, 1, "the article has no text", "write it under the front matter")
        if len(meta.title) > LONGEST_TITLE:
            what = f"the title has {len(meta.title)} characters: lists and search engines will cut it"
            yield warning(path, document.line_of("title"), 1, what, f"aim for fewer than {LONGEST_TITLE}")
        if len(meta.summary) > LONGEST_SUMMARY:
            what = f"the summary has {len(meta.summary)} characters: it stands under the headline and in every list"
            yield warning(path, document.line_of("summary"), 1, what, f"aim for fewer than {LONGEST_SUMMARY}")
        if meta.updated and meta.updated < meta.date:
            what = "`updated` lies before `date`"
            yield warning(path, document.line_of("updated"), 1, what, "one of the two dates is wrong")
        if meta.expires and meta.expires <= meta.date:
            what = "`expires` is not after `date`, so the article never appears"
            yield warning(path, document.line_of("expires"), 1, what, "one of the two dates is wrong")


def _untranslated(config: Config, library: Library) -> Iterator[Problem]:
    """Topics that the pages in a further language call by a name of another language."""
    for tag, root in config.roots[1:]:
        used = {slugify(t) for d in library.articles if config.root_of(d.meta.language) == root for t in d.meta.topics}
        named = {slugify(d.stem) for d in library.topics if config.root_of(d.suffix) == root}
        for topic in library.topics:
            if not topic.suffix and slugify(topic.stem) in used - named:
                file = f"{topic.path.removesuffix('.md')}.{tag}.md"
                where = f"the pages in {language_name(tag, 'en')} ({tag})"
                what = f"{where} call this topic {topic.meta.title}: it has no name in their language"
                yield warning(topic.path, topic.line_of("title"), 1, what, f"write {file} with its `title`")


def _twice(library: Library) -> Iterator[Problem]:
    """Articles with one headline, and authors with one name, are often one written twice."""
    titles = Counter(d.meta.title.casefold() for d in library.articles)
    for document in library.articles:
        if titles[document.meta.title.casefold()] > 1:
            what = f"another article has the headline “{document.meta.title}”"
            yield warning(document.path, document.line_of("title"), 1, what, "if they are the same, take one away")
    names = Counter(d.meta.name.casefold() for d in library.authors)
    for author in library.authors:
        if names[author.meta.name.casefold()] > 1:
            what = f"another author has the name {author.meta.name}"
            yield warning(author.path, author.line_of("name"), 1, what, "if they are one person, use one file")
