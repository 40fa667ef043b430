"""The state of the playground: servers, people, roles, channels, and telling of every change.

Messages are in `messages.py`; who may do what is `permissions.py`; what a request may look like is
`rules/`. Tests and the demo call these methods directly: they are the hand of the administrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground import payloads, permissions, records
from playground.application import PRIVILEGED, Application, new_token
from playground.clock import Clock
from playground.events import Event, Listener
from playground.files import Files
from playground.records import (
    KINDS,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    Tag,
    ThreadState,
    User,
    Webhook,
)
from playground.snowflakes import Snowflakes


class World:
    """All there is, and `listeners` that hear of each change as an `Event`."""

    def __init__(
        self, clock: Clock, bot_name: str = "Newsbot", privileged: Iterable[str] = ()
    ) -> None:
        unknown = set(privileged) - set(PRIVILEGED)
        if unknown:
            raise ValueError(f"no such privileged intent: {unknown}; there are {set(PRIVILEGED)}")
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.files = Files()
        self.listeners: list[Listener] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        # Every channel, thread and DM by id; servers hold theirs as well.
        self.channels: dict[int, Channel] = {}
        self.webhooks: dict[int, Webhook] = {}
        self._dms: dict[int, Channel] = {}
        bot = self.add_user(bot_name, bot=True)
        self.application = Application(
            id=bot.id,
            user=bot,
            owner=User(self.ids.next(), "The operator", "operator"),
            token=new_token(bot.id),
            privileged=frozenset(privileged),
        )

    @property
    def bot(self) -> User:
        return self.application.user

    def emit(
        self,
        name: str,
        data: dict[str, Any],
        guild: Guild | None = None,
        channel: Channel | None = None,
        only: int | None = None,
    ) -> None:
        event = Event(name, data, guild, channel, only)
        for listener in tuple(self.listeners):
            listener(event)

    # People

    def add_user(self, name: str, *, bot: bool = False, installed: bool = False) -> User:
        """A person with no server yet. `installed`: the application is on their account."""
        username = "".join(c for c in name.lower() if c.isascii() and c.isalnum()) or "reader"
        user = User(self.ids.next(), name, username, bot=bot, installed=installed)
        self.users[user.id] = user
        return user

    def add_member(
        self,
        guild: Guild,
        name: str | User,
        *,
        owner: bool = False,
        roles: Iterable[Role] = (),
    ) -> Member:
        """A new person, or one who is known already, in this server."""
        user = name if isinstance(name, User) else self.add_user(name)
        member = Member(user, guild.id, self.clock.stamp(), [role.id for role in roles])
        guild.members[user.id] = member
        data = payloads.member(member) | {"guild_id": str(guild.id)}
        self.emit("GUILD_MEMBER_ADD", data, guild)
        if owner:
            guild.owner_id = user.id
            self.emit("GUILD_UPDATE", payloads.guild(guild), guild)
        return member

    def remove_member(self, member: Member) -> None:
        guild = self.guilds[member.guild_id]
        guild.members.pop(member.id)
        data = {"guild_id": str(guild.id), "user": payloads.user(member.user)}
        self.emit("GUILD_MEMBER_REMOVE", data, guild)

    def set_roles(self, member: Member, roles: Iterable[Role]) -> None:
        member.roles = [role.id for role in roles]
        self.member_changed(member)

    def member_changed(self, member: Member) -> None:
        guild = self.guilds[member.guild_id]
        data = payloads.member(member) | {"guild_id": str(guild.id)}
        self.emit("GUILD_MEMBER_UPDATE", data, guild)

    def close_dms(self, person: Member | User, *, closed: bool = True) -> None:
        """From now on the bot's messages to this person answer 50007."""
        (person.user if isinstance(person, Member) else person).dms_closed = closed

    def dm(self, person: Member | User) -> Channel:
        """The channel between the bot and this person; made when there is none."""
        user = person.user if isinstance(person, Member) else person
        if user.id in self._dms:
            return self._dms[user.id]
        channel = Channel(self.ids.next(), None, records.DM, recipient=user)
        self.channels[channel.id] = self._dms[user.id] = channel
        self.emit("CHANNEL_CREATE", payloads.channel(channel), channel=channel)
        return channel

    # Servers

    def add_guild(
        self,
        name: str,
        *,
        with_bot: bool = True,
        bot_permissions: int = 0,
        locale: str = "en-US",
        guild_id: int | None = None,
    ) -> Guild:
        """A server with nothing but @everyone. `bot_permissions` as in `add_bot`.

        guild_id: where what is already stored of a server must be met again.
        """
        guild = Guild(guild_id or self.ids.next(), name, owner_id=self.ids.next(), locale=locale)
        everyone = Role(guild.id, "@everyone", permissions.EVERYONE_DEFAULT, position=0)
        guild.roles[everyone.id] = everyone
        self.guilds[guild.id] = guild
        if with_bot:
            self.add_bot(guild, bot_permissions)
        return guild

    def add_bot(self, guild: Guild, bot_permissions: int = 0) -> Member:
        """Invite the bot. `bot_permissions` are those of its own role, beside @everyone's."""
        role = Role(self.ids.next(), self.bot.name, bot_permissions, bot_id=self.bot.id)
        guild.roles[role.id] = role
        member = Member(self.bot, guild.id, self.clock.stamp(), [role.id])
        guild.members[self.bot.id] = member
        self.emit("GUILD_CREATE", payloads.guild_create(guild, [member]), guild)
        return member

    def remove_bot(self, guild: Guild) -> None:
        """Kick it, with its role: the bot is told that it has left."""
        member = guild.members.pop(self.bot.id, None)
        if member is None:
            return
        for role in [r for r in guild.roles.values() if r.bot_id == self.bot.id]:
            guild.roles.pop(role.id)
        self.application.commands.pop(guild.id, None)
        self.emit("GUILD_DELETE", {"id": str(guild.id)}, guild)

    def set_unavailable(self, guild: Guild) -> None:
        """An outage: not a leave. Until `set_available` the bot cannot use the server."""
        guild.unavailable = True
        self.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)

    def set_available(self, guild: Guild) -> None:
        guild.unavailable = False
        member = guild.members.get(self.bot.id)
        if member is not None:
            data = payloads.guild_create(guild, [member]) | {"unavailable": False}
            self.emit("GUILD_CREATE", data, guild)

    def bot_member(self, guild: Guild) -> Member | None:
        return guild.members.get(self.bot.id)

    # Roles

    def add_role(
        self, guild: Guild, name: str, permissions: int = 0, *, mentionable: bool = False
    ) -> Role:
        """A new role stands at the bottom, just above @everyone, and lifts the others by one."""
        above = [one for one in guild.roles.values() if one.position > 0]
        role = Role(self.ids.next(), name, int(permissions), mentionable=mentionable)
        guild.roles[role.id] = role
        self._tell_role("CREATE", guild, role)
        for one in above:
            one.position += 1
            self._tell_role("UPDATE", guild, one)
        return role

    def set_permissions(self, guild: Guild, role: Role, permissions: int) -> None:
        role.permissions = int(permissions)
        self._tell_role("UPDATE", guild, role)

    def delete_role(self, guild: Guild, role: Role) -> None:
        guild.roles.pop(role.id)
        data = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.emit("GUILD_ROLE_DELETE", data, guild)
        for member in guild.members.values():
            if role.id in member.roles:
                member.roles.remove(role.id)
                self.member_changed(member)
        for channel in guild.channels.values():
            if channel.overwrites.pop(role.id, None) is not None:
                self.channel_changed(channel)

    def _tell_role(self, what: str, guild: Guild, role: Role) -> None:
        data = {"guild_id": str(guild.id), "role": payloads.role(role)}
        self.emit(f"GUILD_ROLE_{what}", data, guild)

    # Channels

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: str = "text",
        *,
        parent: Channel | None = None,
        topic: str | None = None,
        overwrites: Mapping[Any, tuple[int, int]] | None = None,
        tags: Iterable[str] = (),
        require_tag: bool = False,
        owner: Member | None = None,
    ) -> Channel:
        """A channel of a kind in `KINDS`. `overwrites`: role or member -> (allow, deny).

        A thread needs `parent`; `tags` and `require_tag` are a forum's.
        """
        channel = Channel(self.ids.next(), guild.id, KINDS[kind], name)
        channel.parent_id = parent.id if parent else None
        channel.topic = topic
        channel.position = len(guild.channels)
        for target, (allow, deny) in (overwrites or {}).items():
            channel.overwrites[target.id] = _overwrite(target, allow, deny)
        if channel.kind == records.FORUM:
            channel.tags = [Tag(self.ids.next(), tag) for tag in tags]
            channel.flags = records.REQUIRE_TAG if require_tag else 0
        if channel.kind in records.THREADS:
            if parent is None:
                raise ValueError("a thread needs the channel it hangs on as parent")
            owner_id = owner.id if owner else guild.owner_id
            channel.thread = self.new_thread_state(owner_id)
        self.insert(guild, channel)
        return channel

    def new_thread_state(self, owner_id: int) -> ThreadState:
        now = self.clock.stamp()
        return ThreadState(owner_id, now, members={owner_id: now})

    def insert(self, guild: Guild, channel: Channel) -> None:
        guild.channels[channel.id] = channel
        self.channels[channel.id] = channel
        data = payloads.channel(channel)
        if channel.is_thread:
            data["newly_created"] = True
        self.emit(f"{_family(channel)}_CREATE", data, guild, channel)

    def channel_changed(self, channel: Channel) -> None:
        guild = self.guilds[channel.guild_id] if channel.guild_id else None
        self.emit(f"{_family(channel)}_UPDATE", payloads.channel(channel), guild, channel)

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Let a thread fall asleep, as Discord does when nothing was written for a while. locked:
        only moderators wake it.
        """
        if thread.thread is None:
            raise ValueError("only threads are archived")
        thread.thread.archived = True
        thread.thread.locked = locked
        thread.thread.changed_at = self.clock.stamp()
        self.channel_changed(thread)

    def set_overwrite(
        self, channel: Channel, target: Role | Member, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Set what the channel allows and denies a role or member; both 0 takes it away."""
        if allow or deny:
            channel.overwrites[target.id] = _overwrite(target, allow, deny)
        else:
            channel.overwrites.pop(target.id, None)
        self.channel_changed(channel)

    def delete_channel(self, channel: Channel) -> None:
        """With its threads."""
        guild = self.guilds[channel.guild_id] if channel.guild_id else None
        if guild is not None:
            for thread in [c for c in guild.channels.values() if c.parent_id == channel.id]:
                if thread.is_thread:
                    self.delete_channel(thread)
                else:
                    thread.parent_id = None
            guild.channels.pop(channel.id)
        self.channels.pop(channel.id)
        self.emit(f"{_family(channel)}_DELETE", payloads.channel(channel), guild, channel)

    # Permissions as they stand

    def permissions_of(self, user_id: int, channel: Channel) -> int:
        """What this user may do in the channel; 0 for strangers."""
        if channel.guild_id is None:
            known = channel.recipient is not None and user_id in (channel.recipient.id, self.bot.id)
            return permissions.DIRECT_MESSAGE if known else 0
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        return permissions.in_channel(guild, member, channel) if member else 0

    def can(self, user_id: int, channel: Channel, needed: int) -> bool:
        return self.permissions_of(user_id, channel) & needed == needed


def _overwrite(target: Role | Member, allow: int, deny: int) -> Overwrite:
    return Overwrite(int(allow), int(deny), of_member=isinstance(target, Member))


def _family(channel: Channel) -> str:
    return "THREAD" if channel.is_thread else "CHANNEL"
