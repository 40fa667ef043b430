// What a text that begins with "/" may become: commands that fit it, the parts of a typed one.

import { typedCommands } from "./world.js";

// Commands for "/st", best first: the name begins so, a word of it does, it is somewhere inside.
export function fitting(text) {
  const typed = text.slice(1).trimStart().toLowerCase();
  const rank = ({ path, description }) => {
    if (path.startsWith(typed)) return 0;
    if (path.split(" ").some((word) => word.startsWith(typed))) return 1;
    if (path.includes(typed)) return 2;
    return typed.length > 2 && description.toLowerCase().includes(typed) ? 3 : 4;
  };
  return typedCommands()
    .map((command) => [rank(command), command])
    .filter(([at]) => at < 4)
    .sort(([a], [b]) => a - b)
    .map(([, command]) => ({
      value: command,
      label: `/${command.path}`,
      hint: command.description,
      options: command.options,
    }));
}

// "/story search harbour" → the command, and what was typed for its options; null if none.
// While somebody types, only a blank after the name ends it (`whole` is false).
export function typedOut(text, whole) {
  const typed = text.slice(1);
  const found = typedCommands()
    .filter(({ path }) => (whole && typed === path) || typed.startsWith(`${path} `))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (!found) return null;
  return { command: found, values: typedValues(found, typed.slice(found.path.length).trim()) };
}

// "query: harbour limit: 3", or just words, which belong to the first option.
function typedValues(command, rest) {
  if (!rest) return {};
  const names = new Set(command.options.map((option) => option.name));
  const values = {};
  let current = command.options[0]?.name;
  for (const word of rest.split(/\s+/)) {
    const colon = word.indexOf(":");
    const name = colon > 0 ? word.slice(0, colon) : null;
    if (name !== null && names.has(name)) {
      current = name;
      values[current] = word.slice(colon + 1);
    } else if (current) {
      values[current] = values[current] ? `${values[current]} ${word}` : word;
    }
  }
  return values;
}
