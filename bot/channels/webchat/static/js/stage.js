/** Which seats are in view, side by side on a desk, one at a time on a phone. */

import { h, icon } from "./dom.js";
import { Pane } from "./pane.js";
import { chooseSeat, seatStrip } from "./seatlist.js";
import { store } from "./store.js";

const MOST = 4;
const NARROWEST = 265;
const KEPT = "panes";
const narrow = matchMedia("(max-width: 760px)");

export class Stage {
  panes = [];
  #focus = null;

  /** `hooks`: onWhy(message), onPick(message) says whether it was taken, onLook(url), onChange(). */
  constructor(element, hooks) {
    this.element = element;
    this.hooks = hooks;
    narrow.addEventListener("change", () => this.#draw());
  }

  get isNarrow() {
    return narrow.matches;
  }

  /** The seats in view. */
  open() {
    return this.panes.map((pane) => pane.seatId);
  }

  /** What was in view before, or the first of the cast. */
  restore() {
    const kept = readKept().filter(([seat]) => store.seat(seat));
    const cast = store.seats.filter((seat) => seat.cast);
    const first = (cast.length ? cast : store.seats).slice(0, this.#room()).map((seat) => [seat.id, undefined]);
    this.panes = (kept.length ? kept : first).slice(0, MOST).map(([seat, chat]) => this.#pane(seat, chat));
    this.#focus = this.panes[0] ?? null;
    this.#draw();
  }

  // how many windows fit side by side
  #room() {
    const fitting = Math.floor((this.element.clientWidth + 10) / (NARROWEST + 10));
    return this.isNarrow ? 1 : Math.max(1, Math.min(MOST, fitting));
  }

  /** These seats, in this order, as many as fit. */
  arrange(pairs) {
    this.panes = pairs.slice(0, this.#room()).map(([seat, chat]) => this.#pane(seat, chat));
    this.#focus = this.panes[0] ?? null;
    this.#draw();
  }

  /** The seat takes the place of the one looked at last. */
  take(seatId) {
    const there = this.panes.find((pane) => pane.seatId === seatId);
    if (there) return this.#look(there);
    const at = Math.max(0, this.panes.indexOf(this.#focus));
    const pane = this.#pane(seatId);
    this.panes.splice(at, 1, pane);
    return this.#look(pane);
  }

  /** The seat stands next to the others. */
  beside(seatId) {
    const there = this.panes.find((pane) => pane.seatId === seatId);
    if (there) return this.#look(there);
    if (this.isNarrow || this.panes.length >= MOST) return this.take(seatId);
    const pane = this.#pane(seatId);
    this.panes.push(pane);
    return this.#look(pane);
  }

  /** A seat's chat comes into view, whatever the screen. */
  show(seatId, chatId) {
    const there = this.panes.find((pane) => pane.seatId === seatId);
    if (!there) this.take(seatId);
    const pane = this.panes.find((one) => one.seatId === seatId);
    if (chatId && pane.chatId !== chatId) pane.open(chatId);
    this.#look(pane);
    document.body.dataset.screen = "chat";
    pane.toEnd();
  }

  /** The reasons behind a message are shown, where there is room for them. */
  explain(message) {
    if (!this.isNarrow) this.hooks.onWhy(message);
  }

  /** Draws what changed in every pane. */
  refresh() {
    this.see();
    for (const pane of this.panes) pane.refresh();
    this.#drawStrip();
  }

  /** What is in view has been read. */
  see() {
    if (document.hidden) return;
    for (const pane of this.panes) {
      if (!this.isNarrow || document.body.dataset.screen === "chat") pane.see();
    }
  }

  point(messageId) {
    for (const pane of this.panes) pane.point(messageId);
  }

  #pane(seatId, chatId) {
    return new Pane(seatId, chatId, {
      onClose: (pane) => this.#close(pane),
      onFocus: (pane) => this.#setFocus(pane),
      onBack: () => this.#home(),
      onSwitch: () => chooseSeat((seat) => this.take(seat)),
      onChat: (pane, chat) => this.#openChat(pane, chat),
      onWhy: this.hooks.onWhy,
      onPick: this.hooks.onPick,
      onLook: this.hooks.onLook,
    });
  }

  #openChat(pane, chatId) {
    pane.open(chatId);
    document.body.dataset.screen = "chat";
    this.#look(pane);
  }

  #home() {
    document.body.dataset.screen = "home";
    this.refresh();
  }

  #close(pane) {
    if (this.panes.length === 1) return;
    this.panes = this.panes.filter((one) => one !== pane);
    this.#focus = this.panes[0];
    this.#draw();
  }

  #look(pane) {
    this.#setFocus(pane);
    this.#draw();
  }

  #setFocus(pane) {
    this.#focus = pane;
    for (const one of this.panes) one.element.classList.toggle("is-focus", one === pane && this.panes.length > 1);
  }

  #draw() {
    if (this.isNarrow && this.panes.length > 1) this.panes = [this.#focus ?? this.panes[0]];
    this.element.dataset.count = String(this.panes.length);
    document.body.dataset.panes = String(this.panes.length);
    const wanted = this.panes.map((pane) => pane.element);
    const present = [...this.element.querySelectorAll(":scope > .pane")];
    if (wanted.length !== present.length || wanted.some((one, at) => one !== present[at])) this.#place(wanted);
    this.#setFocus(this.#focus);
    this.#drawStrip();
    keep(this.panes.map((pane) => [pane.seatId, pane.chatId]));
    this.see();
    this.hooks.onChange();
  }

  #place(wanted) {
    const add = h("button", { type: "button", class: "panes-add", title: "再放一个席位在旁边", on: { click: () => chooseSeat((seat) => this.beside(seat)) } }, icon("plus"), h("span", {}, "再开一个席位"));
    const hint = h("p", { class: "home-hint" }, "上面一排是这个县里的人：点谁，就替谁看、替谁说。红点是还没看的消息；右上角可以让时间快进，也可以听一个完整的故事。");
    this.element.replaceChildren(h("div", { class: "strip-holder" }), ...wanted, hint, ...(wanted.length < 2 ? [add] : []));
    for (const pane of this.panes) pane.toEnd();
  }

  #drawStrip() {
    if (!this.isNarrow || !this.panes.length) return;
    this.element.querySelector(".strip-holder")?.replaceChildren(seatStrip(this.panes[0].seatId, (seat) => this.take(seat)));
  }
}

function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function keep(pairs) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(pairs));
  } catch {
    // only convenience is lost
  }
}
