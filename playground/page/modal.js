// Forms the bot opens over the page: labels, texts with their limits, choices, files to upload.

import { el, iconButton, newId } from "./elements.js";
import { MAKERS } from "./form_fields.js";
import { richText } from "./rich_text.js";

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
    el(
      "header",
      { class: "modal-head" },
      el("h2", { id: title, dir: "auto" }, modal.title),
      iconButton("close", "Close", close),
    ),
    el(
      "div",
      { class: "modal-body" },
      modal.components.map((part) => drawn(part, fields)),
    ),
    fault,
    el(
      "footer",
      { class: "modal-foot" },
      el("button", { type: "button", class: "button secondary", on: { click: close } }, "Cancel"),
      submit,
    ),
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
    else if (answer.state === "failed")
      fault.textContent = "There was no answer. Nothing you wrote is lost: try again.";
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
  if (part.type === ROW)
    return part.components.map((one) => labelled(one, one.label, null, fields));
  return null;
}

function labelled(component, label, description, fields) {
  const ids = {
    control: newId("field"),
    label: newId("label"),
    hint: newId("hint"),
    fault: newId("fault"),
  };
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
    for (const one of field.marked) {
      if (text) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
    return !text;
  };
  fields.push(field);
  const star = needed
    ? el("span", { class: "needed", title: "Required", "aria-hidden": "true" }, "*")
    : el("span", { class: "optional" }, "optional");
  const head = field.group
    ? el("span", { class: "field-label", id: ids.label, dir: "auto" }, label, " ", star)
    : el(
        "label",
        { class: "field-label", id: ids.label, for: ids.control, dir: "auto" },
        label,
        " ",
        star,
      );
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
