"""Which language a text is written in: the script first, then its small words."""

from __future__ import annotations

import re
from collections import Counter

from bot.reading.scripts import BY_SCRIPT
from bot.reading.stop_words import BY_SCRIPT as LANGUAGES_OF
from bot.reading.stop_words import STOP_WORDS

SAMPLE = 3000
"""Characters looked at; more changes nothing and costs time."""
ENOUGH_SHARE = 0.12
"""Share of small words a Latin-script text must have; running text has 0.3 and more."""
ENOUGH_LEAD = 1.15
"""How far the best language must lie before the second, unless the text tells no more."""

_SCRIPT_LANGUAGE = {
    "hangul": "ko",
    "thai": "th",
    "bengali": "bn",
    "tamil": "ta",
    "georgian": "ka",
    "armenian": "hy",
    "hebrew": "he",
    "greek": "el",
    "devanagari": "hi",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CYRILLIC_SIGNS = (("uk", re.compile("[іїєґ]")), ("ru", re.compile("[ыэё]")))
_PERSIAN_SIGNS = re.compile("[پچژگیک]")


def language_of(text: str) -> str:
    """BCP 47 tag of the language of `text`; "und" where it cannot be told."""
    sample = text[:SAMPLE]
    script = _script_of(sample)
    if script in ("han", "kana"):
        return _han_or_kana(sample)
    if script in _SCRIPT_LANGUAGE:
        return _SCRIPT_LANGUAGE[script]
    words = [word.replace("’", "'") for word in _WORD.findall(sample.lower())]
    if script == "cyrillic":
        return _by_signs(sample.lower()) or _by_small_words(words, script, 0.02)
    if script == "arabic":
        return "fa" if len(_PERSIAN_SIGNS.findall(sample)) > len(sample) / 100 else "ar"
    return _by_small_words(words, script, ENOUGH_SHARE) if script else "und"


def _script_of(text: str) -> str | None:
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else None
    counts = {name: _amount(pattern, text) for name, pattern in BY_SCRIPT}
    # A Han character says about as much as two letters, and Chinese news is full of Latin names.
    counts["han"] *= 2
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _amount(runs: re.Pattern[str], text: str) -> int:
    return sum(map(len, runs.findall(text)))


def _han_or_kana(text: str) -> str:
    kana, han = (_amount(pattern, text) for _, pattern in BY_SCRIPT[:2])
    return "ja" if kana * 10 > han else "zh"


def _by_signs(text: str) -> str | None:
    counts = {language: len(signs.findall(text)) for language, signs in _CYRILLIC_SIGNS}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _by_small_words(words: list[str], script: str, enough: float) -> str:
    if not words:
        return "und"
    counted = Counter(words)
    shares = sorted(
        (
            (
                sum(counted[word] for word in STOP_WORDS[language] & counted.keys()) / len(words),
                language,
            )
            for language in LANGUAGES_OF.get(script, ())
        ),
        reverse=True,
    )
    if not shares or shares[0][0] < enough:
        return "und"
    if len(shares) > 1 and shares[0][0] < shares[1][0] * ENOUGH_LEAD:
        return "und"
    return shares[0][1]
