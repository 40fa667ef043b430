"""Limits of application commands, from Discord's page "Application Commands"."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from playground.errors import Refused
from playground.rules.forms import (
    ByType,
    Errors,
    Field,
    Flag,
    Items,
    Number,
    OneOf,
    Path,
    Shape,
    Text,
    Whole,
    must,
)

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL = 1, 2, 3, 4, 5, 6, 7
ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 8, 9, 10, 11

MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}  # commands in one scope
CREATIONS_A_DAY = 200  # in one server, or globally
CHARACTERS = 8000  # names, descriptions and values of a command with all that is in it
SAFE_INTEGER = 2**53 - 1
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)
LOCALES = [
    "ar",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en-GB",
    "en-US",
    "es-419",
    "es-ES",
    "fi",
    "fr",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "lt",
    "nl",
    "no",
    "pl",
    "pt-BR",
    "ro",
    "ru",
    "sv-SE",
    "th",
    "tr",
    "uk",
    "vi",
    "zh-CN",
    "zh-TW",
]


def is_name(name: str) -> bool:
    """Discord's name pattern: letters, numbers, dash, underscore, apostrophe; lower case."""
    return name == name.lower() and all(
        one in "-_'’ʼ" or unicodedata.category(one)[0] in "LN" or _is_thai_or_devanagari(one)
        for one in name
    )


def _is_thai_or_devanagari(one: str) -> bool:
    return "ऀ" <= one <= "ॿ" or "฀" <= one <= "๿"


def _name(value: str, path: Path, errors: Errors) -> None:
    if not is_name(value):
        message = "Command name is invalid"
        errors.add(path, "APPLICATION_COMMAND_INVALID_NAME", message)


def _per_locale(field: Field) -> Field:
    def rule(value: dict[str, Any], path: Path, errors: Errors) -> None:
        for locale, text in value.items():
            if locale not in LOCALES:
                errors.add((*path, locale), "DICT_TYPE_INVALID_KEY", "Unknown locale.")
            elif text is not None:
                field.check(text, (*path, locale), errors)

    return Shape({}, rule)


NAME, DESCRIPTION, CHOICE_NAME = Text(1, 32, _name), Text(1, 100), Text(1, 100)
NAMED: dict[str, Field] = {
    "name": must(Text(1, 32, _name)),
    "name_localizations": _per_locale(NAME),
    "description": must(Text(1, 100)),
    "description_localizations": _per_locale(DESCRIPTION),
}


def _choices(value: Field) -> Items:
    one = Shape(
        {
            "name": must(Text(1, 100)),
            "name_localizations": _per_locale(CHOICE_NAME),
            "value": must(value),
        }
    )
    return Items(one, 0, 25)


def _no_autocomplete_with_choices(option: dict[str, Any], path: Path, errors: Errors) -> None:
    if option.get("autocomplete") and option.get("choices"):
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"
        message = "autocomplete and choices exclude each other."
        errors.add((*path, "choices"), code, message)


def _ordered(least: str, most: str) -> Any:
    def rule(option: dict[str, Any], path: Path, errors: Errors) -> None:
        low, high = option.get(least), option.get(most)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            message = f"{least} must not be more than {most}."
            errors.add((*path, least), "APPLICATION_COMMAND_OPTION_BAD_RANGE", message)

    return rule


def _no_autocomplete(option: dict[str, Any], path: Path, errors: Errors) -> None:
    if option.get("autocomplete"):
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        message = "autocomplete is for text and numbers only."
        errors.add((*path, "autocomplete"), code, message)


def _value_option(*also: Any, **more: Field) -> Shape:
    fields = {**NAMED, "required": Flag(), "autocomplete": Flag(), **more}
    return Shape(fields, *also)


VALUE_OPTIONS: dict[int, Field] = {
    STRING: _value_option(
        _no_autocomplete_with_choices,
        _ordered("min_length", "max_length"),
        choices=_choices(Text(1, 100)),
        min_length=Whole(0, 6000),
        max_length=Whole(1, 6000),
    ),
    INTEGER: _value_option(
        _no_autocomplete_with_choices,
        _ordered("min_value", "max_value"),
        choices=_choices(Whole(-SAFE_INTEGER, SAFE_INTEGER)),
        min_value=Whole(-SAFE_INTEGER, SAFE_INTEGER),
        max_value=Whole(-SAFE_INTEGER, SAFE_INTEGER),
    ),
    NUMBER: _value_option(
        _no_autocomplete_with_choices,
        _ordered("min_value", "max_value"),
        choices=_choices(Number(-SAFE_INTEGER, SAFE_INTEGER)),
        min_value=Number(-SAFE_INTEGER, SAFE_INTEGER),
        max_value=Number(-SAFE_INTEGER, SAFE_INTEGER),
    ),
    CHANNEL: _value_option(_no_autocomplete, channel_types=Items(OneOf(*CHANNEL_TYPES))),
    **{
        kind: _value_option(_no_autocomplete)
        for kind in (BOOLEAN, USER, ROLE, MENTIONABLE, ATTACHMENT)
    },
}


