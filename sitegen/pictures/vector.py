"""Pictures of lines (SVG): the size of one, and the same without anything that runs or is fetched.

Elements and attributes that draw are named here; all others go. Nothing is fetched, and entities are refused, so that
nothing can expand (the parser is the standard library's).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from sitegen.pictures import Facts, PictureError

_SVG, _XLINK, _XML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)
# fmt: off
_ELEMENTS = frozenset(
    {
        "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
        "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow",
        "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
        "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
        "filter", "g", "image", "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon", "polyline",
        "radialGradient", "rect", "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title", "tspan",
        "use", "view",
    }
)
# fmt: on
_UNWRAPPED = frozenset({"a"})
_QUIET = frozenset({"metadata"})
_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_FETCHES = re.compile(r"url\(\s*(?![\s\"']*#)|@import|expression\s*\(|javascript:|image-set\(|src\(|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|q|em|rem|ex)?\s*\Z", re.IGNORECASE)
_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "q": 96 / 101.6}
_UNITS |= {"em": 16, "rem": 16, "ex": 8}
_LARGEST = 100_000


def facts(data: bytes) -> Facts:
    """Return what is known of a picture."""
    try:
        root = _root(data)
        size = _size(root)
        removed = tuple(dict.fromkeys(_cleaned(root)))
    except PictureError as fault:
        return Facts(fault=str(fault), hint="export it again as a plain SVG")
    except RecursionError:
        return Facts(fault="is nested too deep", hint="export it again as a plain SVG")
    if size is None:
        hint = 'give its first element a size, as in viewBox="0 0 960 540"'
        return Facts(fault="says nothing of its size", hint=hint)
    return Facts("svg", *size, removed=removed)


def clean(data: bytes) -> bytes:
    """Return a picture with nothing in it that runs or is fetched. Raises PictureError."""
    try:
        root = _root(data)
        for _ in _cleaned(root):
            pass
        return bytes(ElementTree.tostring(root, encoding="utf-8")) + b"\n"
    except RecursionError:
        raise PictureError("it is nested too deep") from None


def _root(data: bytes) -> ElementTree.Element:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PictureError("is not UTF-8 text") from None
    if "<!ENTITY" in text.upper():
        raise PictureError("defines entities, which may stand for anything")
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    try:
        root = ElementTree.fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except ElementTree.ParseError as fault:
        line, column = fault.position
        raise PictureError(f"is not well-formed at its line {line}, column {column + 1}") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise PictureError(f'begins with <{_local(root.tag)}> and not with <svg xmlns="{_SVG}">')
    return root


def _size(root: ElementTree.Element) -> tuple[int, int] | None:
    """Return the size in CSS pixels: of width and height, of one and the shape of viewBox, or of viewBox alone."""
    width, height = _length(root.get("width", "")), _length(root.get("height", ""))
    numbers = re.findall(r"[-+]?\d*\.?\d+(?:e[+-]?\d+)?", root.get("viewBox", ""), re.IGNORECASE)
    box = (float(numbers[2]), float(numbers[3])) if len(numbers) == 4 else (0.0, 0.0)
    if box[0] > 0 and box[1] > 0:
        if width and not height:
            height = width * box[1] / box[0]
        elif height and not width:
            width = height * box[0] / box[1]
        elif not width:
            width, height = box
    if not (width and height) or max(width, height) > _LARGEST:
        return None
    return max(1, round(width)), max(1, round(height))


def _length(text: str) -> float:
    found = _LENGTH.match(text)
    return float(found[1]) * _UNITS[(found[2] or "").lower()] if found else 0.0


def _cleaned(root: ElementTree.Element) -> Iterator[str]:
    """Take out what has no place in a picture, and give its names."""
    yield from _attributes(root)
    todo = [root]
    while todo:
        parent = todo.pop()
        if _local(parent.tag) == "style" and _FETCHES.search("".join(parent.itertext())):
            yield "a style that fetches something"
            parent.text = ""
            for child in list(parent):
                parent.remove(child)
        at = 0
        while at < len(parent):
            child = parent[at]
            own, space = _local(child.tag), child.tag.startswith(f"{{{_SVG}}}")
            if space and own in _ELEMENTS:
                yield from _attributes(child)
                todo.append(child)
                at += 1
            elif space and own in _UNWRAPPED:
                child.tag = f"{{{_SVG}}}g"
                yield "a link"
                yield from _attributes(child)
                todo.append(child)
                at += 1
            else:
                if space and own not in _QUIET:
                    yield f"<{own}>"
                _remove(parent, at)


def _remove(parent: ElementTree.Element, at: int) -> None:
    """Take an element out, and leave the text after it."""
    tail = parent[at].tail or ""
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    del parent[at]


def _attributes(element: ElementTree.Element) -> Iterator[str]:
    for key, value in list(element.items()):
        own = _local(key)
        if own == "href" and key in {own, f"{{{_XLINK}}}{own}"}:
            is_own = value.strip().startswith("#") or (_local(element.tag) == "image" and _DATA.match(value.strip()))
            if not is_own:
                yield "a link" if _local(element.tag) == "a" else "a reference to another file"
                del element.attrib[key]
        elif key.startswith("{"):
            if not key.startswith((f"{{{_XML}}}lang", f"{{{_XML}}}space")):
                del element.attrib[key]
        elif own.lower().startswith("on") or own in {"src", "target", "download", "ping"} or _FETCHES.search(value):
            yield f"the attribute {own}"
            del element.attrib[key]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
