"""No line of the log holds a secret, at whatever level and in whatever shape it came."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
import structlog

from bot.logs import configure_logs, redact

TOKEN = "MTI3NzAwMDAwMDAwMDAwMDAwMDA" + "." + "GabcDE" + "." + "x" * 38
OWN = "no-token-that-anybody-would-recognise"
INTERACTION = "https://discord.com/api/v10/interactions/1234567890/aW50ZXJhY3Rpb24tdG9rZW4/callback"
WEBHOOK = "https://discord.com/api/webhooks/1234567890/s3cr3t-W3bh00k_token/messages/@original"
LEFT = ("GabcDE", OWN, "aW50ZXJhY3Rpb24tdG9rZW4", "s3cr3t-W3bh00k_token")


def fail(words: str) -> None:
    raise RuntimeError(words)


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_secrets_are_taken_out_of_every_shape(
    style: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        configure_logs("debug", style, [OWN, ""])
        ours, theirs = structlog.get_logger("bot.test"), logging.getLogger("somebody.else")
        for secret in (TOKEN, OWN, INTERACTION, WEBHOOK):
            getattr(ours, level)("event " + secret, field=secret, nested={"a": [secret, (secret,)]})
            getattr(ours, level)("keys", nested={secret: 1}, thing=ValueError(secret))
            getattr(theirs, level)("with %s and %r", secret, {"url": secret})
            try:
                fail(secret)
            except RuntimeError:
                ours.exception("failed")
                theirs.exception("failed")
        event = {"t": "INTERACTION_CREATE", "d": {"token": LEFT[2]}}
        getattr(theirs, level)("event %s or %s", event, json.dumps(event, separators=(",", ":")))
        getattr(ours, level)("with an event", printed=json.dumps(event), nested=event)
    finally:
        logging.getLogger().handlers[:], logging.getLogger().level = before
        structlog.reset_defaults()
    text = written.getvalue()
    assert "[secret]" in text
    assert "1234567890" in text  # which one it was can still be told
    for secret in LEFT:
        assert secret not in text
    if style == "json":
        assert all(json.loads(line)["event"] for line in text.splitlines())


def test_words_that_are_no_secret_stay() -> None:
    text = "https://example.org/interactions-of-people/and/webhooks a.b.c 12.34.56"
    assert redact(text) == text