def _required_first_and_once(options: list[Any], path: Path, errors: Errors) -> None:
    optional_seen, names = False, set[str]()
    for index, option in enumerate(options):
        if not isinstance(option, dict):
            continue
        here = (*path, str(index))
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            message = "Required options must be placed before non-required options"
            errors.add((*here, "required"), code, message)
        optional_seen = optional_seen or not option.get("required")
        if str(option.get("name")) in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE"
            errors.add((*here, "name"), code, "Option names must be unique")
        names.add(str(option.get("name")))


VALUES = Items(ByType(VALUE_OPTIONS), 0, 25, _required_first_and_once)
SUBCOMMAND_FORM = Shape({**NAMED, "options": VALUES})
GROUP_FORM = Shape(
    {
        **NAMED,
        "options": must(
            Items(ByType({SUBCOMMAND: SUBCOMMAND_FORM}), 1, 25, _required_first_and_once)
        ),
    }
)


def _not_mixed(options: list[Any], path: Path, errors: Errors) -> None:
    """Subcommands and groups stand by themselves; beside them there are no value options."""
    kinds = [one.get("type") in (SUBCOMMAND, GROUP) for one in options if isinstance(one, dict)]
    if any(kinds) and not all(kinds):
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        message = "Sub-command and sub-command group option types are mutually exclusive to others"
        errors.add(path, code, message)
    if not any(kinds):
        _required_first_and_once(options, path, errors)


def _bits(value: str | int, path: Path, errors: Errors) -> None:
    digits = str(value)  # documented as text; a number, as discord.py sends it, is taken too
    if not (digits.isascii() and digits.isdigit()):
        errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')


COMMON: dict[str, Field] = {
    "type": OneOf(SLASH, USER_MENU, MESSAGE_MENU),
    "default_member_permissions": Text(1, 20, _bits, numbers=True),
    "dm_permission": Flag(),
    "nsfw": Flag(),
    "contexts": Items(OneOf(0, 1, 2), 1, 3),
    "integration_types": Items(OneOf(0, 1), 1, 2),
}
ALL_OPTIONS = {**VALUE_OPTIONS, SUBCOMMAND: SUBCOMMAND_FORM, GROUP: GROUP_FORM}
SLASH_FORM = Shape({**COMMON, **NAMED, "options": Items(ByType(ALL_OPTIONS), 0, 25, _not_mixed)})


def _bare(command: dict[str, Any], path: Path, errors: Errors) -> None:
    for name in ("description", "options"):
        if command.get(name):
            message = "Context menu commands cannot have this field."
            errors.add((*path, name), "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", message)


MENU_FORM = Shape(
    {
        **COMMON,
        "name": must(Text(1, 32)),
        "name_localizations": _per_locale(Text(1, 32)),
    },
    _bare,
)


def _texts(value: Any) -> Iterator[str]:
    """Names, descriptions and values, each in its longest language."""
    for name in ("name", "description"):
        languages = value.get(f"{name}_localizations")
        said = [value.get(name), *(languages.values() if isinstance(languages, dict) else ())]
        yield max((str(one) for one in said if one), key=len, default="")
    if isinstance(value.get("value"), str):
        yield value["value"]
    for inner in ("options", "choices"):
        for one in value.get(inner) or ():
            if isinstance(one, dict):
                yield from _texts(one)


def check_command(command: Mapping[str, Any], errors: Errors, path: Path = ()) -> None:
    """Adds to `errors` what is wrong with one command."""
    kind = command.get("type") if isinstance(command, Mapping) else None
    form = MENU_FORM if kind in (USER_MENU, MESSAGE_MENU) else SLASH_FORM
    before = errors.count
    form.check(command, path, errors)
    if errors.count == before and sum(map(len, _texts(command))) > CHARACTERS:
        message = f"Command exceeds maximum size ({CHARACTERS})"
        errors.add(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def check_all(commands: Any) -> None:
    """A bulk overwrite. Raises Refused 50035 or 30032."""
    errors = Errors()
    if not isinstance(commands, list):
        errors.add((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
        errors.raise_if_any()
    names: set[tuple[int, str]] = set()
    count: dict[int, int] = {}
    for index, command in enumerate(commands):
        path = (str(index),)
        check_command(command, errors, path)
        if not isinstance(command, dict):
            continue
        kind, name = command.get("type") or SLASH, str(command.get("name"))
        count[kind] = count.get(kind, 0) + 1
        if (kind, name) in names:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            errors.add((*path, "name"), code, "Application command names must be unique")
        names.add((kind, name))
    errors.raise_if_any()
    if any(many > MOST.get(kind, 100) for kind, many in count.items()):
        raise Refused(30032)
