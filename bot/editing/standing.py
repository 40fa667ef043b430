"""Whether a sentence may stand in a summary: alone, after the one before it, or not at all.

What ROUGE does not see: who "he" is, a quotation cut in two, a caption. Judged by the sentence's
own words only; which sentences are worth choosing is `summary`'s to say.
"""

from __future__ import annotations

import re
from enum import Enum

SHORTEST, LONGEST = 6, 55
"""Words within which a sentence reads well on its own."""
SHORTEST_WIDE, LONGEST_WIDE = 10, 110
"""The same in Chinese and Japanese characters."""


class Standing(Enum):
    """How a sentence may be used. LEANS: only after the sentence that it points back to."""

    ALONE = "alone"
    LEANS = "leans"
    NEVER = "never"


_POINTS_BACK = re.compile(
    r"""(?:(?:this|that|these|those)(?!\s(?:year|month|week|season|morning|afternoon|evening|summer
    |autumn|winter|spring|time)\b)|he|she|it|they|his|her|their|its|but|and|or|so|however|therefore
    |furthermore|moreover|instead|meanwhile|another|others|both|neither|such|then|also
    |in\saddition|on\sthe\sother\shand|as\sa\sresult|for\sexample|for\sinstance|in\scontrast
    |er|sie|es|dies|diese|aber|und|il|elle|ils|elles|mais|et|cela|él|ella|ellos|pero|y|esto
    |ele|ela|eles|mas)\b|[他她它这那其但彼]|此外|然而|因此|同时|しかし|また|これ|それ|その""",
    re.VERBOSE | re.IGNORECASE,
)
_LATER_PRONOUN = re.compile(
    r"(?:[^\W\d_][a-z]+|\d+)(?:\s(?:[a-z]+|\d+)){0,6},\s(?:he|she|they)\b", re.ASCII
)
"""A pronoun behind a clause that names nobody: "Speaking after the vote, he said"."""
_OPENS_WITH_QUOTE = re.compile("[“\"'‘„«「『]")
_ENDS = re.compile("[.!。！…][\"'”’»）)」』]*$")
_CAPTION = re.compile(
    r"[(\[](?:pictured|above|below|(?:far |top |bottom |front |back |cent(?:er|re) )?(?:left|right)"
    r"|cent(?:er|re)|inset|file (?:photo|picture|image))\b[^)\]]{0,40}[)\]]"
    r"|^(?:pictured|file photo|archive image)\b|,? (?:is|are) (?:seen|pictured|shown) (?:here|in"
    r" this)\b|图为|资料图",
    re.IGNORECASE,
)
_PAIRS = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("（", "）"))
_SINGLE_OPEN = re.compile(r"(?<![\w.,!?])['‘](?=[^\W\d])")
_SINGLE_CLOSE = re.compile(r"(?<=[.,!?])['’](?!\w)|(?<=\w)['’](?![\w])")


def ends_as_sentence(text: str) -> bool:
    """Whether it closes with a full stop or the like; a question does not."""
    return _ENDS.search(text) is not None


def standing_of(text: str, words: int, wide: int) -> Standing:
    """How a sentence may be used in a summary.

    words: how many it has, each of its `wide` Chinese or Japanese characters counted as one.
    """
    if not ends_as_sentence(text) or not _is_of_fit_length(text, words, wide):
        return Standing.NEVER
    if _OPENS_WITH_QUOTE.match(text) or not _quotes_are_whole(text) or _CAPTION.search(text):
        return Standing.NEVER
    if _POINTS_BACK.match(text) or _LATER_PRONOUN.match(text):
        return Standing.LEANS
    return Standing.ALONE


def _is_of_fit_length(text: str, words: int, wide: int) -> bool:
    if wide * 3 > len(text):
        return SHORTEST_WIDE <= wide <= LONGEST_WIDE
    return SHORTEST <= words <= LONGEST


def _quotes_are_whole(text: str) -> bool:
    """Whether every quotation and bracket that opens in the sentence closes in it."""
    if text.count('"') % 2 or text.count("(") != text.count(")"):
        return False
    if not text.isascii() and any(text.count(left) != text.count(right) for left, right in _PAIRS):
        return False
    # An apostrophe looks like a closing mark, so only what opens has to close.
    opened = _SINGLE_OPEN.findall(text)
    return not opened or len(opened) <= len(_SINGLE_CLOSE.findall(text))
