"""The words of a sentence that carry its meaning, made comparable. Weighing them is `summary`'s."""

from __future__ import annotations

import re

from bot.reading.scripts import UNSPACED
from bot.reading.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NO_STOPS: frozenset[str] = frozenset()


def terms_of(text: str, language: str) -> list[str]:
    """Lower-cased words without the small ones; single characters of Chinese and Japanese."""
    small = STOP_WORDS.get(language, _NO_STOPS)
    spaced = text.isascii() or UNSPACED.search(text) is None
    terms: list[str] = []
    for word in _WORD.findall(text.lower()):
        if not spaced and (wide := UNSPACED.findall(word)):
            terms.extend(wide)
        elif word not in small and (len(word) > 1 or word.isdigit()):
            terms.append(_stem(word))
    return terms


def _stem(word: str) -> str:
    """The word without the endings that plural and tense add; crude, but the same for both."""
    word = word.replace("’", "'").removesuffix("'s")
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
