// What stands inside a line of message text: emphasis, code, links, mentions, times. Each step
// looks at a character a fixed number of times: hostile text takes no longer than friendly text.

const PLAIN = /(?:[^\\*_~|`<[@h]|h(?!ttps?:\/\/))+/y;
const URL_TEXT = /https?:\/\/[^\s<>]+/y;
const TARGET = /\(<?(https?:\/\/(?:[^\s()<>]|\([^\s()<>]*\))+)>?(?: +"([^"\n]{0,200})")?\)/y;
const EVERYONE = /@(?:everyone|here)\b/y;
const WORD = /[\p{L}\p{N}_]/u;
const ANGLED = [
  [
    /<t:(-?\d{1,17})(?::([tTdDfFRsS]))?>/y,
    (m) => ({ type: "time", seconds: Number(m[1]), style: m[2] ?? "f", text: m[0] }),
  ],
  [/<@!?(\d{1,20})>/y, (m) => ({ type: "user", id: m[1] })],
  [/<@&(\d{1,20})>/y, (m) => ({ type: "role", id: m[1] })],
  [/<#(\d{1,20})>/y, (m) => ({ type: "channel", id: m[1] })],
  [/<\/([^:<>\n]{1,100}):(\d{1,20})>/y, (m) => ({ type: "command", name: m[1] })],
  [/<a?:(\w{2,32}):\d{1,20}>/y, (m) => ({ type: "text", text: `:${m[1]}:` })],
  [
    /<(https?:\/\/[^\s<>]{1,2000})>/y,
    (m) => ({ type: "link", href: m[1], children: [{ type: "text", text: m[1] }] }),
  ],
];
const KINDS = {
  "*1": "em",
  _1: "em",
  "*2": "strong",
  _2: "underline",
  "~2": "strike",
  "|2": "spoiler",
};

function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

// Inline nodes: text, em, strong, underline, strike, spoiler, code, link, time, mentions.
export function inline(text, inLink = false) {
  const closes = inLink || !text.includes("](") ? null : brackets(text);
  const ticks = text.includes("`") ? tickRuns(text) : null;
  const marks = new Marks();
  for (let at = 0; at < text.length;) {
    const read = special(text, at, { closes, ticks, marks, inLink });
    at = read ?? marks.plain(text[at], at + 1);
  }
  return marks.tree();
}

// Reads what begins at `at` and returns where to go on; undefined if it is just a character.
function special(text, at, { closes, ticks, marks, inLink }) {
  const character = text[at];
  if (character === "\\" && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? ""))
    return marks.plain(text[at + 1], at + 2);
  if ("*_~|".includes(character)) return marks.run(text, at);
  if (character === "`") return code(text, at, ticks, marks);
  if (character === "@") {
    const found = match(EVERYONE, text, at);
    return found
      ? marks.node({ type: "everyone", text: found[0] }, at + found[0].length)
      : undefined;
  }
  if (character === "<") {
    for (const [pattern, node] of ANGLED) {
      const found = match(pattern, text, at);
      if (found) return marks.node(node(found), at + found[0].length);
    }
    return undefined;
  }
  if (character === "[" && closes?.has(at)) {
    const end = closes.get(at);
    const found = end > at + 1 ? match(TARGET, text, end + 1) : null;
    if (!found) return undefined;
    const children = inline(text.slice(at + 1, end), true);
    return marks.node(
      { type: "link", href: found[1], title: found[2], masked: true, children },
      end + 1 + found[0].length,
    );
  }
  if (character === "h" && !inLink) {
    const found = match(URL_TEXT, text, at);
    if (found) {
      const href = withoutTail(found[0]);
      return marks.node(
        { type: "link", href, children: [{ type: "text", text: href }] },
        at + href.length,
      );
    }
  }
  const plain = match(PLAIN, text, at);
  return plain ? marks.plain(plain[0], at + plain[0].length) : undefined;
}

