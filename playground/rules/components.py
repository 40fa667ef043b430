"""Limits of message components, from Discord's page "Component Reference"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from playground.rules.forms import (
    ByType,
    Errors,
    Field,
    Flag,
    Id,
    Items,
    Later,
    Link,
    OneOf,
    Path,
    Shape,
    Text,
    Whole,
    must,
    unique,
)

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)

TOTAL_COMPONENTS = 40  # nested ones count
TOTAL_TEXT = 4000  # characters of all text displays together
LEGACY_ROWS = 5
ROW_BUTTONS = 5
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)

LINK, PREMIUM = 5, 6  # button styles


def _button(button: dict[str, Any], path: Path, errors: Errors) -> None:
    style = button.get("style")
    has = {name for name in ("custom_id", "url", "sku_id") if button.get(name) is not None}
    needs = {LINK: "url", PREMIUM: "sku_id"}.get(style or 0, "custom_id")
    if needs not in has:
        errors.add((*path, needs), "BASE_TYPE_REQUIRED", "This field is required")
    for extra in sorted(has - {needs}):
        message = f"A button of this style cannot have {extra}."
        errors.add((*path, extra), "BUTTON_COMPONENT_INVALID_FIELD", message)
    labelled = (button.get("label") or "").strip() or button.get("emoji")
    if style == PREMIUM and labelled:
        errors.add((*path, "label"), "BUTTON_COMPONENT_INVALID_FIELD", "Premium buttons have none.")
    if style != PREMIUM and not labelled:
        message = "A button must have a label or an emoji."
        errors.add((*path, "label"), "BASE_TYPE_REQUIRED", message)


def _select(select: dict[str, Any], path: Path, errors: Errors) -> None:
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    least, most = 1 if least is None else least, 1 if most is None else most
    if not isinstance(least, int) or not isinstance(most, int):
        return
    if least > most:
        message = "min_values must not be more than max_values."
        errors.add((*path, "min_values"), "SELECT_COMPONENT_INVALID_VALUE_RANGE", message)
    options = select.get("options")
    if select.get("type") == STRING_SELECT and isinstance(options, list):
        if options and most > len(options):
            message = "max_values must not be more than there are options."
            errors.add((*path, "max_values"), "SELECT_COMPONENT_INVALID_VALUE_RANGE", message)
        chosen = sum(bool(isinstance(one, dict) and one.get("default")) for one in options)
        if chosen > most:
            message = "More options are chosen by default than max_values allows."
            errors.add((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)
    defaults = select.get("default_values")
    if isinstance(defaults, list) and defaults and not least <= len(defaults) <= most:
        message = "The number of default values must be between min_values and max_values."
        errors.add((*path, "default_values"), "SELECT_COMPONENT_INVALID_DEFAULT_VALUES", message)


def _row(row: dict[str, Any], path: Path, errors: Errors) -> None:
    children = [one.get("type") for one in row["components"] if isinstance(one, dict)]
    if any(kind in SELECTS for kind in children) and len(children) > 1:
        message = "An action row holds up to five buttons or one select."
        errors.add((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


EMOJI = Shape({"id": Id(), "name": Text(0, 32), "animated": Flag()})
CUSTOM_ID = must(Text(1, 100))
NUMBER = Whole(0, 2**31 - 1)
MEDIA = must(Shape({"url": must(Link(2048, ("http", "https", "attachment")))}))
DESCRIPTION = Text(1, 1024)

BUTTON_FORM = Shape(
    {
        "id": NUMBER,
        "style": must(OneOf(1, 2, 3, 4, 5, 6)),
        "label": Text(0, 80),
        "custom_id": Text(1, 100),
        "url": Link(512, ("http", "https", "discord")),
        "sku_id": Id(),
        "disabled": Flag(),
        "emoji": EMOJI,
    },
    _button,
)
OPTION_FORM = Shape(
    {
        "label": must(Text(1, 100)),
        "value": must(Text(1, 100)),
        "description": Text(0, 100),
        "emoji": EMOJI,
        "default": Flag(),
    }
)
OPTIONS = must(
    Items(
        OPTION_FORM,
        1,
        25,
        unique(
            lambda one: one.get("value") if isinstance(one, dict) else None,
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
            "The specified option value is already used",
            field="value",
        ),
    )
)


def _select_form(*, default_kinds: tuple[str, ...] = (), **more: Field) -> Shape:
    fields: dict[str, Field] = {
        "id": NUMBER,
        "custom_id": CUSTOM_ID,
        "placeholder": Text(0, 150),
        "min_values": Whole(0, 25),
        "max_values": Whole(1, 25),
        "disabled": Flag(),
        "required": Flag(),
        **more,
    }
    if default_kinds:
        one = Shape({"id": must(Id()), "type": must(OneOf(*default_kinds))})
        fields["default_values"] = Items(one, 0, 25)
    return Shape(fields, _select)


SELECT_FORMS: dict[int, Field] = {
    STRING_SELECT: _select_form(options=OPTIONS),
    USER_SELECT: _select_form(default_kinds=("user",)),
    ROLE_SELECT: _select_form(default_kinds=("role",)),
    MENTIONABLE_SELECT: _select_form(default_kinds=("user", "role")),
    CHANNEL_SELECT: _select_form(
        default_kinds=("channel",), channel_types=Items(OneOf(*CHANNEL_TYPES))
    ),
}
ROW_FORM = Shape(
    {
        "id": NUMBER,
        "components": must(Items(ByType({BUTTON: BUTTON_FORM, **SELECT_FORMS}), 1, ROW_BUTTONS)),
    },
    _row,
)
TEXT_FORM = Shape({"id": NUMBER, "content": must(Text(1, TOTAL_TEXT))})
THUMBNAIL_FORM = Shape(
    {"id": NUMBER, "media": MEDIA, "description": DESCRIPTION, "spoiler": Flag()}
)
SECTION_FORM = Shape(
    {
        "id": NUMBER,
        "components": must(Items(ByType({TEXT: TEXT_FORM}), 1, 3)),
        "accessory": must(ByType({BUTTON: BUTTON_FORM, THUMBNAIL: THUMBNAIL_FORM})),
    }
)
GALLERY_FORM = Shape(
    {
        "id": NUMBER,
        "items": must(
            Items(Shape({"media": MEDIA, "description": DESCRIPTION, "spoiler": Flag()}), 1, 10)
        ),
    }
)
FILE_FORM = Shape(
    {
        "id": NUMBER,
        "file": must(Shape({"url": must(Link(2048, ("attachment",)))})),
        "spoiler": Flag(),
    }
)
SEPARATOR_FORM = Shape({"id": NUMBER, "divider": Flag(), "spacing": OneOf(1, 2)})
IN_CONTAINER: dict[int, Field] = {
    ROW: ROW_FORM,
    SECTION: SECTION_FORM,
    TEXT: TEXT_FORM,
    GALLERY: GALLERY_FORM,
    FILE: FILE_FORM,
    SEPARATOR: SEPARATOR_FORM,
}
CONTAINER_FORM = Shape(
    {
        "id": NUMBER,
        "components": must(Items(ByType(IN_CONTAINER), 1, TOTAL_COMPONENTS)),
        "accent_color": Whole(0, 0xFFFFFF),
        "spoiler": Flag(),
    }
)

LEGACY = Items(ByType({ROW: ROW_FORM}), 0, LEGACY_ROWS)
LAYOUT = Items(
    Later(lambda: ByType({**IN_CONTAINER, CONTAINER: CONTAINER_FORM})), 0, TOTAL_COMPONENTS
)


def walk(components: Any, path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Every well-formed component with its path."""
    for index, one in enumerate(components if isinstance(components, list) else ()):
        if not isinstance(one, dict):
            continue
        here = (*path, str(index))
        yield one, here
        yield from walk(one.get("components"), (*here, "components"))
        for single in ("accessory", "component"):
            if isinstance(one.get(single), dict):
                yield one[single], (*here, single)


