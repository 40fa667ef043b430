"""Where the words that were asked for stand in a story: the stretch that shows most of them.

Pure. Reads words as the search index does (`question`), so that what was found can be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from storage.question import SPACED_WORD, Word, even
from storage.records import Story
from storage.search_records import Snippet

LONGEST = 180
"""Characters of a snippet; it begins at most a third of them before its first hit."""
LONGEST_TEXT = 5_000

Hits = list[tuple[int, int]]


def snippet(story: Story, words: Sequence[Word]) -> Snippet:
    """From the summary or the key facts, whichever has most of the words; else the headline's."""
    passages = [passage.text for passage in (*story.summary, *story.key_facts)]
    found = [(text, _found(text[:LONGEST_TEXT], words)) for text in (*passages, story.headline)]
    text, hits = max(found, key=lambda each: len({word for word, _ in each[1]}))
    if not hits and passages:
        text = passages[0]
    return _cut(text, _merged(place for _, place in hits))


def _found(text: str, words: Sequence[Word]) -> list[tuple[Word, tuple[int, int]]]:
    folded, places = _fold(text)
    tokens = [(token[0], *token.span()) for token in SPACED_WORD.finditer(folded)]
    return [
        (word, (places[start], places[end - 1] + 1))
        for word in words
        for start, end in (_substrings(folded, word) if word.unspaced else _runs(tokens, word))
    ]


def _substrings(folded: str, word: Word) -> Iterator[tuple[int, int]]:
    wanted, _ = _fold(word.typed)
    for match in re.finditer(re.escape(wanted), folded):
        yield match.span()


def _runs(tokens: Sequence[tuple[str, int, int]], word: Word) -> Iterator[tuple[int, int]]:
    """Where the word's own tokens follow each other; its last may be longer in the text."""
    wanted = SPACED_WORD.findall(_fold(word.typed)[0])
    for at in range(len(tokens) - len(wanted) + 1 if wanted else 0):
        run = [text for text, _, _ in tokens[at : at + len(wanted)]]
        whole = run[-1] == wanted[-1] or (not word.whole and run[-1].startswith(wanted[-1]))
        if whole and run[:-1] == wanted[:-1]:
            yield tokens[at][1], tokens[at + len(wanted) - 1][2]


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Small letters without their marks, and where in the text each of them stands."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", even(letter)).casefold():
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(place)
    return "".join(letters), places


def _merged(places: Iterator[tuple[int, int]]) -> Hits:
    """In order, without overlaps."""
    merged: Hits = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, hits: Hits) -> Snippet:
    """So much of the text as is shown, from the word before its first hit on."""
    start = 0
    if hits and hits[0][1] > LONGEST:
        start = max(hits[0][0] - LONGEST // 3, 0)
        blank = text.find(" ", start, hits[0][0])
        start = blank + 1 if blank >= 0 else start
    end = len(text)
    if end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = blank if blank >= 0 else start + LONGEST
    shown = [(max(one, start) - start, min(other, end) - start) for one, other in hits]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Snippet(
        f"{before}{text[start:end]}{after}",
        tuple((one + len(before), other + len(before)) for one, other in shown if other > one),
    )
