"""From a page's bytes to its text: which encodings are believed, and in which order.

Only names of this table are ever decoded with: Python knows codecs that are none ("bz2", "hex")
and one that turns plain text into something else ("unicode_escape").
"""

from __future__ import annotations

import re

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8-sig",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode",
    "utf-16-be": "utf-16be unicodefffe",
    # Pages that say Latin-1 mean Windows-1252; the HTML standard says so too.
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1"
    " ascii us-ascii ansi_x3.4-1968 cp819 ibm819",
    "iso8859-2": "iso-8859-2 iso8859-2 iso88592 latin2 l2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 arabic ecma-114 asmo-708",
    "iso8859-7": "iso-8859-7 iso8859-7 greek greek8 ecma-118",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i hebrew visual logical",
    "cp1254": "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5 l5",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 latin-9 latin9 l9",
    "iso8859-16": "iso-8859-16",
    "cp866": "ibm866 cp866 866",
    "koi8-r": "koi8-r koi8 koi koi8_r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "windows-874 tis-620 iso-8859-11 dos-874",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251",
    "cp1253": "windows-1253 cp1253",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "gb18030": "gb18030 gbk gb2312 gb_2312-80 gb_2312 chinese x-gbk cp936 euc-cn",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5",
    "euc-jp": "euc-jp x-euc-jp eucjp",
    "cp932": "shift_jis shift-jis sjis ms_kanji x-sjis windows-31j cp932 ms932",
    "iso2022-jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr euckr ks_c_5601-1987 ksc5601 ksc_5601 korean windows-949 cp949",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([\w.:-]{1,40})"
    rb"|<\?xml[^>]{0,100}?encoding\s{0,8}=\s{0,8}[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
"""Bytes in which a page must name its encoding; the HTML standard asks for 1,024."""
_FEW = 0.002
"""Share of undecodable places at which a name is still believed: a cut or mixed-in byte."""


def codec_of(label: str | None) -> str | None:
    """Python's codec for an encoding's name, None for one that is not in the table."""
    return _CODECS.get(label.strip().strip("\"'").lower()) if label else None


def decode_page(body: bytes, charset: str | None = None) -> str:
    """The text of a page, whatever it says of itself; never raises.

    charset: from the Content-Type header. Order: byte order mark, header, the page's own name for
    it, UTF-8; a name that the bytes contradict is passed over.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    if (wide := _wide_codec(body)) is not None:
        return body.decode(wide, "replace")
    named = [
        codec
        for codec in (codec_of(charset), _declared(body))
        if codec is not None and not codec.startswith("utf-16")
    ]
    if "iso2022-jp" in named and b"\x1b$" in body:
        return body.decode("iso2022-jp", "replace")
    # Bytes beyond ASCII that form valid UTF-8 are UTF-8, whatever a server's default says.
    for codec in ("utf-8", *named):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    for codec in (*named, "utf-8"):
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) * _FEW:
            return text
    # What is not UTF-8 after all is what most programs write that do not write UTF-8.
    other = next((codec for codec in named if codec != "utf-8"), "cp1252")
    return body.decode(other, "replace")


def _declared(body: bytes) -> str | None:
    found = _DECLARED.search(body[:_DECLARED_WITHIN])
    return codec_of((found[1] or found[2]).decode("ascii", "replace")) if found else None


def _wide_codec(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text, and of any markup, is nought."""
    head = body[:400]
    for codec, noughts in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(noughts) > 8 and noughts.count(0) * 2 > len(noughts):
            return codec
    return None
