"""How long a text is, for people: words, or characters where a script has no blanks."""

from __future__ import annotations

import re

from bot.reading.scripts import HAN, KANA, UNSPACED

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction: 238 (Brysbaert 2019), rounded down for a screen."""
CHARACTERS_A_MINUTE = 400
"""Chinese and Japanese: about 260 Chinese words a minute of some 1.5 characters (same source)."""

_WORD = re.compile(rf"[{HAN}{KANA}]|[^\W{HAN}{KANA}]+(?:[-'’.,]?[^\W{HAN}{KANA}]+)*")


def count_words(text: str) -> int:
    """Words; each Chinese or Japanese character counts as one."""
    return len(_WORD.findall(text))


def reading_minutes(text: str) -> int:
    """Whole minutes to read `text`, at least 1."""
    characters = len(UNSPACED.findall(text))
    words = count_words(text) - characters
    return max(1, round(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))
