// A forum channel: its posts as cards, newest talk first.

import { el } from "./elements.js";
import { icon } from "./icons.js";
import { messageTime } from "./times.js";
import { channelName, guild, nameOfId } from "./world.js";

const FIRST_ID_MS = 1_420_070_400_000; // ids carry milliseconds since 2015
const moment = (id) => Number(BigInt(id) >> 22n) + FIRST_ID_MS;

export function drawForum(list, forum) {
  const posts = guild()
    .threads.filter((one) => one.parent_id === forum.id)
    .sort((a, b) =>
      BigInt(b.last_message_id ?? b.id) > BigInt(a.last_message_id ?? a.id) ? 1 : -1,
    );
  const tags = new Map((forum.available_tags ?? []).map((tag) => [tag.id, tag]));
  const rows = posts.map((post) => card(post, tags));
  list.replaceChildren(
    ...(rows.length
      ? rows
      : [
          el(
            "li",
            { class: "empty" },
            el("p", { class: "empty-title" }, "No posts yet"),
            el("p", {}, "Posts in this forum will stand here."),
          ),
        ]),
  );
}

function card(post, tags) {
  const applied = (post.applied_tags ?? []).map((id) => tags.get(id)).filter(Boolean);
  const count = post.message_count ?? 0;
  const state = [
    post.thread_metadata?.archived ? "closed" : null,
    post.thread_metadata?.locked ? "locked" : null,
  ].filter(Boolean);
  return el(
    "li",
    {},
    el(
      "a",
      { class: "forum-post", href: `#/${post.id}` },
      el(
        "span",
        { class: "forum-tags" },
        applied.map((tag) =>
          el(
            "span",
            { class: "forum-tag" },
            tag.emoji_name ? `${tag.emoji_name} ` : "",
            el("bdi", {}, tag.name),
          ),
        ),
        state.map((word) => el("span", { class: "mark" }, word)),
      ),
      el("bdi", { class: "forum-title" }, channelName(post)),
      el(
        "span",
        { class: "forum-foot" },
        icon("thread"),
        `${count} ${count === 1 ? "reply" : "replies"}`,
        " · ",
        el("bdi", {}, nameOfId(post.owner_id)),
        " · ",
        messageTime(moment(post.last_message_id ?? post.id)),
      ),
    ),
  );
}
