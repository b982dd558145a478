"""What a content file is read as: typed front matter, with the place of each value."""

from __future__ import annotations

import datetime as dt

import pytest

from sitegen import documents
from sitegen.model import Source

X = "content/articles/x.md"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-06-02", "2026-06-01T15:00:00+00:00"),
        ("2026-06-02 10:00", "2026-06-02T01:00:00+00:00"),
        ("2026-06-02T10:00:05+02:00", "2026-06-02T08:00:05+00:00"),
        ("2026-06-02T10:00Z", "2026-06-02T10:00:00+00:00"),
    ],
)
def test_every_date_is_read_as_utc(typed: str, moment: str) -> None:
    """With its own offset or in the site's time zone, each becomes an instant that no zone's rules can move."""
    dates = f"date: {typed}\nupdated: {typed}\nexpires: {typed}\ncorrections: [{{date: {typed}, text: Y}}]\n"
    document, problems = documents.article(Source(X, f"---\ntitle: X\n{dates}---\n".encode()), "Asia/Tokyo")
    assert problems == ()
    assert document is not None
    meta = document.meta
    found = [meta.date, meta.updated, meta.expires, meta.corrections[0].date]
    assert found == [dt.datetime.fromisoformat(moment)] * 4
    assert all(date is not None and date.tzinfo is dt.UTC for date in found)
