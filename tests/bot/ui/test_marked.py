"""Found words in bold: the same words to read, and nothing that acts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.markup import marked, plain, units


@pytest.mark.parametrize(
    ("text", "hits", "shown"),
    [
        ("The race was won.", [(4, 8)], "The **race** was won."),
        ("race", [(0, 4)], "**race**"),
        ("a *race* here", [(3, 7)], "a \\***race**\\* here"),
        ("两地举行比赛", [(4, 6)], "两地举行**比赛**"),
        ("one two", [(0, 3), (4, 7)], "**one** **two**"),
        ("onetwo", [(0, 3), (3, 6)], "**onetwo**"),
        ("nothing", [], "nothing"),
        ("", [], ""),
    ],
)
def test_a_hit_stands_in_bold(text: str, hits: list[tuple[int, int]], shown: str) -> None:
    assert marked(text, hits, 200) == shown


PIECES = st.sampled_from(
    ["race ", "@everyone ", "<@123> ", "[a](https://b.example) ", "**", "*", "_", "`", "||", "\n# ",
     "https://discord.gg/x ", "桥", " ", "\u202e", ":smile: ", "<t:1:R>", "\\"]
)  # fmt: skip


@given(
    text=st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join),
    cuts=st.lists(st.integers(0, 120), max_size=6),
    limit=st.integers(1, 300),
)
def test_whatever_is_found_in_whatever_text_nothing_of_it_acts(
    text: str, cuts: list[int], limit: int
) -> None:
    ends = sorted({min(cut, len(text)) for cut in cuts})
    hits = list(zip(ends[::2], ends[1::2], strict=False))
    shown = marked(text, hits, limit)
    assert units(shown) <= limit
    for live in ("@everyone", "](", "://", ":smile:", "\u202e", "\n"):
        assert live not in shown
    assert not re.search(r"(?<!\\)[<`|]", shown)
    whole = marked(text, hits, 10_000)
    assert whole.replace("**", "").replace("\\", "").replace("\u200b", "").replace(" ", "") == (
        plain(text).replace("**", "").replace("\\", "").replace("\u200b", "").replace(" ", "")
    )
