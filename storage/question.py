"""What a person typed, as a question to the search index. Nothing typed is ever query syntax.

Pure text in, text out. Scripts written without blanks stand in the index one character a word, and
a word of theirs is asked for as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.story_records import Mark, MarkKind
from storage.values import clean

LONGEST_QUERY = 200
MOST_WORDS = 16
SHORTEST_PREFIX = 3
"""Letters before a "*" that makes them a beginning; fewer begin too many words."""
MOST_MONTHS = 24
MOST_YEARS = 200
"""Of a period that is asked for by name; what reaches over more is nearly everything."""

# Han, kana, bopomofo, Hangul, Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]")
_PIECES = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_STRETCHES = re.compile(rf"[\w{_UNSPACED}]+")
SPACED_WORD = re.compile(rf"(?:(?![{_UNSPACED}])[^\W_])+")
INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""What nobody sees inside a word: it comes along when a headline is copied."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_QUOTES = '"“”„«»「」『』'
_PARTS = re.compile(
    rf"(?<!\S)(-)?[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|((?<!\S)-)?([^\s{_QUOTES}]+)"
)

_STOP = " \ue000 "
"""Between two stretches, so that a phrase cannot reach over a full stop. Nobody asks for it."""

NOTHING = '{scope} : "nothing"'
"""A question without an answer."""

_KINDS = {MarkKind.PHRASE: "p", MarkKind.LINK: "l", MarkKind.TEXT: "t"}

_TEXT = "headline summary key_facts"


@dataclass(frozen=True, slots=True)
class Word:
    """One searched word or phrase: `typed` in its usual form, `text` quoted for the index, and
    which kind of columns it is asked in.

    whole: never taken for a beginning. begins: always.
    """

    typed: str
    text: str
    unspaced: bool
    whole: bool = False
    begins: bool = False

    @property
    def length(self) -> int:
        return len(self.typed)


@dataclass(frozen=True, slots=True)
class Asked:
    """All of `words` and none of `without`."""

    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()


def grams(text: str) -> str:
    """What the index would not read in `text` as a question is asked; mostly "".

    Stretches that hold a script without blanks, one character a word. Figures and Latin words
    inside one stand in it whole: the index takes "2011年8月" for one word and would find neither
    the year nor the month. And lines with such as "CO₂", in their usual form.
    """
    usual = even(text)
    stretches = (part for part in _STRETCHES.findall(usual) if _RUN.search(part))
    spaced = (" ".join(map(_spaced, _PIECES.findall(stretch))) for stretch in stretches)
    changed = map(_otherwise_read, text.splitlines()) if usual != text else ()
    return _STOP.join((*spaced, *filter(None, changed)))


def _otherwise_read(line: str) -> str:
    """The line in its usual form, without what is a stretch, where that has other words: "CO2",
    and "fire" for one with a ligature. "" where it has the same.
    """
    bare = " ".join(part for part in line.split() if not _RUN.search(even(part)))
    usual = even(bare)
    # The index itself reads a letter and its mark as one.
    read = SPACED_WORD.findall(unicodedata.normalize("NFC", bare))
    return usual if SPACED_WORD.findall(usual) != read else ""


def words_of(typed: str) -> tuple[Word, ...]:
    """At most 16 words of the first 200 characters, whatever stands around them; () for none."""
    written = even(clean(typed)[:LONGEST_QUERY]).split()
    return tuple(word for part in written for word in _pieces(part))[:MOST_WORDS]


def asked_of(typed: str) -> Asked:
    """Words, "phrases", -without and beginnings*, of which at most 16; of the first 200 characters.

    Whatever does not read as one of these is a word like any other, or nothing.
    """
    words: list[Word] = []
    without: list[Word] = []
    for part in _PARTS.finditer(even(clean(typed)[:LONGEST_QUERY])):
        not_phrase, phrase, not_word, word = part.groups()
        found = list(_pieces(word) if phrase is None else _phrases(phrase))
        (without if not_phrase or not_word else words).extend(found)
    kept = tuple(words[:MOST_WORDS])
    return Asked(kept, tuple(without[: MOST_WORDS - len(kept)]))


def _pieces(written: str) -> Iterator[Word]:
    """What stands between two blanks: a word, or several where scripts change."""
    bare = written.rstrip("*")
    pieces = _PIECES.findall(bare)
    for number, piece in enumerate(pieces, 1):
        if _says_something(piece):
            unspaced = _RUN.match(piece) is not None
            begins = (
                number == len(pieces)
                and bare != written
                and not unspaced
                and len(piece) >= SHORTEST_PREFIX
            )
            yield Word(piece, _quoted(_spaced(piece)), unspaced, begins=begins)


def _phrases(phrase: str) -> Iterator[Word]:
    if not _RUN.search(phrase):
        if _says_something(phrase):
            yield Word(phrase, _quoted(phrase), unspaced=False, whole=True)
        return
    # In the grams columns a phrase reaches over no blank and no stop.
    for stretch in _STRETCHES.findall(phrase):
        spaced = " ".join(_spaced(piece) for piece in _PIECES.findall(stretch))
        if _says_something(stretch):
            yield Word(stretch, _quoted(spaced), _RUN.search(stretch) is not None, whole=True)


def scope(
    guild_id: int,
    section_id: int | None = None,
    source_id: int | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> str:
    """What is searched: the server's stories, and of those the ones filed so.

    Dates, where both are known, by whole months or years; the exact ones are compared afterwards.
    What is named is jumped to. What would be excluded instead, everything newer, is walked past.
    """
    # A section's or a source's number is of one server.
    filed = {"s": section_id, "a": source_id}
    wanted = [f"{kind}{number:d}" for kind, number in filed.items() if number is not None]
    found = " AND ".join(f'{{scope}} : "{token}"' for token in wanted or [f"g{guild_id:d}"])
    if start is None or end is None:
        return found
    if start >= end:
        return NOTHING
    periods = _periods(start, end)
    if not periods:
        return found
    # FTS5 advances all that is joined by AND at once, the words' long lists, too, wherever one of
    # them says no. It looks into a NOT by itself: only what is filed so is held against the words.
    return f"(({found} AND {{scope}} : ({' OR '.join(periods)})) NOT {NOTHING})"


def mark_word(mark: Mark) -> str:
    """The word of the index that stands for it: 44 bits are more than enough within a server."""
    return f"{_KINDS[mark.kind]}{mark.value & (2**44 - 1):x}"


def marked(guild_id: int, words: Iterable[str]) -> str:
    """The server's stories with any of these marks."""
    either = " OR ".join(f'"{word}"' for word in words)
    return f"{scope(guild_id)} AND {{scope}} : ({either})" if either else NOTHING


