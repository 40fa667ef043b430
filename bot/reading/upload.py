"""From a file's bytes to its text: what may be read at all, and in which encoding."""

from __future__ import annotations

import re

from bot.errors import Unreadable

UPLOAD_LIMIT = 1024 * 1024
"""Bytes a file may have."""
TEXT_LIMIT = 40_000
"""Characters a page may have."""

_SIGNATURES = (
    (b"%PDF", "PDF document"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"RIFF", "media file"),
    (b"\x00\x00\x00\x18ftyp", "video"),
    (b"\x00\x00\x00\x20ftyp", "video"),
    (b"ID3", "sound file"),
    (b"OggS", "sound file"),
    (b"PK\x03\x04", "ZIP archive or Office document"),
    (b"\xd0\xcf\x11\xe0", "Office document"),
    (b"{\\rtf", "RTF document"),
    (b"\x1f\x8b", "compressed file"),
    (b"BZh", "compressed file"),
    (b"\xfd7zXZ", "compressed file"),
    (b"7z\xbc\xaf", "compressed archive"),
    (b"Rar!", "compressed archive"),
    (b"SQLite format 3", "database"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
HEAD_BYTES = 4_096
_HTML = re.compile(
    rb"(?:\s++|<!--.*?-->|<\?[^>]*>)*+"
    rb"<(?:!doctype\s+html|html|head|title|meta|link|script|style|body|main|article|section|div|h1|p)"
    rb"(?:[\s>/]|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode_upload(data: bytes) -> str:
    """The text of a file. Raises Unreadable: empty, binary, or too long."""
    if not data.strip():
        raise Unreadable("This file is empty. Attach a text file with the page's text.")
    if (kind := kind_of(data)) is not None:
        raise Unreadable(
            "This file is not text but a {kind}. Copy the page's text and paste it instead.",
            kind=kind,
        )
    if len(data) > UPLOAD_LIMIT:
        raise Unreadable(
            "This file has {size} KiB; up to {limit} KiB can be read. Keep only the article's"
            " own page.",
            size=f"{-(-len(data) // 1024):,}",
            limit=f"{UPLOAD_LIMIT // 1024:,}",
        )
    text = _decode(data)
    check_length(text)
    return text


def kind_of(data: bytes) -> str | None:
    """What a file of something other than text is, by its first bytes: "PDF document"."""
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def is_html(data: bytes) -> bool:
    """Whether a file begins as a web page does: with a doctype or a tag, after comments."""
    head = data[:HEAD_BYTES]
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            head = head.decode(encoding, errors="ignore").encode()
    return _HTML.match(head) is not None


def check_length(text: str) -> None:
    """Raise Unreadable where a text is longer than a page may be."""
    if len(text) > TEXT_LIMIT:
        raise Unreadable(
            "This text has {length} characters; up to {limit} can be read. Keep only the"
            " article's own page.",
            length=f"{len(text):,}",
            limit=f"{TEXT_LIMIT:,}",
        )


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise _not_text() from None
    if b"\x00" in data:
        raise _not_text()
    for encoding in ("utf-8", "cp932", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text, encoding):
            return _checked(text)
    return _checked(data.decode("cp1252", errors="replace"))


def _is_plausible(text: str, encoding: str) -> bool:
    match encoding:
        case "cp932":
            return _is_plausible_japanese(text)
        case "gb18030":
            return _is_plausible_chinese(text)
        case _:
            return True


def _is_plausible_japanese(text: str) -> bool:
    """Whether what lies beyond ASCII is Japanese, which has hiragana between the rest; other
    encodings decode as half-width katakana and rare characters.
    """
    beyond = [character for character in text if character > "\x7f"]
    hiragana = sum("\u3041" <= character <= "\u309f" for character in beyond)
    half_width = sum("\uff61" <= character <= "\uff9f" for character in beyond)
    return len(beyond) >= 4 and hiragana * 5 >= len(beyond) and half_width * 10 <= len(beyond)


def _is_plausible_chinese(text: str) -> bool:
    """Whether what lies beyond ASCII is Chinese; "café" in cp1252 decodes as rare characters."""
    beyond = [character for character in text if character > "\x7f"]
    usual = sum(
        "\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f"
        or "\uff00" <= character <= "\uffef" or character in "“”‘’—…·"
        for character in beyond
    )  # fmt: skip
    return len(beyond) >= 4 and usual * 10 >= len(beyond) * 9 and len(beyond) * 4 >= len(text)


def is_noise(text: str) -> bool:
    """Whether control characters show that what was decoded is no text."""
    odd = len(_CONTROLS.findall(text)) + text.count("\ufffd")
    return odd * 50 > len(text)


def _checked(text: str) -> str:
    if is_noise(text):
        raise _not_text()
    return text


def _not_text() -> Unreadable:
    return Unreadable("This file is not text. Copy the page's text and paste it instead.")
