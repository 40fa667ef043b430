"""The language the rules are written in: fields with limits, and 50035 bodies that name the path.

Leaf names are those known from public reports where there are any; the path and the number 50035
are what a client should look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playground.errors import Refused

Path = tuple[str, ...]
Rule = Callable[[Any, Path, "Errors"], None]
F = TypeVar("F", bound="Field")


class Errors:
    """Collects complaints by path and raises them as one 50035."""

    def __init__(self) -> None:
        self.tree: dict[str, Any] = {}
        self.count = 0

    def add(self, path: Path, code: str, message: str) -> None:
        self.count += 1
        node = self.tree
        for step in path:
            node = node.setdefault(step, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def raise_if_any(self) -> None:
        if self.tree:
            raise Refused(50035, self.tree)


class Field:
    """A value in a form. Absent and null are fine unless `required`."""

    required = False

    def __init__(self, *also: Rule) -> None:
        self.also = also

    def check(self, value: Any, path: Path, errors: Errors) -> None:
        """The rules across its parts are asked only when each part is right in itself."""
        before = errors.count
        if self.fits(value, path, errors) and errors.count == before:
            for rule in self.also:
                rule(value, path, errors)

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        raise NotImplementedError


def must(field: F) -> F:
    """The field has to be there."""
    field.required = True
    return field


class Text(Field):
    """A string of `least` to `most` characters, after trimming as Discord does."""

    def __init__(
        self, least: int = 0, most: int | None = None, *also: Rule, numbers: bool = False
    ) -> None:
        super().__init__(*also)
        self.least, self.most, self.numbers = least, most, numbers

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        number = isinstance(value, int) and not isinstance(value, bool)
        if not isinstance(value, str) and not (self.numbers and number):
            errors.add(path, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
            return False
        length = len(str(value).strip())
        most = self.most
        if self.least and length == 0:
            errors.add(path, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        if length < self.least or (most is not None and length > most):
            if self.least > 0 and most is not None:
                between = f"Must be between {self.least} and {most} in length."
                errors.add(path, "BASE_TYPE_BAD_LENGTH", between)
            else:
                errors.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
            return False
        return True


class Whole(Field):
    """A whole number between `least` and `most`."""

    def __init__(self, least: int | None = None, most: int | None = None, *also: Rule) -> None:
        super().__init__(*also)
        self.least, self.most = least, most

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        number = _as_int(value)
        if number is None:
            errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return False
        return _within(number, self.least, self.most, path, errors)


class Bits(Field):
    """A set of flags: a whole number, written as one."""

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return False
        return True


class Number(Field):
    """Any finite number between `least` and `most`."""

    def __init__(self, least: float | None = None, most: float | None = None) -> None:
        super().__init__()
        self.least, self.most = least, most

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not double.')
            return False
        return _within(value, self.least, self.most, path, errors)


class Flag(Field):
    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if not isinstance(value, bool):
            errors.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return False
        return True


class Id(Field):
    """A snowflake, as a string or a number."""

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) <= 20):
            errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            return False
        return True


class OneOf(Field):
    def __init__(self, *values: Any) -> None:
        super().__init__()
        self.values = values

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if isinstance(value, list | dict) or value not in self.values:
            choices = ", ".join(map(str, self.values))
            errors.add(path, "BASE_TYPE_CHOICES", f"Value must be one of ({choices}).")
            return False
        return True


class Link(Field):
    """An address with one of `schemes`, at most `most` characters."""

    def __init__(self, most: int = 2048, schemes: Iterable[str] = ("http", "https")) -> None:
        super().__init__()
        self.most, self.schemes = most, tuple(schemes)

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if not isinstance(value, str):
            errors.add(path, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
            return False
        if len(value) > self.most:
            errors.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {self.most} or fewer in length.")
            return False
        scheme = _scheme(value)
        if scheme is None:
            errors.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
            return False
        if scheme not in self.schemes:
            allowed = ", ".join(self.schemes)
            message = f'Scheme "{scheme}" is not supported. Scheme must be one of ({allowed}).'
            errors.add(path, "URL_TYPE_INVALID_SCHEME", message)
            return False
        return True


class Moment(Field):
    """An ISO 8601 date and time."""

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        try:
            datetime.fromisoformat(value)
        except (TypeError, ValueError):
            errors.add(path, "DATE_TYPE_CONVERT", "Could not interpret the value as a date.")
            return False
        return True


class Items(Field):
    """A list of `least` to `most` things of one kind."""

    def __init__(self, item: Field, least: int = 0, most: int | None = None, *also: Rule) -> None:
        super().__init__(*also)
        self.item, self.least, self.most = item, least, most

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if not isinstance(value, list):
            errors.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
            return False
        count = len(value)
        if count < self.least or (self.most is not None and count > self.most):
            if self.least and self.most is not None:
                text = f"Must be between {self.least} and {self.most} in length."
                errors.add(path, "BASE_TYPE_BAD_LENGTH", text)
            elif self.least:
                errors.add(path, "BASE_TYPE_MIN_LENGTH", f"Must be {self.least} or more.")
            else:
                text = f"Must be {self.most} or fewer in length."
                errors.add(path, "BASE_TYPE_MAX_LENGTH", text)
            return False
        for index, one in enumerate(value):
            self.item.check(one, (*path, str(index)), errors)
        return True


class Shape(Field):
    """An object with named fields. Fields that are not named are ignored, as Discord does."""

    def __init__(self, fields: Mapping[str, Field], *also: Rule) -> None:
        super().__init__(*also)
        self.fields = fields

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if not isinstance(value, dict):
            errors.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            return False
        for name, field in self.fields.items():
            if value.get(name) is not None:
                field.check(value[name], (*path, name), errors)
            elif field.required:
                errors.add((*path, name), "BASE_TYPE_REQUIRED", "This field is required")
        return True


class ByType(Field):
    """One of several objects, told apart by their "type"."""

    def __init__(self, kinds: Mapping[int, Field]) -> None:
        super().__init__()
        self.kinds = kinds

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        if not isinstance(value, dict):
            errors.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            return False
        kind = value.get("type")
        if kind is None:
            errors.add((*path, "type"), "BASE_TYPE_REQUIRED", "This field is required")
            return False
        if isinstance(kind, list | dict) or kind not in self.kinds:
            choices = ", ".join(map(str, self.kinds))
            message = f'Value of field "type" must be one of ({choices}).'
            errors.add((*path, "type"), "UNION_TYPE_CHOICES", message)
            return False
        self.kinds[kind].check(value, path, errors)
        return True


class Later(Field):
    """A field that is defined further down, for shapes that hold themselves."""

    def __init__(self, find: Callable[[], Field]) -> None:
        super().__init__()
        self.find = find

    def fits(self, value: Any, path: Path, errors: Errors) -> bool:
        self.find().check(value, path, errors)
        return True


def unique(of: Callable[[Any], Any], code: str, message: str, *, field: str = "") -> Rule:
    """A rule for lists: no two things have the same `of`."""

    def rule(value: list[Any], path: Path, errors: Errors) -> None:
        seen: set[Any] = set()
        for index, one in enumerate(value):
            key = of(one)
            if key in seen and key is not None:
                step = (*path, str(index), field) if field else (*path, str(index))
                errors.add(step, code, message)
            seen.add(key)

    return rule


def _as_int(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def _within(
    number: float, least: float | None, most: float | None, path: Path, errors: Errors
) -> bool:
    if least is not None and number < least:
        message = f"int value should be greater than or equal to {least}."
        errors.add(path, "NUMBER_TYPE_MIN", message)
        return False
    if most is not None and not number <= most:
        errors.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        return False
    return True


def _scheme(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not parts.scheme or not (parts.netloc or parts.path) or " " in url:
        return None
    if parts.scheme in ("http", "https") and not parts.hostname:
        return None
    return parts.scheme
