// A chosen slash command with its options as chips, each a field of its own in the order of Tab.

import { ATTACHMENT, explain, suggestions } from "./command_options.js";
import { el } from "./elements.js";
import { icon } from "./icons.js";
import { fileChip, textChip } from "./option_chips.js";

const PAUSE_MS = 120; // after the last key, before the bot is asked for suggestions

// `panel` shows hints and suggestions, `run(path, values, files)` sends, `leave()` goes back to
// plain text.
export class CommandLine {
  #chips = new Map();
  #asked = 0;
  #timer = 0;

  constructor(command, { panel, run, leave, values = {} }) {
    this.command = command;
    this.panel = panel;
    this.run = run;
    this.leave = leave;
    this.#parts = el("span", { class: "chips" });
    this.#spare = el("span", { class: "spare-options" });
    this.node = el(
      "div",
      {
        class: "command-line",
        role: "group",
        tabindex: "-1",
        "aria-label": `/${command.path}: ${command.description} Enter sends it.`,
      },
      el("span", { class: "command-chip" }, `/${command.path}`),
      this.#parts,
      this.#spare,
    );
    for (const option of command.options) {
      if (option.required || option.name in values) this.#add(option, values[option.name] ?? "");
    }
    this.#drawSpare();
    this.node.addEventListener("keydown", (event) => this.#key(event));
  }

  #parts;
  #spare;

  focus() {
    const chips = [...this.#chips.values()];
    if (chips.length) {
      (chips.find((chip) => !chip.filled()) ?? chips.at(-1)).focus();
      return;
    }
    this.node.focus();
    this.#explainCommand();
  }

  #explainCommand() {
    this.panel.explain(
      `/${this.command.path}`,
      this.command.description,
      this.command.options.length ? "Enter sends it. Options can be added." : "Enter sends it.",
    );
  }

  #drawSpare() {
    const left = this.command.options.filter((option) => !this.#chips.has(option.name));
    this.#spare.replaceChildren(
      ...left.map((option) =>
        el(
          "button",
          {
            type: "button",
            class: "spare",
            title: option.description,
            "aria-label": `Add the option ${option.name}: ${option.description}`,
            on: {
              click: () => this.#add(option, "").focus(),
              focus: () =>
                this.panel.explain(option.name, option.description, `${explain(option)}, optional`),
            },
          },
          icon("plus"),
          option.name,
        ),
      ),
    );
  }

  #add(option, typed) {
    const file = option.type === ATTACHMENT;
    const chip = file ? this.#fileChip(option) : this.#textChip(option, typed);
    this.#chips.set(option.name, chip);
    this.#parts.append(chip.node);
    this.#drawSpare();
    return chip;
  }

  #fileChip(option) {
    return fileChip(option, {
      onFocus: () => this.panel.explain(option.name, option.description, explain(option)),
      onChange: () => this.#unmark(option),
    });
  }

  #textChip(option, typed) {
    return textChip(option, typed, this.panel.listId, {
      onFocus: (chip) => this.#suggest(chip, 0),
      onTyped: (chip) => {
        this.#unmark(option);
        this.#suggest(chip, PAUSE_MS);
      },
    });
  }

  #suggest(chip, pause) {
    const { option, input } = chip;
    const asked = ++this.#asked;
    clearTimeout(this.#timer);
    this.panel.explain(
      option.name,
      option.description,
      explain(option) + (option.required ? "" : ", optional"),
    );
    this.#timer = setTimeout(
      async () => {
        if (option.autocomplete) this.panel.busy("Looking…");
        const found = await suggestions(
          this.command,
          option,
          chip.picked ? "" : input.value,
          this.#soFar(option),
        );
        if (asked !== this.#asked || document.activeElement !== input) return;
        input.setAttribute("aria-expanded", String(found.items.length > 0));
        this.panel.offer(found, {
          owner: input,
          active: this.#mustChoose(option) || input.value ? 0 : -1,
          onPick: (item) => this.#pick(chip, item),
        });
      },
      option.autocomplete ? pause : 0,
    );
  }

  #mustChoose(option) {
    return option.required && !option.autocomplete;
  }

  #pick(chip, item) {
    chip.take(item);
    this.#unmark(chip.option);
    this.#next(chip);
  }

  #next(chip) {
    const all = [...this.#chips.values()];
    const empty = all.slice(all.indexOf(chip) + 1).find((one) => !one.filled());
    if (empty) empty.focus();
    else {
      chip.focus();
      this.panel.explain(
        chip.option.name,
        chip.option.description,
        "Enter sends the command, Tab goes on",
      );
    }
  }

  // What is filled in so far, for autocomplete; what cannot be read yet is left out.
  #soFar(except) {
    const values = {};
    for (const chip of this.#chips.values()) {
      if (chip.option === except || chip.option.type === ATTACHMENT) continue;
      try {
        const value = chip.value();
        if (value !== undefined) values[chip.option.name] = value;
      } catch {
        // not finished: the bot is told when it is
      }
    }
    return values;
  }

  #unmark(option) {
    this.#chips.get(option.name)?.input.removeAttribute("aria-invalid");
  }

  send() {
    const values = {};
    const files = [];
    for (const chip of this.#chips.values()) {
      const { option } = chip;
      try {
        const value = chip.value(files);
        if (value !== undefined) values[option.name] = value;
        else if (option.required) throw new Error(`${option.name} is needed.`);
      } catch (wrong) {
        chip.focus();
        chip.input.setAttribute("aria-invalid", "true");
        this.panel.fault(wrong.message);
        return;
      }
    }
    this.run(this.command.path, values, files);
  }

  // A file that was dropped or pasted goes to the first file option that is free.
  takeFiles(files) {
    const spare = this.command.options.find(
      (one) => one.type === ATTACHMENT && !this.#chips.has(one.name),
    );
    const chip =
      [...this.#chips.values()].find((one) => one.add && one.empty()) ??
      (spare && this.#add(spare, ""));
    chip?.add(files);
    return Boolean(chip);
  }

  #remove(chip) {
    this.#chips.delete(chip.option.name);
    chip.node.remove();
    this.#drawSpare();
    const last = [...this.#chips.values()].at(-1);
    if (last) last.focus();
    else this.focus();
  }

  #key(event) {
    const chip = [...this.#chips.values()].find((one) => one.input === event.target);
    if (event.key === "Escape") {
      event.preventDefault();
      this.leave();
    } else if (event.key === "Enter" && chip) {
      event.preventDefault();
      const open = chip.picked === undefined && this.panel.isLedBy(chip.input);
      if (!open || !this.panel.pick()) this.send();
    } else if (
      event.key === "Tab" &&
      !event.shiftKey &&
      chip &&
      chip.picked === undefined &&
      chip.input.value &&
      this.panel.isLedBy(chip.input)
    ) {
      if (this.panel.pick()) event.preventDefault();
    } else if (event.key === "Backspace" && chip?.empty()) {
      event.preventDefault();
      if (chip.option.required) this.leave();
      else this.#remove(chip);
    } else if (chip) {
      this.panel.key(event);
    } else if (event.target === this.node) {
      this.#keyWithoutOptions(event);
    }
  }

  // Nothing is filled in: Enter sends, letters begin the first option.
  #keyWithoutOptions(event) {
    const first = this.command.options.find((one) => one.type !== ATTACHMENT);
    if (event.key === "Enter") {
      event.preventDefault();
      this.send();
    } else if (event.key === "Backspace") {
      event.preventDefault();
      this.leave();
    } else if (
      first &&
      event.key.length === 1 &&
      event.key !== " " &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    ) {
      this.#add(first, "").focus();
    }
  }
}
