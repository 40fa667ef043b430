"""What a client does with a modal: take what was filled in, and refuse what does not fit.

Fields are named by their custom id or by their label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playground.files import Upload
from playground.picking import CannotPress, Picked, pick_objects, pick_options

JSON = dict[str, Any]

TEXT_INPUT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 4, 18, 19, 21, 22, 23


class CannotSubmit(ValueError):
    """The client would not let the modal be sent: a field is missing, too long or unknown."""


def fill(modal: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[list[JSON], Picked]:
    """The submitted components and what their ids stand for. Raises CannotSubmit."""
    left = dict(values)
    picked = Picked()
    written: list[JSON] = []
    for number, part in enumerate(modal["components"], 1):
        one: JSON = {"type": part["type"], "id": part.get("id") or number}
        if part["type"] == 1:
            field = part["components"][0]
            value = _take(left, field["custom_id"], field.get("label"))
            one["components"] = [_field(field, value, picked)]
        elif part["type"] == LABEL:
            field = part["component"]
            value = _take(left, field["custom_id"], part.get("label"))
            one["component"] = _field(field, value, picked)
        written.append(one)
    if left:
        raise CannotSubmit(f"the modal has no field {list(left)}; it has {names(modal)}")
    return written, picked


def names(modal: Mapping[str, Any]) -> list[str]:
    """Custom ids and labels of the fields."""
    found: list[str] = []
    for part in modal["components"]:
        field = part["components"][0] if part["type"] == 1 else part.get("component")
        if field:
            found += [field["custom_id"], part.get("label") or field.get("label") or ""]
    return [one for one in found if one]


def _take(left: dict[str, Any], custom_id: str, label: str | None) -> Any:
    if custom_id in left:
        return left.pop(custom_id)
    return left.pop(label, None) if label else None


def _field(field: JSON, value: Any, picked: Picked) -> JSON:
    kind, name = field["type"], field["custom_id"]
    written: JSON = {"type": kind, "id": field.get("id") or 0, "custom_id": name}
    required = field.get("required", True)
    if kind == TEXT_INPUT:
        return written | {"value": _text(field, value, required)}
    if kind == CHECKBOX:
        return written | {"value": bool(field.get("default")) if value is None else bool(value)}
    if kind == UPLOAD:
        return written | {"values": _uploads(field, value, required, picked)}
    if kind == RADIO:
        chosen = _options(field, value)
        if len(chosen) > 1 or (required and not chosen):
            raise CannotSubmit(f"{name}: choose one")
        return written | {"value": chosen[0] if chosen else None}
    if kind in (3, CHECKBOXES):
        return written | {"values": _count(field, _options(field, value), required)}
    if value is None:
        ids = [one["id"] for one in field.get("default_values") or ()]
    else:
        try:
            ids = pick_objects(field, _listed(value), picked)
        except CannotPress as no:
            raise CannotSubmit(f"{name}: {no}") from None
    return written | {"values": _count(field, ids, required)}


def _text(field: JSON, value: Any, required: bool) -> str:
    text = field.get("value") or "" if value is None else str(value)
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if not text and not required:
        return ""
    if not text.strip() and required:
        raise CannotSubmit(f"{field['custom_id']}: this field is required")
    if not least <= len(text) <= most:
        raise CannotSubmit(f"{field['custom_id']}: between {least} and {most} characters")
    return text


def _options(field: JSON, value: Any) -> list[str]:
    if value is None:
        return [one["value"] for one in field["options"] if one.get("default")]
    try:
        return pick_options(field["options"], _listed(value))
    except CannotPress as no:
        raise CannotSubmit(f"{field['custom_id']}: {no}") from None


def _uploads(field: JSON, value: Any, required: bool, picked: Picked) -> list[str]:
    uploads: list[str] = []
    for one in _listed(value) if value is not None else ():
        if not isinstance(one, Upload):
            raise CannotSubmit(f"{field['custom_id']}: an Upload, not {one!r}")
        key = f"{field['custom_id']}:{len(uploads)}"
        picked.uploads[key] = one
        uploads.append(key)
    return _count(field, uploads, required)


def _count(field: JSON, chosen: list[str], required: bool) -> list[str]:
    default_most = len(field["options"]) if field["type"] == CHECKBOXES else 1
    least = field.get("min_values")
    least = 1 if least is None else least
    most = field.get("max_values") or default_most
    if (chosen or required) and not least <= len(chosen) <= most:
        raise CannotSubmit(f"{field['custom_id']}: choose between {least} and {most}")
    return chosen


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]
