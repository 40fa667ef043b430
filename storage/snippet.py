"""Where the words that were asked for stand in a story: the stretch that shows most of them.

Pure. Reads words as the search index does (`question`), so that what was found can be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from storage.question import INVISIBLE, SPACED_WORD, Word
from storage.search_records import Snippet
from storage.story_records import Story

LONGEST = 180
"""Characters of a snippet; it begins at most a third of them before its first hit."""
LONGEST_TEXT = 5_000

Hits = list[tuple[int, int]]


def snippet(story: Story, words: Sequence[Word]) -> Snippet:
    """From the summary or the key facts, whichever has most of the words; else the headline's."""
    passages = [passage.text for passage in (*story.summary, *story.key_facts)]
    text, hits, most = story.headline, list[tuple[Word, tuple[int, int]]](), 0
    for passage in (*passages, story.headline):
        found = _found(passage[:LONGEST_TEXT], words)
        shown = len({word for word, _ in found})
        if shown > most:
            text, hits, most = passage, found, shown
        if most == len(set(words)):
            break  # no other can show more
    if not hits and passages:
        text = passages[0]
    return _cut(text, _merged(place for _, place in hits))


def _found(text: str, words: Sequence[Word]) -> list[tuple[Word, tuple[int, int]]]:
    folded, places = _fold(text)
    found: list[tuple[Word, tuple[int, int]]] = []
    for word in words:
        wanted, _ = _fold(word.typed)
        stretches = _substrings(folded, wanted) if word.unspaced else _runs(folded, wanted, word)
        # To the next letter, so that a mark stays with its own; one sign may stand for several.
        found += (
            (word, (places[start], max(places[end], places[end - 1] + 1)))
            for start, end in stretches
        )
    return found


def _substrings(folded: str, wanted: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(re.escape(wanted), folded) if wanted)


def _runs(folded: str, wanted: str, word: Word) -> Iterator[tuple[int, int]]:
    """Where the word's own tokens follow each other; its last may be longer in the text."""
    *before, last = SPACED_WORD.findall(wanted) or [""]
    if not last or any(token not in folded for token in (*before, last)):
        return
    tokens = list(SPACED_WORD.finditer(folded))
    for at, token in enumerate(tokens[len(before) :]):
        text = token[0]
        if text == last or (not word.whole and text.startswith(last)):
            first = tokens[at : at + len(before)]
            if [each[0] for each in first] == before:
                yield (first[0] if first else token).start(), token.end()


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Small letters without marks, and where each of them stands in the text; last its end."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        # A Hangul syllable would fall apart into letters, of which others begin with the same.
        form = "NFKC" if "\uac00" <= letter <= "\ud7a3" else "NFKD"
        for part in unicodedata.normalize(form, letter).casefold():
            if not unicodedata.combining(part) and part not in INVISIBLE:
                letters.append(part)
                places.append(place)
    return "".join(letters), [*places, len(text)]


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
