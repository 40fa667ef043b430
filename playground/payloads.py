"""Records written as Discord's JSON objects, complete by Discord's OpenAPI description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import records
from playground.records import Channel, Guild, Member, Message, Role, Tag, User

if TYPE_CHECKING:
    from playground.application import Application

JSON = dict[str, Any]


def user(of: User) -> JSON:
    data: JSON = {
        "id": str(of.id),
        "username": of.username,
        "global_name": None if of.bot else of.name,
        "avatar": None,
        "discriminator": "0042" if of.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if of.bot:
        data["bot"] = True
    return data


def own_user(of: User) -> JSON:
    """/users/@me: the bot's own account."""
    return user(of) | {
        "mfa_enabled": True,
        "locale": "en-US",
        "premium_type": 0,
        "email": None,
        "verified": True,
        "banner": None,
        "accent_color": None,
    }


def member_without_user(of: Member) -> JSON:
    """As it stands beside the author of a message or in resolved data."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": of.joined_at,
        "nick": of.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in of.roles],
        "mute": False,
        "deaf": False,
    }


def member(of: Member) -> JSON:
    return member_without_user(of) | {"user": user(of.user)}


def role(of: Role) -> JSON:
    data: JSON = {
        "id": str(of.id),
        "name": of.name,
        "permissions": str(of.permissions),
        "position": of.position,
        "color": of.color,
        "colors": {"primary_color": of.color, "secondary_color": None, "tertiary_color": None},
        "hoist": of.hoist,
        "managed": of.bot_id is not None,
        "mentionable": of.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if of.bot_id is not None:
        data["tags"] = {"bot_id": str(of.bot_id)}
    return data


def tag(of: Tag) -> JSON:
    return {
        "id": str(of.id),
        "name": of.name,
        "moderated": of.moderated,
        "emoji_id": None,
        "emoji_name": of.emoji_name,
    }


def _overwrites(of: Channel) -> list[JSON]:
    return [
        {
            "id": str(target),
            "type": int(overwrite.of_member),
            "allow": str(overwrite.allow),
            "deny": str(overwrite.deny),
        }
        for target, overwrite in of.overwrites.items()
    ]


def channel(of: Channel) -> JSON:
    data: JSON = {
        "id": str(of.id),
        "type": of.kind,
        "flags": of.flags,
        "last_message_id": _id(of.last_message_id),
    }
    if of.recipient is not None:
        return data | {"recipients": [user(of.recipient)]}
    data |= {
        "guild_id": str(of.guild_id),
        "name": of.name,
        "parent_id": _id(of.parent_id),
    }
    if of.thread is not None:
        return data | _thread(of)
    data |= {
        "position": of.position,
        "permission_overwrites": _overwrites(of),
        "nsfw": of.nsfw,
    }
    if of.kind == records.CATEGORY:
        return data
    data |= {"topic": of.topic, "rate_limit_per_user": of.slowmode}
    if of.kind == records.VOICE:
        data |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if of.kind == records.FORUM:
        data |= {
            "available_tags": [tag(one) for one in of.tags or []],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    if of.last_pin_at:
        data["last_pin_timestamp"] = of.last_pin_at
    return data


def _thread(of: Channel) -> JSON:
    state = of.thread
    assert state is not None
    return {
        "owner_id": str(state.owner_id),
        "rate_limit_per_user": of.slowmode,
        "thread_metadata": {
            "archived": state.archived,
            "archive_timestamp": state.changed_at or state.created_at,
            "auto_archive_duration": state.auto_archive_minutes,
            "locked": state.locked,
            "create_timestamp": state.created_at,
        },
        "message_count": state.message_count,
        "member_count": len(state.members),
        "total_message_sent": state.message_count,
        "applied_tags": [str(one) for one in state.applied_tags],
    }


def thread_member(of: Channel, user_id: int) -> JSON:
    assert of.thread is not None
    return {
        "id": str(of.id),
        "user_id": str(user_id),
        "join_timestamp": of.thread.members[user_id],
        "flags": 0,
    }


def guild(of: Guild) -> JSON:
    return {
        "id": str(of.id),
        "name": of.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": ["COMMUNITY", "NEWS"],
        "banner": None,
        "owner_id": str(of.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": _id(_first_text_channel(of)),
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "roles": [role(one) for one in of.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_presences": None,
        "max_members": 25_000_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": of.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def _first_text_channel(of: Guild) -> int | None:
    return next((c.id for c in of.channels.values() if c.kind == records.TEXT), None)


def guild_create(of: Guild, members: list[Member]) -> JSON:
    """GUILD_CREATE: a guild with what is in it; `members` are those the bot is told of."""
    return guild(of) | {
        "joined_at": members[0].joined_at if members else None,
        "large": len(of.members) > 250,
        "member_count": len(of.members),
        "members": [member(one) for one in members],
        "channels": [channel(c) for c in of.channels.values() if not c.is_thread],
        "threads": [channel(c) for c in of.channels.values() if c.thread and not c.thread.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(of: Message, viewer: int) -> JSON:
    """As REST gives it to `viewer` (a user id)."""
    data: JSON = {
        "id": str(of.id),
        "channel_id": str(of.channel_id),
        "author": user(of.author),
        **of.data,
        "pinned": of.pinned_at is not None,
    }
    if of.webhook_id is not None:
        data["webhook_id"] = str(of.webhook_id)
    if of.reactions:
        data["reactions"] = [
            {
                "emoji": {"id": None, "name": emoji},
                "count": len(people),
                "count_details": {"burst": 0, "normal": len(people)},
                "burst_colors": [],
                "me_burst": False,
                "me": viewer in people,
            }
            for emoji, people in of.reactions.items()
        ]
    return data


def without_content(data: JSON) -> JSON:
    """What an application without the message content intent is shown of another's message."""
    hidden = {"content": "", "embeds": [], "attachments": [], "components": []}
    shown = {key: value for key, value in data.items() if key != "poll"} | hidden
    if isinstance(data.get("referenced_message"), dict):
        shown["referenced_message"] = data["referenced_message"] | hidden
    if "message_snapshots" in data:
        shown["message_snapshots"] = [
            {"message": one["message"] | hidden} for one in data["message_snapshots"]
        ]
    return shown


def application(of: Application) -> JSON:
    return {
        "id": str(of.id),
        "name": of.user.name,
        "icon": None,
        "description": of.description,
        "type": None,
        "bot": user(of.user),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {
            "0": {"oauth2_install_params": {"scopes": ["bot"], "permissions": "0"}}
        },
        "verify_key": "0" * 64,
        "flags": of.flags,
        "flags_new": str(of.flags),
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(of.owner),
        "approximate_guild_count": 0,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def partial_application(of: Application) -> JSON:
    """As READY gives it."""
    return {"id": str(of.id), "flags": of.flags}


def _id(of: int | None) -> str | None:
    return None if of is None else str(of)
