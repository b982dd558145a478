"""Slugs, URLs and output paths: nobody else knows the shape of a URL.

A *URL path* here is text as a person reads it: rooted at the site (`/articles/слово/`), not percent-encoded, without
the path of `base_url`. `href` and `absolute` make of it what stands in HTML; `output_path` the file that serves it.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

LONGEST_SLUG = 80
# In bytes. File systems hold names of 255 and most programs paths of 1,024; room is left for the folders above.
LONGEST_NAME, LONGEST_PATH = 255, 800
PERMALINK_FIELDS = ("slug", "year", "month", "day")

# RFC 3986, section 3.3: what a path segment may hold as it is, and the `/` between segments.
_PATH_SAFE = "/-._~!$&'()*+,;=:@"
# Words that are their own slug but for case.
_WORDS = re.compile("[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_PLAIN_PATH = re.compile("[A-Za-z0-9/._~-]*")
_CONTENT = {"articles": "/articles/{}/", "authors": "/authors/{}/", "topics": "/topics/{}/", "pages": "/{}/"}


@lru_cache(maxsize=4096)
def slugify(text: str) -> str:
    """Return the text as lower-case ASCII words joined by hyphens, at most 80 characters; may be empty."""
    if len(text) <= LONGEST_SLUG and _WORDS.fullmatch(text):
        return text.lower().replace(" ", "-")
    from slugify import slugify as transcribed

    return str(transcribed(text, max_length=LONGEST_SLUG, word_boundary=True, save_order=True))


def article_url(permalink: str, slug: str, date: dt.date) -> str:
    """Return an article's URL path after the `permalink` setting."""
    return permalink.format(slug=slug, year=f"{date.year:04}", month=f"{date.month:02}", day=f"{date.day:02}")


def author_url(author: str) -> str:
    """Return the URL path of an author's page."""
    return f"/authors/{author}/"


def topic_url(topic: str) -> str:
    """Return the URL path of a topic's page."""
    return f"/topics/{topic}/"


def region_url(region: str) -> str:
    """Return the URL path of a region's page."""
    return f"/regions/{region}/"


ARCHIVE, AUTHORS, TOPICS = "/archive/", "/authors/", "/topics/"
"""The URL paths of what is always there, in each language of a site."""

ALL_SERIES = "/series/"
"""The URL path of the list of all series, which is there when there is one."""

SEARCH = "/search/"
"""The URL path of the page where readers search, which is there when the settings want it."""


def series_url(series: str) -> str:
    """Return the URL path of a series' page."""
    return f"{ALL_SERIES}{series}/"


def page_url(slug: str) -> str:
    """Return the URL path of a page such as about."""
    return f"/{slug}/"


def numbered(url: str, number: int) -> str:
    """Return the URL path of a list's page: the list's own for 1, `…/page/2/` and so on after it."""
    return url if number == 1 else f"{url}page/{number}/"


