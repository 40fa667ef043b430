"""The one renderer for text that came from outside: whatever goes in comes out as words to read.

Nothing of it pings, links, formats, hides or stalls. Our own sentences do not pass here (`words`),
and whether a page may be fetched is not asked here (`web`). Every step is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from bot.errors import Invalid
from bot.reading.link import LINK_LIMIT, read_link
from bot.words import say

MOST_MARKS = 3
"""Combining marks kept on one letter."""

BREAK = "\u200b"
"""Zero-width space: breaks up what Discord would act on, and changes no visible word."""

# Controls, bidi marks and isolates, zero-width and blank letters, variation selectors other than
# text and emoji style, private use, lone surrogates, non-characters, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
# Joiners belong to Persian, Indic and emoji; anywhere else they only hide something.
_STRAY_JOINER = re.compile("[\u200c\u200d](?<![\u0300-\u1fff\u2070-\U0010ffff].)")
# Where combining marks may lie in a heap: no letters, no blanks, none of the blocks of symbols.
_HEAP = re.compile(
    rf"[^\w\s\x00-\u02ff\u2010-\u20cf\u2100-\u2cee\u3000-\u3029\U0001ec00-\U0001ffff]"
    rf"{{{MOST_MARKS + 1},}}"
)
_LONG_WORD = re.compile("[!-~\u00a1-\u06ff]{80}(?=[!-~\u00a1-\u02ff\u0370-\u06ff])")

_MARKUP = "\\*_~`|<>[]"
_LINE_START = re.compile(r"^(?:[-+#]+|[0-9]+[.)](?=\s|$))", re.MULTILINE)
_IN_TITLE = str.maketrans("[]*_~`|\\<>", "()∗＿∼'¦∖‹›")

_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # a flag is two of them

_MENTION = re.compile(r"@(?=everyone|here|[!&]?[0-9])", re.IGNORECASE)
_COLON = re.compile(r":(?=/|[a-z+-][\w+-]{0,63}:)", re.IGNORECASE)
_DISCORD_HOST = re.compile(r"(?:discord(?:app)?|dsc|invite)\.[a-z]{2,4}(?=/)", re.IGNORECASE)

_INVITE = re.compile(
    r"//(?:[\w-]+\.)*(?:(?:discord|dsc|invite)\.gg|discord(?:app)?\.com(?=[:0-9]*/+invite/))[:0-9]*/"
)
_URL_MARKS = "/%:!$&'+,;="
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}


def plain(text: str, limit: int | None = None) -> str:
    """Text for one line of a message. `limit` counts UTF-16 units, as Discord does."""
    return _escape(" ".join(_clean(text).split()), limit)


def block(text: str, limit: int | None = None) -> str:
    """Text that may keep its lines, with at most one blank line in a row."""
    lines = (" ".join(line.split()) for line in _clean(text).splitlines())
    return _escape(re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip()), limit)


def label(text: str, limit: int | None = None) -> str:
    """Text for places without markdown: choices, labels, names of threads."""
    return _cut(" ".join(_clean(text).split()), limit)


def link(text: str, url: str, limit: int | None = None) -> str:
    """`[text](url)`, or just the text where the link is not one to pass on.

    `limit` is for the text. Show `host(url)` beside it.
    """
    target = safe_url(url)
    if target is None:
        return plain(text, limit)
    # A backslash would be shown here, so what could close or format the text is replaced.
    words = label(text, limit).translate(_IN_TITLE)
    return f"[{_cut(_defuse(words), limit) or host(url)}]({target})"


def safe_url(url: str) -> str | None:
    """The link in plain ASCII, without user-info; None unless http or https and no invite."""
    try:
        address = read_link(url)
    except Invalid:
        return None
    rest = (
        quote(part, safe=_URL_MARKS + extra).replace("~", "%7E")
        for part, extra in (
            (address.raw_path, ""),
            (address.raw_query_string, "?"),
            (address.raw_fragment, "?"),
        )
    )
    safe = urlunsplit((address.scheme, address.raw_authority, *rest))
    if "[" in safe or len(safe) > LINK_LIMIT or _INVITE.search(safe.casefold()):
        return None
    return safe


def host(url: str) -> str:
    """The host a link really leads to, in punycode, marked if it mixes alphabets; "" if none."""
    target = safe_url(url)
    if target is None:
        return ""
    name = urlsplit(target).hostname or ""
    shown = _escape(name)
    return say("{host} (mixed alphabets)", host=shown) if _mixes_alphabets(name) else shown


def _clean(text: str) -> str:
    """The text without what cannot be seen or sits in heaps on one letter."""
    text = _STRAY_JOINER.sub("", _UNSEEN.sub("", text))
    return _HEAP.sub(_thin_out, text)


def _thin_out(run: re.Match[str]) -> str:
    """A run of signs with at most MOST_MARKS combining ones in a row."""
    kept: list[str] = []
    marks = 0
    for sign in run[0]:
        if unicodedata.category(sign) in ("Mn", "Me"):
            marks += 1
        elif sign not in "\u200c\u200d":
            marks = 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _escape(text: str, limit: int | None = None) -> str:
    """Clean text made inert. Nothing here gets shorter, so what lies far past `limit` can go."""
    if limit is not None:
        text = text[: limit + 64]
    text = _LONG_WORD.sub(rf"\g<0>{BREAK}", text)
    for mark in _MARKUP:
        text = text.replace(mark, f"\\{mark}")
    text = text.replace("](", "]\\(")
    return _cut(_LINE_START.sub(_escape_start, _defuse(text)), limit)


def _escape_start(start: re.Match[str]) -> str:
    """A heading or bullet: each sign escaped. A number: only the full stop or bracket after it."""
    found = start[0]
    if found[0].isdigit():
        return f"{found[:-1]}\\{found[-1]}"
    return "".join(f"\\{sign}" for sign in found)


def _defuse(text: str) -> str:
    """Break up mentions, schemes, emoji names and Discord's own addresses."""
    text = _MENTION.sub(f"@{BREAK}", text)
    text = _COLON.sub(f":{BREAK}", text)
    return _DISCORD_HOST.sub(lambda found: found[0].replace(".", f".{BREAK}"), text)


