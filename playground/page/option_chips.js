// The chips of a slash command: the name of an option with a field for its text, or for its file.

import { named, valueOf } from "./command_options.js";
import { el, newId } from "./elements.js";
import { filePicker } from "./files.js";

function shell(option, id, control) {
  const needed = el("span", { class: "needed", "aria-hidden": "true" }, "*");
  const label = el(
    "label",
    { for: id, class: "chip-name" },
    option.name,
    option.required && needed,
  );
  return el("span", { class: "option-chip", "data-option": option.name }, label, control);
}

// `value(files)` adds its file to those that are sent along.
export function fileChip(option, { onFocus, onChange }) {
  const id = newId("option");
  const label = `${option.name}: ${option.description}`;
  const picker = filePicker({ id, label, most: 1, compact: true, onChange });
  picker.input.addEventListener("focus", onFocus);
  const first = () => picker.files()[0];
  return {
    option,
    node: shell(option, id, picker.node),
    filled: () => first() !== undefined,
    empty: () => first() === undefined,
    focus: () => picker.input.focus(),
    input: picker.input,
    add: picker.add,
    value: (files) => (first() ? { file: files.push(first()) - 1 } : undefined),
  };
}

// `picked` is the choice taken from the suggestions; typing on forgets it.
export function textChip(option, typed, listId, { onFocus, onTyped }) {
  const id = newId("option");
  const input = el("input", {
    id,
    type: "text",
    class: "chip-input",
    size: "1",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    role: "combobox",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": listId,
    "aria-required": option.required ? "true" : "false",
    "aria-description": option.description,
  });
  input.value = typed;
  // The text once more behind the field, so that the chip grows with it.
  const grows = el("span", { class: "grow", "data-text": typed }, input);
  const chip = {
    option,
    input,
    picked: undefined,
    node: shell(option, id, grows),
    filled: () => input.value.trim() !== "",
    empty: () => input.value === "",
    focus: () => input.focus(),
    value: () => (chip.filled() ? valueOf(option, input.value, chip.picked) : undefined),
    take: (item) => {
      chip.picked = item;
      input.value = grows.dataset.text = item.label;
    },
  };
  input.addEventListener("input", () => {
    chip.picked = undefined;
    grows.dataset.text = input.value;
    onTyped(chip);
  });
  input.addEventListener("focus", () => onFocus(chip));
  input.addEventListener("blur", () => {
    if (input.value) chip.picked ??= named(option, input.value);
    input.setAttribute("aria-expanded", "false");
  });
  return chip;
}
