// Files: those on messages, and the ones people pick to send along.

import { fileUrl } from "./api.js";
import { el, iconButton, newId, outLink, safeHref } from "./elements.js";
import { icon } from "./icons.js";
import { hidden } from "./rich_text.js";

export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const unit = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const number = bytes / 1024 ** unit;
  const digits = { maximumFractionDigits: unit && number < 10 ? 1 : 0 };
  return `${number.toLocaleString(undefined, digits)} ${["bytes", "KB", "MB"][unit]}`;
}

// A picture of a message. One that lies outside the playground is named, not fetched.
export function picture({ url, description, width, height, spoiler, className = "picture" }) {
  const words = description || "Picture without a description";
  const local = fileUrl(url);
  const outside = safeHref(url);
  if (!local) {
    const card = el(
      "span",
      { class: `${className} elsewhere` },
      icon("out"),
      el("span", {}, description || "Picture", outside ? ` (${outside.host})` : ""),
    );
    return outside ? outLink(outside, { class: "elsewhere-link", title: url }, card) : card;
  }
  const image = el("img", {
    class: className,
    src: local,
    alt: words,
    width,
    height,
    loading: "lazy",
  });
  image.addEventListener("error", () =>
    image.replaceWith(el("span", { class: `${className} elsewhere` }, icon("file"), words)),
  );
  const link = el(
    "a",
    {
      href: local,
      target: "_blank",
      rel: "noopener",
      class: "picture-link",
      "aria-label": `Open: ${words}`,
    },
    image,
  );
  return spoiler ? hidden("span", link) : link;
}

export function fileCard({ name, url, bytes, spoiler }) {
  const local = fileUrl(url);
  const words = el(
    "span",
    { class: "file-words" },
    el("bdi", { class: "file-name" }, name),
    el("span", { class: "file-size" }, size(bytes)),
  );
  const card = el(
    "div",
    { class: "file-card" },
    icon("file"),
    words,
    local
      ? el(
          "a",
          {
            class: "icon-button",
            href: local,
            download: name,
            "aria-label": `Save ${name}`,
            title: "Save",
          },
          icon("download"),
        )
      : null,
  );
  return spoiler ? hidden("div", card) : card;
}

export function attachments(message) {
  const shown = usedByComponents(message);
  const own = (message.attachments ?? []).filter((one) => !shown.has(one.filename));
  if (!own.length) return null;
  return el("div", { class: "attachments" }, own.map(attachment));
}

function attachment(one) {
  const spoiler = one.filename.startsWith("SPOILER_");
  const image = (one.content_type ?? "").startsWith("image/");
  if (image) {
    return picture({
      url: one.url,
      description: one.description || one.filename,
      width: one.width,
      height: one.height,
      spoiler,
    });
  }
  return fileCard({ name: one.filename, url: one.url, bytes: one.size, spoiler });
}

// Layouts show their files themselves.
function usedByComponents(message) {
  const names = new Set();
  const note = (media) => {
    const name = /([^/?]+)(?:\?|$)/.exec(media?.url ?? "")?.[1];
    if (name) names.add(decodeURIComponent(name));
  };
  const walk = (part) => {
    note(part.media ?? part.file);
    for (const item of part.items ?? []) note(item.media);
    for (const inner of part.components ?? []) walk(inner);
    if (part.accessory) walk(part.accessory);
  };
  for (const part of message.components ?? []) walk(part);
  return names;
}

// A button to choose files, with those chosen beneath it. Returns {node, input, files, add}.
export function filePicker({
  id = newId("files"),
  label,
  most,
  onChange = () => {},
  compact = false,
}) {
  let files = [];
  const input = el("input", {
    type: "file",
    id,
    class: "file-input",
    multiple: most > 1,
    "aria-label": label,
  });
  const list = el("ul", { class: "chosen-files" });
  const asks = most > 1 ? "Choose files, or drop them here" : "Choose a file, or drop it here";
  const words = el("span", { class: "file-asks" });
  const draw = () => {
    words.textContent =
      compact && files.length
        ? files.map((file) => file.name).join(", ")
        : compact
          ? "Choose a file"
          : asks;
    list.replaceChildren(...(compact ? [] : files).map((file) => chip(file)));
    onChange(files);
  };
  const chip = (file) =>
    el(
      "li",
      { class: "file-chip" },
      icon("file"),
      el("bdi", {}, file.name),
      el("span", { class: "quiet" }, size(file.size)),
      iconButton("close", `Remove ${file.name}`, () => {
        files = files.filter((one) => one !== file);
        draw();
        input.focus();
      }),
    );
  const add = (more) => {
    files = most === 1 ? [...more].slice(0, 1) : [...files, ...more].slice(0, most);
    draw();
  };
  input.addEventListener("change", () => {
    if (input.files.length) add(input.files);
    input.value = "";
  });
  const zone = el(
    "div",
    { class: compact ? "file-zone compact" : "file-zone" },
    el("span", { class: "file-button" }, icon("file"), words, input),
  );
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    add(event.dataTransfer.files);
  });
  draw();
  return { node: el("div", { class: "file-picker" }, zone, list), input, files: () => files, add };
}
