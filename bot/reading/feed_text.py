"""A feed's HTML fragments as plain text: titles on one line, contents in paragraphs."""

from __future__ import annotations

import re
from html import unescape

from bot.reading.html_tree import lines_of, parse_html
from bot.reading.length import count_words

LONGEST = 200_000
"""Characters of one fragment that are read; an article has 40,000 at most."""
LONGEST_TITLE = 500
WHOLE = 120
"""Words from which on a feed's content may be the article itself."""

_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|mark|ol|p"
    r"|pre|q|s|script|small|span|strike|strong|style|sub|sup|table|td|th|tr|tt|u|ul)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<(script|style)\b.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What publishing systems put under every entry.
_FURNITURE = re.compile(
    r"(?:the post|der beitrag|l['’]article|la entrada) .{1,300}"
    r"(?:appeared first on|erschien zuerst auf|est apparu en premier sur|se publicó primero en) .+"
    r"|(?:continue reading|read more|read the full (?:story|article)|weiterlesen|lire la suite"
    r"|leer más|阅读全文|続きを読む|comments?|permalink)\b.{0,120}"
    r"|(?:submitted by|via|tags?:|filed under:?|source:) .{1,120}|\[link\]|\[comments\]",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;)\]?|\[\+\d+ chars\])\s*(?:read more.{0,60})?$", re.IGNORECASE
)


def title_text(markup: str) -> str:
    """A title on one line, its markup taken out, its entities read however often escaped."""
    text = _SCRIPT.sub(" ", _unescaped(markup[: LONGEST_TITLE * 8]))
    return line_text(_TAG.sub("", text))[:LONGEST_TITLE]


def line_text(text: str) -> str:
    """Plain text on one line, without what cannot be seen."""
    return " ".join(_UNFIT.sub(" ", text).split())


def paragraphs_of(markup: str) -> tuple[str, ...]:
    """The paragraphs of an HTML fragment, or of plain text."""
    markup = markup[:LONGEST]
    if "<" not in markup and _REFERENCE.search(markup):
        markup = unescape(markup)
    if "<" in markup and (root := parse_html(markup)) is not None:
        lines = [line_text(line) for line in lines_of(root)]
    else:
        lines = [line_text(line) for line in re.split(r"\n\s*\n", unescape(markup))]
    return tuple(line for line in lines if line and not _FURNITURE.fullmatch(line))


def is_whole(paragraphs: tuple[str, ...]) -> bool:
    """Whether this may be an article and not a teaser: long enough, and not cut off at the end."""
    return (
        bool(paragraphs)
        and not _CUT_OFF.search(paragraphs[-1])
        and sum(map(count_words, paragraphs)) >= WHOLE
    )


def _unescaped(text: str) -> str:
    for _ in range(3):
        if not _REFERENCE.search(text):
            break
        text = unescape(text)
    return text
