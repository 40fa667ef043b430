"""Where one sentence ends and the next begins."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.sentences import split_sentences
from tests.conftest import SHARED


def unspaced(sentences: list[str]) -> list[str]:
    return ["".join(sentence.split()) for sentence in sentences]


def test_the_thirty_traps_are_cut_right() -> None:
    path = SHARED / "data" / "sentences.json"
    if not path.exists():
        pytest.skip("the sentence traps are not beside this checkout (shared/data)")
    traps = json.loads(path.read_text(encoding="utf-8"))
    assert len(traps) == 30
    for trap in traps:
        assert unspaced(split_sentences(trap["text"])) == unspaced(trap["sentences"])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mrs. Hill met Col. Grey at St. Mary's. They left at noon.", 2),
        ("The U.K. Government replied. It said no.", 2),
        ("He was born in the U.S. He moved to Ghent in 1992.", 2),
        ("Sales rose to 4.5 million. Costs fell 2.1 percent.", 2),
        ("Acme Ltd. and Birch Co. Chief Ann Lee agreed. Nobody else did.", 2),
        ("She left on Dec. 24 and came back on Jan. 2. It was cold.", 2),
        ("It cost approx. 40 euros. See fig. 3 for more.", 2),
        ("“Stop!” he cried. “Why?” she asked. Nobody knew.", 3),
        ('The note read: "Come home. Bring milk. Hurry." He came.', 2),
        ("It was... strange. Then it ended.", 2),
        ("What now?! Nobody said.", 2),
        ("Visit www.example.org or write to a.b@example.org. Thank you.", 2),
        ("Es begann am 9. August in Köln. Danach ging es weiter.", 2),
        ("警方说：“他走了。我们还在找他。”案件仍在调查中。", 2),
        ("“我们会继续。”她说。然后她离开了。", 2),
        ("彼は来た。彼女は帰った！なぜ？", 3),
        ("قال الوزير إن العمل انتهى. وبدأ الناس العودة.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def test_a_text_without_marks_is_one_sentence() -> None:
    assert split_sentences("  no marks at all ") == ["no marks at all"]
    assert split_sentences(" \n ") == []


@given(st.text(alphabet="aA .!?。”\"'“1\nU.S", max_size=200))
def test_sentences_are_slices_of_the_text_in_order(text: str) -> None:
    reached = 0
    for sentence in split_sentences(text):
        reached = text.index(sentence, reached) + len(sentence)


@pytest.mark.parametrize(
    "sentences",
    [
        (
            "Das kostet z. B. 3,5 Mio. Euro.",
            "Am 1. Juni beginnt der Bau.",
            "Dr. Holm kommt ggf. mit.",
        ),
        ("„Wir haben gewartet.“", "Dann fuhr die Fähre.", "Es dauerte ca. zwei Jahre."),
        ("Der 3. Platz ging an Berlin.", "Laut § 5 Abs. 2 gilt das u. a. für Boote."),
        ("»Es ist vorbei.«", "Sie ging am 5. März."),
        ("M. Dupont est arrivé à 14 h 30.", "Mme Petit l’attendait.", "L’art. 5 le dit."),
        ("« C’est fini. »", "Puis il est parti.", "Cela coûte env. 3,5 millions d’euros !"),
        ("El Sr. Ruiz llegó a las 9.30.", "La Sra. Gil lo esperaba.", "¿Qué pasó?", "¡Nada!"),
        ("«Se acabó.»", "Después se fue.", "EE. UU. firmó el pacto."),
        ("عادت العبّارة إلى الميناء.", "هل سمعت؟", "نعم.", "وقال د. حداد إن العمل انتهى."),
    ],
)
def test_sentences_of_other_languages_are_parted(sentences: tuple[str, ...]) -> None:
    assert split_sentences(" ".join(sentences)) == list(sentences)


@pytest.mark.parametrize(
    "sentences",
    [
        ("「もう終わった。」と彼は言った。", "次の日、雨が降った。", "本当か？"),
        ("事務所は「一日十四便を予定している。」と話した。", "冬は八便になる。"),
        ("他说：“已经结束了。我们可以回家。”", "然后离开。", "真的吗？"),
    ],
)
def test_sentences_without_blanks_are_parted(sentences: tuple[str, ...]) -> None:
    assert split_sentences("".join(sentences)) == list(sentences)
