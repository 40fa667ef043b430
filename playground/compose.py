"""A request's message body (already allowed by `rules/`) turned into the message Discord returns.

Mentions, embeds, component ids, media and attachments. It stores nothing and tells nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playground import payloads
from playground.files import CDN, Upload
from playground.permissions import Permission
from playground.records import Channel, User
from playground.world import World

JSON = dict[str, Any]

USER_MENTION = re.compile(r"<@!?(\d{1,20})>")
ROLE_MENTION = re.compile(r"<@&(\d{1,20})>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")

# What is parsed when `allowed_mentions` is absent: everything for a channel message, only users
# for answers to interactions and webhooks (page "Message Resource", Allowed Mentions).
PARSE_ALL = ("users", "roles", "everyone")
PARSE_USERS = ("users",)


def attach(
    world: World,
    channel: Channel,
    body: Mapping[str, Any],
    files: Mapping[int, Upload],
    kept: Sequence[JSON] = (),
) -> list[JSON]:
    """A message's attachments: those of `kept` that the body names, then the new files."""
    described = {str(one["id"]): one for one in body.get("attachments") or []}
    if "attachments" in body:
        kept = [old for old in kept if old["id"] in described]
    added: list[JSON] = []
    for index, upload in sorted(files.items()):
        more = described.get(str(index), {})
        upload = Upload(
            more.get("filename") or upload.filename,
            upload.content,
            more.get("description") or upload.description,
        )
        added.append(world.files.keep(f"attachments/{channel.id}", world.ids.next(), upload))
    return [*kept, *added]


def compose(
    world: World,
    channel: Channel,
    author: User,
    body: Mapping[str, Any],
    attachments: Sequence[JSON],
    *,
    parse: Sequence[str] = PARSE_ALL,
    before: Mapping[str, Any] | None = None,
) -> JSON:
    """content, embeds, components, attachments and mentions of the message.

    With `before`, the message's data until now, only what the body names is replaced.
    """
    old = before or {"content": "", "embeds": [], "components": []}
    found = {one["filename"]: one for one in attachments}
    used: set[str] = set()
    content, embeds, components = old["content"], old["embeds"], old["components"]
    if "content" in body:
        content = (body["content"] or "").strip()
    if "embeds" in body:
        embeds = [_embed(embed, found, used) for embed in body["embeds"] or []]
    if "components" in body:
        ids = _Ids(body["components"] or [])
        components = [_component(world, one, found, ids) for one in body["components"] or []]
    spoken = "\n".join([content, *texts(components)])
    return {
        "content": content,
        "embeds": embeds,
        "components": components,
        "attachments": [one for one in attachments if one["filename"] not in used],
        **_mentions(world, channel, author, spoken, body.get("allowed_mentions"), parse),
    }


def texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The text displays, wherever they are nested."""
    for one in walk(components):
        if one.get("type") == 10:
            yield one.get("content") or ""


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component, parents first, in the order of reading."""
    for one in components:
        yield one
        yield from walk(one.get("components") or ())
        for single in ("accessory", "component"):
            if isinstance(one.get(single), Mapping):
                yield from walk([one[single]])


def _mentions(
    world: World,
    channel: Channel,
    author: User,
    text: str,
    allowed: Mapping[str, Any] | None,
    default: Sequence[str],
) -> JSON:
    parse = set(default) if allowed is None else set(allowed.get("parse") or ())
    named = {
        kind: {int(one) for one in (allowed or {}).get(kind) or ()} for kind in ("users", "roles")
    }
    users = [int(one) for one in dict.fromkeys(USER_MENTION.findall(text))]
    users = [one for one in users if "users" in parse or one in named["users"]]
    guild = world.guilds.get(channel.guild_id or 0)
    roles = [int(one) for one in dict.fromkeys(ROLE_MENTION.findall(text))]
    roles = [one for one in roles if "roles" in parse or one in named["roles"]]
    may_ping_all = world.can(author.id, channel, Permission.MENTION_EVERYONE)
    return {
        "mentions": [payloads.user(world.users[one]) for one in users if one in world.users],
        "mention_roles": [
            str(one)
            for one in roles
            if guild and one in guild.roles and (may_ping_all or guild.roles[one].mentionable)
        ],
        "mention_everyone": bool("everyone" in parse and may_ping_all and EVERYONE.search(text)),
    }


