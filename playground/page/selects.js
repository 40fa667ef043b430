// Selects of messages and forms: a button that opens a list, for texts, people, roles and channels.

import { el, newId } from "./elements.js";
import { icon } from "./icons.js";
import { Listbox, matching } from "./listbox.js";
import { openBox } from "./popups.js";
import { channelName, channelsOf, guild, kindOf, nameOf } from "./world.js";

const STRING = 3;
const FILTER_FROM = 8;
const PEOPLE = (here) =>
  (here?.members ?? []).map((one) => ({
    value: one.user.id,
    label: nameOf(one.user),
    hint: one.user.username,
    group: "People",
  }));
const ROLES = (here) =>
  (here?.roles ?? []).map((one) => ({
    value: one.id,
    label: one.name.replace(/^@?/, "@"),
    group: "Roles",
  }));
const WORDS = { 5: "a person", 6: "a role", 7: "a person or role", 8: "a channel" };

export function peopleAndRoles(kind) {
  const here = guild();
  return [...(kind === "role" ? [] : PEOPLE(here)), ...(kind === "user" ? [] : ROLES(here))];
}

export function channelItems(types) {
  const here = guild();
  const fits = (one) => one.type !== 4 && (!types?.length || types.includes(one.type));
  const categories = types?.includes(4) ? here.channels.filter((one) => one.type === 4) : [];
  return [...categories, ...(here ? channelsOf(here).filter(fits) : [])].map((one) => ({
    value: one.id,
    label: `#${channelName(one)}`,
    hint: kindOf(one) === "text" ? null : kindOf(one),
  }));
}

function itemsOf(select) {
  if (select.type === STRING) {
    return select.options.map((one) => ({
      value: one.value,
      label: one.label,
      hint: one.description,
      mark: one.emoji?.id ? null : one.emoji?.name,
    }));
  }
  if (select.type === 8) return channelItems(select.channel_types);
  return peopleAndRoles({ 5: "user", 6: "role", 7: "both" }[select.type]);
}

function chosenAtFirst(select) {
  if (select.type === STRING)
    return select.options.filter((one) => one.default).map((one) => one.value);
  return (select.default_values ?? []).map((one) => one.id);
}

// `onDone(values)` is called when a choice is complete. Returns {node, button, values}.
export function selectField(select, { label, onDone = () => {} }) {
  const most = select.max_values ?? 1;
  const least = select.min_values ?? 1;
  let chosen = chosenAtFirst(select);
  const shown = el("span", { class: "select-words" });
  const id = newId("select");
  const button = el(
    "button",
    {
      type: "button",
      class: "select",
      id,
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      disabled: select.disabled,
      on: { click: () => open() },
    },
    shown,
    icon("down"),
  );
  const describe = () => {
    const names = itemsOf(select)
      .filter((item) => chosen.includes(item.value))
      .map((item) => item.label);
    const asks =
      select.placeholder ?? (WORDS[select.type] ? `Choose ${WORDS[select.type]}` : "Choose");
    shown.textContent = names.length ? names.join(", ") : asks;
    shown.classList.toggle("unset", names.length === 0);
    button.setAttribute(
      "aria-label",
      names.length ? `${label ?? asks}: ${names.join(", ")}` : (label ?? asks),
    );
  };
  const open = () => {
    const before = chosen.join();
    button.setAttribute("aria-expanded", "true");
    const finish = () => {
      button.setAttribute("aria-expanded", "false");
      describe();
      if (most > 1 && chosen.join() !== before && chosen.length >= least) onDone(chosen);
    };
    const shut = openChoices({
      items: itemsOf(select),
      most,
      least,
      label: label ?? select.placeholder ?? "Choices",
      button,
      chosen: () => chosen,
      onClose: finish,
      choose: (value) => {
        if (most === 1) {
          const same = chosen[0] === value;
          chosen = same && least === 0 ? [] : [value];
          shut();
          if (!same || least === 0) onDone(chosen);
        } else if (chosen.includes(value)) chosen = chosen.filter((one) => one !== value);
        else if (chosen.length < most) chosen = [...chosen, value];
      },
    });
  };
  describe();
  return { node: button, button, values: () => chosen };
}

function openChoices({ items, most, least, label, button, chosen, choose, onClose }) {
  const multiple = most > 1;
  const count = el("span", { class: "choice-count", role: "status" });
  const redraw = () => {
    const rows = matching(items, filter?.value ?? "");
    const at = Math.max(0, rows.indexOf(list.active));
    list.show(rows, { chosen: (item) => chosen().includes(item.value), active: at });
    empty.hidden = rows.length > 0;
    const bounds = least > 1 ? `at least ${least}, at most ${most}` : `at most ${most}`;
    count.textContent = `${chosen().length} chosen, ${bounds}`;
  };
  const list = new Listbox({
    label,
    multiple,
    onPick: (item) => {
      choose(item.value);
      if (multiple) redraw();
    },
  });
  const filter =
    items.length > FILTER_FROM
      ? el("input", {
          type: "text",
          class: "filter",
          placeholder: "Filter",
          "aria-label": `Filter: ${label}`,
          autocomplete: "off",
          role: "combobox",
          "aria-expanded": "true",
          "aria-controls": list.node.id,
          "aria-autocomplete": "list",
          on: {
            input: () => redraw(),
            keydown: (event) => {
              if (event.key === "Enter") {
                list.pick();
                event.preventDefault();
              } else list.key(event);
            },
          },
        })
      : null;
  const empty = el(
    "p",
    { class: "quiet", hidden: true },
    items.length ? "Nothing of that name." : "Nothing to choose here.",
  );
  const done = multiple
    ? el(
        "div",
        { class: "choice-end" },
        count,
        el(
          "button",
          { type: "button", class: "button primary small", on: { click: () => shut() } },
          "Done",
        ),
      )
    : null;
  if (!filter) {
    list.node.tabIndex = 0;
    list.node.addEventListener("keydown", (event) => {
      if (event.key === "Tab" && !multiple) shut();
      else list.keyInside(event);
    });
  }
  redraw();
  const shut = openBox(button, el("div", { class: "choices" }, filter, list.node, empty, done), {
    home: button,
    onClose,
  });
  const owner = filter ?? list.node;
  list.lead(owner);
  owner.focus();
  return shut;
}
