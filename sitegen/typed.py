"""What was typed into the settings, checked for its type: a value comes out, or a `FaultError` that says what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sitegen.problems import nearest


class FaultError(Exception):
    """A setting is not what it should be: what is wrong, what to do, and the names of what is inside it, if it is."""

    def __init__(self, what: str, hint: str = "", at: tuple[str, ...] = ()) -> None:
        super().__init__(what)
        self.what, self.hint, self.at = what, hint, at


def text(value: object) -> str:
    """Return text of one line, without spaces around it. Raises FaultError."""
    if not isinstance(value, str):
        raise FaultError(f"should be text, not {kind(value)}", f'put it in quotes: "{value}"')
    if not all(c.isprintable() for c in value):
        raise FaultError("has a control character in it", "write it on one line")
    return value.strip()


def table(value: object, known: Collection[str], example: str) -> Mapping[str, Any]:
    """Return a table that has no other keys than those known. Raises FaultError."""
    given = mapping(value, example)
    for fault in unknown(given, known):
        raise fault
    return given


def mapping(value: object, example: str) -> Mapping[str, Any]:
    """Return a table, whatever its keys are. Raises FaultError."""
    if not isinstance(value, Mapping):
        raise FaultError(f"should be a table, not {kind(value)}", example)
    return value


def unknown(given: Mapping[str, Any], known: Collection[str]) -> Iterator[FaultError]:
    """Give a fault for each key that is not known."""
    for key in given:
        if key not in known:
            like = nearest(key, known)
            hint = f"did you mean `{like}`?" if like else "known keys: " + ", ".join(known)
            yield FaultError(f"has an unknown key `{key}`", hint, (key,))


def kind(value: object) -> str:
    """Return what a value is, in words."""
    names = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date")
