/** The people whose seats can be taken, with red dots where something waits. */

import { avatar, dot, h, icon, redraw, sheet } from "./dom.js";
import { store } from "./store.js";

const KINDS = [
  ["resident", "居民"],
  ["grid", "网格员"],
  ["village", "村（社区）"],
  ["township", "乡镇街道"],
  ["department", "部门"],
  ["county", "县里"],
];

/** The list; `hooks`: take(seatId) opens it alone, beside(seatId) opens it next to the others, open() gives the open ids. */
export class SeatList {
  #wanted = "";
  #unfolded = new Set();

  constructor(element, hooks) {
    this.element = element;
    this.hooks = hooks;
    this.list = h("div", { class: "seats-list" });
    const search = h("input", { type: "search", placeholder: "找人、部门", "aria-label": "找席位" });
    search.addEventListener("input", () => {
      this.#wanted = search.value.trim();
      this.refresh();
    });
    element.replaceChildren(h("label", { class: "seats-search" }, icon("search"), search), this.list);
  }

  refresh() {
    const opened = new Set(this.hooks.open());
    const wanted = this.#wanted;
    const found = wanted ? store.seats.filter((seat) => seat.name.includes(wanted) || seat.caption.includes(wanted)) : store.seats;
    const cast = wanted ? [] : found.filter((seat) => seat.cast);
    const sections = [];
    if (cast.length) sections.push(this.#section("", cast, opened));
    for (const [kind, label] of KINDS) {
      const rest = found.filter((seat) => seat.kind === kind && (wanted || !seat.cast));
      if (rest.length) sections.push(this.#folded(kind, label, rest, opened));
    }
    redraw(this.list, ...(sections.length ? sections : [h("p", { class: "seats-none" }, wanted ? "没有找到。" : "这个县里还没有人。先到控制台的“开张”里导入名册。")]));
  }

  #section(label, seats, opened) {
    return h("section", { class: "seats-section" }, label ? h("h2", {}, label) : null, ...seats.map((seat) => this.#row(seat, opened)));
  }

  #folded(kind, label, seats, opened) {
    const unread = seats.reduce((sum, seat) => sum + store.unreadOf(seat.id), 0);
    const isOpen = Boolean(this.#wanted) || this.#unfolded.has(kind);
    const box = h("details", { class: "seats-section", open: isOpen }, h("summary", { data: { focus: `fold ${kind}` } }, label, h("small", {}, String(seats.length)), dot(unread)), ...seats.map((seat) => this.#row(seat, opened)));
    box.addEventListener("toggle", () => (box.open ? this.#unfolded.add(kind) : this.#unfolded.delete(kind)));
    return box;
  }

  #row(seat, opened) {
    const isOpen = opened.has(seat.id);
    return h(
      "div",
      { class: `seat ${isOpen ? "is-open" : ""}`, data: { seat: seat.id } },
      h(
        "button",
        { type: "button", class: "seat-take", data: { focus: `take ${seat.id}` }, "aria-pressed": String(isOpen), on: { click: () => this.hooks.take(seat.id) } },
        h("span", { class: "seat-face" }, avatar(seat), dot(store.unreadOf(seat.id))),
        h("span", { class: "seat-text" }, h("b", {}, seat.name), h("small", {}, seat.caption)),
      ),
      h("button", { type: "button", class: "seat-beside", data: { focus: `beside ${seat.id}` }, title: "放在旁边一起看", "aria-label": `把${seat.name}放在旁边一起看`, on: { click: () => this.hooks.beside(seat.id) } }, icon("plus")),
    );
  }
}

/** The seats of the cast in one row, for the phone; the last one opens the whole list. */
export function seatStrip(current, take) {
  const faces = store.seats.filter((seat) => seat.cast || seat.id === current);
  return h(
    "nav",
    { class: "strip", "aria-label": "席位" },
    ...faces.map((seat) =>
      h(
        "button",
        { type: "button", class: `strip-seat ${seat.id === current ? "is-open" : ""}`, data: { seat: seat.id }, on: { click: () => take(seat.id) } },
        h("span", { class: "seat-face" }, avatar(seat), dot(store.unreadOf(seat.id))),
        h("small", {}, seat.name),
      ),
    ),
    h("button", { type: "button", class: "strip-seat", on: { click: () => chooseSeat(take) } }, h("span", { class: "avatar avatar-more" }, icon("people")), h("small", {}, "全部")),
  );
}

/** A sheet with every seat. */
export function chooseSeat(take) {
  const box = h("div", { class: "seats seats-sheet" });
  const pick = (seatId) => {
    close();
    take(seatId);
  };
  const list = new SeatList(box, { take: pick, beside: pick, open: () => [] });
  list.refresh();
  const close = sheet("换个席位", box);
}
