// The messages of the open channel: who, when, what, and what can be done with each.

import { attachments } from "./files.js";
import { components, embeds } from "./components.js";
import { announce, el, icon, iconButton, newId } from "./elements.js";
import { openMessageMenu, reactions } from "./message_menu.js";
import { isBot, messageWords, richText } from "./rich_text.js";
import { dayName, fullTime, messageTime, sameDay } from "./times.js";
import { CROSSPOSTED, EPHEMERAL, THINKING, bot, channel, channelById, channelName, colorOf, me, nameOf } from "./world.js";

const TOGETHER_MS = 7 * 60_000;
const NEAR_END = 120; // pixels from the end that still count as reading along
const SYSTEM = {
  6: "pinned a message here",
  7: "joined",
  12: "follows a channel here",
  18: "started a thread",
  21: "started this thread",
};

export class Messages {
  #list;
  #scroller;
  #messages = [];
  #notes = [];
  #more = false;
  #earlier;
  #below;

  // `onEarlier(firstId)` loads what came before; `onReply(message)` begins a reply.
  constructor({ list, scroller, earlier, below, onEarlier, actions }) {
    this.#list = list;
    this.#scroller = scroller;
    this.#earlier = earlier;
    this.#below = below;
    this.actions = actions;
    earlier.addEventListener("click", () => onEarlier(this.#messages[0]?.id));
    below.addEventListener("click", () => this.toEnd());
    scroller.addEventListener("scroll", () => {
      if (this.#atEnd()) below.hidden = true;
    });
  }

  show(messages, more) {
    this.#messages = messages;
    this.#notes = [];
    this.#more = more;
    this.#draw();
    this.toEnd();
  }

  addEarlier(messages, more) {
    const height = this.#scroller.scrollHeight;
    this.#messages = [...messages, ...this.#messages];
    this.#more = more;
    this.#draw();
    this.#scroller.scrollTop += this.#scroller.scrollHeight - height;
  }

  has(id) {
    return this.#messages.some((one) => one.id === id);
  }

  // A new message, or a new state of one that is here. `tell`: read it out.
  put(message, tell = true) {
    const at = this.#messages.findIndex((one) => one.id === message.id);
    const stay = !this.#atEnd();
    const before = this.#messages[at];
    if (at >= 0) this.#messages[at] = message;
    else this.#insert(message);
    this.#draw();
    const spoken = before === undefined || (before.flags & THINKING) !== 0;
    if (tell && spoken && !(message.flags & THINKING) && message.author.id !== me().id) {
      announce(`${nameOf(message.author)}: ${messageWords(message)}`);
    }
    if (!stay || message.author.id === me().id || message.flags & EPHEMERAL) this.toEnd();
    else if (at < 0) this.#below.hidden = false;
  }

  #insert(message) {
    const later = this.#messages.findIndex((one) => BigInt(one.id) > BigInt(message.id));
    this.#messages.splice(later < 0 ? this.#messages.length : later, 0, message);
  }

  remove(id) {
    const row = this.#list.querySelector(`[data-message="${CSS.escape(id)}"]`);
    const focused = row?.contains(document.activeElement);
    this.#messages = this.#messages.filter((one) => one.id !== id);
    this.#draw();
    if (focused) document.getElementById("composer-text")?.focus();
  }

  find(id) {
    return this.#messages.find((one) => one.id === id) ?? null;
  }

  // A line of the page's own among the messages; returns a function that takes it away.
  note(text, { command = null, messageId = null, waiting = false, dismissable = false } = {}) {
    const note = { text, command, messageId, waiting, dismissable };
    note.remove = () => {
      this.#notes = this.#notes.filter((one) => one !== note);
      this.#draw();
    };
    this.#notes.push(note);
    this.#draw();
    if (!messageId) this.toEnd();
    if (!waiting) announce(text);
    return note.remove;
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#below.hidden = true;
  }

  // Only rows that changed are drawn anew, so focus and open parts stay.
  #draw() {
    const old = new Map([...this.#list.children].map((row) => [row.dataset.key, row]));
    const rows = [];
    let before = null;
    for (const message of this.#messages) {
      const ms = Date.parse(message.timestamp);
      if (!before || !sameDay(Date.parse(before.timestamp), ms)) rows.push(this.#kept(old, `day ${dayName(ms)}`, [], () => dayRow(ms)));
      const joined = before !== null && goesWith(before, message);
      const notes = this.#notes.filter((one) => one.messageId === message.id);
      const state = [message, joined, notes.length, me().id, JSON.stringify(channel()?.can)];
      rows.push(this.#kept(old, message.id, state, () => this.#row(message, joined, notes)));
      before = message;
    }
    for (const note of this.#notes) if (!note.messageId) rows.push(noteRow(note));
    if (!rows.length) rows.push(emptyRow());
    replaceRows(this.#list, rows);
    this.#earlier.hidden = !this.#more;
  }

  #kept(old, key, state, make) {
    const found = old.get(key);
    if (found && state.every((one, at) => one === found.state[at])) return found;
    const focus = found?.contains(document.activeElement) ? document.activeElement : null;
    const row = make();
    row.dataset.key = key;
    row.state = state;
    if (focus) queueMicrotask(() => refocus(row, focus));
    return row;
  }

  #row(message, joined, notes) {
    const name = newId("author");
    const ms = Date.parse(message.timestamp);
    const system = SYSTEM[message.type];
    const ephemeral = (message.flags & EPHEMERAL) !== 0;
    const head = joined
      ? el("span", { class: "joined-time" }, messageTime(ms))
      : el("div", { class: "message-head" }, author(message, name), messageTime(ms), message.flags & CROSSPOSTED ? el("span", { class: "mark" }, "published") : null, edited(message));
    const article = el(
      "article",
      { class: "message-body", "aria-labelledby": joined ? null : name, "aria-label": joined ? `${nameOf(message.author)}, continued` : null },
      cause(message),
      head,
      system ? el("p", { class: "quiet" }, system) : null,
      message.flags & THINKING ? thinking() : content(message),
      joined ? edited(message) : null,
      ...(message.flags & THINKING ? [] : [embeds(message), components(message), attachments(message)]),
      thread(message),
      reactions(message),
      notes.map((one) => el("p", { class: "failure" }, one.text)),
      ephemeral ? onlyYou(message, this.actions) : null,
    );
    const row = el(
      "li",
      { class: `message${joined ? " joined" : ""}${ephemeral ? " ephemeral" : ""}${mentionsMe(message) ? " for-me" : ""}`, "data-message": message.id },
      joined ? null : avatar(message.author),
      article,
      toolbar(message, this.actions),
    );
    row.addEventListener("contextmenu", (event) => {
      if (event.target.closest("a, input, textarea") || !getSelection().isCollapsed) return;
      event.preventDefault();
      openMessageMenu(message, this.actions, { x: event.clientX, y: event.clientY });
    });
    return row;
  }
}

function replaceRows(list, rows) {
  const keep = new Set(rows);
  for (const row of [...list.children]) if (!keep.has(row)) row.remove();
  rows.forEach((row, at) => {
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  });
}

// The same button of the redrawn row, if it still has one.
function refocus(row, lost) {
  const id = lost.dataset.customId;
  const same = id && row.querySelector(`[data-custom-id="${CSS.escape(id)}"]`);
  (same || row.querySelector(".toolbar button"))?.focus({ preventScroll: true });
}

function goesWith(before, message) {
  const soon = Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER_MS;
  const plain = !message.playground && !message.referenced_message && !SYSTEM[message.type];
  return soon && plain && before.author.id === message.author.id && (before.flags & EPHEMERAL) === (message.flags & EPHEMERAL);
}

function mentionsMe(message) {
  return message.mention_everyone || (message.mentions ?? []).some((one) => one.id === me().id);
}

export function avatar(user, className = "") {
  const hue = Number(BigInt(user.id) % 8n);
  const letter = [...nameOf(user)][0]?.toUpperCase() ?? "?";
  return el("span", { class: `avatar hue-${hue} ${isBot(user) ? "of-bot" : ""} ${className}`, "aria-hidden": "true" }, letter);
}

function author(message, id) {
  const color = colorOf(message.author.id);
  return el(
    "h3",
    { class: "author", id },
    el("bdi", { class: color ? "name colored" : "name", style: color ? { "--role": color } : {} }, nameOf(message.author)),
    isBot(message.author) ? el("span", { class: "tag" }, "bot") : null,
  );
}

function cause(message) {
  if (message.playground) {
    const { command, user } = message.playground;
    const [did, what] = deed(command);
    return el("p", { class: "cause" }, el("bdi", {}, nameOf(user)), ` ${did} `, el("bdi", { class: "command-name" }, what));
  }
  if (!message.message_reference || message.type !== 19) return null;
  const target = message.referenced_message;
  if (!target) return el("p", { class: "cause" }, icon("reply"), "A message that is gone");
  const jump = () => {
    const row = document.querySelector(`[data-message="${CSS.escape(target.id)}"]`);
    row?.scrollIntoView({ block: "center" });
    row?.animate([{ background: "var(--accent-soft)" }, {}], 1600);
  };
  return el("button", { type: "button", class: "cause", on: { click: jump } }, icon("reply"), el("bdi", { class: "cause-name" }, nameOf(target.author)), el("span", { class: "cause-words", dir: "auto" }, messageWords(target)));
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

function edited(message) {
  const ms = Date.parse(message.edited_timestamp ?? "");
  return Number.isNaN(ms) ? null : el("span", { class: "edited", title: fullTime(ms) }, "edited");
}

function thinking() {
  return el("p", { class: "thinking", role: "status" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), `${nameOf(bot())} is thinking…`);
}

function thread(message) {
  const found = channelById(message.thread?.id ?? "") ?? (message.flags & 32 ? channelById(message.id) : null);
  if (!found || found.id === message.channel_id) return null;
  const count = found.message_count ?? 0;
  return el("a", { class: "thread-link", href: `#/${found.id}` }, icon("thread"), el("bdi", {}, channelName(found)), el("span", { class: "quiet" }, `${count} ${count === 1 ? "message" : "messages"}`));
}

function onlyYou(message, actions) {
  return el("p", { class: "only-you" }, icon("eye"), "Only you can see this. ", el("button", { type: "button", class: "text-button", on: { click: () => actions.dismiss(message) } }, "Dismiss"));
}

function toolbar(message, actions) {
  const more = iconButton("more", `More for this message by ${nameOf(message.author)}`, () => openMessageMenu(message, actions, more), { "aria-haspopup": "menu" });
  const reply = channel()?.can.send && !(message.flags & EPHEMERAL) ? iconButton("reply", "Reply", () => actions.reply(message)) : null;
  return el("div", { class: "toolbar" }, reply, more);
}

const dayRow = (ms) => el("li", { class: "day" }, dayName(ms));

function noteRow(note) {
  const row = el(
    "li",
    { class: note.waiting ? "message note waiting" : "message note" },
    avatar(bot()),
    el(
      "div",
      { class: "message-body" },
      note.command ? el("p", { class: "cause" }, el("bdi", {}, nameOf(me())), " used ", el("bdi", { class: "command-name" }, note.command)) : null,
      el("div", { class: "message-head" }, el("span", { class: "author" }, el("bdi", { class: "name" }, nameOf(bot())), el("span", { class: "tag" }, "bot"))),
      note.waiting ? el("p", { class: "thinking" }, note.text) : el("p", { class: "failure" }, note.text),
      note.dismissable ? el("p", { class: "only-you" }, icon("eye"), "Only you can see this. ", el("button", { type: "button", class: "text-button", on: { click: note.remove } }, "Dismiss")) : null,
    ),
  );
  row.dataset.key = "note";
  return row;
}

function emptyRow() {
  const of = channel();
  const name = of ? (of.recipients ? channelName(of) : `#${channelName(of)}`) : "this channel";
  return el("li", { class: "empty" }, el("p", { class: "empty-title" }, "Nothing here yet"), el("p", {}, `This is the beginning of ${name}.`));
}
