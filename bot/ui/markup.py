"""The one renderer for text that came from outside: whatever goes in comes out as words to read.

Nothing of it pings, links, formats, hides or stalls. Our own sentences do not pass here (`words`),
and whether a page may be fetched is not asked here (`web`). Every step is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from operator import itemgetter
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from bot.errors import Invalid
from bot.reading.link import LINK_LIMIT, read_link
from bot.words import say

MOST_MARKS = 3
"""Combining marks kept on one letter."""

MOST_LINES = 40
"""Lines that one text may keep; what follows stands on one more."""

SEEN_SHARE = 4
"""Of so many characters one is expected to be shown; what comes after that is not read."""

BREAK = "\u200b"
"""Zero-width space: breaks up what Discord would act on, and changes no visible word."""

# Controls, bidi marks and isolates, zero-width and blank letters, variation selectors other than
# text and emoji style, private use, lone surrogates, non-characters, tags.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
)
_UNSEEN_AND_RARE = f"{_UNSEEN}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
# Two, since a class that mixes the planes is slow and most texts are of one.
_UNSEEN_RUN, _UNSEEN_OR_RARE_RUN = (
    re.compile(f"[{signs}][{signs}]*") for signs in (_UNSEEN, _UNSEEN_AND_RARE)
)
# Joiners belong to Persian, Indic and emoji; anywhere else they only hide something.
_STRAY_JOINER = re.compile("[\u200c\u200d](?<![\u0300-\u1fff\u2070-\U0010ffff].)")


# Those of one plane, where they nearly all are.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Me")
)


def _heap(mark: str) -> re.Pattern[str]:
    joined = rf"[\u200c\u200d]?{mark}"
    return re.compile(rf"({mark}{joined * (MOST_MARKS - 1)})(?:{joined})+")


# Written out, so that each search begins with a class of characters: that is what runs fast.
_HEAP = re.compile(f"[{_MARKS}](?<={f'[{_MARKS}]' * (MOST_MARKS + 1)})[{_MARKS}]*")
_JOINED_HEAP = _heap(f"[{_MARKS}]")
_RARE_HEAP = _heap(r"[^\w\s\x00-\uffff\U0001ec00-\U0010ffff]")
_kept = itemgetter(1)
LONGEST_WORD = 80
"""Characters in a row that a line is broken at nowhere."""
_UNBROKEN = re.compile("[!-~\u00a1-\u06ff][!-~\u00a1-\u02ff\u0370-\u06ff]")

MANY = 1_000
"""Colons that no text has which is there to be read."""

_MARKUP = "\\*_~`|<>[]"
_LINE_START = re.compile(r"([-+#]+)|([0-9]+)[.)](?=\s|$)")
_IN_TITLE = tuple(zip("[]*_~`|\\<>", "()∗＿∼'¦∖‹›", strict=True))

_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # a flag is two of them

_MENTION = re.compile(r"@(?=everyone|here|[!&]?[0-9])", re.IGNORECASE)
_COLON = re.compile(r":(?=/|[A-Za-z+-][\w+-]{0,63}:)")
# The full stop first: looked for quickly.
_DISCORD_HOST = re.compile(
    r"\.(?:(?<=discord\.)|(?<=discordapp\.)|(?<=dsc\.)|(?<=invite\.))(?=[a-z]{2,6}/)",
    re.IGNORECASE,
)

# Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin, and what was written so long ago.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_INVITE = re.compile(
    r"//(?:[\w-]+\.)*(?:(?:discord|dsc|invite)\.gg|discord(?:app)?\.com(?=[:0-9]*/+invite/))[:0-9]*/"
)
_URL_MARKS = "/%:!$&'+,;="
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}


def plain(text: str, limit: int | None = None) -> str:
    """Text for one line of a message. `limit` counts UTF-16 units, as Discord does."""
    return _escape(_line(_clean(_beginning(text, limit))), limit)


def isolated(text: str, limit: int | None = None) -> str:
    """Text for one line among other words: a name written from right to left keeps to itself, or
    the date behind it would be shown on its other side.
    """
    shown = plain(text, limit)
    return f"\u2068{shown}\u2069" if _RIGHT_TO_LEFT.search(shown) else shown


def block(text: str, limit: int | None = None) -> str:
    """Text that may keep its first lines, with at most one blank line in a row."""
    lines: list[str] = []
    rest = iter(_clean(_beginning(text, limit)).splitlines())
    for line in map(_line, rest):
        if line or (lines and lines[-1]):
            lines.append(line)
        if len(lines) == MOST_LINES:
            lines.append(_line(" ".join(rest)))
    return _escape("\n".join(lines).strip(), limit)


def label(text: str, limit: int | None = None) -> str:
    """Text for places without markdown: choices, labels, names of threads."""
    return _cut(" ".join(_clean(_beginning(text, limit)).split()), limit)


def marked(text: str, hits: Sequence[tuple[int, int]], limit: int) -> str:
    """Text for one line with these stretches of it in bold; without, where it gets too long.

    hits: slices in order, without overlaps.
    """
    parts: list[str] = []
    at = 0
    for start, end in _joined_up(hits):
        parts += [_part(text[at:start]), _bold(text[start:end])]
        at = end
    shown = "".join([*parts, _part(text[at:])]).strip()
    return shown if units(shown) <= limit else plain(text, limit)


def link(text: str, url: str, limit: int | None = None) -> str:
    """`[text](url)`, or just the text where the link is not one to pass on.

    `limit` is for the text. Show `host(url)` in the same message, or take `link_and_host`.
    """
    target = safe_url(url)
    if target is None:
        return plain(text, limit)
    # A backslash would be shown here, so what could close or format the text is replaced.
    words = label(text, limit)
    for mark, likeness in _IN_TITLE:
        words = words.replace(mark, likeness)
    return f"[{_cut(_defuse(words), limit) or host(url)}]({target})"


def link_and_host(text: str, url: str, limit: int | None = None) -> str:
    """The same, with the host in brackets behind it: `[text](url) (host)`."""
    shown = host(url)
    return f"{link(text, url, limit)} ({shown})" if shown else plain(text, limit)


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


def _beginning(text: str, limit: int | None) -> str:
    """As much as may be needed: what cannot be seen in it takes at most SEEN_SHARE - 1 of it."""
    most = len(text) if limit is None else limit * SEEN_SHARE + 500
    return text if len(text) <= most else text[: most - 1] + "…"


def _clean(text: str) -> str:
    """The text without what cannot be seen or sits in heaps on one letter."""
    if text.isascii():
        return _UNSEEN_RUN.sub("", text)
    rare = units(text) > len(text)
    text = (_UNSEEN_OR_RARE_RUN if rare else _UNSEEN_RUN).sub("", text)
    text = _HEAP.sub("", text)
    if "\u200c" in text or "\u200d" in text:
        # Not r"\1": what is read anew for each of a thousand heaps takes longer than finding them.
        text = _JOINED_HEAP.sub(_kept, _STRAY_JOINER.sub("", text))
    return _RARE_HEAP.sub(_kept, text) if rare else text


def _line(text: str) -> str:
    """One line with single blanks, in which no word is too long to be broken."""
    words = text.split()
    if max(map(len, words), default=0) > LONGEST_WORD:
        words = [_breakable(word) if len(word) > LONGEST_WORD else word for word in words]
    return " ".join(words)


def _breakable(word: str) -> str:
    """The word with a break every LONGEST_WORD signs, where it has none by itself."""
    parts = [word[:LONGEST_WORD]]
    for at in range(LONGEST_WORD, len(word), LONGEST_WORD):
        if _UNBROKEN.match(word, at - 1):
            parts.append(BREAK)
        parts.append(word[at : at + LONGEST_WORD])
    return "".join(parts)


def _escape(text: str, limit: int | None = None) -> str:
    """Clean text made inert. Nothing here gets shorter, so what lies far past `limit` can go."""
    if limit is not None:
        text = text[: limit + 64]
    for mark in _MARKUP:
        text = text.replace(mark, f"\\{mark}")
    text = _defuse(text.replace("](", "]\\("))
    if "\n" in text:
        return _cut("\n".join(map(_escape_start, text.split("\n"))), limit)
    return _cut(_escape_start(text), limit)


def _escape_start(line: str) -> str:
    """The line with its heading or bullet escaped; of a number, the sign after it."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    signs, number = found.groups()
    start = "".join(f"\\{sign}" for sign in signs[:3]) if signs else f"{number}\\"
    return start + line[len(signs[:3] if signs else number) :]


def _defuse(text: str) -> str:
    """Break up mentions, schemes, emoji names and Discord's own addresses."""
    text = _MENTION.sub(f"@{BREAK}", text)
    if text.count(":") > MANY:  # each one, since that is faster
        text = text.replace(":", f":{BREAK}")
    else:
        text = _COLON.sub(f":{BREAK}", text)
    return _DISCORD_HOST.sub(f".{BREAK}", text)


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


def units(content: str) -> int:
    """Length as Discord counts it, in UTF-16 units."""
    return len(content.encode("utf-16-le", "surrogatepass")) // 2


def _joined_up(hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hits that touch as one: four asterisks in a row mean something else."""
    joined: list[tuple[int, int]] = []
    for start, end in hits:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    return joined


def _part(text: str) -> str:
    """A stretch made inert, with the blanks that part it from its neighbours."""
    words = plain(text)
    if not words:
        return " " if text else ""
    before = " " if text[0].isspace() else ""
    return f"{before}{words}{' ' if text[-1].isspace() else ''}"


def _bold(text: str) -> str:
    part = _part(text)
    words = part.strip()
    return part.replace(words, f"**{words}**", 1) if words else part
