// Builds DOM nodes. Text becomes text nodes only, so nothing foreign is ever read as HTML.

import { icon } from "./icons.js";

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) put(node, name, value);
  node.append(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

function put(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
  } else if (name === "style") {
    for (const [property, set] of Object.entries(value)) node.style.setProperty(property, set);
  } else {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

let made = 0;
export const newId = (what) => `${what}-${++made}`;

// Only http and https lead out of the page; anything else is no link.
export function safeHref(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

export function outLink(url, props, ...children) {
  return el(
    "a",
    { href: url.href, target: "_blank", rel: "noopener noreferrer", ...props },
    ...children,
  );
}

export function iconButton(name, label, act, props = {}) {
  return el(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": label,
      title: label,
      on: { click: act },
      ...props,
    },
    icon(name),
  );
}

const announcer = () => document.getElementById("announcer");

// Said by screen readers, not shown.
export function announce(text) {
  const line = el("div", {}, text.slice(0, 300));
  announcer().append(line);
  setTimeout(() => line.remove(), 4000);
}

// One sentence for everybody: shown for a while, and read out.
export function notice(text, kind = "note") {
  const card = el(
    "div",
    { class: `notice ${kind}`, role: kind === "fault" ? "alert" : "status" },
    text,
  );
  const gone = () => card.remove();
  card.append(iconButton("close", "Dismiss", gone));
  document.getElementById("notices").append(card);
  setTimeout(gone, kind === "fault" ? 12000 : 6000);
}
