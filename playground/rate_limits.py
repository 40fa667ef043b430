"""Discord's rate limits: per route, per channel or server, and for the bot as a whole.

From Discord's page "Rate Limits": headers, bodies, the 50 a second, the ban for invalid requests.
The sizes of single buckets are not documented; those below are what bots are told by the headers.
Off by default: without `enabled` no header is sent and nothing is refused.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

# (method, route): (requests, seconds). One bucket for each channel, server or webhook token.
BUCKETS: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel}/messages/{message}"): (5, 5.0),
    ("DELETE", "/channels/{channel}/messages/{message}"): (5, 1.0),
    ("GET", "/channels/{channel}/messages"): (5, 1.0),
    ("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me"): (1, 0.25),
    ("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me"): (1, 0.25),
    ("POST", "/channels/{channel}/typing"): (5, 5.0),
    ("PATCH", "/channels/{channel}"): (5, 15.0),
    ("POST", "/webhooks/{application}/{token}"): (5, 2.0),
    ("PATCH", "/webhooks/{application}/{token}/messages/@original"): (5, 2.0),
    ("PATCH", "/webhooks/{application}/{token}/messages/{message}"): (5, 2.0),
    ("PUT", "/applications/{application}/commands"): (2, 20.0),
    ("POST", "/applications/{application}/commands"): (5, 20.0),
}
OTHERS = (50, 10.0)
# Limits that no header announces: only the 429 itself tells of them, with a long wait in its body.
HIDDEN: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel}/messages/{message}/crosspost"): (10, 3600.0),
}
# Edits of a message that was published to followers; Discord does not write the number down, bots
# report it.
PUBLISHED_EDITS = (3, 3600.0)
MAJOR = ("channel", "guild", "token")  # the path parts that make a bucket of their own

# Interaction endpoints do not count towards the global limit.
NOT_GLOBAL = ("/interactions/", "/webhooks/")


@dataclass(slots=True)
class Bucket:
    limit: int
    window: float
    started: float = -math.inf  # a monotonic clock may have begun a minute ago
    used: int = 0


@dataclass(slots=True, frozen=True)
class Verdict:
    """Headers for the answer; with `retry_after` (seconds) the request is refused."""

    headers: dict[str, str]
    retry_after: float | None = None
    scope: str = "user"  # user, global, shared, or cloudflare
    remaining: int = 0


@dataclass(slots=True)
class RateLimits:
    """`window` is "fixed" (all at once with the second) or "sliding" (the last second counts)."""

    enabled: bool = False
    window: str = "fixed"
    per_second: int = 50
    # Invalid requests (401, 403, 429) in ten minutes until the address is banned.
    invalid_until_ban: int = 10_000
    # Seconds by which the limits of an hour are counted; they follow a clock that is moved.
    hours: Callable[[], float] = time.monotonic
    buckets: dict[str, Bucket] = field(default_factory=dict[str, Bucket])
    _recent: deque[float] = field(default_factory=deque[float])
    _second: float = 0.0
    _in_second: int = 0
    _invalid: deque[float] = field(default_factory=deque[float])

    def check(self, method: str, route: str, ids: dict[str, str]) -> Verdict:
        """Count the request and say what becomes of it."""
        now = time.monotonic()
        if not self.enabled:
            return Verdict({})
        if self._is_banned(now):
            return Verdict({"Retry-After": "600"}, 600.0, "cloudflare")
        if not route.startswith(NOT_GLOBAL):
            wait = self._global_wait(now)
            if wait > 0:
                return Verdict(_refusal_headers(wait, "global"), wait, "global")
        if route.startswith("/interactions/"):
            return Verdict({})
        return self._bucket(now, method, route, ids)

    def count_answer(self, status: int, scope: str = "user") -> None:
        """401, 403 and 429 count towards the ban, except a 429 that others have caused."""
        if status in (401, 403, 429) and scope != "shared":
            self._invalid.append(time.monotonic())

    def _is_banned(self, now: float) -> bool:
        while self._invalid and self._invalid[0] < now - 600:
            self._invalid.popleft()
        return len(self._invalid) >= self.invalid_until_ban

    def _global_wait(self, now: float) -> float:
        if self.window == "sliding":
            while self._recent and self._recent[0] <= now - 1.0:
                self._recent.popleft()
            if len(self._recent) >= self.per_second:
                return self._recent[0] + 1.0 - now
            self._recent.append(now)
            return 0.0
        if now - self._second >= 1.0:
            self._second, self._in_second = now, 0
        if self._in_second >= self.per_second:
            return self._second + 1.0 - now
        self._in_second += 1
        return 0.0

    def _bucket(self, now: float, method: str, route: str, ids: dict[str, str]) -> Verdict:
        limit, window = BUCKETS.get((method, route), OTHERS)
        name = hashlib.md5(f"{method} {route}".encode(), usedforsecurity=False).hexdigest()
        major = "+".join(ids[key] for key in MAJOR if key in ids)
        bucket = self.buckets.setdefault(f"{name}:{major}", Bucket(limit, window))
        if now - bucket.started >= bucket.window:
            bucket.started, bucket.used = now, 0
        reset_after = max(bucket.started + bucket.window - now, 0.001)
        refused = bucket.used >= bucket.limit
        bucket.used += 0 if refused else 1
        headers = {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
            "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": name,
        }
        if refused:
            return Verdict(headers | _refusal_headers(reset_after, "user"), reset_after)
        wait = self._hidden_wait(method, route, major)
        if wait > 0:
            return Verdict(headers | _refusal_headers(wait, "user"), wait)
        return Verdict(headers, remaining=bucket.limit - bucket.used)

    def edit_of_published(self, message_id: int) -> float:
        """Count an edit of a published message: 0, or the seconds until the next is taken."""
        return self._wait_of_hours(f"published:{message_id}", PUBLISHED_EDITS)

    def _hidden_wait(self, method: str, route: str, major: str) -> float:
        if (method, route) not in HIDDEN:
            return 0.0
        return self._wait_of_hours(f"hidden {method} {route}:{major}", HIDDEN[method, route])

    def _wait_of_hours(self, name: str, most: tuple[int, float]) -> float:
        if not self.enabled:
            return 0.0
        now = self.hours()
        limit, window = most
        bucket = self.buckets.setdefault(name, Bucket(limit, window))
        if now - bucket.started >= window:
            bucket.started, bucket.used = now, 0
        if bucket.used >= limit:
            return bucket.started + window - now
        bucket.used += 1
        return 0.0


def _refusal_headers(wait: float, scope: str) -> dict[str, str]:
    headers = {"Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": scope}
    return headers | ({"X-RateLimit-Global": "true"} if scope == "global" else {})
