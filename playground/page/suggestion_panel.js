// The panel over the composer: what is asked for, and a list to choose from.

import { announce, el } from "./elements.js";
import { Listbox } from "./listbox.js";

export class SuggestionPanel {
  #head = el("div", { class: "panel-head" });
  #note = el("p", { class: "panel-note" });
  #fault = el("p", { class: "panel-fault", role: "alert" });
  #list;
  #onPick = () => {};
  #owner = null;

  constructor(node) {
    this.node = node;
    this.#list = new Listbox({ label: "Suggestions", onPick: (item) => this.#onPick(item) });
    node.append(this.#head, this.#fault, this.#list.node, this.#note);
    this.hide();
  }

  get listId() {
    return this.#list.node.id;
  }

  hide() {
    this.node.hidden = true;
    this.#head.hidden = true;
    this.#clear();
  }

  #clear() {
    this.#list.show([]);
    this.#list.lead(null);
    this.#list.node.hidden = true;
    this.#owner = null;
    this.#note.textContent = "";
    this.#fault.textContent = "";
  }

  // A name, what it means, what may be given.
  explain(name, description, kind) {
    this.#clear();
    this.#head.replaceChildren(
      el("b", {}, name),
      el("span", { class: "panel-words", dir: "auto" }, description),
      el("span", { class: "quiet" }, kind),
    );
    this.#head.hidden = false;
    this.node.hidden = false;
  }

  busy(text) {
    this.#note.textContent = text;
  }

  // `active` -1: nothing is chosen until an arrow key says so.
  offer({ items, text }, { owner, onPick, active = 0 }) {
    this.#onPick = onPick;
    this.#owner = owner;
    this.#note.textContent = text;
    this.#list.node.hidden = items.length === 0;
    this.#list.lead(owner);
    this.#list.show(items, { active });
    this.node.hidden = false;
    const count = items.length;
    if (count)
      announce(
        `${count} ${count === 1 ? "suggestion" : "suggestions"}. ${this.#list.active?.label ?? ""}`,
      );
  }

  // Commands to choose from: no head over them.
  offerCommands(items, { owner, onPick }) {
    this.#head.hidden = true;
    this.#fault.textContent = "";
    this.offer(
      { items, text: items.length ? "" : "No command of that name for you here." },
      { owner, onPick },
    );
  }

  fault(text) {
    this.#fault.textContent = text;
    this.node.hidden = false;
  }

  isLedBy(owner) {
    return this.#owner === owner && !this.node.hidden && this.#list.active !== null;
  }

  pick() {
    return this.#list.pick();
  }

  key(event) {
    return !this.#list.node.hidden && this.#list.key(event);
  }
}
