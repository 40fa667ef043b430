// Starts the page and keeps it true to the world: which channel is open, who looks, what happened.

import { Refusal, getMessages, getWorld, listen } from "./api.js";
import { drawChannels } from "./channels.js";
import { Composer } from "./composer.js";
import { announce, notice } from "./elements.js";
import { icon } from "./icons.js";
import { drawForum } from "./forum.js";
import { Inside } from "./inside.js";
import { person, show } from "./interactions.js";
import { drawIdentities, drawMembers } from "./members.js";
import { changeReaction } from "./message_menu.js";
import { Messages } from "./messages.js";
import { closeOverlays, startPanes } from "./panes.js";
import { SuggestionPanel } from "./suggestion_panel.js";
import { keepRelativeTimesFresh } from "./times.js";
import {
  CATEGORY,
  FORUM,
  bot,
  channel,
  channelById,
  channelName,
  kindOf,
  me,
  nameOf,
  nameOfId,
  world,
} from "./world.js";

const $ = (id) => document.getElementById(id);
const TYPING_MS = 9000;
const WAIT_BEFORE_SAYING_MS = 400;

const inside = new Inside({
  list: $("requests"),
  clock: $("clock"),
  clockButtons: $("clock-buttons"),
  faultButtons: $("fault-buttons"),
  empty: $("no-requests"),
  clear: $("clear-requests"),
});
const composer = new Composer({
  form: $("composer"),
  text: $("composer-text"),
  slot: $("command-slot"),
  send: $("send"),
  attach: $("attach"),
  attachInput: $("attach-input"),
  pending: $("pending"),
  reply: $("reply-bar"),
  counter: $("composer-counter"),
  panel: new SuggestionPanel($("suggestions")),
  onPosted: (message) => show.message(message),
});
const messages = new Messages({
  list: $("messages"),
  scroller: $("scroller"),
  earlier: $("earlier"),
  below: $("new-messages"),
  onEarlier: loadEarlier,
  actions: {
    reply: (message) => composer.replyTo(message),
    dismiss: async (message) => {
      if (await person("dismiss", { message: message.id })) messages.remove(message.id);
    },
  },
});
const refreshTimes = keepRelativeTimesFresh();
let events = null;
let opening = 0;

// Events may overtake the answer to an action: what they have brought already is newer.
show.message = (message) => messages.has(message.id) || put(message);
show.failure = (text, { command = null, messageId = null }) =>
  messages.note(text, { command, messageId, dismissable: !messageId });
show.waiting = (command) => {
  let remove = () => {};
  const timer = setTimeout(
    () => (remove = messages.note("Sending…", { command, waiting: true })),
    WAIT_BEFORE_SAYING_MS,
  );
  return () => {
    clearTimeout(timer);
    remove();
  };
};

function put(message) {
  if (message.channel_id === world.channelId) messages.put(message);
}

async function start() {
  startPanes();
  $("attach").append(icon("plus"));
  $("send").append(icon("send"));
  for (const kind of ["dragover", "drop"]) {
    $("scroller").addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      if (kind === "drop") composer.drop([...event.dataTransfer.files]);
    });
  }
  addEventListener("hashchange", () => openFromAddress());
  try {
    await become(sessionStorage.getItem("as"));
    await inside.load();
  } catch (error) {
    banner(error instanceof Refusal ? error.message : `The page could not start: ${error.message}`);
    if (!(error instanceof Refusal)) throw error;
  }
}

// Look and act as this person; the first one there is if `userId` is unknown.
async function become(userId) {
  events?.close();
  world.snapshot = await getWorld(userId).catch((error) => {
    if (userId && error instanceof Refusal) return getWorld();
    throw error;
  });
  sessionStorage.setItem("as", me().id);
  events = listen(me().id, {
    onEvent: hear,
    onGone: () => banner("The playground has stopped answering. Trying again…"),
    onReturn: async () => {
      banner("");
      await refresh();
      await openChannel(world.channelId);
      await inside.load();
    },
  });
  await events.opened;
  world.snapshot = await getWorld(me().id); // with what has changed meanwhile
  inside.drawButtons();
  inside.drawClock();
  await openFromAddress();
}

const firstChannel = () => {
  const all = world.snapshot.guilds.flatMap((one) =>
    [...one.channels].sort((a, b) => a.position - b.position),
  );
  return (
    all.find((one) => one.type !== CATEGORY && one.type !== FORUM) ?? world.snapshot.dms[0] ?? null
  );
};

async function openFromAddress() {
  const wanted = location.hash.startsWith("#/") ? location.hash.slice(2) : null;
  const found = (wanted && channelById(wanted)) ?? channel() ?? firstChannel();
  if (wanted && found?.id !== wanted) notice("That channel is not there for you.");
  await openChannel(found?.id ?? null);
  closeOverlays();
}

// Messages that come while the history is on its way, which may not have them yet.
let heardMeanwhile = null;

