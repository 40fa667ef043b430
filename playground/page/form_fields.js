// The fields of a form: texts, choices, files, things to tick. Each gives {node, check, value,
// focus}; `check` answers what is wrong, or null; `marked` are the controls that carry the mark.

import { el } from "./elements.js";
import { filePicker } from "./files.js";
import { selectField } from "./selects.js";

// By component type.
export const MAKERS = {
  4: textField,
  3: choiceField,
  5: choiceField,
  6: choiceField,
  7: choiceField,
  8: choiceField,
  19: uploadField,
  21: radioField,
  22: checkboxesField,
  23: checkboxField,
};

function textField(component, { ids, needed }) {
  const most = component.max_length ?? 4000;
  const least = component.min_length ?? 0;
  const long = component.style === 2;
  const props = {
    id: ids.control,
    class: "text-field",
    maxlength: most,
    placeholder: component.placeholder,
    "aria-required": String(needed),
    dir: "auto",
  };
  const input = long
    ? el("textarea", { ...props, rows: 5 })
    : el("input", { ...props, type: "text", autocomplete: "off" });
  input.value = component.value ?? "";
  const counter = el("span", { class: "counter" });
  const count = () => {
    const length = input.value.length;
    const full = length >= most;
    const used = `${length.toLocaleString()} / ${most.toLocaleString()}`;
    counter.textContent = full ? `${used}, full` : used;
    counter.classList.toggle("full", full);
    counter.setAttribute("aria-live", length > most * 0.9 ? "polite" : "off");
  };
  input.addEventListener("input", count);
  count();
  const check = () => {
    const length = input.value.trim().length;
    if (needed && length === 0) return "Please fill this in.";
    if (length && length < least) return `At least ${least} characters, please.`;
    return null;
  };
  return {
    node: el("div", { class: "text-wrap" }, input, counter),
    marked: [input],
    check,
    value: () => input.value,
    focus: () => input.focus(),
  };
}

function choiceField(component, { label, needed }) {
  const least = needed ? (component.min_values ?? 1) : 0;
  const field = selectField({ ...component, min_values: least, disabled: false }, { label });
  const check = () => {
    const count = field.values().length;
    if (needed && count < least) return least > 1 ? `Choose at least ${least}.` : "Please choose.";
    return null;
  };
  return {
    node: field.node,
    group: true,
    marked: [field.button],
    check,
    value: () => field.values(),
    focus: () => field.button.focus(),
  };
}

function uploadField(component, { ids, needed, label }) {
  const most = component.max_values ?? 1;
  const least = needed ? (component.min_values ?? 1) : 0;
  const picker = filePicker({ id: ids.control, label, most });
  const check = () =>
    picker.files().length < least
      ? least > 1
        ? `Add at least ${least} files.`
        : "Please add a file."
      : null;
  return {
    node: picker.node,
    marked: [picker.input],
    check,
    value: () => ({ files: picker.files() }),
    focus: () => picker.input.focus(),
  };
}

function ticks(component, ids, type) {
  const inputs = component.options.map((option) =>
    el("input", { type, name: ids.control, value: option.value, checked: option.default }),
  );
  const rows = component.options.map((option, at) =>
    el(
      "label",
      { class: "tick-row" },
      inputs[at],
      el(
        "span",
        { class: "list-words" },
        el("bdi", { class: "list-label" }, option.label),
        option.description ? el("span", { class: "list-hint" }, option.description) : null,
      ),
    ),
  );
  const role = type === "radio" ? "radiogroup" : "group";
  const node = el("div", { class: "ticks", role, "aria-labelledby": ids.label }, rows);
  const values = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    node,
    group: true,
    marked: type === "radio" ? [node] : inputs,
    values,
    focus: () => inputs[0]?.focus(),
  };
}

function radioField(component, { ids, needed }) {
  const field = ticks(component, ids, "radio");
  const check = () => (needed && field.values().length === 0 ? "Please choose one." : null);
  return { ...field, check, value: () => field.values()[0] ?? null };
}

function checkboxesField(component, { ids, needed }) {
  const field = ticks(component, ids, "checkbox");
  const least = needed ? (component.min_values ?? 1) : 0;
  const most = component.max_values ?? component.options.length;
  const check = () => {
    const count = field.values().length;
    if (count < least) return least > 1 ? `Choose at least ${least}.` : "Please choose.";
    return count > most ? `Choose at most ${most}.` : null;
  };
  return { ...field, check, value: () => field.values() };
}

function checkboxField(component, { label }) {
  const input = el("input", { type: "checkbox", checked: component.default });
  const node = el(
    "label",
    { class: "tick-row" },
    input,
    el("span", { class: "list-words" }, el("bdi", { class: "list-label" }, label)),
  );
  return {
    node,
    group: true,
    marked: [input],
    check: () => null,
    value: () => input.checked,
    focus: () => input.focus(),
  };
}
