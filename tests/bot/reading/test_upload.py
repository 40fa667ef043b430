"""Files: which are text, in which encoding, and how long they may be."""

from __future__ import annotations

import pytest

from bot.errors import Unreadable
from bot.reading.upload import TEXT_LIMIT, UPLOAD_LIMIT, check_length, decode_upload

CHINESE = "新华社北京电，三个村庄合作修建水渠，今年春天正式通水。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "gb18030"),
        ("市議会は24日、空港と港を結ぶ新しい路線の建設を承認した。ホームは8か所になる。", "cp932"),
        ("Das Café wurde für müde Gäste geöffnet.", "cp1252"),
        ("“It’s over,” she said — twice.", "cp1252"),
        ("Ça va être très difficile à croire.", "utf-8"),
        ("plain", "ascii"),
    ],
)
def test_text_is_decoded_from_the_encodings_people_send(text: str, encoding: str) -> None:
    assert decode_upload(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"PK\x03\x04....", "ZIP"),
        (b"text \x00\x01\x02 with zeroes", "not text"),
        (bytes(range(1, 32)) * 40, "not text"),
        (b"a" * (UPLOAD_LIMIT + 1), "1,025 KiB"),
        (b"a" * (5 * 1024 * 1024), "5,120 KiB"),
        (b"a" * (TEXT_LIMIT + 1), "40,001 characters"),
        (b"\xff\xfea", "not text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_that_names_it(
    data: bytes, words: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        decode_upload(data)
    assert words in str(refused.value)


def test_a_text_of_exactly_the_limit_passes() -> None:
    check_length("a" * TEXT_LIMIT)
    assert len(decode_upload("é".encode() * TEXT_LIMIT)) == TEXT_LIMIT
