// What can be done with a message or member: the menu of a right click or "More", and reactions.

import { el, notice } from "./elements.js";
import { person, useMenu } from "./interactions.js";
import { openMenu, pointAt } from "./popups.js";
import {
  EPHEMERAL,
  channel,
  channelName,
  channelsToWriteIn,
  commandsOfType,
  me,
  nameOf,
} from "./world.js";

const EMOJI = ["👍", "❤️", "🎉", "👀", "✅"];

export function openMessageMenu(message, actions, where) {
  const own = (message.flags & EPHEMERAL) !== 0;
  const can = channel()?.can ?? {};
  const entries = [];
  if (!own && can.send)
    entries.push({ label: "Reply", icon: "reply", act: () => actions.reply(message) });
  if (!own && can.react) {
    const pick = () =>
      openMenu(
        anchorOf(message, where),
        EMOJI.map((emoji) => ({ label: emoji, act: () => react(message, emoji, true) })),
        "Reactions",
        homeOf(message),
      );
    entries.push({
      label: "Add a reaction",
      icon: "smile",
      act: () => requestAnimationFrame(pick),
    });
  }
  if (!own)
    entries.push({
      label: "Forward",
      icon: "reply",
      act: () => requestAnimationFrame(() => pickChannel(message, where)),
    });
  if (message.content)
    entries.push({ label: "Copy the text", icon: "file", act: () => copy(message.content) });
  const commands = own ? [] : commandsOfType(3);
  if (commands.length) entries.push({ heading: "Apps" });
  for (const one of commands)
    entries.push({ label: one.name, icon: "slash", act: () => useMenu(one.name, message.id) });
  if (own) entries.push({ label: "Dismiss", icon: "close", act: () => actions.dismiss(message) });
  else if (message.author.id === me().id || can.manage_messages) {
    entries.push({
      label: "Delete",
      icon: "close",
      danger: true,
      act: () => person("delete", { message: message.id }),
    });
  }
  if (!entries.length) entries.push({ label: "Nothing you can do with this", act: () => {} });
  openMenu(
    anchorOf(message, where),
    entries,
    `For the message by ${nameOf(message.author)}`,
    homeOf(message),
  );
}

const anchorOf = (_, where) => (where instanceof Element ? where : pointAt(where.x, where.y));
const homeOf = (message) =>
  document.querySelector(`[data-message="${CSS.escape(message.id)}"] .toolbar button:last-child`);

// Forwarding asks for the channel first; the copy then stands there.
function pickChannel(message, where) {
  const targets = channelsToWriteIn();
  openMenu(
    anchorOf(message, where),
    targets.length
      ? targets.map((one) => ({
          label: `#${channelName(one)}`,
          act: () => person("forward", { channel: one.id, target: message.id }),
        }))
      : [{ label: "There is no channel you can write in", act: () => {} }],
    "Forward to",
    homeOf(message),
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    notice("Copied.");
  } catch {
    notice("The browser did not allow copying.", "fault");
  }
}

const react = (message, emoji, on) => person("react", { message: message.id, emoji, on });

export function reactions(message) {
  const found = message.reactions ?? [];
  if (!found.length) return null;
  const pill = (one) => {
    const name = one.emoji.name;
    const words = `${name}, ${one.count} ${one.count === 1 ? "reaction" : "reactions"}`;
    return el(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": String(one.me),
        "aria-label": words,
        on: { click: () => react(message, name, !one.me) },
      },
      name,
      " ",
      el("span", {}, one.count),
    );
  };
  return el(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    found.map(pill),
  );
}

// A change of one reaction, as the events tell it.
export function changeReaction(message, { user_id: userId, emoji }, on) {
  const list = structuredClone(message.reactions ?? []);
  let found = list.find((one) => one.emoji.name === emoji.name);
  if (!found) list.push((found = { emoji, count: 0, me: false }));
  found.count += on ? 1 : -1;
  if (userId === me().id) found.me = on;
  return { ...message, reactions: list.filter((one) => one.count > 0) };
}

export function openMemberMenu(member, where, { onMention }) {
  const commands = commandsOfType(2);
  const entries = [{ label: "Mention", icon: "person", act: () => onMention(member) }];
  if (commands.length) entries.push({ heading: "Apps" });
  for (const one of commands)
    entries.push({ label: one.name, icon: "slash", act: () => useMenu(one.name, member.user.id) });
  openMenu(
    where instanceof Element ? where : pointAt(where.x, where.y),
    entries,
    `For ${nameOf(member.user)}`,
  );
}
