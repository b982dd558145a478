"""A file that is made of a picture: from the cache, or of the picture on disk. Each is made once."""

from __future__ import annotations

from sitegen import files, pictures
from sitegen.digest import of_bytes
from sitegen.pictures import Made, PictureError, Size, Variant, size_key
from sitegen.press import Press
from sitegen.problems import error


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
