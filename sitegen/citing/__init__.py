"""How an article is cited: in words for a reader, and as files that reference managers read.

A `Cited` goes in, made of what the article's page is made of; text comes out. `names` divides names, `formats` writes
BibTeX, RIS and CSL-JSON, `words` a plain style of our own, and `styles` any style of the Citation Style Language, by
citeproc-py, which is imported only where the settings name a style.
"""

from __future__ import annotations

from sitegen.citing.names import Divided, divide, literal
from sitegen.value import Value


class Author(Value):
    """An author as they sign. `family` says which part of the name is the family name, where a guess would be wrong."""

    name: str
    family: str = ""
    is_organisation: bool = False

    @property
    def divided(self) -> Divided:
        """The name in its parts."""
        return literal(self.name) if self.is_organisation else divide(self.name, self.family)


class Cited(Value):
    """An article to be cited: `day` is that of its publication, `url` whole, `doi` bare (10.1000/182) or empty."""

    key: str
    title: str
    authors: tuple[Author, ...]
    year: int
    month: int
    day: int
    publication: str
    publisher: str
    url: str
    doi: str
    language: str
    summary: str

    @property
    def address(self) -> str:
        """Where it is found for good."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url
