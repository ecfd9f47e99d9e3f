/** Builds elements without markup strings, so that nothing a person wrote is ever read as markup. */

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  picture: "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM3 16l5-5 4 4 3-3 6 5M15.5 9.2h.01",
  place: "M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  phrases: "M12 3a6 6 0 0 0-3.6 10.8c.7.6 1.1 1.3 1.1 2.2h5c0-.9.4-1.6 1.1-2.2A6 6 0 0 0 12 3zM9.8 19h4.4M10.6 21.5h2.8",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8 5v14M16 5v14",
  next: "M6 5.5v13l8-6.5zM18 5.5v13",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  forward: "M4 6v12l8-6zM13 6v12l8-6z",
  console: "M4 4h16v12H4zM9 20h6M12 16v4",
  why: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.6 9.4a2.5 2.5 0 1 1 3.6 2.4c-.8.4-1.2 1-1.2 1.9M12 16.8h.01",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3L20 20",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.3 3.3 0 0 1 0 6.3M17.5 14.3c2.3.6 3.7 2.500 4 5.7",
  undo: "M9 6L4 11l5 5M4 11h9a6 6 0 0 1 6 6v2",
  send: "M4 12l16-8-5 16-3.5-6.5z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  retry: "M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6",
};

/** An element with attributes, listeners (`on`) and children; null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "data") {
    Object.assign(element.dataset, value);
  } else if (value === true) {
    element.setAttribute(name, "");
  } else {
    element.setAttribute(name, value);
  }
}

/** A line icon by its name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon and a name for those who cannot see it. */
export function iconButton(name, label, onClick, extra = "") {
  return h("button", { type: "button", class: `icon-button ${extra}`, title: label, "aria-label": label, on: { click: onClick } }, icon(name));
}

/** The letters on a square in the person's own colour; the bot wears the whistle. */
export function avatar(who, size = "") {
  if (who.id === "bot") {
    return h("span", { class: `avatar avatar-bot ${size}` }, h("img", { src: "/chat/static/mark.svg", alt: "" }));
  }
  return h("span", { class: `avatar tint-${tint(who.id)} ${size}`, "aria-hidden": "true" }, initials(who.name));
}

/** Up to four members' letters in one square. */
export function groupAvatar(names, size = "") {
  const cells = names.slice(0, 4).map((name) => h("i", { class: `tint-${tint(`p:${name}`)}` }, name.slice(-1)));
  return h("span", { class: `avatar avatar-group ${size}`, "aria-hidden": "true" }, ...cells);
}

// a person's family name, a body's first two letters
function initials(name) {
  const body = /值班|局$|大队$|派出所$|公司$|中心$/.test(name) || /^\d/.test(name);
  return body ? name.replace(/值班$/, "").slice(0, 2) : name.replace(/^[老小阿]/, "").slice(0, 1);
}

function tint(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % 10;
}

/** A short notice that goes away by itself. */
export function toast(text) {
  const note = h("p", { class: "toast" }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 4200);
}

/** A sheet over the page: from below on a phone, in the middle on a desk. Gives a function that closes it. */
export function sheet(title, body, { wide = false } = {}) {
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: `sheet ${wide ? "sheet-wide" : ""}`, "aria-label": title },
    h("header", { class: "sheet-head" }, h("strong", {}, title), iconButton("close", "关上", close)),
    h("div", { class: "sheet-body" }, body),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.getElementById("sheets").append(dialog);
  dialog.showModal();
  return close;
}

/** A red dot with the number of unread messages, or nothing. */
export function dot(count) {
  return count ? h("span", { class: "dot", "aria-label": `${count} 条未读` }, count > 99 ? "99+" : String(count)) : null;
}

/** `container` holds exactly these nodes; those that stay are not touched, so they keep focus and place. */
export function arrange(container, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...container.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, at) => {
    if (container.childNodes[at] !== node) container.insertBefore(node, container.childNodes[at] ?? null);
  });
}

/** `container` is drawn anew; what was focused by its `data-focus` is focused again. */
export function redraw(container, ...nodes) {
  const held = container.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  container.replaceChildren(...nodes);
  if (held) container.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}
