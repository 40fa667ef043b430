// Dates and times in the reader's own zone and language.

import { el } from "./elements.js";
import { nowMs } from "./world.js";

const format = (options) => new Intl.DateTimeFormat(undefined, options);
const FORMATS = {
  t: format({ timeStyle: "short" }),
  T: format({ timeStyle: "medium" }),
  d: format({ dateStyle: "short" }),
  D: format({ dateStyle: "long" }),
  f: format({ dateStyle: "long", timeStyle: "short" }),
  F: format({ dateStyle: "full", timeStyle: "short" }),
  s: format({ dateStyle: "short", timeStyle: "short" }),
  S: format({ dateStyle: "short", timeStyle: "medium" }),
};
const DAY = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const LAST = 8.64e12; // seconds; a date further off cannot be written

export const fullTime = (ms) => FORMATS.F.format(ms);
export const shortTime = (ms) => FORMATS.t.format(ms);
export const dayName = (ms) => DAY.format(ms);
export const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();

function relative(seconds) {
  const away = seconds - nowMs() / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(away) >= length) ?? STEPS.at(-1);
  return RELATIVE.format(Math.trunc(away / size), unit);
}

// <t:SECONDS:STYLE>; null where no such date exists.
export function timestamp(seconds, style) {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > LAST) return null;
  const ms = seconds * 1000;
  const text = style === "R" ? relative(seconds) : FORMATS[style].format(ms);
  const node = el(
    "time",
    { class: "stamp", datetime: new Date(ms).toISOString(), title: fullTime(ms), tabindex: null },
    text,
  );
  if (style === "R") node.dataset.relative = String(seconds);
  return node;
}

export function messageTime(ms) {
  const text = sameDay(ms, nowMs()) ? shortTime(ms) : FORMATS.s.format(ms);
  return el(
    "time",
    { class: "when", datetime: new Date(ms).toISOString(), title: fullTime(ms) },
    text,
  );
}

export function keepRelativeTimesFresh() {
  const refresh = () => {
    for (const node of document.querySelectorAll("time[data-relative]")) {
      node.textContent = relative(Number(node.dataset.relative));
    }
  };
  setInterval(refresh, 15_000);
  return refresh;
}
