// One option of a slash command while it is typed: what may be chosen for it, and what it is worth.

import { autocomplete } from "./interactions.js";
import { matching } from "./listbox.js";
import { channelItems, peopleAndRoles } from "./selects.js";

export const ATTACHMENT = 11;
const [STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER] = [
  3, 4, 5, 6, 7, 8, 9, 10,
];
const KINDS = {
  [STRING]: "text",
  [INTEGER]: "a whole number",
  [BOOLEAN]: "true or false",
  [USER]: "a person",
  [CHANNEL]: "a channel",
  [ROLE]: "a role",
  [MENTIONABLE]: "a person or role",
  [NUMBER]: "a number",
  [ATTACHMENT]: "a file",
};

// "Words to look for · text · at most 100 characters"
export function explain(option) {
  const limits = [];
  if (option.min_length > 1) limits.push(`at least ${option.min_length} characters`);
  if (option.max_length && option.max_length < 6000)
    limits.push(`at most ${option.max_length} characters`);
  if (option.min_value !== undefined) limits.push(`from ${option.min_value}`);
  if (option.max_value !== undefined) limits.push(`up to ${option.max_value}`);
  return [KINDS[option.type], ...limits].join(", ");
}

const items = (choices) => choices.map((one) => ({ value: one.value, label: one.name }));

// What may be chosen without asking the bot; null if anything may be typed.
function known(option) {
  if (option.choices?.length) return items(option.choices);
  if (option.type === BOOLEAN)
    return [
      { value: true, label: "True" },
      { value: false, label: "False" },
    ];
  if (option.type === USER) return peopleAndRoles("user");
  if (option.type === ROLE) return peopleAndRoles("role");
  if (option.type === MENTIONABLE) return peopleAndRoles("both");
  return option.type === CHANNEL ? channelItems(option.channel_types) : null;
}

// Suggestions for what was typed. Answers {items, text}; `text` says why there are none.
export async function suggestions(command, option, typed, others) {
  const list = known(option);
  if (list) {
    const found = matching(list, typed.replace(/^[#@]/, ""));
    return { items: found.slice(0, 50), text: found.length ? "" : "Nothing of that name." };
  }
  if (!option.autocomplete) return { items: [], text: "" };
  try {
    const { choices } = await autocomplete(command.path, option.name, typed, others);
    return { items: items(choices), text: choices.length ? "" : "No suggestions." };
  } catch (error) {
    return { items: [], text: error.message };
  }
}

// Which of the known choices a typed text names without doubt: wholly, or as the only fitting one.
export function named(option, typed) {
  const bare = (text) => text.trim().replace(/^[#@]/, "").toLowerCase();
  const list = known(option) ?? [];
  const whole = list.find((item) => bare(item.label) === bare(typed));
  const fits = bare(typed) ? matching(list, bare(typed)) : [];
  return whole ?? (fits.length === 1 ? fits[0] : undefined);
}

// The value to send for a typed text. Throws a sentence for the person.
export function valueOf(option, typed, picked) {
  if (picked !== undefined) return picked.value;
  const item = named(option, typed);
  if (item) return item.value;
  if (known(option))
    throw new Error(
      `Choose ${KINDS[option.type] === "text" ? "one" : KINDS[option.type]} from the list.`,
    );
  if (option.type === INTEGER || option.type === NUMBER) return numberOf(option, typed);
  if (option.min_length && typed.length < option.min_length)
    throw new Error(`At least ${option.min_length} characters, please.`);
  if (option.max_length && typed.length > option.max_length)
    throw new Error(`At most ${option.max_length} characters, please.`);
  return typed;
}

function numberOf(option, typed) {
  const number = Number(typed.trim());
  if (!Number.isFinite(number)) throw new Error("Please type a number.");
  if (option.type === INTEGER && !Number.isSafeInteger(number))
    throw new Error("Please type a whole number.");
  if (option.min_value !== undefined && number < option.min_value)
    throw new Error(`${option.min_value} or more, please.`);
  if (option.max_value !== undefined && number > option.max_value)
    throw new Error(`${option.max_value} or less, please.`);
  return number;
}
