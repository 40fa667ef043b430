"""The catalogues say all that the code says, and nothing else; commands are named by the rules."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog

from bot.cogs.command_words import NAME
from tests.catalogue import catalogue_of, faults, paths, template

# Discord's rule for names, without what no catalogue of ours needs.
NAME_RULE = re.compile(r"[\w-]{1,32}")


def test_every_text_is_translated_and_none_is_stale() -> None:
    wanted = template()
    assert len(wanted) > 500
    assert paths()
    for path in paths():
        assert not faults(catalogue_of(path), wanted), f"{path}: make words"


def test_the_names_of_commands_and_options_fit_discords_rule() -> None:
    for path in paths():
        for message in catalogue_of(path):
            if message.context == NAME:
                assert isinstance(message.string, str)
                assert NAME_RULE.fullmatch(message.string), message.string
                assert message.string == message.string.lower()


def test_descriptions_and_choices_fit_into_a_hundred_characters() -> None:
    descriptions = {
        message.id
        for message in template()
        if isinstance(message.id, str)
        and any("bot/cogs" in place for place, _ in message.locations)
    }
    for path in paths():
        for message in catalogue_of(path):
            if message.id in descriptions and len(message.id) <= 100:
                assert len(str(message.string)) <= 100, message.id


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "not translated"),
        ("{nom} 已暂停。", "other fields"),
        ("{name} 已暂停。{when}", "other fields"),
        ("**{name} 已暂停。", "another number"),
        ("{name} 已暂停。", ""),
    ],
)
def test_a_translation_that_does_not_fit_is_found(text: str, wrong: str) -> None:
    wanted, catalogue = Catalog(), Catalog(locale="zh_CN")
    wanted.add("Paused {name}.")
    catalogue.add("Paused {name}.", text)
    assert wrong in "\n".join(faults(catalogue, wanted))
    assert bool(faults(catalogue, wanted)) is bool(wrong)


def test_what_is_no_longer_said_is_found() -> None:
    catalogue = Catalog(locale="zh_CN")
    catalogue.add("Gone.", "没了。")
    assert "no longer said" in faults(catalogue, Catalog())[0]
