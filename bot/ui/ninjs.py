"""A stored story as IPTC's ninjs 2.1 has it, which other newsroom programs read."""

from __future__ import annotations

import json
from datetime import datetime

from bot.ui.dates import page_time
from bot.ui.markup import safe_url
from storage.story_records import Story

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json#"


def ninjs(story: Story) -> str:
    """One line of JSON. The story is given with its body."""
    body = "\n\n".join(story.body)
    summary = " ".join(passage.text for passage in story.summary)
    facts = "\n".join(passage.text for passage in story.key_facts)
    item: dict[str, object] = {
        "uri": f"urn:dateline:{story.guild_id}:{story.id}",
        "standard": {"name": "ninjs", "version": "2.1", "schema": SCHEMA},
        "type": "text",
        "representationtype": "full" if body else "partial",
        "firstcreated": _moment(story, story.published_at),
        "versioncreated": _moment(story, story.updated_at) or story.added_at.isoformat(),
        "contentcreated": _moment(story, story.published_at),
        "pubstatus": _status(story),
        "language": story.language,
        "headlines": [{"role": "main", "value": story.headline}],
        "descriptions": [
            {"role": role, "contenttype": "text/plain", "value": text}
            for role, text in (("summary", summary), ("key facts", facts))
            if text
        ],
        "bodies": [
            {
                "role": "main",
                "contenttype": "text/plain",
                "charcount": len(body),
                "wordcount": story.word_count,
                "value": body,
            }
        ]
        if body
        else [],
        "subjects": [{"name": name, "literal": name} for name in story.section],
        "infosources": _sources(story),
        "by": story.byline,
        "located": story.dateline,
    }
    kept = {name: value for name, value in item.items() if value not in (None, [])}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _status(story: Story) -> str:
    if story.retracted_at is not None:
        return "canceled"
    return "withheld" if story.embargo_until is not None else "usable"


def _sources(story: Story) -> list[dict[str, str]]:
    named = [("agency", story.agency), ("publisher", story.publisher)]
    sources = [{"name": name, "role": role} for role, name in named if name]
    url = safe_url(story.url) if story.url else None
    if url:
        sources.append({"role": "page", "uri": url})
    return sources


def _moment(story: Story, moment: datetime | None) -> str | None:
    return page_time(story, moment).isoformat() if moment else None