def _cut(text: str, limit: int | None) -> str:
    """At most `limit` UTF-16 units, ending in "…" where something was cut."""
    if limit is None or len(text) * 2 <= limit:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= limit * 2:
        return text
    if limit < 1:
        return ""
    end = len(units[: (limit - 1) * 2].decode("utf-16-le", "ignore"))
    for _ in range(32):  # longer than any real letter or emoji
        if end == 0 or not _joined(text, end):
            break
        end -= 1
    kept = text[:end]
    words, blank, rest = kept.rpartition(" ")
    if blank and len(rest) <= 20 and not text[end].isspace():
        kept = words
    backslashes = len(kept) - len(kept.rstrip("\\"))
    if backslashes % 2:  # half an escape would swallow the sign after it
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _joined(text: str, at: int) -> bool:
    """Whether a cut at `at` would go through one visible sign."""
    before, after = text[at - 1], text[at]
    flags = text[max(0, at - 64) : at]
    return (
        unicodedata.category(after) in ("Mn", "Me", "Mc")
        or "\u200d" in (before, after)
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or (after in _FLAG_LETTERS and (len(flags) - len(flags.rstrip(_FLAG_LETTERS))) % 2 == 1)
    )


def _mixes_alphabets(name: str) -> bool:
    for part in name.split("."):
        if part.startswith("xn--"):
            try:
                part = idna.decode(part)
            except idna.IDNAError:
                return True
        letters = (unicodedata.name(sign, "").split(" ")[0] for sign in part if sign.isalpha())
        if len(set(letters) - _EAST_ASIAN) > 1:
            return True
    return False
