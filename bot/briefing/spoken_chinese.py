"""Chinese times, days and dates put the way `spoken` reads them: 下午6点半 → 18:30, 周一 → mon.

Only words are changed; what they amount to is `spoken`'s business.
"""

from __future__ import annotations

import re

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九两]?十[一二三四五六七八九]?|[零一二三四五六七八九两]"
_TIME = re.compile(
    rf"(上午|早上|早晨|凌晨|清晨|中午|下午|傍晚|晚上|夜里|晚)?\s*"
    rf"({_NUMBER})\s*(?:[点點时時]钟?|:(?=[0-9]))\s*(?:(半)|(一刻)|(三刻)|({_NUMBER}|[0-9]{{2}})\s*分?)?"
)
_AFTERNOON = {"下午", "傍晚", "晚上", "夜里", "晚"}
_DAYS = {
    "一": "mon", "二": "tue", "三": "wed", "四": "thu", "五": "fri", "六": "sat", "日": "sun",
    "天": "sun",
}  # fmt: skip
_DAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])")
_DATE = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})[日号]")
_WORDS = (
    ("中午", "12:00"), ("正午", "12:00"), ("午夜", "00:00"), ("半夜", "00:00"),
    ("工作日", " weekday "), ("周末", " weekend "), ("每天", " daily "), ("每日", " daily "),
    ("天天", " daily "), ("每个月", " "), ("每月", " "), ("每周", " "), ("每", " "), ("的", " "),
    ("最后一个", " last "), ("最后", " last "), ("第一个", " first "), ("第二个", " second "),
    ("第三个", " third "), ("第四个", " fourth "), ("第一", " first "), ("第二", " second "),
    ("第三", " third "), ("第四", " fourth "), ("今天", "today"), ("今日", "today"),
    ("明天", "tomorrow"), ("昨天", "yesterday"), ("至", " to "), ("到", " to "), ("和", ","),
    ("与", ","), ("以及", ","), ("还有", ","),
)  # fmt: skip


def in_english(text: str) -> str:
    """The text with its Chinese words replaced; any other text as it is."""
    if text.isascii():
        return text
    text = _TIME.sub(_clock, text)
    text = _DATE.sub(_date, text)
    for word, english in _WORDS[:6]:
        text = text.replace(word, english)
    text = _DAY.sub(lambda found: f" {_DAYS[found[1]]} ", text)
    for word, english in _WORDS[6:]:
        text = text.replace(word, english)
    return text


def _clock(found: re.Match[str]) -> str:
    half, hour = found[1], _number(found[2])
    minute = 30 if found[3] else 15 if found[4] else 45 if found[5] else _number(found[6] or "0")
    if (half in _AFTERNOON and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in ("凌晨", "早上") and hour == 12:
        hour = 0
    return f" {hour:02}:{minute:02} "


def _date(found: re.Match[str]) -> str:
    month = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    number = int(found[2])
    if not 1 <= number <= 12:
        return found[0]
    year = f" {found[1]}" if found[1] else ""
    return f" {int(found[3])} {month[number - 1]}{year} "


def _number(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    units = _DIGITS.get(ones, 0) if ones else 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + units
