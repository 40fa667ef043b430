// Message text → a tree of plain objects, by the markdown chat clients know: what stands on lines
// of its own. marks.js reads inside the lines, rich_text.js draws the tree. Linear in the text.

import { inline } from "./marks.js";

const HEADING = /^(#{1,3}|-#) +(?=\S)/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(?=\S)/;
const FENCE = "```";
const DEEPEST_LIST = 8;

// [{type: paragraph|heading|subtext|quote|list|code_block, …}]
export function parse(text) {
  return blocks(text.replaceAll("\r\n", "\n").split("\n"), false);
}

function blocks(lines, inQuote) {
  const out = [];
  const plain = [];
  const flush = () => {
    const text = plain
      .join("\n")
      .replace(/^(?: *\n)+/, "")
      .trimEnd();
    if (text.trim()) out.push({ type: "paragraph", children: inline(text) });
    plain.length = 0;
  };
  const state = { noMoreFences: false };
  for (let at = 0; at < lines.length;) {
    const line = lines[at];
    const quoted = inQuote ? null : quote(lines, at);
    const fenced = quoted ? null : fence(lines, at, state);
    const heading = HEADING.exec(line);
    if (quoted) {
      flush();
      out.push({ type: "quote", children: blocks(quoted.lines, true) });
      at = quoted.next;
    } else if (fenced) {
      if (fenced.before) plain.push(fenced.before);
      flush();
      out.push(fenced.block);
      at = fenced.next;
      if (fenced.after.trim()) lines[--at] = fenced.after.trimStart();
    } else if (heading) {
      flush();
      const children = inline(line.slice(heading[0].length).trim());
      const subtext = heading[1] === "-#";
      out.push(
        subtext
          ? { type: "subtext", children }
          : { type: "heading", level: heading[1].length, children },
      );
      at += 1;
    } else if (ITEM.test(line)) {
      flush();
      const found = items(lines, at);
      out.push(...lists(found.items));
      at = found.next;
    } else {
      plain.push(line);
      at += 1;
    }
  }
  flush();
  return out;
}

function quote(lines, at) {
  if (lines[at].startsWith(">>> ")) {
    return { lines: [lines[at].slice(4), ...lines.slice(at + 1)], next: lines.length };
  }
  const quoted = [];
  while (at < lines.length && (lines[at].startsWith("> ") || lines[at] === ">")) {
    quoted.push(lines[at].slice(2));
    at += 1;
  }
  return quoted.length ? { lines: quoted, next: at } : null;
}

function fence(lines, at, state) {
  const opens = state.noMoreFences ? -1 : lines[at].indexOf(FENCE);
  if (opens < 0 || lines[at][opens - 1] === "\\") return null;
  const before = lines[at].slice(0, opens);
  let first = lines[at].slice(opens + 3);
  let closes = first.indexOf(FENCE);
  if (closes >= 0) {
    if (closes === 0) return null;
    const block = { type: "code_block", language: "", text: first.slice(0, closes) };
    return { before, block, after: first.slice(closes + 3), next: at + 1 };
  }
  let end = at + 1;
  while (end < lines.length && (closes = lines[end].indexOf(FENCE)) < 0) end += 1;
  if (end === lines.length) {
    state.noMoreFences = true;
    return null;
  }
  const language = /^[\w+#.-]{1,20}$/.test(first) ? first : "";
  if (language) first = "";
  const body = [first, ...lines.slice(at + 1, end), lines[end].slice(0, closes)].join("\n");
  const block = { type: "code_block", language, text: body.replace(/^\n/, "").replace(/\n$/, "") };
  return { before, block, after: lines[end].slice(closes + 3), next: end + 1 };
}

function items(lines, at) {
  const found = [];
  for (; at < lines.length; at += 1) {
    const match = ITEM.exec(lines[at]);
    if (match) {
      const ordered = match[2].length > 1;
      const start = ordered ? Number.parseInt(match[2], 10) : 1;
      found.push({
        indent: match[1].length,
        ordered,
        start,
        text: [lines[at].slice(match[0].length)],
      });
    } else if (lines[at].startsWith("  ") && lines[at].trim()) {
      found.at(-1).text.push(lines[at].trim());
    } else {
      break;
    }
  }
  return { items: found, next: at };
}

function lists(found) {
  const out = [];
  const open = [];
  for (const { indent, ordered, start, text } of found) {
    while (open.length && (indent < open.at(-1).indent || open.length > DEEPEST_LIST)) open.pop();
    let top = open.at(-1);
    if (top && indent === top.indent && top.list.ordered !== ordered) {
      open.pop();
      top = open.at(-1);
    }
    if (!top || indent > top.indent) {
      const list = { type: "list", ordered, start, items: [] };
      (top ? top.list.items.at(-1).lists : out).push(list);
      open.push({ indent, list });
    }
    open.at(-1).list.items.push({ children: inline(text.join("\n")), lists: [] });
  }
  return out;
}
