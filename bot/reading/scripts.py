"""Which characters belong to which script. What follows from that is left to those who ask."""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〇"
KANA = "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"

UNSPACED = re.compile(f"[{HAN}{KANA}]")
"""A character of the scripts that put no blanks between words."""

BY_SCRIPT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kana", re.compile(f"[{KANA}]+")),
    ("han", re.compile(f"[{HAN}]+")),
    ("hangul", re.compile(f"[{HANGUL}]+")),
    ("cyrillic", re.compile("[\u0400-\u052f]+")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")),
    ("hebrew", re.compile("[\u0590-\u05ff]+")),
    ("greek", re.compile("[\u0370-\u03ff]+")),
    ("thai", re.compile("[\u0e01-\u0e5b]+")),
    ("devanagari", re.compile("[\u0900-\u097f]+")),
    ("bengali", re.compile("[\u0980-\u09ff]+")),
    ("tamil", re.compile("[\u0b80-\u0bff]+")),
    ("georgian", re.compile("[\u10a0-\u10ff]+")),
    ("armenian", re.compile("[\u0530-\u058f]+")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f]+")),
)
