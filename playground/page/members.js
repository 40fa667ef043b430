// The right column: who you are (and can be), and who else is here.

import { el, iconButton } from "./elements.js";
import { openMemberMenu } from "./message_menu.js";
import { avatar } from "./message_row.js";
import { isBot } from "./rich_text.js";
import { colorOf, guild, me, nameOf, world } from "./world.js";

const SHOWN = 100;

// `onBecome(userId)` changes who looks and acts.
export function drawIdentities(list, { onBecome }) {
  const focused = list.contains(document.activeElement);
  list.replaceChildren(...world.snapshot.identities.map((one) => identity(one, onBecome)));
  if (focused) list.querySelector("input:checked")?.focus();
}

function identity(one, onBecome) {
  const here = one.guilds.find((place) => place.id === guild()?.id) ?? one.guilds[0];
  const roles = here ? [here.owner ? "owner" : null, ...here.roles].filter(Boolean) : [];
  const input = el("input", {
    type: "radio",
    name: "identity",
    value: one.user.id,
    checked: one.user.id === me().id,
    class: "unseen",
  });
  input.addEventListener("change", () => onBecome(one.user.id));
  return el(
    "label",
    { class: "identity" },
    input,
    avatar(one.user, "small"),
    el(
      "span",
      { class: "identity-words" },
      el("bdi", { class: "identity-name" }, nameOf(one.user)),
      el("span", { class: "identity-roles", dir: "auto" }, roles.join(", ") || "member"),
    ),
  );
}

export function drawMembers(list, heading, { onMention }) {
  const members = [...(guild()?.members ?? [])].sort(
    (a, b) =>
      Number(isBot(b.user)) - Number(isBot(a.user)) || nameOf(a.user).localeCompare(nameOf(b.user)),
  );
  heading.textContent = guild() ? `Members, ${members.length.toLocaleString()}` : "Members";
  const more = members.length - SHOWN;
  list.replaceChildren(
    ...members.slice(0, SHOWN).map((one) => memberRow(one, onMention)),
    ...(more > 0 ? [el("li", { class: "quiet" }, `and ${more.toLocaleString()} more`)] : []),
  );
}

function memberRow(member, onMention) {
  const { user } = member;
  const online = isBot(user)
    ? world.snapshot.bot_online || user.id !== world.snapshot.bot.id
    : member.online;
  const color = colorOf(user.id);
  const more = iconButton(
    "more",
    `More for ${nameOf(user)}`,
    () => openMemberMenu(member, more, { onMention }),
    { "aria-haspopup": "menu" },
  );
  const row = el(
    "li",
    { class: online ? "member" : "member away" },
    avatar(user, "small"),
    el(
      "span",
      { class: "member-words" },
      el(
        "bdi",
        { class: color ? "name colored" : "name", style: color ? { "--role": color } : {} },
        nameOf(user),
      ),
      isBot(user) ? el("span", { class: "tag" }, "bot") : null,
      isBot(user) ? el("span", { class: "member-state" }, online ? "online" : "offline") : null,
    ),
    more,
  );
  row.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    openMemberMenu(member, { x: event.clientX, y: event.clientY }, { onMention });
  });
  return row;
}
