"""What is handed on as ninjs says whether it may be used."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from bot.ui.ninjs import ninjs
from tests.bot.briefing.stories import story

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_what_was_taken_back_or_is_kept_back_is_not_usable() -> None:
    usable = story(1, "2026-03-02 06:00")
    retracted = replace(usable, retracted_at=NOW)
    embargoed = replace(usable, embargo_until=NOW)
    states = [json.loads(ninjs(one))["pubstatus"] for one in (usable, retracted, embargoed)]
    assert states == ["usable", "canceled", "withheld"]


def test_a_link_that_is_none_is_not_handed_on() -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd", "../../etc/passwd"):
        assert url not in ninjs(story(1, "2026-03-02 06:00", url=url))
