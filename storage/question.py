"""What a person typed, as a question to the search index. Nothing typed is ever query syntax.

Pure text in, text out. Scripts written without blanks are asked for in the grams columns, where
each character is a word of its own and a word is a phrase of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from storage.values import clean

LONGEST_QUERY = 200
MOST_WORDS = 16
SHORTEST_STEM = 4
"""Letters a word needs before its beginning is searched for instead (the second try)."""

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


def everywhere(guild_id: int, asked: tuple[Word, ...], *, beginnings: bool = False) -> str:
    """Stories of the server with all the words, in any column; or with words that begin so."""
    return _all(
        guild_id,
        (
            _in("headline_grams text_grams", word.text)
            if word.unspaced
            else _in(
                "headline summary key_facts headline_grams text_grams",
                word.text + (" *" if beginnings and word.length >= SHORTEST_STEM else ""),
            )
            for word in asked
        ),
    )


def in_headline(found: str, word: Word) -> str:
    """The stories of the question `found` that have the word in the headline."""
    return f"({found}) AND {_headline(word)}"


def headline_begins(guild_id: int, asked: tuple[Word, ...]) -> str:
    """Headlines of the server with all the words, each possibly still being typed."""
    return _all(guild_id, (_headline(word, " *") for word in asked))


def _headline(word: Word, star: str = "") -> str:
    if word.unspaced:
        return _in("headline_grams", word.text)
    return _in("headline headline_grams", word.text + star)


def _all(guild_id: int, questions: Iterable[str]) -> str:
    return " AND ".join((_in("scope", f'"g{guild_id:d}"'), *questions))


def _in(columns: str, question: str) -> str:
    return f"{{{columns}}} : {question}"


def _spaced(piece: str) -> str:
    return " ".join(piece) if _RUN.match(piece) else piece


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _even(text: str) -> str:
    """Full-width letters, half-width kana and the like in their one usual form."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
