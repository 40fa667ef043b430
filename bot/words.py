"""The one door for every text of ours that people read: message ids in, sentences out.

Message ids are the English sentences themselves. Catalogues are gettext's; a missing one reads
as English. What came from outside never passes here: that is `ui.markup`'s work.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from babel import Locale

CATALOGUES = Path(__file__).parent / "locale"

_catalogue: ContextVar[gettext.NullTranslations | None] = ContextVar("catalogue", default=None)


def languages() -> tuple[str, ...]:
    """Tags of the languages that can be spoken: English, and each that has a catalogue."""
    found = (path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/dateline.mo"))
    return ("en", *sorted(name.replace("_", "-") for name in found if name != "en"))


def language_name(language: str) -> str:
    """What a language calls itself."""
    return Locale.parse(language, sep="-").get_display_name() or language


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak `language` inside the block, and what was spoken before after it. None: as before."""
    token = _catalogue.set(_catalogue.get())
    try:
        if language:
            use_language(language)
        yield
    finally:
        _catalogue.reset(token)


def use_language(language: str) -> None:
    """Speak `language` (a tag such as "en" or "zh-CN") in the current task from now on."""
    _catalogue.set(
        gettext.translation(
            "dateline", CATALOGUES, languages=[language.replace("-", "_")], fallback=True
        )
    )


def say(message: str, **values: object) -> str:
    """Translate `message` and fill its `{name}` fields."""
    catalogue = _catalogue.get()
    text = catalogue.gettext(message) if catalogue else message
    return text.format(**values) if values else text


def say_count(one: str, many: str, count: int, **values: object) -> str:
    """Translate the singular or plural message for `count`, which also fills `{count}`."""
    catalogue = _catalogue.get()
    source = catalogue or gettext.NullTranslations()
    text = source.ngettext(one, many, count)
    return text.format(count=count, **values)
