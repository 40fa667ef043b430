"""Which language a text is in, and how long it is to read."""

from __future__ import annotations

import pytest

from bot.reading.language import language_of
from bot.reading.length import count_words, reading_minutes


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The villages have finished a water line that they planned for years."),
        ("es", "Los vecinos piden ayuda para salvar las cosechas, según dijo el alcalde."),
        ("fr", "Les habitants demandent de l'aide pour sauver les récoltes, a dit le maire."),
        ("de", "Die Bewohner bitten um Hilfe, damit die Ernte nicht verloren geht."),
        ("it", "Gli abitanti chiedono aiuto per salvare il raccolto, ha detto il sindaco."),
        ("pt", "Os moradores pedem ajuda para que a colheita não se perca, disse o prefeito."),
        ("nl", "De bewoners vragen om hulp, zodat de oogst niet verloren gaat."),
        ("ru", "Жители просят о помощи, чтобы спасти урожай, сказал мэр."),
        ("zh", "三个村庄的村民合作修建了一条水渠。"),
        ("ja", "三つの村の人々が水路を作りました。"),
        ("ko", "세 마을 주민들이 함께 수로를 만들었다."),
        ("ar", "قال رئيس البلدية إن السكان يطلبون المساعدة من أجل إنقاذ المحصول."),
        ("und", "Twitter Facebook Linkedin"),
        ("und", "12 345 !?"),
        ("und", ""),
    ],
)
def test_a_text_is_known_by_script_and_small_words(language: str, text: str) -> None:
    assert language_of(text) == language


def test_names_in_latin_letters_do_not_make_chinese_english() -> None:
    assert language_of("谷歌（Google）和微软（Microsoft）周二宣布合作。") == "zh"


def test_words_are_counted_as_people_count_them() -> None:
    assert count_words("Don't re-open the U.S. road, it's 3.5 km.") == 8
    assert count_words("三个村庄 share 水渠") == 7
    assert count_words(" -- ") == 0


def test_reading_takes_a_minute_at_least_and_longer_for_longer_texts() -> None:
    assert reading_minutes("Short.") == 1
    assert reading_minutes("word " * 920) == 4
    assert reading_minutes("水" * 1600) == 4
