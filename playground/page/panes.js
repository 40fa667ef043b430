// The columns beside the messages: which are open at which width, and the dark and light switch.

import { iconButton } from "./elements.js";
import { icon } from "./icons.js";

const NAMES = ["channels", "members", "inside"];
const ROOMY = matchMedia("(min-width: 760px)");
const WIDE = matchMedia("(min-width: 1100px)");
const VERY_WIDE = matchMedia("(min-width: 1600px)");

const pane = (name) => document.getElementById(`${name}-pane`);
const toggle = (name) => document.getElementById(`toggle-${name}`);
const isOpen = (name) => !pane(name).classList.contains("closed");
// Over the messages rather than beside them.
const overlays = (name) => (name === "channels" ? !ROOMY.matches : !WIDE.matches);

function set(name, open) {
  pane(name).classList.toggle("closed", !open);
  toggle(name).setAttribute("aria-expanded", String(open));
  document.getElementById("scrim").hidden = !NAMES.some((one) => isOpen(one) && overlays(one));
}

function open(name) {
  for (const other of NAMES) {
    const inTheWay =
      overlays(name) || (other !== "channels" && name !== "channels" && !VERY_WIDE.matches);
    if (other !== name && isOpen(other) && inTheWay && (overlays(other) || other !== "channels"))
      set(other, false);
  }
  set(name, true);
  if (overlays(name)) pane(name).focus();
}

function close(name) {
  const had = pane(name).contains(document.activeElement);
  set(name, false);
  if (name === "inside" && WIDE.matches && !isOpen("members")) set("members", true);
  if (had) toggle(name).focus();
}

export function closeOverlays() {
  for (const name of NAMES) if (isOpen(name) && overlays(name)) close(name);
}

function arrange() {
  set("channels", ROOMY.matches);
  set("members", WIDE.matches);
  set("inside", false);
}

export function startPanes() {
  const icons = { channels: "menu", members: "people", inside: "inside" };
  for (const name of NAMES) {
    toggle(name).prepend(icon(icons[name]));
    toggle(name).addEventListener("click", () => (isOpen(name) ? close(name) : open(name)));
    pane(name).addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (overlays(name) || name === "inside")) close(name);
    });
    const shut = iconButton(
      "close",
      `Close ${pane(name).getAttribute("aria-label").toLowerCase()}`,
      () => close(name),
    );
    if (name !== "inside") shut.classList.add("phone-only");
    pane(name).querySelector(".pane-head").append(shut);
  }
  document.getElementById("scrim").addEventListener("click", closeOverlays);
  for (const width of [ROOMY, WIDE]) width.addEventListener("change", arrange);
  arrange();
  startTheme();
}

// Dark or light: the system's choice until somebody presses the switch.
function startTheme() {
  const button = document.getElementById("toggle-theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () =>
    (localStorage.getItem("theme") ?? (system.matches ? "dark" : "light")) === "dark";
  const draw = () => {
    const stored = localStorage.getItem("theme");
    if (stored) document.documentElement.dataset.theme = stored;
    const label = dark() ? "Light colours" : "Dark colours";
    button.replaceChildren(icon(dark() ? "sun" : "moon"));
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  button.addEventListener("click", () => {
    localStorage.setItem("theme", dark() ? "light" : "dark");
    draw();
  });
  system.addEventListener("change", draw);
  draw();
}
