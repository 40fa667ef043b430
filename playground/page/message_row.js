// One message of a channel: who, when, what, and what can be done with it.

import { components, embeds } from "./components.js";
import { el, iconButton, newId } from "./elements.js";
import { icon } from "./icons.js";
import { attachments } from "./files.js";
import { openMessageMenu, reactions } from "./message_menu.js";
import { isBot, messageWords, richText } from "./rich_text.js";
import { dayName, fullTime, messageTime } from "./times.js";
import {
  CROSSPOSTED,
  EPHEMERAL,
  THINKING,
  bot,
  channel,
  channelById,
  channelName,
  colorOf,
  me,
  nameOf,
} from "./world.js";

// What a message of one of these types says by itself.
export const SYSTEM = {
  6: "pinned a message here",
  7: "joined",
  12: "follows a channel here",
  18: "started a thread",
  21: "started this thread",
};

// `joined`: goes on from the row above. `notes` are the page's own lines beneath it.
export function messageRow(message, joined, notes, actions) {
  const name = newId("author");
  const ms = Date.parse(message.timestamp);
  const system = SYSTEM[message.type];
  const ephemeral = (message.flags & EPHEMERAL) !== 0;
  const head = joined
    ? el("span", { class: "joined-time" }, messageTime(ms))
    : el(
        "div",
        { class: "message-head" },
        author(message, name),
        messageTime(ms),
        message.flags & CROSSPOSTED ? el("span", { class: "mark" }, "published") : null,
        edited(message),
      );
  const article = el(
    "article",
    {
      class: "message-body",
      "aria-labelledby": joined ? null : name,
      "aria-label": joined ? `${nameOf(message.author)}, continued` : null,
    },
    cause(message),
    head,
    system ? el("p", { class: "quiet" }, system) : null,
    message.flags & THINKING ? thinking() : content(message),
    joined ? edited(message) : null,
    ...(message.flags & THINKING
      ? []
      : [forwarded(message), embeds(message), components(message), attachments(message)]),
    thread(message),
    reactions(message),
    notes.map((one) => el("p", { class: "failure" }, one.text)),
    ephemeral ? onlyYou(message, actions) : null,
  );
  const look = ["message", joined && "joined", ephemeral && "ephemeral"].filter(Boolean);
  if (mentionsMe(message)) look.push("for-me");
  const row = el(
    "li",
    {
      class: look.join(" "),
      "data-message": message.id,
    },
    joined ? null : avatar(message.author),
    article,
    toolbar(message, actions),
  );
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, input, textarea") || !getSelection().isCollapsed) return;
    event.preventDefault();
    openMessageMenu(message, actions, { x: event.clientX, y: event.clientY });
  });
  return row;
}

function mentionsMe(message) {
  return message.mention_everyone || (message.mentions ?? []).some((one) => one.id === me().id);
}

export function avatar(user, className = "") {
  const hue = Number(BigInt(user.id) % 8n);
  const letter = [...nameOf(user)][0]?.toUpperCase() ?? "?";
  return el(
    "span",
    {
      class: `avatar hue-${hue} ${isBot(user) ? "of-bot" : ""} ${className}`,
      "aria-hidden": "true",
    },
    letter,
  );
}

function author(message, id) {
  const color = colorOf(message.author.id);
  return el(
    "h3",
    { class: "author", id },
    el(
      "bdi",
      { class: color ? "name colored" : "name", style: color ? { "--role": color } : {} },
      nameOf(message.author),
    ),
    isBot(message.author) ? el("span", { class: "tag" }, "bot") : null,
  );
}

function cause(message) {
  if (message.playground) {
    const { command, user } = message.playground;
    const [did, what] = deed(command);
    return el(
      "p",
      { class: "cause" },
      el("bdi", {}, nameOf(user)),
      ` ${did} `,
      el("bdi", { class: "command-name" }, what),
    );
  }
  if (!message.message_reference || message.type !== 19) return null;
  const target = message.referenced_message;
  if (!target) return el("p", { class: "cause" }, icon("reply"), "A message that is gone");
  const jump = () => {
    const row = document.querySelector(`[data-message="${CSS.escape(target.id)}"]`);
    row?.scrollIntoView({ block: "center" });
    row?.animate([{ background: "var(--accent-soft)" }, {}], 1600);
  };
  return el(
    "button",
    { type: "button", class: "cause", on: { click: jump } },
    icon("reply"),
    el("bdi", { class: "cause-name" }, nameOf(target.author)),
    el("span", { class: "cause-words", dir: "auto" }, messageWords(target)),
  );
}

