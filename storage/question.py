"""What a person typed, as a question to the search index. Nothing typed is ever query syntax.

Pure text in, text out. Scripts written without blanks are asked for in the grams columns, where
each character is a word of its own and a word is a phrase of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from storage.values import clean

LONGEST_QUERY = 200
MOST_WORDS = 16
# Han, kana, bopomofo, Hangul, Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_UNSPACED}]")
_PIECES = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_STRETCHES = re.compile(rf"[\w{_UNSPACED}]+")

_STOP = " \ue000 "
"""Between two stretches, so that a phrase cannot reach over a full stop. Nobody asks for it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One searched word: `text` quoted for the index, and which kind of columns it is asked in."""

    text: str
    unspaced: bool
    length: int


def grams(text: str) -> str:
    """The stretches of `text` that hold such a script, one character a word; mostly "".

    Figures and Latin words inside a stretch stand in it whole: the index takes "2011年8月" for one
    word and would find neither the year nor the month.
    """
    stretches = (part for part in _STRETCHES.findall(_even(text)) if _RUN.search(part))
    return _STOP.join(
        " ".join(_spaced(piece) for piece in _PIECES.findall(stretch)) for stretch in stretches
    )


def words_of(typed: str) -> tuple[Word, ...]:
    """At most 16 words of the first 200 characters; () where nothing can be searched for."""
    found: list[Word] = []
    for written in _even(clean(typed)[:LONGEST_QUERY]).split():
        for piece in _PIECES.findall(written):
            if not any(unicodedata.category(letter)[0] in "LN" for letter in piece):
                continue
            found.append(Word(_quoted(_spaced(piece)), bool(_RUN.match(piece)), len(piece)))
    return tuple(found[:MOST_WORDS])


def everywhere(guild_id: int, asked: Sequence[Word], *, begun_at: int | None = None) -> str:
    """Stories of the server with all the words, in whatever column.

    A word of `begun_at` letters or more also stands for the words that begin with it.
    """
    columns = "headline summary key_facts headline_grams text_grams"
    return _all(guild_id, asked, columns, "headline_grams text_grams", begun_at)


def in_headline(guild_id: int, asked: Sequence[Word], *, begun_at: int | None = None) -> str:
    """Stories of the server with all the words in the headline."""
    return _all(guild_id, asked, "headline headline_grams", "headline_grams", begun_at)


def _all(
    guild_id: int, asked: Sequence[Word], columns: str, unspaced: str, begun_at: int | None
) -> str:
    parts = [f'{{scope}} : "g{guild_id:d}"']
    for word in asked:
        star = "" if begun_at is None or word.unspaced or word.length < begun_at else " *"
        parts.append(f"{{{unspaced if word.unspaced else columns}}} : {word.text}{star}")
    return " AND ".join(parts)


def _spaced(piece: str) -> str:
    return " ".join(piece) if _RUN.match(piece) else piece


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _even(text: str) -> str:
    """Full-width letters, half-width kana and the like in their one usual form."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
