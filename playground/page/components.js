// The parts of a message beside its text: containers, sections, pictures, buttons, selects; embeds.

import { el, outLink, safeHref } from "./elements.js";
import { icon } from "./icons.js";
import { fileCard, picture } from "./files.js";
import { choose, press } from "./interactions.js";
import { hidden, richText } from "./rich_text.js";
import { selectField } from "./selects.js";
import { fullTime } from "./times.js";

const color = (number) =>
  number || number === 0 ? `#${number.toString(16).padStart(6, "0")}` : null;

export function components(message) {
  const parts = message.components ?? [];
  return parts.length
    ? el(
        "div",
        { class: "components" },
        parts.map((part) => drawn(part, message)),
      )
    : null;
}

function drawn(part, message) {
  const draw = DRAW[part.type];
  return draw
    ? draw(part, message)
    : el("p", { class: "quiet" }, "This part cannot be shown here.");
}

const DRAW = {
  1: (part, message) =>
    el(
      "div",
      { class: "action-row" },
      part.components.map((one) => drawn(one, message)),
    ),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: (part, message) =>
    el(
      "div",
      { class: "section" },
      el(
        "div",
        { class: "section-text" },
        part.components.map((one) => drawn(one, message)),
      ),
      el("div", { class: "section-side" }, drawn(part.accessory, message)),
    ),
  10: (part) => richText(part.content),
  11: (part) =>
    picture({
      url: part.media.url,
      description: part.description,
      spoiler: part.spoiler,
      className: "thumbnail",
    }),
  12: (part) =>
    el(
      "div",
      { class: `gallery of-${Math.min(part.items.length, 4)}` },
      part.items.map((item) =>
        picture({
          url: item.media.url,
          description: item.description,
          spoiler: item.spoiler,
          className: "gallery-picture",
        }),
      ),
    ),
  13: (part) => {
    const name =
      part.name ?? decodeURIComponent(/([^/?]+)(?:\?|$)/.exec(part.file.url)?.[1] ?? "file");
    return fileCard({ name, url: part.file.url, bytes: part.size, spoiler: part.spoiler });
  },
  14: (part) =>
    el("hr", {
      class: `${part.divider === false ? "gap" : "line"} ${part.spacing === 2 ? "large" : "small"}`,
    }),
  17: container,
};

function container(part, message) {
  const inner = part.components.map((one) => drawn(one, message));
  const accent = color(part.accent_color);
  const props = {
    class: accent ? "container accented" : "container",
    style: accent ? { "--accent-bar": accent } : {},
  };
  return part.spoiler ? el("div", props, hidden("div", inner)) : el("div", props, inner);
}

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

function button(part, message) {
  const emoji = part.emoji
    ? el(
        "span",
        { class: "button-emoji", "aria-hidden": part.label ? "true" : null },
        part.emoji.id ? `:${part.emoji.name}:` : part.emoji.name,
      )
    : null;
  const words = [emoji, part.label ? el("bdi", {}, part.label) : null];
  const look = { class: `button ${STYLES[part.style] ?? "secondary"}` };
  if (part.style === 5) {
    const url = safeHref(part.url);
    if (!url || part.disabled)
      return el("button", { ...look, type: "button", disabled: true }, words, icon("out"));
    return outLink(url, { ...look, title: url.host }, words, icon("out"));
  }
  const node = el(
    "button",
    { ...look, type: "button", disabled: part.disabled, "data-custom-id": part.custom_id },
    words,
  );
  node.addEventListener("click", () => busy(node, () => press(message.id, part.custom_id)));
  return node;
}

function select(part, message) {
  const field = selectField(part, {
    onDone: (values) => busy(field.button, () => choose(message.id, part.custom_id, values)),
  });
  field.button.dataset.customId = part.custom_id;
  return field.node;
}

// Pressed once: stays so until the bot has answered. It keeps the focus, so it is not disabled.
async function busy(node, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

export function embeds(message) {
  const shown = (message.flags & 4) === 0 ? (message.embeds ?? []) : [];
  return shown.length ? el("div", { class: "embeds" }, shown.map(embed)) : null;
}

function embed(one) {
  const title = one.title
    ? el("div", { class: "embed-title" }, maybeLink(one.url, richText(one.title, "one-line")))
    : null;
  const author = one.author?.name
    ? el(
        "div",
        { class: "embed-author" },
        maybeLink(one.author.url, el("bdi", {}, one.author.name)),
      )
    : null;
  const fields = (one.fields ?? []).map((field) =>
    el(
      "div",
      { class: field.inline ? "embed-field inline" : "embed-field" },
      el("div", { class: "embed-name" }, richText(field.name, "one-line")),
      richText(field.value),
    ),
  );
  const moment = Date.parse(one.timestamp ?? "");
  const foot = [one.footer?.text, Number.isNaN(moment) ? null : fullTime(moment)].filter(Boolean);
  const accent = color(one.color);
  return el(
    "article",
    { class: "embed", "aria-label": "Embed", style: accent ? { "--accent-bar": accent } : {} },
    el(
      "div",
      { class: "embed-words" },
      author,
      title,
      one.description ? richText(one.description) : null,
      fields.length ? el("div", { class: "embed-fields" }, fields) : null,
    ),
    one.thumbnail
      ? picture({ url: one.thumbnail.url, description: "Thumbnail", className: "thumbnail" })
      : null,
    one.image
      ? el(
          "div",
          { class: "embed-image" },
          picture({ url: one.image.url, description: "Picture of the embed" }),
        )
      : null,
    foot.length ? el("div", { class: "embed-foot", dir: "auto" }, foot.join(" · ")) : null,
  );
}

function maybeLink(href, words) {
  const url = safeHref(href);
  return url ? outLink(url, { title: url.host }, words) : words;
}
