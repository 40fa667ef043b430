"""The same text again: what is shared is seen, what is only alike is not."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.same_text import ASKED, FEWEST, KEPT, SAME, marks_of, shared
from storage.story_records import Mark, MarkKind

WORDS = [
    *("the", "a", "council", "harbour", "ferry", "bridge", "island", "mayor", "quay", "winter"),
    *("county", "budget", "vote", "crane", "school", "reading", "rowing", "regatta", "coast"),
    *("storm", "road", "tunnel", "museum", "hospital", "farmer", "orchard", "river", "boat"),
    *("net", "captain", "engine", "market", "square", "tower", "garden", "library", "railway"),
    *("station", "platform", "ticket", "minister", "report", "spring", "summer", "autumn"),
]


def text_of(seed: int, sentences: int = 24) -> list[str]:
    """Sentences of drawn words, four to a paragraph."""
    draw = random.Random(seed)
    made = [
        " ".join(draw.choices(WORDS, k=draw.randint(8, 18))).capitalize() + "."
        for _ in range(sentences)
    ]
    return [" ".join(made[start : start + 4]) for start in range(0, sentences, 4)]


def furnished(body: list[str]) -> list[str]:
    return ["Share this page with friends.", *body, *text_of(99, 8)]


def cut(body: list[str]) -> list[str]:
    return body[: round(len(body) * 0.6)]


def reworded(body: list[str]) -> list[str]:
    draw = random.Random(8)
    return [
        " ".join("changed" if draw.random() < 0.08 else word for word in paragraph.split())
        for paragraph in body
    ]


def shuffled(body: list[str]) -> list[str]:
    sentences = [one + "." for paragraph in body for one in paragraph.split(".") if one]
    random.Random(3).shuffle(sentences)
    return sentences


@pytest.mark.parametrize("change", [furnished, cut, reworded, shuffled, list])
def test_a_changed_copy_is_the_same_and_its_phrases_lead_to_it(
    change: Callable[[list[str]], list[str]],
) -> None:
    found = 0
    for seed in range(20):
        body = text_of(seed)
        copy = change(body)
        assert shared(body, copy) >= SAME
        for kept, asked in ((body, copy), (copy, body)):
            stored = {one for one in marks_of("Any", kept, None) if one.kind is MarkKind.PHRASE}
            found += bool(stored & {*marks_of("Any", asked, None, ASKED)})
    assert found >= 38  # of 40: which phrases are kept is chance


def test_unrelated_texts_share_little() -> None:
    texts = [text_of(seed) for seed in range(20)]
    assert max(shared(a, b) for a in texts for b in texts if a is not b) < 0.2


def test_a_stub_says_too_little_to_be_the_same() -> None:
    stub = ["This story is still developing. Please come back for more."]
    assert shared(stub, [*stub, *text_of(1)]) == 0.0
    assert len(stub[0].split()) < FEWEST


def test_chinese_is_compared_by_characters() -> None:
    body = ["三个山村的村民用九年时间修建了一条水渠，今年春天正式通水，县政府说水渠长十二公里。"]
    other = ["警方今年破获两起重大盗窃案件，找回文物一百零四件，嫌疑人已经被移送检察机关起诉。"]
    assert shared(body, ["据新华社报道。" + body[0]]) == 1.0
    assert shared(body, other) == 0.0


def test_the_same_words_in_other_dress_have_the_same_text_mark() -> None:
    def whole(headline: str, body: list[str]) -> Mark:
        return next(m for m in marks_of(headline, body, None) if m.kind is MarkKind.TEXT)

    assert whole("Ferry sails", ["It sails. On time."]) == whole(
        "FERRY SAILS", ["“It sails”", "on  time…"]
    )
    assert whole("Ferry sails", ["It sails."]) != whole("Ferry", ["sails It sails."])


def test_only_a_page_s_own_link_is_a_mark() -> None:
    def link(url: str | None) -> list[Mark]:
        return [m for m in marks_of("A", ["B."], url) if m.kind is MarkKind.LINK]

    assert link("https://www.paper.example/a?utm_source=x") == link("http://paper.example/a/")
    assert link("https://paper.example/") == link(None) == []


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_has_marks_that_fit_a_column(headline: str, body: list[str]) -> None:
    marks = marks_of(headline, body, "https://a.example/b")
    assert marks == marks_of(headline, body, "https://a.example/b")
    assert all(0 <= mark.value < 2**63 for mark in marks)
    assert len(marks) <= KEPT + 2
    assert 0.0 <= shared(body, body) <= 1.0
