"""The text-only twin: every word and every control of a layout, within Discord's limits."""

from __future__ import annotations

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.controls import Page, button, card, row, text
from bot.ui.plain_page import MOST_ROWS, plain_page

Item = discord.ui.Item[Page]

words = st.text(alphabet="ab \n#*👍字", min_size=1, max_size=900).filter(str.strip)


def select(number: int) -> Item:
    return row(
        discord.ui.Select(
            custom_id=f"choose:{number}", options=[discord.SelectOption(label="One", value="1")]
        )
    )


def section(number: int, content: str) -> Item:
    details = button("Details", "details", number)
    return discord.ui.Section[Page](text(content), accessory=details)


@given(
    st.lists(st.tuples(st.sampled_from(["text", "section", "row", "select"]), words), max_size=9)
)
def test_nothing_is_lost_and_every_message_keeps_the_limits(found: list[tuple[str, str]]) -> None:
    items: list[Item] = [text("Beginning")]
    for number, (kind, said) in enumerate(found):
        match kind:
            case "text":
                items.append(text(said))
            case "section":
                items.append(section(number, said))
            case "row":
                items.append(row(button("One", "one", number), button("Two", "two", number)))
            case _:
                items.append(select(number))
    page = Page(card(*items))
    parts = plain_page(page)
    ids = [one for part in parts for one in part.actions]
    wanted = (getattr(one, "custom_id", None) for one in page.walk_children())
    assert sorted(ids) == sorted(one for one in wanted if one)
    for part in parts:
        assert part.content
        assert len(part.content.encode("utf-16-le")) // 2 <= 2_000
        assert len(part.rows) <= MOST_ROWS
        for one in part.rows:
            assert 1 <= len(one["components"]) <= 5
            assert all(len(control.get("label") or "") <= 80 for control in one["components"])
    said = "".join("".join(part.content.split()) for part in parts).replace("…", "")
    assert said == "".join("".join(text.split()) for text in ["Beginning", *_texts(found)])


def _texts(found: list[tuple[str, str]]) -> list[str]:
    return [said for kind, said in found if kind in ("text", "section")]


def test_buttons_of_one_name_say_what_they_are_for() -> None:
    first = section(1, "**Harbour**\n### [Crane gets a roof](https://a.example/) \n-# a.example")
    (part,) = plain_page(Page(card(first, section(2, "### Ferry \\*stops\\*"))))
    labels = [one["label"] for one in part.rows[0]["components"]]
    assert labels == ["Details: Crane gets a roof", "Details: Ferry *stops*"]
