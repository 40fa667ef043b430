"""What the parts of a story are called."""

from __future__ import annotations

from bot.words import say


def is_part(name: str) -> bool:
    """Whether this names a part."""
    return name in _names() or name.startswith(("summary-", "fact-"))


def part_name(name: str) -> str:
    """A part as people call it."""
    kind, _, number = name.partition("-")
    if kind == "summary":
        return say("Sentence {number} of the summary", number=int(number) + 1)
    if kind == "fact":
        return say("Key fact {number}", number=int(number) + 1)
    return _names()[name]


def _names() -> dict[str, str]:
    return {
        "headline": say("Headline"),
        "section": say("Section"),
        "source": say("Agency or publisher"),
        "byline": say("Author"),
        "dateline": say("Place"),
        "date": say("Date of the story"),
        "link": say("Link"),
        "note": say("Something else"),
    }