// "/story show", "modal Add a story", "button draft.save", "select ships", "menu Add to the desk"
function deed(what) {
  if (what.startsWith("modal ")) return ["sent the form", what.slice(6)];
  if (what.startsWith("menu ")) return ["used", what.slice(5)];
  if (what.startsWith("button ")) return ["pressed a button", ""];
  return what.startsWith("select ") ? ["made a choice", ""] : ["used", what];
}

function content(message) {
  return message.content ? richText(message.content) : null;
}

// The copies that a forward carries, with what belongs to them.
function forwarded(message) {
  const copies = (message.message_snapshots ?? []).map((one) => one.message);
  if (!copies.length) return null;
  return el(
    "div",
    { class: "forwarded", role: "group", "aria-label": "Forwarded message" },
    el("p", { class: "quiet" }, "Forwarded"),
    copies.map((copy) => [content(copy), embeds(copy), components(copy), attachments(copy)]),
  );
}

function edited(message) {
  const ms = Date.parse(message.edited_timestamp ?? "");
  return Number.isNaN(ms) ? null : el("span", { class: "edited", title: fullTime(ms) }, "edited");
}

function thinking() {
  return el(
    "p",
    { class: "thinking", role: "status" },
    el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    `${nameOf(bot())} is thinking…`,
  );
}

function thread(message) {
  const found =
    channelById(message.thread?.id ?? "") ?? (message.flags & 32 ? channelById(message.id) : null);
  if (!found || found.id === message.channel_id) return null;
  const count = found.message_count ?? 0;
  return el(
    "a",
    { class: "thread-link", href: `#/${found.id}` },
    icon("thread"),
    el("bdi", {}, channelName(found)),
    el("span", { class: "quiet" }, `${count} ${count === 1 ? "message" : "messages"}`),
  );
}

function onlyYou(message, actions) {
  return el(
    "p",
    { class: "only-you" },
    icon("eye"),
    "Only you can see this. ",
    el(
      "button",
      { type: "button", class: "text-button", on: { click: () => actions.dismiss(message) } },
      "Dismiss",
    ),
  );
}

function toolbar(message, actions) {
  const more = iconButton(
    "more",
    `More for this message by ${nameOf(message.author)}`,
    () => openMessageMenu(message, actions, more),
    { "aria-haspopup": "menu" },
  );
  const reply =
    channel()?.can.send && !(message.flags & EPHEMERAL)
      ? iconButton("reply", "Reply", () => actions.reply(message))
      : null;
  return el("div", { class: "toolbar" }, reply, more);
}

export const dayRow = (ms) => el("li", { class: "day" }, dayName(ms));

export function noteRow(note) {
  const row = el(
    "li",
    { class: note.waiting ? "message note waiting" : "message note" },
    avatar(bot()),
    el(
      "div",
      { class: "message-body" },
      note.command
        ? el(
            "p",
            { class: "cause" },
            el("bdi", {}, nameOf(me())),
            " used ",
            el("bdi", { class: "command-name" }, note.command),
          )
        : null,
      el(
        "div",
        { class: "message-head" },
        el(
          "span",
          { class: "author" },
          el("bdi", { class: "name" }, nameOf(bot())),
          el("span", { class: "tag" }, "bot"),
        ),
      ),
      note.waiting
        ? el("p", { class: "thinking" }, note.text)
        : el("p", { class: "failure" }, note.text),
      note.dismissable
        ? el(
            "p",
            { class: "only-you" },
            icon("eye"),
            "Only you can see this. ",
            el(
              "button",
              { type: "button", class: "text-button", on: { click: note.remove } },
              "Dismiss",
            ),
          )
        : null,
    ),
  );
  row.dataset.key = "note";
  return row;
}

export function emptyRow() {
  const of = channel();
  const name = of ? (of.recipients ? channelName(of) : `#${channelName(of)}`) : "this channel";
  return el(
    "li",
    { class: "empty" },
    el("p", { class: "empty-title" }, "Nothing here yet"),
    el("p", {}, `This is the beginning of ${name}.`),
  );
}