def _media(url: str, found: Mapping[str, JSON], used: set[str]) -> JSON:
    """An embed's picture."""
    name = url.removeprefix("attachment://")
    if name != url and name in found:
        used.add(name)
        one = found[name]
        size = {key: one[key] for key in ("width", "height") if key in one}
        return {"url": one["url"], "proxy_url": one["proxy_url"], **size}
    return {"url": url, "proxy_url": _proxied(url)}


def _proxied(url: str) -> str:
    return url if url.startswith(CDN) else f"https://images-ext-1.discordapp.net/external/-/{url}"


def _embed(embed: Mapping[str, Any], found: Mapping[str, JSON], used: set[str]) -> JSON:
    data: JSON = {"type": "rich"}
    for name in ("title", "description"):
        if embed.get(name):
            data[name] = embed[name].strip()
    for name in ("url", "timestamp", "color"):
        if embed.get(name) is not None:
            data[name] = embed[name]
    for name in ("image", "thumbnail"):
        if (embed.get(name) or {}).get("url"):
            data[name] = _media(embed[name]["url"], found, used)
    for name, text in (("footer", "text"), ("author", "name")):
        part = embed.get(name) or {}
        if part.get(text):
            data[name] = {text: part[text].strip()}
            for link in ("url", "icon_url"):
                if part.get(link):
                    data[name][link] = part[link]
    if embed.get("fields"):
        data["fields"] = [
            {
                "name": one["name"].strip(),
                "value": one["value"].strip(),
                "inline": bool(one.get("inline")),
            }
            for one in embed["fields"]
        ]
    return data


class _Ids:
    """Numbers for the components that came without; 0 counts as none."""

    def __init__(self, components: Sequence[Mapping[str, Any]]) -> None:
        self._taken = {one["id"] for one in walk(components) if one.get("id")}
        self._next = 1

    def of(self, component: Mapping[str, Any]) -> int:
        if component.get("id"):
            return component["id"]
        while self._next in self._taken:
            self._next += 1
        self._taken.add(self._next)
        return self._next


def _unfurled(world: World, media: Mapping[str, Any], found: Mapping[str, JSON]) -> JSON:
    url = media["url"]
    one = found.get(url.removeprefix("attachment://"))
    if one is None or not url.startswith("attachment://"):
        one = next((a for a in found.values() if a["url"] == url), None)
    if one is None:
        return {
            "id": str(world.ids.next()),
            "url": url,
            "proxy_url": _proxied(url),
            "width": None,
            "height": None,
            "content_type": None,
        }
    return {
        "id": str(world.ids.next()),
        "url": one["url"],
        "proxy_url": one["proxy_url"],
        "width": one.get("width"),
        "height": one.get("height"),
        "content_type": one["content_type"],
        "attachment_id": one["id"],
    }


def _component(
    world: World, component: Mapping[str, Any], found: Mapping[str, JSON], ids: _Ids
) -> JSON:
    """One component as Discord returns it: with an id, its defaults and its media resolved."""
    data = {key: value for key, value in component.items() if value is not None}
    data["id"] = ids.of(component)
    kind = component["type"]
    if "components" in component:
        data["components"] = [_component(world, one, found, ids) for one in component["components"]]
    if kind == 9:
        data["accessory"] = _component(world, component["accessory"], found, ids)
    elif kind in (3, 5, 6, 7, 8):
        data = {"min_values": 1, "max_values": 1} | data
        chosen: list[JSON] = component.get("default_values") or []
        if chosen:
            # Sent as numbers by discord.py; ids always come back as text.
            data |= {"default_values": [one | {"id": str(one["id"])} for one in chosen]}
    elif kind == 11:
        data |= {
            "media": _unfurled(world, component["media"], found),
            "description": component.get("description"),
            "spoiler": bool(component.get("spoiler")),
        }
    elif kind == 12:
        data["items"] = [
            {
                "media": _unfurled(world, item["media"], found),
                "description": item.get("description"),
                "spoiler": bool(item.get("spoiler")),
            }
            for item in component["items"]
        ]
    elif kind == 13:
        name = component["file"]["url"].removeprefix("attachment://")
        data |= {
            "file": _unfurled(world, component["file"], found),
            "name": name,
            "size": found[name]["size"] if name in found else None,
            "spoiler": bool(component.get("spoiler")),
        }
    elif kind == 14:
        data = {"spacing": 1, "divider": True} | data
    elif kind == 17:
        data |= {
            "accent_color": component.get("accent_color"),
            "spoiler": bool(component.get("spoiler")),
        }
    return data
