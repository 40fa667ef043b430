// A list to choose from: drawn once, led by the arrow keys of whatever has the focus (`owner`).

import { el, newId } from "./elements.js";
import { icon } from "./icons.js";

// items: {value, label, hint?, group?, mark?}. `onPick(item)` is called on click and by pick().
export class Listbox {
  #items = [];
  #rows = [];
  #active = -1;
  #onPick;
  #owner = null;

  constructor({ label, onPick, multiple = false, owner = null }) {
    this.#onPick = onPick;
    this.#owner = owner;
    this.multiple = multiple;
    this.node = el("div", {
      class: "listbox",
      role: "listbox",
      id: newId("list"),
      "aria-label": label,
      "aria-multiselectable": multiple ? "true" : null,
    });
  }

  lead(owner) {
    this.#owner?.removeAttribute("aria-activedescendant");
    this.#owner = owner;
    this.#point();
  }

  get items() {
    return this.#items;
  }

  get active() {
    return this.#items[this.#active] ?? null;
  }

  // `chosen(item)` tells which are ticked.
  show(items, { chosen = () => false, active = 0 } = {}) {
    this.#items = items;
    let group = null;
    const drawn = [];
    this.#rows = items.map((item, at) => {
      if (item.group && item.group !== group) {
        drawn.push(el("div", { class: "list-group", role: "presentation" }, item.group));
      }
      group = item.group ?? group;
      const row = this.#row(item, at, chosen(item));
      drawn.push(row);
      return row;
    });
    this.node.replaceChildren(...drawn);
    this.#active = items.length ? Math.min(active, items.length - 1) : -1;
    this.#point();
  }

  #row(item, at, chosen) {
    return el(
      "div",
      {
        class: "list-row",
        role: "option",
        id: newId("row"),
        "aria-selected": String(chosen),
        on: {
          pointerdown: (event) => event.preventDefault(),
          click: () => {
            this.#active = at;
            this.#point();
            this.#onPick(item);
          },
        },
      },
      item.mark ? el("span", { class: "list-mark", "aria-hidden": "true" }, item.mark) : null,
      el(
        "span",
        { class: "list-words" },
        el("bdi", { class: "list-label" }, item.label),
        item.hint ? el("span", { class: "list-hint", dir: "auto" }, item.hint) : null,
      ),
      this.multiple || chosen ? el("span", { class: "list-tick" }, icon("check")) : null,
    );
  }

  #point() {
    this.#rows.forEach((row, at) => row.classList.toggle("active", at === this.#active));
    const row = this.#rows[this.#active];
    if (row) {
      this.#owner?.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else {
      this.#owner?.removeAttribute("aria-activedescendant");
    }
  }

  #moveTo(at) {
    if (!this.#items.length) return;
    this.#active = (at + this.#items.length) % this.#items.length;
    this.#point();
  }

  pick() {
    if (this.active) this.#onPick(this.active);
    return this.active !== null;
  }

  // Takes the keys that belong to a list; true if it was one of them.
  key(event) {
    const last = this.#items.length - 1;
    const moves = {
      ArrowDown: this.#active + 1,
      ArrowUp: Math.max(this.#active, 0) - 1,
      PageDown: Math.min(last, this.#active + 8),
      PageUp: Math.max(0, this.#active - 8),
    };
    if (!(event.key in moves) || last < 0) return false;
    event.preventDefault();
    this.#moveTo(moves[event.key]);
    return true;
  }

  // First and last, for lists that have the focus themselves, and jumping by letter.
  keyInside(event) {
    if (this.key(event)) return true;
    if (event.key === "Home") this.#moveTo(0);
    else if (event.key === "End") this.#moveTo(this.#items.length - 1);
    else if (event.key === "Enter" || event.key === " ") this.pick();
    else if (event.key.length === 1) {
      const letter = event.key.toLowerCase();
      const at = this.#items.findIndex(
        (item, index) => index > this.#active && item.label.toLowerCase().startsWith(letter),
      );
      if (at >= 0) this.#moveTo(at);
    } else return false;
    event.preventDefault();
    return true;
  }
}

export function matching(items, typed) {
  const words = typed.trim().toLowerCase();
  if (!words) return items;
  const rank = (item) => {
    const label = item.label.toLowerCase();
    if (label.startsWith(words)) return 0;
    if (label.includes(words)) return 1;
    return item.hint?.toLowerCase().includes(words) ? 2 : 3;
  };
  return items
    .map((item) => [rank(item), item])
    .filter(([at]) => at < 3)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
