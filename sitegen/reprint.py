"""The page from which others take an article: its texts are known once the article is rendered."""

from __future__ import annotations

from sitegen import digest
from sitegen.press import Piece, Press, Reprint
from sitegen.republish import plain
from sitegen.republish.block import block
from sitegen.value import replace


def page(of: Reprint, press: Press) -> bytes:
    """Return the page: the block in HTML, plain text and Markdown, in the argument of its view."""
    html = block(press.html(of.block).decode(), of.prefix)
    texts = html, plain.text(html), plain.markdown(html)
    return press.html(_with(of.page, texts))


def _with(piece: Piece, texts: tuple[str, str, str]) -> Piece:
    address = digest.of((piece.skeleton, texts))
    return replace(piece, argument=replace(piece.argument, texts=texts), skeleton=address, key=address)
