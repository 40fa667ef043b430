// Things that open over the page: a box beside its button, a menu. Escape and a click elsewhere
// close them (the browser's own popover does that), and focus goes back where it was.

import { el, newId } from "./elements.js";
import { icon } from "./icons.js";

const GAP = 6;
let last = { anchor: null, at: 0 };

function place(box, anchor) {
  const from = anchor.getBoundingClientRect();
  box.style.minWidth = `${Math.min(from.width, innerWidth - 16)}px`;
  box.style.maxHeight = `${Math.max(160, Math.min(360, innerHeight - 32))}px`;
  const { width, height } = box.getBoundingClientRect();
  const below = from.bottom + GAP + height <= innerHeight;
  const above = from.top - GAP - height;
  const top = below
    ? from.bottom + GAP
    : above >= 8
      ? above
      : Math.max(8, innerHeight - height - 8);
  box.style.top = `${top}px`;
  box.style.left = `${Math.max(8, Math.min(from.left, innerWidth - width - 8))}px`;
}

// `anchor` is an element, or anything with getBoundingClientRect. Returns a function that closes.
export function openBox(anchor, content, { onClose, home = document.activeElement } = {}) {
  // The press that closed it by landing on its own button must not open it again.
  if (last.anchor === anchor && performance.now() - last.at < 200) {
    onClose?.();
    return () => {};
  }
  const box = el("div", { class: "popup", popover: "auto" }, content);
  const inDialog = home?.closest?.("dialog") ?? anchor.closest?.("dialog");
  (inDialog ?? document.body).append(box);
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const hadFocus =
      box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    last = { anchor, at: performance.now() };
    onClose?.();
    if (hadFocus && home?.isConnected) home.focus();
  });
  box.showPopover();
  place(box, anchor);
  return () => box.isConnected && box.hidePopover();
}

// entries: {label, act, icon?, danger?} or {heading}. Arrow keys move, letters jump.
export function openMenu(anchor, entries, label, home) {
  const close = (act) => {
    shut();
    act?.();
  };
  const row = (entry) => {
    if (entry.heading)
      return el("div", { class: "menu-heading", role: "presentation" }, entry.heading);
    return el(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: entry.danger ? "menu-item danger" : "menu-item",
        on: { click: () => close(entry.act) },
      },
      entry.icon ? icon(entry.icon) : null,
      el("bdi", {}, entry.label),
    );
  };
  const menu = el(
    "div",
    { role: "menu", class: "menu", "aria-label": label, id: newId("menu") },
    entries.map(row),
  );
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const jump = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (jump !== undefined) {
      items.at(jump % items.length).focus();
      event.preventDefault();
    } else if (event.key === "Tab") {
      close();
      event.preventDefault();
    } else if (event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLowerCase();
      const starts = (item) => item.textContent.toLowerCase().startsWith(letter);
      [...items.slice(at + 1), ...items.slice(0, at + 1)].find(starts)?.focus();
    }
  });
  const shut = openBox(anchor, menu, { home });
  items[0]?.focus();
}

export const pointAt = (x, y) => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) });
