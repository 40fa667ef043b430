// Where people write: messages with files and replies, and slash commands.

import { CommandLine } from "./command_line.js";
import { fitting, typedOut } from "./command_picker.js";
import { el, iconButton } from "./elements.js";
import { icon } from "./icons.js";
import { size } from "./files.js";
import { person, slash } from "./interactions.js";
import { FORUM, channel, channelName, me, nameOf, typedCommands, world } from "./world.js";

const LONGEST = 2000;

export class Composer {
  #files = [];
  #replyTo = null;
  #line = null;

  constructor({
    form,
    text,
    slot,
    send,
    attach,
    attachInput,
    pending,
    reply,
    counter,
    panel,
    onPosted,
  }) {
    Object.assign(this, {
      form,
      text,
      slot,
      sendButton: send,
      attach,
      attachInput,
      pending,
      reply,
      counter,
      panel,
      onPosted,
    });
    text.setAttribute("aria-controls", panel.listId);
    text.addEventListener("input", () => this.#typed());
    text.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    attach.addEventListener("click", () => attachInput.click());
    attachInput.addEventListener("change", () => {
      this.#addFiles([...attachInput.files]);
      attachInput.value = "";
    });
    form.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.#addFiles([...event.clipboardData.files]);
    });
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget) && event.relatedTarget) panel.hide();
    });
    document.addEventListener("use-command", (event) => this.use(event.detail));
  }

  // Another channel or another person: what may be done here.
  refresh() {
    const here = channel();
    const can = here?.can ?? {};
    this.form.hidden = !here || here.type === FORUM;
    this.leaveCommand(false);
    const name = here ? (here.recipients ? channelName(here) : `#${channelName(here)}`) : "";
    const words = can.send
      ? `Write in ${name} as ${nameOf(me())}`
      : `${nameOf(me())} cannot write in ${name}`;
    const commands = can.send && typedCommands().length > 0;
    const narrow = matchMedia("(max-width: 480px)").matches;
    if (commands)
      this.text.placeholder = narrow ? "Write, or / for commands" : `${words}, or / for commands`;
    else this.text.placeholder = words;
    this.text.setAttribute("aria-label", words);
    this.text.disabled = !can.send;
    this.sendButton.disabled = !can.send;
    this.attach.hidden = !can.send || !can.attach;
    this.replyTo(null);
  }

  // Begins a command by its path, from a mention in a text.
  use(path) {
    const command = typedCommands().find((one) => one.path === path);
    if (command && !this.text.disabled) this.#begin(command, {});
  }

  replyTo(message) {
    this.#replyTo = message;
    this.reply.hidden = !message;
    if (!message) return;
    this.leaveCommand(false);
    this.reply.replaceChildren(
      icon("reply"),
      "Replying to ",
      el("b", {}, el("bdi", {}, nameOf(message.author))),
      iconButton("close", "Do not reply", () => this.replyTo(null)),
    );
    this.text.focus();
  }

  insert(words) {
    this.leaveCommand(false);
    this.text.value = `${this.text.value}${words} `;
    this.text.focus();
    this.#typed();
  }

  #typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, innerHeight * 0.4)}px`;
    const length = [...this.text.value].length;
    this.counter.textContent =
      length > LONGEST * 0.8 ? `${(LONGEST - length).toLocaleString()} left` : "";
    this.counter.classList.toggle("full", length > LONGEST);
    const value = this.text.value;
    if (!value.startsWith("/") || value.includes("\n")) {
      this.panel.hide();
      return;
    }
    const complete = typedOut(value, false);
    if (complete) this.#begin(complete.command, complete.values);
    else
      this.panel.offerCommands(fitting(value), {
        owner: this.text,
        onPick: (item) => this.#begin(item.value, {}),
      });
  }

  #key(event) {
    if (event.isComposing) return;
    const choosing = this.panel.isLedBy(this.text);
    if (choosing && this.panel.key(event)) return;
    if (choosing && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      this.panel.pick();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "Escape") {
      this.panel.hide();
      this.replyTo(null);
    }
  }

  #begin(command, values) {
    this.#line = new CommandLine(command, {
      panel: this.panel,
      values,
      run: (path, given, files) => this.#run(path, given, files),
      leave: () => this.leaveCommand(),
    });
    this.text.hidden = true;
    this.text.value = "";
    this.attach.hidden = true;
    this.counter.textContent = "";
    this.slot.replaceChildren(this.#line.node);
    if (this.#files.length && this.#line.takeFiles(this.#files)) this.#dropFiles();
    this.panel.hide();
    this.#line.focus();
  }

  leaveCommand(focus = true) {
    this.panel.hide();
    this.#line = null;
    this.slot.replaceChildren();
    this.text.hidden = false;
    this.attach.hidden = !channel()?.can?.attach || !channel()?.can?.send;
    if (focus) this.text.focus();
  }

  async #run(path, values, files) {
    const line = this.#line;
    this.leaveCommand();
    const answer = await slash(path, values, files);
    if (answer.state !== "refused" || this.#line || this.text.value) return;
    this.#line = line;
    this.text.hidden = true;
    this.slot.replaceChildren(line.node);
    line.focus();
  }

  async #send() {
    if (this.#line) {
      this.#line.send();
      return;
    }
    const content = this.text.value.trim();
    const whole = content.startsWith("/") ? typedOut(content, true) : null;
    if (whole) {
      this.#begin(whole.command, whole.values);
      this.#line.send();
      return;
    }
    if (!content && !this.#files.length) return;
    const body = { channel: world.channelId, content };
    if (this.#replyTo) body.reply_to = this.#replyTo.id;
    const answer = await person("post", body, this.#files);
    if (!answer) return;
    this.text.value = "";
    this.#typed();
    this.#dropFiles();
    this.replyTo(null);
    this.onPosted(answer.message);
  }

  #addFiles(files) {
    if (this.#line) {
      this.#line.takeFiles(files);
      return;
    }
    if (this.attach.hidden) return;
    this.#files = [...this.#files, ...files].slice(0, 10);
    this.#drawFiles();
  }

  #dropFiles() {
    this.#files = [];
    this.#drawFiles();
  }

  #drawFiles() {
    this.pending.hidden = this.#files.length === 0;
    this.pending.replaceChildren(
      ...this.#files.map((file) =>
        el(
          "li",
          { class: "file-chip" },
          icon("file"),
          el("bdi", {}, file.name),
          el("span", { class: "quiet" }, size(file.size)),
          iconButton("close", `Remove ${file.name}`, () => {
            this.#files = this.#files.filter((one) => one !== file);
            this.#drawFiles();
            this.text.focus();
          }),
        ),
      ),
    );
  }

  // Files dropped anywhere on the messages.
  drop(files) {
    this.#addFiles(files);
    if (!this.#line) this.text.focus();
  }
}
