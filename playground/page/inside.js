// The drawer "Look inside": every request of the bot, the clock, and faults on order.

import { getRequests, moveClock, Refusal, takeOffer, throwFault } from "./api.js";
import { el, notice } from "./elements.js";
import { fullTime } from "./times.js";
import { nowMs, world } from "./world.js";

const KEPT = 300;
const HOUR = 3600;

async function tried(work, done) {
  try {
    const answer = await work();
    notice(done(answer));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message, "fault");
  }
}

const button = (label, act) =>
  el("button", { type: "button", class: "button secondary small", on: { click: act } }, label);

export class Inside {
  #last = 0;

  constructor({ list, clock, clockButtons, faultButtons, empty, clear }) {
    Object.assign(this, { list, clock, clockButtons, faultButtons, empty });
    clear.addEventListener("click", () => {
      list.replaceChildren();
      empty.hidden = false;
    });
    setInterval(() => this.drawClock(), 1000);
  }

  drawClock() {
    if (!world.snapshot) return;
    const offset = world.snapshot.clock_offset;
    const time = fullTime(nowMs());
    const words =
      Math.abs(offset) < 1
        ? "real time"
        : `${span(Math.abs(offset))} ${offset > 0 ? "ahead" : "behind"}`;
    const text = `${time}, ${words}`;
    if (this.clock.textContent !== text) this.clock.textContent = text;
  }

  drawButtons() {
    const { offers, faults } = world.snapshot;
    const move = (body, said) => () =>
      tried(
        () => moveClock(body),
        () => said,
      );
    this.clockButtons.replaceChildren(
      ...offers.map((one) =>
        button(one.label, () =>
          tried(
            () => takeOffer(one.name),
            (answer) => answer.said,
          ),
        ),
      ),
      button("One hour on", move({ move: HOUR }, "The clock is one hour further on.")),
      button("One day on", move({ move: 24 * HOUR }, "The clock is one day further on.")),
      button("Back to real time", move({ real: true }, "The clock shows real time again.")),
    );
    this.faultButtons.replaceChildren(
      ...faults.map((one) =>
        button(one.label, () =>
          tried(
            () => throwFault(one.name),
            () => `Done: ${lower(one.label)}.`,
          ),
        ),
      ),
    );
  }

  async load() {
    try {
      const { requests } = await getRequests(this.#last);
      for (const one of requests) this.add(one);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  add(request) {
    if (request.n <= this.#last) return;
    this.#last = request.n;
    this.empty.hidden = true;
    this.list.prepend(row(request));
    while (this.list.children.length > KEPT) this.list.lastElementChild.remove();
  }
}

const lower = (text) => text[0].toLowerCase() + text.slice(1);

function span(seconds) {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / HOUR);
  const minutes = Math.floor((seconds % HOUR) / 60);
  const parts = [
    [days, "day"],
    [hours, "hour"],
    [minutes, "minute"],
  ].filter(([count]) => count > 0);
  return (
    parts
      .slice(0, 2)
      .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
      .join(" ") || "less than a minute"
  );
}

function row(request) {
  const good = request.status >= 200 && request.status < 400;
  const status = request.status === 0 ? "cut" : String(request.status);
  const path = request.path.replace(/^\/api\/v\d+/, "");
  const bodies = el("div", { class: "bodies" });
  const details = el(
    "details",
    { class: "request" },
    el(
      "summary",
      {},
      el("span", { class: "method" }, request.method),
      el("span", { class: "path" }, shortened(path)),
      el("span", { class: good ? "status good" : "status bad" }, status),
      el("span", { class: "took" }, `${Math.round(request.took_ms)} ms`),
    ),
    bodies,
  );
  details.addEventListener("toggle", () => {
    if (details.open && !bodies.children.length) bodies.append(...opened(request, path));
  });
  return el("li", {}, details);
}

// Long ids and tokens tell a reader nothing in one line; the opened row shows them whole.
const shortened = (path) =>
  path
    .replaceAll(/\d{15,20}/g, (id) => `…${id.slice(-4)}`)
    .replaceAll(/[\w-]{40,}/g, (token) => `${token.slice(0, 4)}…`);

function opened(request, path) {
  const part = (title, value) =>
    value === null || value === undefined
      ? null
      : el(
          "div",
          {},
          el("h4", {}, title),
          el(
            "pre",
            { tabindex: "0", role: "region", "aria-label": title },
            typeof value === "string" ? value : JSON.stringify(value, null, 2),
          ),
        );
  const at = el("p", { class: "quiet full-path" }, `${path}, ${fullTime(Date.parse(request.at))}`);
  const parts = [part("Sent", request.body), part("Answered", request.answer)].filter(Boolean);
  return [
    at,
    ...(parts.length
      ? parts
      : [el("p", { class: "quiet" }, "Nothing was sent, and nothing came back.")]),
  ];
}