async function openChannel(id) {
  const turn = ++opening;
  heardMeanwhile = null;
  const changed = world.channelId !== id;
  world.channelId = id;
  world.unread.delete(id);
  const here = channel();
  if (here && location.hash !== `#/${id}`)
    history.replaceState(null, "", `${location.search}#/${id}`);
  drawAround();
  composer.refresh();
  const forum = here?.type === FORUM;
  $("forum").hidden = !forum;
  $("messages").hidden = forum;
  if (changed) {
    $("typing").textContent = "";
    messages.show([], false);
  }
  if (forum) drawForum($("forum"), here);
  if (!here || forum) return;
  const heard = (heardMeanwhile = new Map());
  try {
    const { messages: found, has_more: more } = await getMessages(me().id, id);
    if (turn !== opening) return;
    messages.show(found, more);
    for (const message of heard.values())
      if (!messages.has(message.id)) messages.put(message);
    heardMeanwhile = null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice(error.message, "fault");
  }
}

async function loadEarlier(before) {
  const turn = opening;
  const { messages: found, has_more: more } = await getMessages(me().id, world.channelId, before);
  if (turn === opening) messages.addEarlier(found, more);
}

function drawAround() {
  const here = channel();
  const name = here ? channelName(here) : "Playground";
  $("channel-title").replaceChildren(
    ...(here ? [icon(kindOf(here))] : []),
    Object.assign(document.createElement("bdi"), { textContent: name }),
  );
  const parent = here?.parent_id ? channelById(here.parent_id) : null;
  const isThread = here && kindOf(here) === "thread";
  $("channel-topic").textContent =
    here?.topic ?? (isThread && parent ? `in #${channelName(parent)}` : "");
  document.title = `${name} · Playground`;
  $("scroller").setAttribute("aria-label", `Messages in ${name}`);
  drawChannels($("channels"), { onOpenDm: openDm });
  drawIdentities($("identities"), {
    onBecome: (id) => become(id).then(() => announce(`You are ${nameOf(me())} now`)),
  });
  drawMembers($("members"), $("members-title"), {
    onMention: (member) => composer.insert(`<@${member.user.id}>`),
  });
}

async function openDm() {
  const answer = await person("open_dm", {});
  if (!answer) return;
  await refresh();
  location.hash = `#/${answer.channel.id}`;
}

function banner(text) {
  $("banner").textContent = text;
  $("banner").hidden = !text;
}

let refreshing = null;

// The snapshot anew; several reasons at once are one.
function refresh() {
  refreshing ??= new Promise((done) => setTimeout(done, 80)).then(async () => {
    refreshing = null;
    const before = channel();
    const canBefore = JSON.stringify([before?.can, before?.name]);
    world.snapshot = await getWorld(me().id);
    if (before && !channel()) {
      notice(`${channelName(before)} is not there for you any more.`);
      location.hash = "";
      await openChannel(firstChannel()?.id ?? null);
      return;
    }
    if (!channel()) await openChannel(firstChannel()?.id ?? null);
    drawAround();
    if (JSON.stringify([channel()?.can, channel()?.name]) !== canBefore) composer.refresh();
    if (channel()?.type === FORUM) drawForum($("forum"), channel());
  });
  return refreshing;
}

let typingTimer = 0;

const HEARD = {
  MESSAGE_CREATE(message) {
    const there = channelById(message.channel_id);
    if (there) there.last_message_id = message.id;
    const begins = message.type === 21 || message.id === message.channel_id;
    if (there?.message_count !== undefined && !begins) there.message_count += 1;
    if (message.channel_id === world.channelId) {
      messages.put(message);
      heardMeanwhile?.set(message.id, message);
      $("typing").textContent = "";
    } else if (message.author.id !== me().id) {
      world.unread.add(message.channel_id);
      drawChannels($("channels"), { onOpenDm: openDm });
    }
  },
  MESSAGE_UPDATE(message) {
    if (message.channel_id === world.channelId && messages.has(message.id)) messages.put(message);
  },
  MESSAGE_DELETE({ id }) {
    heardMeanwhile?.delete(id);
    messages.remove(id);
  },
  MESSAGE_REACTION_ADD: (about) => reaction(about, true),
  MESSAGE_REACTION_REMOVE: (about) => reaction(about, false),
  TYPING_START({ channel_id: where, user_id: who }) {
    if (where !== world.channelId || who === me().id) return;
    $("typing").textContent = `${nameOfId(who)} is typing…`;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => ($("typing").textContent = ""), TYPING_MS);
  },
  REQUEST: (request) => inside.add(request),
  BOT_ONLINE({ online }) {
    world.snapshot.bot_online = online;
    announce(`${nameOf(bot())} is ${online ? "online" : "offline"}`);
    drawMembers($("members"), $("members-title"), {
      onMention: (member) => composer.insert(`<@${member.user.id}>`),
    });
  },
  CLOCK({ now, clock_offset: offset }) {
    Object.assign(world.snapshot, { now, clock_offset: offset });
    inside.drawClock();
    refreshTimes();
  },
};

function reaction(about, on) {
  const message = messages.find(about.message_id);
  if (message) messages.put(changeReaction(message, about, on), false);
}

const CHANGES_WORLD = /^(CHANNEL|THREAD|GUILD|COMMANDS)_/;

function hear({ t: name, d: about }) {
  if (HEARD[name]) HEARD[name](about);
  else if (CHANGES_WORLD.test(name)) refresh();
}

start();
