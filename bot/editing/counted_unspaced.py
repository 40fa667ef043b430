"""Find counts in Chinese, Japanese and Korean: number, measure word, and the noun beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.editing.counted import Count
from bot.editing.number_words import MEASURES

LONGEST_NOUN = 10
"""Characters after the measure word."""
LONGEST_BEFORE = 6
"""Characters before the number, where nothing follows it."""

_ENDS = (
    "的了在是和与及将被把从对为于等并说也都已有到向由因以而但至今"
    "后前内外中上下其该各每或则者就还又再"
)
_DURATIONS = ("小时", "分钟", "天", "周", "个月", "年", "時間", "日間")
_MEASURE = "|".join(sorted(map(re.escape, MEASURES), key=len, reverse=True))
_NUMERALS = "一二两兩三四五六七八九十百千万亿億零"
_COUNT = re.compile(
    rf"""(?P<hedge>超过|大约|将近|至少|多达|不足|不到|接近|约|近|逾|超|共|達|약)?
    (?P<number>(?<![\d,.])(?:\d[\d,.]{{0,20}}\d|\d)
      |(?<![{_NUMERALS}])[{_NUMERALS}]{{1,12}}|(?:数|几|上)[十百千万]{{1,4}})
    (?P<scale>[余多]?[十百千万亿億萬만억]{{0,4}}[余多餘]?)\s?
    (?P<measure>{_MEASURE})
    |(?P<share>百分之[一二三四五六七八九十百零点\d.]{{1,12}})""",
    re.VERBOSE,
)
_NOUN = re.compile(rf"(?:(?![{_ENDS}])[\u4e00-\u9fff]){{0,{LONGEST_NOUN}}}")
_BEFORE = re.compile(
    rf"(?:^|[^\u4e00-\u9fff\d%]|[{_ENDS}])"
    rf"(?P<noun>(?:(?![{_ENDS}])[\u4e00-\u9fff]){{1,{LONGEST_BEFORE}}})$"
)
_DAY = re.compile(r"(?<!\d)(?<!年)\d{1,2}月\d{1,2}日")
_BARRED_BEFORE = re.compile(r"(?:第|[:：/.\d-])$")


def find_unspaced_counts(paragraph: str) -> Iterator[Count]:
    """The counts of a paragraph, left to right."""
    for day in _DAY.finditer(paragraph):
        yield Count(day.start(), day.end(), "day")
    for found in _COUNT.finditer(paragraph):
        if _BARRED_BEFORE.search(paragraph[max(0, found.start() - 1) : found.start()]):
            continue
        if found["share"]:
            yield Count(found.start(), found.end(), "amount")
            continue
        if found["number"] in ("一", "1") and not found["scale"]:
            continue
        if found["measure"] == "年" and len(found["number"]) == 4:
            continue
        yield _with_noun(paragraph, found)


def _with_noun(paragraph: str, found: re.Match[str]) -> Count:
    start, end = found.span()
    in_words = not found["number"][0].isdigit()
    if found["measure"] in _DURATIONS:
        return Count(start, end, "duration", in_words)
    noun = _NOUN.match(paragraph[end : end + LONGEST_NOUN])
    if noun is not None and len(noun[0]) > 1:
        end += len(noun[0])
    else:
        before = _BEFORE.search(paragraph[max(0, start - LONGEST_BEFORE - 1) : start])
        start -= len(before["noun"]) if before else 0
    scaled = bool(found["scale"]) or found["measure"].endswith(
        ("元", "%", "％", "円", "원", "달러")
    )
    return Count(start, end, "amount" if scaled else "count", in_words)
