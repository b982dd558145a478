"""A file that is made of a picture, or a card: from the cache, or of the file on disk. Each is made once."""

from __future__ import annotations

from sitegen import files, pictures
from sitegen.cards import CardError, ShareCard
from sitegen.digest import of_bytes
from sitegen.pictures import Made, PictureError, Size, Variant, size_key
from sitegen.press import Press
from sitegen.problems import error


def drawn(card: ShareCard, press: Press) -> bytes:
    """Return a share card as PNG; one that was ever drawn is in the cache."""
    kept = press.cache.get(card.key, Made)
    if kept is not None:
        return kept.data
    from sitegen.cards import draw

    try:
        result = draw.png(card, files.bytes_of(card.mark.file) if card.mark else None)
    except OSError as fault:
        press.problems.append(files.unreadable(card.mark.path if card.mark else "", fault))
        return b""
    except CardError as fault:
        hint = "name another in the setting `logo`, or save it again"
        press.problems.append(error(card.mark.path if card.mark else "", 1, 1, str(fault), hint))
        return b""
    press.cache.put(card.key, Made(result))
    press.cache.flush()
    return result


def made(of: tuple[str, Variant], press: Press) -> bytes:
    """Return a file that is made of a picture; one that was ever made is in the cache."""
    source, variant = of
    kept = press.cache.get(variant.key, Made)
    if kept is not None:
        press.cache.put(size_key(variant.key), Size(len(kept.data)))
        return kept.data
    try:
        data = files.bytes_of(variant.file)
        if of_bytes(data) != variant.digest:
            raise PictureError("it changed while the site was built")
        result = pictures.make(variant, data)
    except OSError as fault:
        press.problems.append(files.unreadable(source, fault))
        return b""
    except PictureError as fault:
        what = f"the picture {source} cannot be decoded: {fault}"
        press.problems.append(error(*variant.at, what, "save it again, or take another copy"))
        return b""
    press.cache.put(variant.key, Made(result))
    press.cache.put(size_key(variant.key), Size(len(result)))
    press.cache.flush()
    return result
