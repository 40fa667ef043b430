// Uses of commands, buttons, selects and forms: sends them and shows what the bot made of them.

import { act, Refusal } from "./api.js";
import { announce, notice } from "./elements.js";
import { openModal } from "./modal.js";
import { bot, me, nameOf, world } from "./world.js";

// app.js says how a message is shown; `failure(text, {command, messageId})` when none came.
export const show = { message: () => {}, waiting: () => () => {}, failure: () => {} };

// Runs one action. Returns what the server answered, or null when it was refused (and said so).
async function run(name, body, files, about) {
  const { quiet = false } = about;
  const arrived = about.command ? show.waiting(about.command) : () => {};
  try {
    const answer = await act(name, { as: me().id, ...body }, files);
    arrived();
    settle(answer, about);
    return answer;
  } catch (error) {
    arrived();
    if (!(error instanceof Refusal)) throw error;
    if (!quiet) notice(error.message, "fault");
    return { state: "refused", error: error.message };
  }
}

function settle(answer, about) {
  if (answer.state === "modal") {
    openModal(answer.modal, (values, files) => submit(answer.interaction, values, files));
  } else if (answer.state === "failed") {
    if (!about.quiet) show.failure(answer.error ?? "The application did not respond", about);
  } else {
    if (answer.message) show.message(answer.message);
    if (answer.state === "deferred" && about.command) announce(`${nameOf(bot())} is thinking`);
  }
}

export const slash = (command, options, files) =>
  run("slash", { channel: world.channelId, command, options }, files, { command: `/${command}` });

export const autocomplete = (command, option, typed, options) =>
  act("autocomplete", { as: me().id, channel: world.channelId, command, option, typed, options });

export const useMenu = (command, target) =>
  run("menu", { channel: world.channelId, command, target }, [], { command });

export const press = (message, customId) =>
  run("press", { message, custom_id: customId }, [], { messageId: message });

export const choose = (message, customId, values) =>
  run("choose", { message, custom_id: customId, values }, [], { messageId: message });

const submit = (interaction, values, files) =>
  run("submit", { interaction, values }, files, { quiet: true });

// Things people do without the bot.
export async function person(name, body, files = []) {
  try {
    return await act(name, { as: me().id, ...body }, files);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message, "fault");
    return null;
  }
}
