"""Limits of modals and autocomplete answers, from "Receiving and Responding to Interactions"
and "Component Reference".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.rules import components
from playground.rules.components import CUSTOM_ID, NUMBER, SELECT_FORMS, TEXT, TEXT_FORM
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
    unique,
)

ROW, TEXT_INPUT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 1, 4, 18, 19, 21, 22, 23
PARTS = 5
SAFE_INTEGER = 2**53 - 1


def _range(least: str, most: str, default_most: int | None = None) -> Any:
    def rule(value: dict[str, Any], path: Path, errors: Errors) -> None:
        low, high = value.get(least), value.get(most, default_most)
        if isinstance(low, int) and isinstance(high, int) and low > high:
            message = f"{least} must not be more than {most}."
            errors.add((*path, least), "BASE_TYPE_BAD_RANGE", message)

    return rule


def _input_in_row(value: dict[str, Any], path: Path, errors: Errors) -> None:
    if not value.get("label"):
        errors.add((*path, "label"), "BASE_TYPE_REQUIRED", "This field is required")


def _input_in_label(value: dict[str, Any], path: Path, errors: Errors) -> None:
    if value.get("label"):
        message = "A text input in a label has no label of its own."
        errors.add((*path, "label"), "TEXT_INPUT_LABEL_NOT_ALLOWED", message)


def _no_disabled(value: dict[str, Any], path: Path, errors: Errors) -> None:
    if value.get("disabled"):
        message = "A select in a modal cannot be disabled."
        errors.add((*path, "disabled"), "COMPONENT_INVALID_IN_MODAL", message)


def _one_default(value: dict[str, Any], path: Path, errors: Errors) -> None:
    options = value.get("options") or ()
    if sum(bool(isinstance(one, dict) and one.get("default")) for one in options) > 1:
        message = "Only one option can be chosen by default."
        errors.add((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)


def _choices(least: int) -> Field:
    return must(
        Items(
            Shape(
                {
                    "label": must(Text(1, 100)),
                    "value": must(Text(1, 100)),
                    "description": Text(0, 100),
                    "default": Flag(),
                }
            ),
            least,
            10,
            unique(
                lambda one: one.get("value") if isinstance(one, dict) else None,
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
                field="value",
            ),
        )
    )


TEXT_INPUT_FIELDS: dict[str, Field] = {
    "id": NUMBER,
    "custom_id": CUSTOM_ID,
    "style": must(OneOf(1, 2)),
    "label": Text(1, 45),
    "min_length": Whole(0, 4000),
    "max_length": Whole(1, 4000),
    "required": Flag(),
    "value": Text(0, 4000),
    "placeholder": Text(0, 100),
}
LENGTHS = _range("min_length", "max_length")
VALUES = _range("min_values", "max_values", 1)


def _in_modal(form: Field) -> Field:
    assert isinstance(form, Shape)
    return Shape(form.fields, *form.also, _no_disabled)


IN_LABEL: dict[int, Field] = {
    TEXT_INPUT: Shape(TEXT_INPUT_FIELDS, LENGTHS, _input_in_label),
    **{kind: _in_modal(form) for kind, form in SELECT_FORMS.items()},
    UPLOAD: Shape(
        {
            "id": NUMBER,
            "custom_id": CUSTOM_ID,
            "min_values": Whole(0, 10),
            "max_values": Whole(1, 10),
            "required": Flag(),
        },
        VALUES,
    ),
    RADIO: Shape(
        {"id": NUMBER, "custom_id": CUSTOM_ID, "options": _choices(2), "required": Flag()},
        _one_default,
    ),
    CHECKBOXES: Shape(
        {
            "id": NUMBER,
            "custom_id": CUSTOM_ID,
            "options": _choices(1),
            "min_values": Whole(0, 10),
            "max_values": Whole(1, 10),
            "required": Flag(),
        },
        _range("min_values", "max_values"),
    ),
    CHECKBOX: Shape({"id": NUMBER, "custom_id": CUSTOM_ID, "default": Flag()}),
}
MODAL = Shape(
    {
        "custom_id": CUSTOM_ID,
        "title": must(Text(1, 45)),
        "components": must(
            Items(
                ByType(
                    {
                        ROW: Shape(
                            {
                                "id": NUMBER,
                                "components": must(
                                    Items(
                                        ByType(
                                            {
                                                TEXT_INPUT: Shape(
                                                    TEXT_INPUT_FIELDS, LENGTHS, _input_in_row
                                                )
                                            }
                                        ),
                                        1,
                                        1,
                                    )
                                ),
                            }
                        ),
                        TEXT: TEXT_FORM,
                        LABEL: Shape(
                            {
                                "id": NUMBER,
                                "label": must(Text(1, 45)),
                                "description": Text(1, 100),
                                "component": must(ByType(IN_LABEL)),
                            }
                        ),
                    }
                ),
                1,
                PARTS,
            )
        ),
    }
)

# Autocomplete: the value's kind goes by the option's (3 text, 4 whole number, 10 number).
CHOICE_VALUES: dict[int, Field] = {
    3: Text(1, 100),
    4: Whole(-SAFE_INTEGER, SAFE_INTEGER),
    10: Number(-SAFE_INTEGER, SAFE_INTEGER),
}


def check_modal(data: Mapping[str, Any], path: Path = ("data",)) -> None:
    """Raises Refused 50035."""
    errors = Errors()
    MODAL.check(data, path, errors)
    components.check_ids(data.get("components"), (*path, "components"), errors)
    errors.raise_if_any()


def check_choices(data: Mapping[str, Any], option_type: int, path: Path = ("data",)) -> None:
    """Raises Refused 50035. `option_type` is that of the option being typed."""
    errors = Errors()
    value = must(CHOICE_VALUES.get(option_type, Text(1, 100)))
    choice = Shape({"name": must(Text(1, 100)), "value": value})
    Shape({"choices": must(Items(choice, 0, 25))}).check(data, path, errors)
    errors.raise_if_any()
