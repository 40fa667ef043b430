// The left column: servers, channels in their categories, threads, and direct messages.

import { el } from "./elements.js";
import { icon } from "./icons.js";
import { CATEGORY, FORUM, bot, channelName, guild, kindOf, nameOf, world } from "./world.js";

const SHOWN_THREADS = 6;
const KIND_WORDS = {
  announcement: "announcements",
  forum: "forum",
  thread: "thread",
  person: "direct messages",
};

// `onOpenDm()` begins the conversation with the bot.
export function drawChannels(nav, { onOpenDm }) {
  const focused = nav.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : null;
  const { guilds, dms } = world.snapshot;
  nav.replaceChildren(
    ...guilds.map((one) => server(one, guilds.length > 1)),
    el(
      "section",
      { class: "channel-group", "aria-label": "Direct messages" },
      el("h2", { class: "group-name" }, "Direct messages"),
      el(
        "ul",
        {},
        dms.map(row),
        dms.length
          ? null
          : el(
              "li",
              {},
              el(
                "button",
                { type: "button", class: "channel-link", on: { click: onOpenDm } },
                icon("person"),
                el("span", {}, "Write to ", el("bdi", {}, nameOf(bot()))),
              ),
            ),
      ),
    ),
  );
  if (focused) nav.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

function server(of, many) {
  const byPlace = (a, b) => a.position - b.position || (BigInt(a.id) < BigInt(b.id) ? -1 : 1);
  const categories = of.channels.filter((one) => one.type === CATEGORY).sort(byPlace);
  const known = new Set(categories.map((one) => one.id));
  const inside = (id) =>
    of.channels
      .filter(
        (one) => one.type !== CATEGORY && (known.has(one.parent_id) ? one.parent_id : null) === id,
      )
      .sort(byPlace);
  const list = (channels) =>
    el(
      "ul",
      {},
      channels.map((one) => [row(one), threads(of, one)]),
    );
  return el(
    "section",
    { class: "server", "aria-label": of.name },
    el(
      "h2",
      { class: many && of !== guild() ? "server-name other" : "server-name", dir: "auto" },
      of.name,
    ),
    list(inside(null)),
    categories.map((one) =>
      el(
        "section",
        { class: "channel-group", "aria-label": one.name },
        el("h3", { class: "group-name", dir: "auto" }, one.name),
        list(inside(one.id)),
      ),
    ),
  );
}

function threads(of, parent) {
  const open = of.threads.filter(
    (one) =>
      one.parent_id === parent.id && (!one.thread_metadata?.archived || one.id === world.channelId),
  );
  const newest = open.sort((a, b) =>
    BigInt(b.last_message_id ?? b.id) > BigInt(a.last_message_id ?? a.id) ? 1 : -1,
  );
  const shown =
    parent.type === FORUM
      ? newest.filter((one) => one.id === world.channelId)
      : newest.slice(0, SHOWN_THREADS);
  return shown.length
    ? el(
        "li",
        { class: "threads" },
        el("ul", { "aria-label": `Threads in ${parent.name}` }, shown.map(row)),
      )
    : null;
}

function row(of) {
  const kind = kindOf(of);
  const here = of.id === world.channelId;
  const unread = world.unread.has(of.id);
  const words = [KIND_WORDS[kind], unread ? "unread" : null].filter(Boolean).join(", ");
  return el(
    "li",
    {},
    el(
      "a",
      {
        class: unread ? "channel-link unread" : "channel-link",
        href: `#/${of.id}`,
        "aria-current": here ? "page" : null,
        title: of.topic,
      },
      icon(kind),
      el("bdi", { class: "channel-name" }, channelName(of)),
      words ? el("span", { class: "unseen" }, `, ${words}`) : null,
    ),
  );
}
