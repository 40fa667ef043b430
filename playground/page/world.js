// What this person sees of the playground, and names for its ids. Filled by app.js, read by all.

export const THREADS = [10, 11, 12];
export const CATEGORY = 4;
export const FORUM = 15;
export const EPHEMERAL = 1 << 6;
export const THINKING = 1 << 7;
export const CROSSPOSTED = 1 << 0;

export const world = {
  snapshot: null,
  channelId: null,
  unread: new Set(),
};

export const me = () => world.snapshot.me;
export const bot = () => world.snapshot.bot;

export function nowMs() {
  return Date.now() + (world.snapshot?.clock_offset ?? 0) * 1000;
}

export function channelsOf(guild) {
  return [...guild.channels, ...guild.threads];
}

export function guildOf(channelId) {
  return (
    world.snapshot.guilds.find((guild) => channelsOf(guild).some((one) => one.id === channelId)) ??
    null
  );
}

export function channelById(id) {
  for (const guild of world.snapshot.guilds) {
    const found = channelsOf(guild).find((one) => one.id === id);
    if (found) return found;
  }
  return world.snapshot.dms.find((one) => one.id === id) ?? null;
}

// Text and announcement channels and threads of this server, for a forward.
export const channelsToWriteIn = () =>
  channelsOf(guild() ?? { channels: [], threads: [] }).filter(
    (one) => [0, 5, ...THREADS].includes(one.type) && one.can?.send,
  );

export const channel = () => channelById(world.channelId);
export const guild = () => guildOf(world.channelId);

export function roleById(id) {
  for (const one of world.snapshot.guilds) {
    const found = one.roles.find((role) => role.id === id);
    if (found) return found;
  }
  return null;
}

export function memberById(id, inGuild = guild()) {
  return inGuild?.members.find((member) => member.user.id === id) ?? null;
}

function userById(id) {
  if (bot().id === id) return bot();
  const identity = world.snapshot.identities.find((one) => one.user.id === id);
  if (identity) return identity.user;
  for (const one of world.snapshot.guilds) {
    const found = memberById(id, one);
    if (found) return found.user;
  }
  return null;
}

// As people see it: nickname, display name, user name.
export function nameOf(user) {
  return memberById(user.id)?.nick ?? user.global_name ?? user.username;
}

export function nameOfId(id) {
  const user = userById(id);
  return user ? nameOf(user) : "somebody unknown";
}

export function colorOf(userId) {
  const color = memberById(userId)?.color ?? 0;
  return color ? `#${color.toString(16).padStart(6, "0")}` : null;
}

export function channelName(of) {
  if (of.recipients) return nameOf(bot());
  return of.name;
}

export function kindOf(of) {
  if (THREADS.includes(of.type)) return "thread";
  return { 1: "person", 5: "announcement", 15: "forum" }[of.type] ?? "text";
}

// Every command that can be typed here, subcommands written out: {path, description, options}.
export function typedCommands() {
  const found = [];
  const walk = (node, path) => {
    const inner = (node.options ?? []).filter((one) => one.type === 1 || one.type === 2);
    if (inner.length === 0) {
      found.push({ path, description: node.description, options: node.options ?? [] });
    }
    for (const one of inner) walk(one, `${path} ${one.name}`);
  };
  for (const command of commandsOfType(1)) walk(command, command.name);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

// 1 slash, 2 on a member, 3 on a message.
export function commandsOfType(type) {
  if (!channel() || !channel().can.commands) return [];
  const offered = guild()?.commands ?? world.snapshot.dm_commands ?? [];
  return offered.filter((command) => command.type === type);
}

export function putThread(thread) {
  const home = world.snapshot.guilds.find((one) => one.id === thread.guild_id);
  if (!home) return;
  home.threads = home.threads.filter((one) => one.id !== thread.id);
  home.threads.push(thread);
}
