// Talks to the playground's server (the contract is the docstring of page_api.py). Knows no DOM.

const address = new URL(location.href);
export const token = address.searchParams.get("token") ?? "";

// The server's one sentence for the person.
export class Refusal extends Error {}

async function call(method, path, { query = {}, body, form } = {}) {
  const url = new URL(`/_playground/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) url.searchParams.set(name, value);
  }
  const headers = { "X-Playground-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(url, { method, headers, body: form ?? (body && JSON.stringify(body)) });
  } catch {
    throw new Refusal("The playground cannot be reached. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok)
    throw new Refusal(answer.error ?? `The playground answered ${response.status}.`);
  return answer;
}

export const getWorld = (as) => call("GET", "world", { query: { as } });

export const getMessages = (as, channel, before) =>
  call("GET", `channels/${channel}/messages`, { query: { as, before, limit: 50 } });

export const getRequests = (after) => call("GET", "requests", { query: { after, limit: 200 } });

export function act(name, body, files = []) {
  if (files.length === 0) return call("POST", `actions/${name}`, { body });
  const form = new FormData();
  form.set("payload_json", JSON.stringify(body));
  files.forEach((file, index) => form.set(`files[${index}]`, file, file.name));
  return call("POST", `actions/${name}`, { form });
}

export const moveClock = (body) => call("POST", "clock", { body });
export const throwFault = (name) => call("POST", "faults", { body: { name } });
export const takeOffer = (name) => call("POST", `offers/${encodeURIComponent(name)}`, { body: {} });

const CDN = ["cdn.discordapp.com", "media.discordapp.net"];

// Where this page gets a file from; null for files that lie elsewhere and are not loaded.
export function fileUrl(text) {
  if (!URL.canParse(text ?? "")) return null;
  const url = new URL(text);
  return CDN.includes(url.hostname) ? url.pathname + url.search : null;
}

// Events until close() is called; connects again by itself. `onReturn` is called after a gap.
// What happens before `opened` is not heard.
export function listen(as, { onEvent, onGone, onReturn }) {
  let socket;
  let closed = false;
  let missed = false;
  let first;
  const opened = new Promise((done) => (first = done));
  const connect = () => {
    const url = new URL("/_playground/events", location.origin.replace(/^http/, "ws"));
    url.searchParams.set("as", as);
    url.searchParams.set("token", token);
    socket = new WebSocket(url);
    socket.onopen = () => {
      if (missed && !closed) onReturn();
      missed = false;
      first();
    };
    socket.onmessage = (message) => closed || onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      first();
      if (closed) return;
      if (!missed) onGone();
      missed = true;
      setTimeout(connect, 1000);
    };
  };
  connect();
  return {
    opened,
    close: () => {
      closed = true;
      socket.close();
    },
  };
}
