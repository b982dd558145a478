"""The content address of a value: equal values have equal addresses, in any process and on any machine.

An address is the SHA-256 of the value as MessagePack. That tells apart all that one kind of argument can hold: texts,
numbers, dates (as instants), tuples and values with the names of their fields. The kind itself, as the name
of the function that takes it, is for the caller to add.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

SIZE = 32
"""Of an address, in bytes."""


def of_bytes(data: bytes) -> bytes:
    """Return the address of bytes, 32 bytes long."""
    return hashlib.sha256(data).digest()


def of(value: Any) -> bytes:
    """Return the address of a value of plain ones, tuples and values. Dates must have a time zone."""
    return hashlib.sha256(_encode()(value)).digest()


def name_of(function: Callable[..., Any]) -> str:
    """Return the name that a function at the top of a module has in any process."""
    return f"{function.__module__}.{function.__qualname__}"


@lru_cache(maxsize=1)
def _encode() -> Callable[[Any], bytes]:
    from msgspec.msgpack import Encoder

    return Encoder().encode
