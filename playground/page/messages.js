// The messages of the open channel in their order: which are there and which to draw anew.

import { announce } from "./elements.js";
import { dayRow, emptyRow, messageRow, noteRow, SYSTEM } from "./message_row.js";
import { messageWords } from "./rich_text.js";
import { dayName, sameDay } from "./times.js";
import { channel, EPHEMERAL, me, nameOf, THINKING } from "./world.js";

const TOGETHER_MS = 7 * 60_000;
const NEAR_END = 120; // pixels from the end that still count as reading along

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
      if (!before || !sameDay(Date.parse(before.timestamp), ms))
        rows.push(this.#kept(old, `day ${dayName(ms)}`, [], () => dayRow(ms)));
      const joined = before !== null && goesWith(before, message);
      const notes = this.#notes.filter((one) => one.messageId === message.id);
      const state = [message, joined, notes.length, me().id, JSON.stringify(channel()?.can)];
      rows.push(
        this.#kept(old, message.id, state, () => messageRow(message, joined, notes, this.actions)),
      );
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
  return (
    soon &&
    plain &&
    before.author.id === message.author.id &&
    (before.flags & EPHEMERAL) === (message.flags & EPHEMERAL)
  );
}
