"""Internal links checked against what is published: a link to nowhere is found here, not by a reader."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from sitegen import look, urls
from sitegen.config import Config
from sitegen.files import PICTURES
from sitegen.model import Document, Text
from sitegen.problems import Problem, error, nearest
from sitegen.site import Site
from sitegen.value import Value


class Place(Value):
    """A published document: its body, its URL path, and the line of its front matter's image, if it has one."""

    document: Document[Any]
    body: Text
    url: str


def broken(
    site: Site, paths: Collection[str], unpublished: Mapping[str, str], torn: Iterable[Place] = ()
) -> tuple[Problem, ...]:
    """Return a problem for every internal link, picture or anchor that leads nowhere.

    `paths` are all files of the output; `unpublished` the URL paths that content files would have that are not in it;
    `torn` what would be published but for its errors.
    """
    found = (*((each, place) for each in site.all for place in places(each)), *((site, place) for place in torn))
    anchors = {place.url: place.body.anchors for _, place in found}
    problems = []
    for site, place in found:
        document = place.document
        for link in place.body.links:
            fault = _fault(site, place, link.target, paths, unpublished, anchors, "picture" if link.image else "link")
            if fault:
                problems.append(error(document.path, link.line + document.line - 1, link.column, *fault))
        image, card = (getattr(document.meta, name, None) for name in ("image", "card"))
        for key, target in (("image", image.src if image else ""), ("card", card)):
            if target and not urls.is_external(target):
                fault = _fault(site, place, target, paths, unpublished, anchors, "picture")
                if fault:
                    problems.append(error(document.path, document.line_of(key), 1, *fault))
    return tuple(dict.fromkeys(problems))


def astray(
    config: Config, at: Callable[..., tuple[str, int, int]], paths: Collection[str], pages: Collection[str]
) -> tuple[Problem, ...]:
    """Return a problem for every page or file that the settings name and that is not among the files of the output.

    `at` tells the place of a setting by its names. `pages` are those of `content/pages/`, the only ones that can be
    `humans`.
    """
    problems = []
    named = look.targets(config.logo, config.fonts, config.navigation, config.footer, config.policies, config.humans)
    for names, target in named:
        url = urls.fragment(target)[0]
        known = pages if names == ("humans",) else paths
        if urls.output_path(unquote(url)) not in known:
            like = nearest(url, (f"/{path.removesuffix('index.html')}" for path in known))
            hint = f"did you mean {like}?" if like else "write a path of the site: static/images/a.svg is /images/a.svg"
            what = f"`{names[0]}` leads nowhere: there is no {'page ' if known is pages else ''}{url}"
            problems.append(error(*at(*names), what, hint))
    return tuple(problems)


def places(site: Site) -> Iterator[Place]:
    """Give everything that is published with a text, and where."""
    for article in site.articles:
        yield Place(article.document, article.body, article.url)
    for author in site.authors:
        yield Place(author.document, author.bio, author.name.url)
    for topic in site.topics:
        if topic.document and topic.body:
            yield Place(topic.document, topic.body, topic.name.url)
    for page in site.pages:
        yield Place(page.document, page.body, page.url)


def _fault(
    site: Site,
    place: Place,
    target: str,
    paths: Collection[str],
    unpublished: Mapping[str, str],
    anchors: Mapping[str, str],
    what: str,
) -> tuple[str, str] | None:
    """Return what is wrong with a link, and what to do; None when it leads somewhere."""
    source = place.document.path
    url, anchor = urls.fragment(urls.resolve(target, source=source, page=place.url, files=site.files))
    if urls.output_path(url) not in paths:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), target.partition("#")[0]))
        if file not in unpublished:
            file = next((path for path, address in unpublished.items() if address == url), file)
        if file in unpublished:
            return f"the {what} leads to {file}, which is not published now", "take the link out while it is not"
        if file.endswith(".md"):
            like = nearest(file, site.files)
            return f"the {what} {target!r} leads nowhere: there is no {file}", f"did you mean {like}?" if like else ""
        like = nearest(url, (*anchors, *(f"/{p}" for p in paths if not p.endswith(".html"))))
        hint = "link to a file (../articles/x.md) or a path of the site (/about/)"
        if what == "picture":
            like = nearest(url, (f"/{path}" for path in paths if path.lower().endswith(PICTURES)))
            like = like or nearest(file, (path for path in site.files if path.lower().endswith(PICTURES)))
            hint = "lay it beside the text, or into static/: static/images/a.jpg is /images/a.jpg"
        hint = f"did you mean {like}?" if like else hint
        return f"the {what} {target!r} leads nowhere: there is no {url}", hint
    known = anchors[url].split(" ") if anchor and url in anchors else None
    if known is not None and anchor not in known and not anchor.startswith("page-"):
        like = nearest(anchor, known)
        hint = (
            f"did you mean #{like}?"
            if like
            else "anchors there: " + (", ".join(sorted(filter(None, known))[:12]) or "none")
        )
        return f"the {what} {target!r} leads to an anchor that {url} does not have", hint
    return None
