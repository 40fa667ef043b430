"""Whether two stories are the same text: by link, by every word, or by the passages they share.

A story is marked when it is read: its canonical link, a hash of headline and body, and the
smallest hashes of its phrases, by which a database finds the few stories worth comparing. The
comparison itself is exact: containment of shingles. Finding and storing is left to others.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from bot.reading.same_link import canonical_link, names_a_page
from bot.reading.scripts import UNSPACED
from storage.story_records import Mark, MarkKind

SAME = 0.5
"""Share of the shorter text's shingles. Unrelated pairs have 0.04 at most; a copy cut to 60 % has
1.0, one with 8 % of its words changed 0.73 (5th percentiles)."""
FEWEST = 20
"""Shingles below which a text is too short for shared ones to say anything."""
KEPT, ASKED = 8, 24
"""Phrases kept of a story to find it by, and those of a text for which others are looked up: the
kept ones of its copies are among them. Every changed copy of `benchmarks/same_text.py` is found so;
with as many asked as kept some 2 % are not."""

# Word runs: three tell texts apart, five are rare enough to look up. Chinese and Japanese are
# counted in characters, of which a word has about 1.6.
SHINGLE, SHINGLE_WIDE = 3, 5
PHRASE, PHRASE_WIDE = 5, 8

_TOKEN = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})[^\W_])+")


def marks_of(
    headline: str, body: Sequence[str], url: str | None, phrases: int = KEPT
) -> tuple[Mark, ...]:
    """By what a story can be found again."""
    tokens = _tokens(body)
    whole = " ".join((*_tokens((headline,)), "", *tokens))
    marks = [Mark(MarkKind.TEXT, _hash(whole))]
    if url and names_a_page(link := canonical_link(url)):
        marks.append(Mark(MarkKind.LINK, _hash(link)))
    size = PHRASE_WIDE if _is_wide(tokens) else PHRASE
    hashes = {zlib.crc32(run.encode()) for run in _runs(tokens, size)}
    marks += [Mark(MarkKind.PHRASE, phrase) for phrase in sorted(hashes)[:phrases]]
    return tuple(marks)


def shared(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the shorter body stands in the longer one, 0 to 1; 0 for very short ones."""
    tokens = (_tokens(one), _tokens(other))
    size = SHINGLE_WIDE if all(map(_is_wide, tokens)) else SHINGLE
    first, second = (set(_runs(each, size)) for each in tokens)
    fewest = min(len(first), len(second))
    return len(first & second) / fewest if fewest >= FEWEST else 0.0


def headline_key(headline: str) -> str:
    """A headline's letters and digits alone, by which it is the same however it is written."""
    return "".join(_tokens((headline,)))


def _tokens(texts: Iterable[str]) -> list[str]:
    """Words in small letters, single characters where there are no blanks; no marks."""
    return _TOKEN.findall("\n".join(texts).lower())


def _is_wide(tokens: Sequence[str]) -> bool:
    wide = sum(len(token) == 1 and UNSPACED.match(token) is not None for token in tokens)
    return wide * 2 > len(tokens)


def _runs(tokens: Sequence[str], size: int) -> Iterable[str]:
    """Every run of `size` tokens, joined; all there are where they are fewer."""
    if len(tokens) <= size:
        return (" ".join(tokens),)
    return map(" ".join, zip(*(tokens[start:] for start in range(size)), strict=False))


def _hash(text: str) -> int:
    """63 bits, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