function withoutTail(url) {
  const tail = url.includes("(") ? ".,:;!?\"'*_~|]" : ".,:;!?\"'*_~|])";
  let end = url.length;
  while (end > 8 && tail.includes(url[end - 1])) end -= 1;
  return url.slice(0, end);
}

// Where each "[" that stands before a "](" ends.
function brackets(text) {
  const closes = new Map();
  const open = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "[") open.push(at);
    else if (text[at] === "]" && open.length) {
      const start = open.pop();
      if (text[at + 1] === "(") closes.set(start, at);
    }
  }
  return closes;
}

// Starts of runs of backticks by their length.
function tickRuns(text) {
  const runs = new Map();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    if (!runs.has(run.length)) runs.set(run.length, { starts: [], next: 0 });
    runs.get(run.length).starts.push(index);
  }
  return runs;
}

function code(text, at, ticks, marks) {
  let end = at;
  while (text[end] === "`") end += 1;
  const size = end - at;
  const runs = ticks.get(size);
  while (runs && runs.starts[runs.next] < end) runs.next += 1;
  const close = runs?.starts[runs.next];
  if (close === undefined) return marks.plain(text.slice(at, end), end);
  const inner = text.slice(end, close);
  const trimmed = /^ .* $/s.test(inner) && inner.trim() ? inner.slice(1, -1) : inner;
  return marks.node({ type: "code", text: trimmed }, close + size);
}

// A flat list of texts, nodes and marks; a mark becomes a node only when its other half is found.
class Marks {
  #list = [];
  #open = [];

  plain(text, next) {
    this.#list.push(text);
    return next;
  }

  node(node, next) {
    this.#list.push(node);
    return next;
  }

  run(text, at) {
    const character = text[at];
    let end = at;
    while (text[end] === character) end += 1;
    const before = text[at - 1] ?? " ";
    const after = text[end] ?? " ";
    for (let left = end - at; left > 0;) {
      const size = this.#size(character, left);
      const kind = KINDS[character + size];
      if (kind)
        this.#mark(
          kind,
          character.repeat(size),
          size === 1 ? around(character, before, after) : ANYWHERE,
        );
      else this.plain(character.repeat(size), at);
      left -= size;
    }
    return end;
  }

  #size(character, left) {
    if (left < 2) return 1;
    const top = this.#open.at(-1);
    const innerSingle = top?.text === character && left >= 3 && this.#isOpen(character + character);
    return innerSingle ? 1 : 2;
  }

  #isOpen(text) {
    return this.#open.some((one) => one.text === text);
  }

  #mark(kind, text, { opens, closes }) {
    const at = this.#open.findIndex((one) => one.text === text);
    if (at < 0 && opens) {
      const mark = { opens: kind, text, paired: false };
      this.#open.push({ text, mark, index: this.#list.length });
      this.#list.push(mark);
    } else if (at >= 0 && closes && this.#list.length > this.#open[at].index + 1) {
      this.#open[at].mark.paired = true;
      this.#open.length = at;
      this.#list.push({ closes: kind });
    } else {
      this.#list.push(text);
    }
  }

  tree() {
    const root = [];
    const stack = [root];
    const text = (words) => {
      const last = stack.at(-1).at(-1);
      if (last?.type === "text") last.text += words;
      else stack.at(-1).push({ type: "text", text: words });
    };
    for (const one of this.#list) {
      if (typeof one === "string") text(one);
      else if (one.closes) stack.pop();
      else if (one.opens && !one.paired) text(one.text);
      else if (one.opens) {
        const node = { type: one.opens, children: [] };
        stack.at(-1).push(node);
        stack.push(node.children);
      } else stack.at(-1).push(one);
    }
    return root;
  }
}

const ANYWHERE = { opens: true, closes: true };

// `*` leans on a word; `_` stands at a word's edge, so that snake_case stays as it is.
function around(character, before, after) {
  if (character === "_")
    return { opens: !WORD.test(before) && !/\s/.test(after), closes: !WORD.test(after) };
  return { opens: !/\s/.test(after), closes: !/\s/.test(before) };
}
