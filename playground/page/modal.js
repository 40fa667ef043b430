// Forms the bot opens over the page: labels, texts with their limits, choices, files to upload.

import { el, iconButton, newId } from "./elements.js";
import { filePicker } from "./files.js";
import { richText } from "./rich_text.js";
import { selectField } from "./selects.js";

const ROW = 1;
const TEXT = 10;
const LABEL = 18;

// `send(values, files)` answers {state, error}; the form stays open when it did not go through.
export function openModal(modal, send) {
  const title = newId("title");
  const fields = [];
  const fault = el("p", { class: "form-fault", role: "alert" });
  const submit = el("button", { type: "submit", class: "button primary" }, "Submit");
  const close = () => dialog.close();
  const form = el(
    "form",
    { novalidate: true },
    el("header", { class: "modal-head" }, el("h2", { id: title, dir: "auto" }, modal.title), iconButton("close", "Close", close)),
    el("div", { class: "modal-body" }, modal.components.map((part) => drawn(part, fields))),
    fault,
    el("footer", { class: "modal-foot" }, el("button", { type: "button", class: "button secondary", on: { click: close } }, "Cancel"), submit),
  );
  const dialog = el("dialog", { class: "modal", "aria-labelledby": title }, form);
  const home = document.activeElement;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) {
      wrong[0].focus();
      return;
    }
    submit.disabled = true;
    fault.textContent = "";
    const { values, files } = collected(fields);
    const answer = await send(values, files);
    submit.disabled = false;
    if (answer.state === "refused") fault.textContent = answer.error;
    else if (answer.state === "failed") fault.textContent = "There was no answer. Nothing you wrote is lost: try again.";
    else close();
    if (dialog.open) submit.focus();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    // Chromium gives the focus back without a caret: a field would take no letters. Focus anew.
    document.activeElement?.blur();
    if (home?.isConnected) home.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}

function collected(fields) {
  const files = [];
  const values = {};
  for (const field of fields) {
    const value = field.value();
    values[field.id] = value?.files
      ? value.files.map((file) => ({ file: files.push(file) - 1 }))
      : value;
  }
  return { values, files };
}

function drawn(part, fields) {
  if (part.type === TEXT) return richText(part.content, "form-text");
  if (part.type === LABEL) return labelled(part.component, part.label, part.description, fields);
  if (part.type === ROW) return part.components.map((one) => labelled(one, one.label, null, fields));
  return null;
}

function labelled(component, label, description, fields) {
  const ids = { control: newId("field"), label: newId("label"), hint: newId("hint"), fault: newId("fault") };
  const make = MAKERS[component.type];
  if (!make) return null;
  const needed = component.type === 23 ? false : (component.required ?? true);
  const field = make(component, { label, ids, needed });
  const wrong = el("p", { class: "field-fault", id: ids.fault });
  field.id = component.custom_id;
  const check = field.check;
  field.check = () => {
    const text = check();
    wrong.textContent = text ?? "";
    for (const one of field.marked) one.toggleAttribute("aria-invalid", Boolean(text));
    for (const one of field.marked) if (text) one.setAttribute("aria-invalid", "true");
    return !text;
  };
  fields.push(field);
  const star = needed ? el("span", { class: "needed", title: "Required", "aria-hidden": "true" }, "*") : el("span", { class: "optional" }, "optional");
  const head = field.group
    ? el("span", { class: "field-label", id: ids.label, dir: "auto" }, label, " ", star)
    : el("label", { class: "field-label", id: ids.label, for: ids.control, dir: "auto" }, label, " ", star);
  const described = [description ? ids.hint : null, ids.fault].filter(Boolean).join(" ");
  for (const one of field.marked) one.setAttribute("aria-describedby", described);
  return el(
    "div",
    { class: "field" },
    component.type === 23 ? null : head,
    description ? el("p", { class: "field-hint", id: ids.hint, dir: "auto" }, description) : null,
    field.node,
    component.type === 23 ? null : wrong,
  );
}

const MAKERS = { 4: textField, 3: choiceField, 5: choiceField, 6: choiceField, 7: choiceField, 8: choiceField, 19: uploadField, 21: radioField, 22: checkboxesField, 23: checkboxField };

function textField(component, { ids, needed }) {
  const most = component.max_length ?? 4000;
  const least = component.min_length ?? 0;
  const long = component.style === 2;
  const props = { id: ids.control, class: "text-field", maxlength: most, placeholder: component.placeholder, "aria-required": String(needed), dir: "auto" };
  const input = long ? el("textarea", { ...props, rows: 5 }) : el("input", { ...props, type: "text", autocomplete: "off" });
  input.value = component.value ?? "";
  const counter = el("span", { class: "counter" });
  const count = () => {
    const length = input.value.length;
    const full = length >= most;
    counter.textContent = `${length.toLocaleString()} / ${most.toLocaleString()}${full ? ", full" : ""}`;
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
  return { node: el("div", { class: "text-wrap" }, input, counter), marked: [input], check, value: () => input.value, focus: () => input.focus() };
}

function choiceField(component, { label, needed }) {
  const least = needed ? (component.min_values ?? 1) : 0;
  const field = selectField({ ...component, min_values: least, disabled: false }, { label });
  const check = () => {
    const count = field.values().length;
    if (needed && count < least) return least > 1 ? `Choose at least ${least}.` : "Please choose.";
    return null;
  };
  return { node: field.node, group: true, marked: [field.button], check, value: () => field.values(), focus: () => field.button.focus() };
}

function uploadField(component, { ids, needed, label }) {
  const most = component.max_values ?? 1;
  const least = needed ? (component.min_values ?? 1) : 0;
  const picker = filePicker({ id: ids.control, label, most });
  const check = () => (picker.files().length < least ? (least > 1 ? `Add at least ${least} files.` : "Please add a file.") : null);
  return { node: picker.node, marked: [picker.input], check, value: () => ({ files: picker.files() }), focus: () => picker.input.focus() };
}

function ticks(component, ids, type) {
  const inputs = component.options.map((option) => el("input", { type, name: ids.control, value: option.value, checked: option.default }));
  const rows = component.options.map((option, at) =>
    el("label", { class: "tick-row" }, inputs[at], el("span", { class: "list-words" }, el("bdi", { class: "list-label" }, option.label), option.description ? el("span", { class: "list-hint" }, option.description) : null)),
  );
  const role = type === "radio" ? "radiogroup" : "group";
  const node = el("div", { class: "ticks", role, "aria-labelledby": ids.label }, rows);
  const values = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return { node, group: true, marked: type === "radio" ? [node] : inputs, values, focus: () => inputs[0]?.focus() };
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
  const node = el("label", { class: "tick-row" }, input, el("span", { class: "list-words" }, el("bdi", { class: "list-label" }, label)));
  return { node, group: true, marked: [input], check: () => null, value: () => input.checked, focus: () => input.focus() };
}
