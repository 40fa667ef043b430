"""The one door for every text of ours that people read: message ids in, sentences out.

Message ids are the English sentences themselves. Catalogues are gettext's; a missing one reads
as English. What came from outside never passes here: that is `ui.markup`'s work.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "locale"
ENGLISH = "en"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def languages() -> tuple[str, ...]:
    """Tags of the languages that can be spoken: English, and each that has a catalogue."""
    return (ENGLISH, *_translated(CATALOGUES))


def language_name(language: str) -> str:
    """What a language calls itself."""
    return Locale.parse(language, sep="-").get_display_name() or language


def language_for(tag: str | None) -> str | None:
    """Of the languages that can be spoken, the one for a reader of `tag` ("en-US", "zh-TW"); None
    if there is none."""
    known = languages()
    if tag is None or tag in known:
        return tag
    stem = tag.partition("-")[0]
    return next((one for one in known if one.partition("-")[0] == stem), None)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak `language` inside the block, and what was spoken before after it. None: as before."""
    token = _spoken.set(language or _spoken.get())
    try:
        yield
    finally:
        _spoken.reset(token)


def use_language(language: str) -> None:
    """Speak `language` (a tag such as "en" or "zh-CN") in the current task from now on."""
    _spoken.set(language)


def spoken_locale() -> Locale:
    """How dates, lists and numbers are written in the language that is spoken."""
    language = _spoken.get()
    return Locale.parse("en-GB" if language == ENGLISH else language, sep="-")


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence as people list them, "A, B and C"."""
    return format_list(parts, locale=spoken_locale())


def translated(message: str, language: str, context: str | None = None) -> str | None:
    """`message` in that language; None where the catalogue does not have it."""
    catalogue = _catalogue(CATALOGUES, language)
    text = catalogue.pgettext(context, message) if context else catalogue.gettext(message)
    return text if text != message else None


@lru_cache(maxsize=4)
def _translated(folder: Path) -> tuple[str, ...]:
    found = (path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/dateline.po"))
    return tuple(sorted(name.replace("_", "-") for name in found if name != ENGLISH))


@lru_cache(maxsize=16)
def _catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    """A language's catalogue, read from its text: nothing is compiled when Dateline is built."""
    path = folder / language.replace("-", "_") / "LC_MESSAGES" / "dateline.po"
    if not path.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(message: str, **values: object) -> str:
    """Translate `message` and fill its `{name}` fields."""
    text = _catalogue(CATALOGUES, _spoken.get()).gettext(message) if message else ""
    return text.format(**values) if values else text


def say_count(one: str, many: str, count: int, **values: object) -> str:
    """Translate the singular or plural message for `count`, which also fills `{count}`."""
    text = _catalogue(CATALOGUES, _spoken.get()).ngettext(one, many, count)
    return text.format(count=count, **values)
