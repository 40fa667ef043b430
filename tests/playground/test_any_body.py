"""Whatever is sent, the rules refuse it in Discord's form or the world takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.answers import message_text, modal_text
from playground.clock import Clock
from playground.compose import attach, compose
from playground.errors import Refused
from playground.messages import Messages, empty
from playground.rules.commands import check_all
from playground.rules.messages import check_edit, check_new
from playground.rules.modals import check_choices, check_modal
from playground.world import World

# fmt: off
KEYS = [
    "content", "nonce", "embeds", "components", "flags", "allowed_mentions", "parse", "users",
    "roles", "type", "title", "description", "url", "color", "footer", "text", "icon_url",
    "image", "author", "name", "fields", "value", "inline", "timestamp", "custom_id", "style",
    "label", "options", "placeholder", "min_values", "max_values", "disabled", "default",
    "default_values", "accessory", "media", "items", "file", "spoiler", "divider", "spacing",
    "accent_color", "component", "required", "min_length", "max_length", "emoji", "id",
    "attachments", "filename", "poll", "question", "answers", "poll_media", "duration",
    "message_reference", "message_id", "sticker_ids", "channel_types", "choices", "min_value",
    "max_value", "autocomplete", "contexts", "integration_types", "default_member_permissions",
    "name_localizations",
]
# fmt: on
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 25),
    st.sampled_from([1 << 15, 64, 2.0, 2.5, 10**30, "", "go", "x" * 60, "1", "attachment://a.txt"]),
    st.sampled_from(["https://a.example/x", "users", "2026-01-01T00:00:00Z", "<@1> @everyone"]),
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)


any_json = st.recursive(plain, nested, max_leaves=25)
a_component = st.recursive(
    st.fixed_dictionaries(
        {"type": st.integers(1, 23)},
        optional={key: plain | any_json for key in KEYS if key not in ("type", "components")},
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from([1, 9, 17, 18])},
        optional={
            "components": st.lists(inner, max_size=4) | plain,
            "accessory": inner,
            "component": inner,
            "label": plain,
        },
    ),
    max_leaves=8,
)
# Deferred, so that a failing case is not printed with the whole grammar.
component = st.deferred(lambda: a_component)
anything = st.deferred(lambda: any_json)
body = st.fixed_dictionaries(
    {},
    optional={
        "content": plain,
        "flags": st.sampled_from([0, 64, 1 << 15, -1, None, "1"]),
        "components": st.lists(component, max_size=4) | plain,
        "embeds": anything,
        "allowed_mentions": anything,
        "attachments": anything,
        "poll": anything,
        "message_reference": anything,
        "nonce": anything,
    },
)
quick = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def a_world() -> tuple[World, Any]:
    world = World(Clock())
    return world, world.add_channel(world.add_guild("G"), "news")


WORLD, CHANNEL = a_world()


def is_refused(check: Callable[..., None], *args: Any) -> bool:
    """Whether the rules say no; whatever else they raise is a fault of theirs."""
    try:
        check(*args)
    except Refused as no:
        code = no.code
    else:
        return False
    assert code in (30032, 50006, 50035)
    return True


@quick
@given(body)
def test_any_message_is_refused_or_written(body: dict[str, Any]) -> None:
    if is_refused(check_new, body, []):
        return
    attachments = attach(WORLD, CHANNEL, body, {})
    message = Messages(WORLD).create(
        CHANNEL, WORLD.bot, compose(WORLD, CHANNEL, WORLD.bot, body, attachments)
    )
    assert isinstance(message_text(message.data), str)


@quick
@given(body)
def test_any_edit_is_refused_or_written(body: dict[str, Any]) -> None:
    now = empty() | {"content": "x", "flags": 0}
    if is_refused(check_edit, body, [], now):
        return
    compose(WORLD, CHANNEL, WORLD.bot, body, [], before=now)


@quick
@given(st.lists(component, max_size=6) | anything)
def test_any_modal_is_refused_or_readable(components: Any) -> None:
    data = {"title": "T", "custom_id": "c", "components": components}
    if is_refused(check_modal, data):
        return
    assert modal_text(data).startswith("T")


option = st.recursive(
    st.fixed_dictionaries(
        {"type": st.integers(1, 11), "name": st.sampled_from(["a", "b", "c"])},
        optional={key: plain | anything for key in KEYS if key not in ("type", "name", "options")},
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from([1, 2]), "name": st.just("g"), "description": st.just("d")},
        optional={"options": st.lists(inner, max_size=3)},
    ),
    max_leaves=6,
)


@quick
@given(
    anything
    | st.lists(
        st.fixed_dictionaries(
            {"name": plain, "description": plain},
            optional={"options": st.lists(option, max_size=4) | anything, "type": plain},
        ),
        max_size=3,
    )
)
def test_any_commands_are_refused_or_taken(commands: Any) -> None:
    is_refused(check_all, commands)


@quick
@given(anything, st.sampled_from([3, 4, 10, 0]))
def test_any_choices_are_refused_or_taken(given_choices: Any, kind: int) -> None:
    is_refused(check_choices, {"choices": given_choices}, kind)
