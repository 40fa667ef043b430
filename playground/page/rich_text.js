// The tree of markdown.js → DOM: links that show their host, mentions by name, times, spoilers.

import { el, outLink, safeHref } from "./elements.js";
import { parse } from "./markdown.js";
import { timestamp } from "./times.js";
import { bot, channelById, channelName, me, memberById, nameOfId, roleById } from "./world.js";

export function richText(text, className = "") {
  return el("div", { class: `rich-text ${className}`, dir: "auto" }, parse(text).map(block));
}

function block(node) {
  switch (node.type) {
    case "heading":
      return el(
        `h${node.level + 3}`,
        { class: `heading-${node.level}`, dir: "auto" },
        inside(node),
      );
    case "subtext":
      return el("p", { class: "subtext", dir: "auto" }, inside(node));
    case "quote":
      return el("blockquote", {}, node.children.map(block));
    case "code_block":
      return el(
        "pre",
        { tabindex: "0", role: "region", "aria-label": "Code" },
        el("code", {}, node.text),
      );
    case "list":
      return list(node);
    default:
      return el("p", { dir: "auto" }, inside(node));
  }
}

function list(node) {
  const items = node.items.map((item) =>
    el("li", { dir: "auto" }, inside(item), item.lists.map(list)),
  );
  return node.ordered ? el("ol", { start: node.start }, items) : el("ul", {}, items);
}

const inside = (node) => node.children.map(inline);
const TAGS = { em: "em", strong: "strong", underline: "u", strike: "s" };

function inline(node) {
  switch (node.type) {
    case "text":
      return node.text;
    case "em":
    case "strong":
    case "underline":
    case "strike":
      return el(TAGS[node.type], {}, inside(node));
    case "code":
      return el("code", {}, node.text);
    case "spoiler":
      return hidden("span", inside(node));
    case "link":
      return link(node);
    case "time":
      return timestamp(node.seconds, node.style) ?? node.text;
    default:
      return mention(node);
  }
}

function link(node) {
  const url = safeHref(node.href);
  if (!url) return el("span", {}, inside(node));
  const title = node.title ? `${node.title} (${url.host})` : url.host;
  return outLink(url, { title: node.masked ? title : url.href }, el("bdi", {}, inside(node)));
}

function mention(node) {
  if (node.type === "user") {
    const own = node.id === me().id;
    return el(
      "span",
      { class: own ? "mention own" : "mention" },
      "@",
      el("bdi", {}, nameOfId(node.id)),
    );
  }
  if (node.type === "role") {
    const own = memberById(me().id)?.roles.includes(node.id);
    return el(
      "span",
      { class: own ? "mention own" : "mention" },
      "@",
      el("bdi", {}, roleById(node.id)?.name ?? "unknown role"),
    );
  }
  if (node.type === "everyone") return el("span", { class: "mention own" }, node.text);
  if (node.type === "command") {
    const use = () => document.dispatchEvent(new CustomEvent("use-command", { detail: node.name }));
    return el("button", { type: "button", class: "mention", on: { click: use } }, `/${node.name}`);
  }
  const found = channelById(node.id);
  if (!found) return el("span", { class: "mention" }, "#a channel you cannot see");
  return el(
    "a",
    { class: "mention", href: `#/${found.id}` },
    "#",
    el("bdi", {}, channelName(found)),
  );
}

// Something that shows only when it is asked for; until then nothing in it can be reached or read.
export function hidden(tag, children) {
  const cover = el(tag, { class: "hidden-part", inert: true }, children);
  const shell = el(
    tag,
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden. Show it" },
    cover,
  );
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    shell.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) shell.removeAttribute(name);
    cover.inert = false;
    shell.removeEventListener("click", show);
    shell.removeEventListener("keydown", show);
  };
  shell.addEventListener("click", show);
  shell.addEventListener("keydown", show);
  return shell;
}

// Message text as one line of words, for previews and announcements.
export function plainText(text) {
  const words = (node) =>
    node.text ??
    (node.type === "list"
      ? node.items.map((item) => words(item)).join(" ")
      : node.children
        ? node.children.map(words).join("")
        : mentionText(node));
  return parse(text).map(words).join(" ").replaceAll(/\s+/g, " ").trim();
}

function mentionText(node) {
  if (node.type === "user") return `@${nameOfId(node.id)}`;
  if (node.type === "role") return `@${roleById(node.id)?.name ?? "role"}`;
  if (node.type === "channel") return `#${channelById(node.id)?.name ?? "channel"}`;
  return node.type === "command" ? `/${node.name}` : "";
}

// What a message says in all its parts, shortened.
export function messageWords(message) {
  const pieces = [message.content];
  const walk = (part) => {
    pieces.push(part.content, part.label);
    for (const inner of part.components ?? []) walk(inner);
  };
  for (const embed of message.embeds ?? []) pieces.push(embed.title, embed.description);
  for (const part of message.components ?? []) walk(part);
  for (const file of message.attachments ?? []) pieces.push(file.filename);
  return pieces.filter(Boolean).map(plainText).join(" ").slice(0, 240);
}

export const isBot = (user) => user.bot === true || user.id === bot().id;
