"""Inputs nobody wrote: pieces of seeds cut, doubled, swapped, spliced and spoiled."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Pieces = Sequence[bytes]

LONGEST = 60_000
"""Bytes of a mutated input; what is longer only takes longer."""

HOSTILE = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80" * 9,
    "\u202e\u2066\u200b\u200d\ufeff".encode(), "e\u0301\u0301\u0301\u0301\u0301".encode(),
    "١٢٣٤".encode(), "①②⑦。⓪".encode(), "İıſK".encode(), "𝟙𝟚𝟛".encode(),
    "\u2028\u2029\x85\x0b\x0c".encode(),
    b"99999999999999999999", b"-1", b"0", b"1e999", b"NaN", b"0x7f", b"%00%0d%0a", b"%", b"%zz",
    b"10000-01-01T00:00:00Z", b"0000-00-00", b"2026-02-30", b"2026-11-25T25:61:61+99:99",
    b"31/12/9999", b"1 January 10000", b"Feb 30", b"24:00", b"[[[", b"]]]", b"(((", b")))", b"<<<",
    b">>>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;", b"&#xD800;", b"&#99999999;", b"&a;",
    b"<script>", b"</p>" * 20, b"<div>" * 200, b"<table><tr><td>" * 50, b"'" * 50, b'"' * 50,
    b"\\" * 50, b"\n" * 50, b" " * 500, b"\t", b"\r", b"@everyone", b"<@&1>", b"[a](", b"](http://",
    b"http://", b"https://[", b"::ffff:", b"@", b":", b"//", b"?", b"#", b"javascript:", b"data:",
    b"xn--", b"xn--a-\xff", b"..", b".", b"a" * 300, b'{"@type":', b'"@graph":[', b"null",
    b"[" * 500,
    b"(Reuters) - ", b"BEIJING - ", b"Updated: ", b"By ", b" > ", b"U.S. ", b"No. ", b"$1.5m",
]  # fmt: skip


def mutated(seeds: Pieces, tokens: Pieces, chance: random.Random) -> bytes:
    """One of the seeds after a few changes; sometimes an input made of tokens alone."""
    if chance.random() < 0.1:
        return b"".join(chance.choice(tokens) for _ in range(chance.randint(0, 40)))
    data = chance.choice(seeds)
    if len(data) > LONGEST:
        start = chance.choice([0, chance.randrange(len(data) - LONGEST)])
        data = data[start : start + LONGEST]
    for _ in range(chance.choice([1, 1, 2, 3, 5, 9, 30])):
        data = chance.choice(_CHANGES)(data, seeds, tokens, chance)[: LONGEST * 2]
    return data


Change = Callable[[bytes, Pieces, Pieces, random.Random], bytes]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + int(chance.paretovariate(0.5)))


def _insert(data: bytes, _s: Pieces, tokens: Pieces, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(tokens) + data[at:]


def _replace(data: bytes, _s: Pieces, tokens: Pieces, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.choice(tokens) + data[end:]


def _cut(data: bytes, _s: Pieces, _t: Pieces, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, _s: Pieces, _t: Pieces, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice([1, 2, 10, 100]) + data[end:]


def _spoil(data: bytes, _s: Pieces, _t: Pieces, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if spoiled:
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def _splice(data: bytes, seeds: Pieces, _t: Pieces, chance: random.Random) -> bytes:
    other = chance.choice(seeds)
    start, end = _span(other, chance)
    at = chance.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def _swap_lines(data: bytes, _s: Pieces, _t: Pieces, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _head(data: bytes, _s: Pieces, _t: Pieces, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


_CHANGES: Sequence[Change] = (
    _insert, _insert, _replace, _replace, _cut, _double, _spoil, _splice, _swap_lines, _head,
)  # fmt: skip


def reduced(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """A shorter input that still fails, found by leaving out ever smaller pieces."""
    size = max(1, len(data) // 2)
    while True:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if fails(shorter):
                data = shorter
            else:
                at += size
        if size == 1:
            return data
        size = max(1, size // 2)
