// Drawn signs, each one line on a field of 24 by 24.

const SHAPES = {
  text: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  announcement: "M4 10v4h3l8 4V6l-8 4H4zM18 9a4 4 0 0 1 0 6",
  forum: "M4 4h12v9H9l-4 3v-3H4zM19 9h1v8h-1v3l-4-3H9",
  thread: "M5 4v9a4 4 0 0 0 4 4h10M15 13l4 4-4 4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.7-4 3-6 6.5-6s5.8 2 6.5 6" +
    "M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.1 2.6 3.5 5.5",
  inside: "M4 5h16M4 10h6M4 15h5M15.5 18a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM18.5 17l3 3",
  sun:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2" +
    "M17 17l2 2M5 19l2-2M17 7l2-2",
  moon: "M20 14a8 8 0 1 1-10-10 7 7 0 0 0 10 10z",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  reply: "M10 6l-6 6 6 6M4 12h9c4 0 7 2 7 6",
  smile:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14c1 1.5 2 2 3.5 2s2.5-.5 3.5-2" +
    "M9 9.5h.01M15 9.5h.01",
  plus: "M12 5v14M5 12h14",
  send: "M4 12h15M13 6l6 6-6 6",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  check: "M5 12l5 5 9-10",
  down: "M6 9l6 6 6-6",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  out: "M14 5h5v5M19 5l-9 9M11 6H5v13h13v-6",
  eye:
    "M3 12c2.5-4 5.5-6 9-6s6.5 2 9 6c-2.5 4-5.5 6-9 6s-6.5-2-9-6z" +
    "M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  slash: "M15 4 9 20",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
