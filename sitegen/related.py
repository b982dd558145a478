"""What else to read: at most three articles that share topics, authors or words with one, and what they share.

An inverted index is made once of all articles: for every topic, author and rare word of headlines and standfirsts,
who has it, by date. An article looks into its own lists only, and in each at its nearest there, `OLDER` before it and
`NEWER` after it: that costs the same in an archive of any size, and prefers what was written at about the same time.

An article that comes out is seen by the last `NEWER` of each of its lists, and by no other. What a list weighs depends
on how long it is, but in steps of doubled length and only up to `COMMON`: a step that is passed counts for those few
articles alone, and a word that more have is in no list. So publishing changes what is related to some pages, of however
many. Weights are whole numbers and ties go to what is closest in time, so that the result is the same anywhere.
Articles in two languages are never related.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from sitegen import everyday
from sitegen.site import Article, Card, Headline, Name, headline
from sitegen.value import Value

MOST = 3
OLDER, NEWER = 8, 4
COMMON = 63
"""A word that more articles have is not rare; a topic or author that more articles have weighs no less."""

_SHOWN_WORDS = 2
# Whatever is neither space, digit nor sign: letters of any script, with their marks.
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~\u00a0-\u00bf\u00d7\u00f7\u060c\u061b\u061f\u2010-\u205e\u3001\u3002]{4,}")


class Related(Value):
    """An article to read next, and what it shares: topics, or authors, or words, whichever weighs most."""

    headline: Headline
    topics: tuple[Name, ...] = ()
    authors: tuple[Name, ...] = ()
    words: tuple[str, ...] = ()


_Kind = Literal["topic", "word", "author"]


class _List(NamedTuple):
    """Who has a topic, author or word: numbers of articles, the newest first, and what it weighs to share it."""

    kind: _Kind
    weight: int
    numbers: list[int]
    word: str = ""


# What it weighs to share one beside its rarity, and the least that relates two articles: a single word never does.
_BASE: Mapping[_Kind, int] = {"topic": 8, "author": 6}
_LEAST = 6


class Relations:
    """The index of all articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        """Index articles, the newest first."""
        self._articles = articles
        self._numbers = {article.url: number for number, article in enumerate(articles)}
        self._times = [article.card.date.timestamp() for article in articles]
        self._lists: list[list[_List]] = [[] for _ in articles]
        for each in _index(articles):
            for number in each.numbers:
                self._lists[number].append(each)

    def of(self, article: Article, without: Iterable[str] = ()) -> tuple[Related, ...]:
        """Return what is related to an article, the most first; `without` are URL paths of what it leads to already."""
        own = self._numbers[article.url]
        weights: defaultdict[int, int] = defaultdict(int)
        for _, weight, numbers, _ in self._lists[own]:
            at = bisect_left(numbers, own)
            for other in numbers[max(0, at - NEWER) : at] + numbers[at + 1 : at + 1 + OLDER]:
                weights[other] += weight
        for url in without:
            weights.pop(self._numbers[url], None)
        bar = max([_LEAST, *sorted(weights.values())[-MOST:][:1]])
        times, time = self._times, self._times[own]
        near = sorted([(-w, abs(time - times[n]), n) for n, w in weights.items() if w >= bar])
        return tuple(self._related(own, number) for _, _, number in near[:MOST])

    def _related(self, own: int, other: int) -> Related:
        one, two = self._articles[own], self._articles[other]
        theirs = self._lists[other]
        shared = [each for each in self._lists[own] if each in theirs]
        weights: dict[_Kind, int] = {"topic": 0, "word": 0, "author": 0}
        for each in shared:
            weights[each.kind] += each.weight
        most, found = max(weights, key=weights.__getitem__), headline(two.card)
        if most == "topic":
            return Related(found, topics=tuple(name for name in one.topics if name in two.topics))
        if most == "author":
            return Related(found, authors=tuple(name for name in one.card.authors if name in two.card.authors))
        rarest = sorted((each for each in shared if each.kind == most), key=lambda each: -each.weight)
        words = (_as_written(each.word, (one.card, two.card)) for each in rarest[:_SHOWN_WORDS])
        return Related(found, words=tuple(words))


def _index(articles: Sequence[Article]) -> Iterator[_List]:
    """Give all lists of more than one article; those of words in the order of the alphabet."""
    names: defaultdict[tuple[str, _Kind, str], list[int]] = defaultdict(list)
    words: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    counts: defaultdict[str, int] = defaultdict(int)
    for number, article in enumerate(articles):
        card = article.card
        for topic in article.topics:
            names[card.language, "topic", topic.id].append(number)
        for author in card.authors:
            names[card.language, "author", author.id].append(number)
        own = words[card.language]
        for word in set(_WORD.findall(_told(card).casefold())) - everyday.WORDS:
            own[word].append(number)
        counts[card.language] += 1
    for (_, kind, _), numbers in names.items():
        if len(numbers) > 1:
            yield _List(kind, _BASE[kind] + _rarity(len(numbers)), numbers)
    for language, own in words.items():
        # In a small publication nearly every word is in few texts.
        most = min(COMMON, max(2, counts[language] // 8))
        for word in sorted(word for word, numbers in own.items() if 1 < len(numbers) <= most):
            yield _List("word", _rarity(len(own[word])), own[word], word)


def _rarity(count: int) -> int:
    """Return 5 for what two or three articles have, one less for every doubling, 0 for what more than `COMMON` have."""
    return max(0, (COMMON + 1).bit_length() - count.bit_length())


def _told(card: Card) -> str:
    """Return the words that an article is known by."""
    return f"{card.title} {card.teaser}"


def _as_written(word: str, cards: Iterable[Card]) -> str:
    """Return a word as the articles spell it: in small letters where one of them does so."""
    found: list[str] = [each for card in cards for each in _WORD.findall(_told(card)) if each.casefold() == word]
    return next((spelling for spelling in found if spelling.islower()), found[0])