FEEDS = {"feed.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
"""The names and media types of a list's feeds, below its URL path; the first is the one that is shown."""


def output_path(url: str) -> str:
    """Return the output file of a URL path, relative to the output folder: `…/index.html` for folders."""
    path = url.lstrip("/")
    return path + "index.html" if not path or path.endswith("/") else path


def same_place(path: str) -> str:
    """Return what two output paths share when some file system or host takes one for the other."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def href(url: str, base_path: str) -> str:
    """Return a URL path (fragment and query may follow) as it stands in HTML below `base_path` (`/` or `/sub/`)."""
    whole = base_path.rstrip("/") + url
    if _PLAIN_PATH.fullmatch(whole):
        return whole
    path, mark, rest = _cut(url)
    encoded = quote(unicodedata.normalize("NFC", base_path.rstrip("/") + path), safe=_PATH_SAFE)
    return encoded + mark + quote(rest, safe=_PATH_SAFE + "?#%")


def absolute(url: str, base_url: str) -> str:
    """Return a URL path as an absolute URL below `base_url`; a URL with a scheme or host comes back as it is."""
    if (not url.startswith("/") or url.startswith("//")) and is_external(url):
        return url
    root, path = _root(base_url)
    return root + href(url, path)


def of_file(path: str) -> str:
    """Return the URL path of a file of `static/` that the settings name, with that folder or without."""
    return "/" + path.lstrip("/").removeprefix("static/")


def names_license(text: str) -> bool:
    """Tell whether a text names a licence: by its SPDX id, or by a web address."""
    return is_web(text) or bool(re.fullmatch(r"[A-Za-z0-9.+-]+", text))


def whole(href: str, base_url: str) -> str:
    """Return an href of the site as an absolute URL; one with a scheme or host comes back as it is."""
    return href if is_external(href) else _root(base_url)[0] + href


@lru_cache(maxsize=8)
def _root(base_url: str) -> tuple[str, str]:
    """Return a base URL up to its host, and its path."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}", parts.path


def is_external(target: str) -> bool:
    """Tell whether a link leaves the site: it has a scheme or a host."""
    parts = urlsplit(target) if _splits(target) else None
    return parts is None or bool(parts.scheme or parts.netloc)


def resolve(target: str, *, source: str, page: str, files: Mapping[str, str]) -> str:
    """Return the URL path, with query and fragment, that an internal link leads to.

    `target` is as written in the file `source`, whose page is at the URL path `page`. A link by file
    (`../articles/x.md`, `../../static/map.svg`) is looked up in `files` (path in the site → URL path); any other
    is taken as a URL path, absolute or relative to the page. Whether something is there is not asked here.
    """
    path, mark, rest = _cut(target)
    if not path:
        return page + mark + rest
    plain = unquote(path)
    from_file = plain.lstrip("/") if plain.startswith("/") else posixpath.join(posixpath.dirname(source), plain)
    found = files.get(posixpath.normpath(from_file))
    if found is not None:
        return found + mark + rest
    joined = posixpath.normpath(posixpath.join(page if page.endswith("/") else posixpath.dirname(page), plain))
    joined = "/" + joined.lstrip("/")
    if joined.endswith("/index.html"):
        joined = joined.removesuffix("index.html")
    elif joined != "/" and (plain.endswith("/") or "." not in posixpath.basename(joined)):
        joined += "/"
    return joined + mark + rest


def is_web(url: str) -> bool:
    """Tell whether a text is an absolute `http` or `https` URL with a host."""
    if not _splits(url) or any(c.isspace() for c in url):
        return False
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def host(url: str) -> str:
    """Return the host of an absolute URL without `www.`."""
    return ((urlsplit(url).hostname if _splits(url) else "") or url).removeprefix("www.")


def path_fault(path: str) -> str:
    """Return what keeps an output path from being a file on a usual disk and host, or the empty text."""
    if not path.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs"} for c in path):
        return "has a control character in it"
    size = len(path) if path.isascii() else len(path.encode())
    if size > LONGEST_NAME and (size > LONGEST_PATH or any(len(p.encode()) > LONGEST_NAME for p in path.split("/"))):
        return "is too long for a file"
    return "begins like a file of sitegen's own" if path.startswith(".sitegen") else ""


# What `quote` makes of ASCII; it takes each letter for itself, and every article has such a link.
_QUOTED = {code: quote(chr(code), safe="") for code in range(128)}


def _quoted(text: str) -> str:
    return text.translate(_QUOTED) if text.isascii() else quote(text, safe="")


def mail(*, subject: str, body: str) -> str:
    """Return a link that opens a new message without addressee (RFC 6068)."""
    return f"mailto:?subject={_quoted(subject)}&body={_quoted(body)}"


def fragment(url: str) -> tuple[str, str]:
    """Return a URL path without query and fragment, and the fragment, decoded."""
    path, _, rest = _cut(url)
    return path, unquote(url.partition("#")[2]) if rest or "#" in url else ""


def usual_url(path: str) -> str:
    """Return the URL path that a content file would have by its name alone, for suggestions."""
    folder, _, name = path.removeprefix("content/").rpartition("/")
    return _CONTENT.get(folder.partition("/")[0], "/{}/").format(name.removesuffix(".md"))


def slug_fault(slug: str) -> str:
    """Return what is wrong with a slug that an editor typed, or the empty text."""
    if slug.replace("-", "").isalnum():
        return ""
    if not slug.strip("."):
        return "is empty"
    bad = next((c for c in slug if c in '/\\?#%<>"|*:' or c.isspace() or not c.isprintable()), "")
    return f"has {bad!r} in it" if bad else ""


def stem_fault(stem: str) -> str:
    """Return what keeps a file's name, without ending, from being part of an address, or the empty text."""
    bad = next((c for c in stem if c in "?#%\\"), "")
    return f"has {bad!r} in it" if bad else "begins or ends in a full stop" if stem.strip(".") != stem else ""


def alias_fault(alias: str) -> str:
    """Return what is wrong with an old path that an editor typed, or the empty text."""
    if "?" in alias or "#" in alias:
        return "has a query or fragment, which no static host can redirect"
    if not alias.startswith("/") or alias.startswith("//"):
        return "is not a path that starts with one /"
    if any(part in {".", ".."} for part in alias.split("/")) or "\\" in alias or not alias.isprintable():
        return "is not a plain path"
    return "is the home page" if alias == "/" else ""


def alias_path(alias: str) -> str:
    """Return the output file that redirects from an old path; a path without ending is taken as a folder."""
    path = unquote(alias)
    if not path.endswith("/") and not path.endswith((".html", ".htm")):
        path += "/"
    return output_path(path)


def _cut(url: str) -> tuple[str, str, str]:
    """Cut a URL before its query or fragment: path, the mark `?` or `#`, the rest."""
    at = min((i for i in (url.find("?"), url.find("#")) if i >= 0), default=len(url))
    return url[:at], url[at : at + 1], url[at + 1 :]


def _splits(target: str) -> bool:
    try:
        urlsplit(target)
    except ValueError:
        return False
    return True
