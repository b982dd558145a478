"""What every type of the program is made from: a frozen value with named fields.

Values are equal when their classes and fields are, can be keys and be pickled, and hold tuples, never lists. They are
msgspec's structs, for dataclasses cost the start of the program a twelfth of a second and every value eight times the
time to make.
"""

from __future__ import annotations

from typing import Any, dataclass_transform

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Value", "fields", "replace"]


@dataclass_transform(frozen_default=True)
class Value(Struct, frozen=True, gc=False):
    """The base of all values: a class that names its fields, with types and perhaps defaults."""


def fields(of: Value | type[Value]) -> tuple[str, ...]:
    """Return the names of a value's fields, in their order."""
    found: tuple[Any, ...] = of.__struct_fields__
    return found