def _periods(start: datetime, end: datetime) -> list[str]:
    """The months that [start, end) touches; of a longer one the whole years, and the months before
    and after those.
    """
    first, last = (each.astimezone(UTC) for each in (start, end - timedelta(microseconds=1)))
    if last.year - first.year > MOST_YEARS:
        return []
    months = [
        (month // 12, month % 12 + 1)
        for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    if len(months) <= MOST_MONTHS:
        return [_month(*each) for each in months]
    before = [_month(first.year, month) for month in range(first.month, 13)]
    years = [f"y{year:04d}" for year in range(first.year + 1, last.year)]
    after = [_month(last.year, month) for month in range(1, last.month + 1)]
    return before + years + after


def _month(year: int, month: int) -> str:
    return f"m{year:04d}{month:02d}"


def everywhere(within: str, asked: Asked, *, begun_at: int | None = None) -> str:
    """Stories of a `scope` with all the words in whatever column, and none that is excluded.

    A word of `begun_at` letters or more also stands for the words that begin with it.
    """
    wanted = _all(within, asked.words, _TEXT, begun_at)
    unwanted = [_part(word, _TEXT, None) for word in asked.without]
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def in_headline(words: Sequence[Word], *, begun_at: int | None = None) -> str:
    """Stories of whatever server with all the words in the headline."""
    return " AND ".join(_part(word, "headline", begun_at) for word in words) or NOTHING


def fewest(within: str, asked: Asked) -> str:
    """What is quickly counted and probably stands for least: a word, the longest, of whatever
    server; the `scope` where none stands by itself.
    """
    alone = [word for word in asked.words if not (word.unspaced or word.whole or word.begins)]
    if not alone:
        return within
    return _part(max(alone, key=lambda word: word.length), _TEXT, None)


def completing(guild_id: int, words: Sequence[Word]) -> str:
    """Stories of the server with headlines that have words that begin so."""
    return _all(f'{{server}} : "g{guild_id:d}"', words, "headline", 1)


def _all(within: str, words: Sequence[Word], columns: str, begun_at: int | None) -> str:
    return " AND ".join((within, *(_part(word, columns, begun_at) for word in words)))


def _part(word: Word, columns: str, begun_at: int | None) -> str:
    begun = begun_at is not None and word.length >= begun_at and not word.whole
    star = " *" if word.begins or (begun and not word.unspaced) else ""
    return f"{{{columns}}} : {word.text}{star}"


def _says_something(text: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def _spaced(piece: str) -> str:
    return " ".join(piece) if _RUN.match(piece) else piece


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def even(text: str) -> str:
    """Full-width letters, half-width kana, ligatures and the like in their one usual form; nothing
    that is `INVISIBLE`.
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
