"""Words that name a day by its distance from the article's own: tables for `text_dates`."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DayWords:
    """One language's words, lower case.

    distances: days from the article's own day. weekdays: Monday first, each with its spellings.
    last: what after a weekday means the one before the article's day. not_before, not_after: words
    beside a weekday that make it another one, every one, or a name. ahead: verbs and words of a
    sentence that speaks of what is to come.
    """

    distances: dict[str, int]
    weekdays: tuple[tuple[str, ...], ...]
    last: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    ahead: re.Pattern[str] = re.compile(r"(?!)")
    names_capitalised: bool = True
    """A capital beside a weekday shows a name ("Black Friday", "Sunday Times")."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _days(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names.split("/")) for names in text.split())


def _ahead(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})\b", re.IGNORECASE)


DAY_WORDS: dict[str, DayWords] = {
    "en": DayWords(
        {"yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "tomorrow": 1},
        _days("monday tuesday wednesday thursday friday saturday sunday"),
        not_before=_words("""next last every each until till by before from between and or to coming
            following previous through thru most some another one a"""),
        not_after=_words("""to through thru and or until till next last before after night nights
            evenings mornings prayers"""),
        ahead=_ahead(
            r"will|shall|won't|may|might|would|could|should|to be|is due|are due|due to|set to"
            r"|plans?|planned|expected|scheduled|going to|aims?|hopes?|upcoming|ahead of|if"
            r"|deadline"
        ),
    ),
    "de": DayWords(
        {"vorgestern": -2, "gestern": -1, "heute": 0, "übermorgen": 2},
        _days("montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag"),
        not_before=_words("""jeden jeder nächsten kommenden letzten bis ab vom von zum und oder pro
            einem einen darauf folgenden vorigen"""),
        not_after=_words("bis und oder darauf zuvor in"),
        ahead=_ahead(
            r"wird|werden|soll|sollen|will|wollen|geplant|plant|planen|könnte|dürfte|würde|erwartet"
            r"|steht an|stehen an|voraussichtlich"
        ),
        names_capitalised=False,
    ),
    "fr": DayWords(
        {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "aujourd’hui": 0, "demain": 1},
        _days("lundi mardi mercredi jeudi vendredi samedi dimanche"),
        last=_words("dernier"),
        not_before=_words("chaque tous le un du au d'ici jusqu'à avant prochain et ou de"),
        not_after=_words("prochain prochains suivant et ou au saint gras"),
        ahead=_ahead(
            r"sera|seront|aura|auront|doit|doivent|devrait|devraient|va|vont|prévue?s?|attendue?s?"
            r"|pourrait|pourraient|\w{2,}r(?:a|ont)"
        ),
    ),
    "es": DayWords(
        {"anteayer": -2, "antier": -2, "ayer": -1, "anoche": -1, "hoy": 0},
        _days("lunes martes miércoles jueves viernes sábado domingo"),
        last=_words("pasado"),
        not_before=_words("cada los próximo un del al hasta todos y o antes santo"),
        not_after=_words("próximo siguiente y o al santo"),
        ahead=_ahead(
            r"será|serán|habrá|tendrá|tendrán|va a|van a|debe|deben|debería|prev[ée]|previst[oa]s?"
            r"|podría|podrían|\w{3,}(?:ará|arán|erá|erán|irá|irán)"
        ),
    ),
    "ar": DayWords(
        {"أمس الأول": -2, "أمس": -1, "غدا": 1, "غداً": 1},
        _days("الاثنين/الإثنين الثلاثاء الأربعاء/الاربعاء الخميس الجمعة السبت الأحد/الاحد"),
        last=_words("الماضي"),
        not_before=_words("كل حتى قبل بعد بين"),
        not_after=_words("المقبل القادم التالي السابق"),
        ahead=_ahead(r"سوف|س[يتن]\w{3,}|المقرر|المتوقع|يعتزم|تعتزم"),
        names_capitalised=False,
    ),
}

WIDE_DISTANCES = {
    "zh": {"前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "今天": 0, "今晨": 0,
           "今早": 0, "今晚": 0, "明天": 1, "明日": 1},
    "ja": {"一昨日": -2, "おととい": -2, "昨日": -1, "きのう": -1, "昨夜": -1, "本日": 0,
           "きょう": 0, "明日": 1, "あす": 1},
}  # fmt: skip
"""今日 also means "nowadays" and stands in titles, so it is left out."""

WIDE_WEEKDAYS = {
    "zh": re.compile(
        "(?P<week>上|本|这|這|下|每|逢)?(?:个|個)?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天])"
    ),
    "ja": re.compile(
        "(?P<week>先週|今週|来週|毎週|次の|翌週)?(?:の)?(?P<day>[月火水木金土日])曜日?(?![一-鿿ァ-ヶ])"
    ),
}
WIDE_WEEKS = {"上": -7, "先週": -7, "本": 0, "这": 0, "這": 0, "今週": 0}
WIDE_DAYS = {**dict(zip("一二三四五六日", range(7), strict=True)), "天": 6,
             **dict(zip("月火水木金土", range(6), strict=True))}  # fmt: skip
WIDE_AHEAD = re.compile(
    "将|將|预计|預計|计划|計劃|拟|擬|予定|見通し|方針|へ。|する見込み|明らかにする"
)

YEARS: dict[str, dict[str, int]] = {
    "en": {"this year": 0, "last year": -1, "next year": 1},
    "de": {"dieses jahr": 0, "diesem jahr": 0, "vergangenen jahr": -1, "letzten jahr": -1,
           "vorjahr": -1, "nächsten jahr": 1, "kommenden jahr": 1},
    "fr": {"cette année": 0, "l'an dernier": -1, "l’an dernier": -1, "année dernière": -1,
           "l'an prochain": 1, "l’an prochain": 1},
    "es": {"este año": 0, "año pasado": -1, "próximo año": 1},
    "ar": {"هذا العام": 0, "العام الماضي": -1, "العام المقبل": 1},
    "zh": {"今年": 0, "去年": -1, "明年": 1},
    "ja": {"今年": 0, "昨年": -1, "去年": -1, "来年": 1},
}  # fmt: skip
"""Words for a year, by its distance from the article's own."""