def check_ids(components: Any, path: Path, errors: Errors) -> None:
    """No custom id and no number twice in one message or modal."""
    seen: dict[str, set[Any]] = {"custom_id": set(), "id": set()}
    for one, here in walk(components, path):
        for name, code in (
            ("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"),
            ("id", "COMPONENT_ID_DUPLICATED"),
        ):
            value = one.get(name)
            if value in (None, 0) or isinstance(value, list | dict):
                continue
            if value in seen[name]:
                errors.add((*here, name), code, f"Component {name} cannot be duplicated")
            seen[name].add(value)


def check_totals(components: Any, path: Path, errors: Errors) -> None:
    """40 components with the nested ones, 4,000 characters over all text displays."""
    everything = [one for one, _ in walk(components, path)]
    if len(everything) > TOTAL_COMPONENTS:
        message = f"Total number of components cannot exceed {TOTAL_COMPONENTS}"
        errors.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    characters = sum(
        len(one["content"])
        for one in everything
        if one.get("type") == TEXT and isinstance(one.get("content"), str)
    )
    if characters > TOTAL_TEXT:
        message = f"The total displayable text size exceeds the maximum of {TOTAL_TEXT}"
        errors.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def check_files(components: Any, path: Path, files: Collection[str], errors: Errors) -> None:
    """`attachment://` may only name a file that comes with the message or is on it."""
    for one, here in walk(components, path):
        media: list[tuple[Any, Path]] = [
            (one.get("media"), (*here, "media")),
            (one.get("file"), (*here, "file")),
        ]
        items = one.get("items")
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                media.append((item.get("media"), (*here, "items", str(index), "media")))
        for value, where in media:
            url = value.get("url") if isinstance(value, dict) else None
            if isinstance(url, str) and url.startswith("attachment://"):
                name = url.removeprefix("attachment://")
                if name not in files:
                    message = f"The referenced attachment {name} was not found"
                    errors.add(
                        (*where, "url"),
                        "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                        message,
                    )
