"""Seeds, articles as plain text copied out of old pages, become front-matter Markdown. Pure: no disk, no clock.

`parse` says what one seed holds; `convert` puts seeds together with what the site has and returns a `Plan` of
files to write. Two promises bind every step: no word of a seed is lost (what is in no file is in the report), and
no file that an editor touched is written.
"""

from sitegen.seeds.emit import article_digest
from sitegen.seeds.merge import Existing, ExistingAuthor, Plan, convert
from sitegen.seeds.parse import parse
from sitegen.seeds.prose import escape
from sitegen.seeds.report import Report
from sitegen.seeds.values import Author, Conversion, Remark

__all__ = [
    "Author",
    "Conversion",
    "Existing",
    "ExistingAuthor",
    "Plan",
    "Remark",
    "Report",
    "article_digest",
    "convert",
    "escape",
    "parse",
]
