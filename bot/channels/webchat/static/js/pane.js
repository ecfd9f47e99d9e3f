/** One seat's window: who sits there, their chats, the open chat, the line to write in. */

import { earlier, recall } from "./api.js";
import { bubble, timeLine } from "./bubbles.js";
import { composer, retry, send } from "./composer.js";
import { arrange, avatar, dot, groupAvatar, h, iconButton, redraw, toast } from "./dom.js";
import { store } from "./store.js";
import { listTime } from "./times.js";

export class Pane {
  #drawn = new Map();
  #hasEarlier = true;

  /** `hooks`: onClose(pane), onFocus(pane), onBack(pane), onSwitch(pane), onWhy(message), onLook(url). */
  constructor(seatId, chatId, hooks) {
    this.seatId = seatId;
    this.chatId = chatId ?? store.chatsOf(seatId)[0]?.id;
    this.hooks = hooks;
    this.acts = {
      why: (message) => hooks.onWhy(message, this),
      look: hooks.onLook,
      pick: (message) => this.#pick(message),
      retry,
      recall: (message) => this.#recall(message),
      press: (message, one) => this.#press(message, one),
      wasPressed: (message, key) => store.messagesOf(message.chat).some((other) => other.button?.key === key && other.order > message.order),
    };
    this.chats = h("nav", { class: "pane-chats", "aria-label": `${store.seat(this.seatId).name}的聊天` });
    this.title = h("span", { class: "talk-title" });
    this.members = h("span", { class: "talk-members" });
    this.list = h("div", { class: "talk-list", tabindex: "0", role: "log", "aria-label": "消息" });
    this.element = this.#build();
    this.refresh({ toEnd: true });
  }

  #build() {
    const seat = store.seat(this.seatId);
    const head = h(
      "header",
      { class: "pane-head" },
      avatar(seat, "avatar-small"),
      h("span", { class: "pane-who" }, h("b", {}, seat.name), h("small", {}, seat.caption)),
      iconButton("close", `关上${seat.name}的窗口`, () => this.hooks.onClose(this), "pane-close"),
    );
    const talkHead = h(
      "header",
      { class: "talk-head" },
      iconButton("back", "返回", () => this.hooks.onBack(this), "talk-back"),
      h("span", { class: "talk-names" }, this.title, this.members),
      h("button", { type: "button", class: "talk-switch", "aria-label": "换个席位", on: { click: () => this.hooks.onSwitch(this) } }, avatar(seat, "avatar-small")),
    );
    const talk = h("section", { class: "talk" }, talkHead, this.list, composer(() => ({ seat: this.seatId, chat: this.chatId })));
    const pane = h("article", { class: "pane", data: { seat: this.seatId, role: seat.kind }, "aria-label": `${seat.name}的手机` }, head, this.chats, talk);
    pane.addEventListener("pointerdown", () => this.hooks.onFocus(this), { capture: true });
    this.list.addEventListener("scroll", () => this.#maybeEarlier(), { passive: true });
    return pane;
  }

  /** The seat looks at another of its chats. */
  open(chatId) {
    this.chatId = chatId;
    this.#hasEarlier = true;
    this.refresh({ toEnd: true });
  }

  /** Draws what changed; keeps the reader's place unless they are at the end. */
  refresh({ toEnd = false } = {}) {
    const atEnd = toEnd || this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    this.#drawChats();
    const chat = store.chats.get(this.chatId);
    this.element.dataset.chat = this.chatId ?? "";
    this.title.textContent = chat ? store.title(this.chatId) : "";
    this.members.textContent = chat?.is_group ? `${chat.members.length} 人` : "";
    arrange(this.list, this.#lines(chat));
    if (atEnd) this.toEnd();
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Shines on one message, so that the eye finds it. */
  point(messageId) {
    for (const line of this.list.querySelectorAll(".is-selected")) line.classList.remove("is-selected");
    this.list.querySelector(`[data-message="${CSS.escape(messageId)}"]`)?.classList.add("is-selected");
  }

  /** What the pane shows now has been read. */
  see() {
    if (this.chatId) store.see(this.seatId, this.chatId);
  }

  #lines(chat) {
    const lines = [];
    const kept = new Map();
    const now = store.now();
    let before = null;
    for (const message of store.messagesOf(this.chatId)) {
      const time = this.#timeLine(message, before, now, kept);
      if (time) lines.push(time);
      const line = this.#line(message, chat);
      kept.set(message.id, line);
      lines.push(line.node);
      before = message;
    }
    this.#drawn = kept;
    return lines.length ? lines : [this.#nothing(chat)];
  }

  // a node drawn once stays, so that pictures do not flicker
  #line(message, chat) {
    const pressed = message.card?.buttons?.map((one) => this.acts.wasPressed(message, one.key)).join() ?? "";
    const stamp = `${message.version ?? 0} ${message.recalled} ${pressed}`;
    const old = this.#drawn.get(message.id);
    if (old?.stamp === stamp) return old;
    return { stamp, node: bubble(message, this.seatId, chat?.is_group, this.acts) };
  }

  #timeLine(message, before, now, kept) {
    const node = timeLine(message, before, now);
    if (!node) return null;
    const key = `time ${message.id}`;
    const old = this.#drawn.get(key);
    const line = old?.stamp === node.textContent ? old : { stamp: node.textContent, node };
    kept.set(key, line);
    return line.node;
  }

  #nothing(chat) {
    const words = chat?.is_group ? "群里还没有人说话。说一句试试，比如“路灯不亮了”。" : "这里是和“哨到”的单独聊天。办件通知、进展和回访都会到这里。";
    return h("p", { class: "talk-nothing" }, words);
  }

  #drawChats() {
    const now = store.now();
    const isList = matchMedia("(max-width: 760px)").matches || this.element.clientWidth >= 620;
    const chats = isList ? store.byNews(store.chatsOf(this.seatId)) : store.chatsOf(this.seatId);
    redraw(this.chats, ...chats.map((chat) => this.#chatRow(chat, now)));
  }

  #chatRow(chat, now) {
    const list = store.messagesOf(chat.id);
    const last = list[list.length - 1];
    const unread = store.unread(this.seatId, chat.id);
    const isOpen = chat.id === this.chatId;
    return h(
      "button",
      { type: "button", class: `chat-row ${isOpen ? "is-open" : ""}`, data: { chat: chat.id, focus: chat.id }, "aria-current": isOpen ? "true" : null, on: { click: () => this.hooks.onChat(this, chat.id) } },
      h("span", { class: "chat-face" }, chat.is_group ? groupAvatar(memberNames(chat)) : avatar({ id: "bot", name: "哨到" }), dot(unread)),
      h("span", { class: "chat-text" }, h("b", {}, store.title(chat.id)), h("small", {}, last ? preview(last) : "还没有消息")),
      h("span", { class: "chat-time" }, last ? listTime(new Date(last.at), now) : ""),
    );
  }

  async #maybeEarlier() {
    const list = store.messagesOf(this.chatId);
    if (!this.#hasEarlier || this.list.scrollTop > 40 || !list.length) return;
    this.#hasEarlier = false;
    try {
      const { messages } = await earlier(this.chatId, list[0].order);
      const height = this.list.scrollHeight;
      store.addEarlier(messages);
      this.#hasEarlier = messages.length > 0;
      if (messages.length) this.refresh();
      this.list.scrollTop += this.list.scrollHeight - height;
    } catch (error) {
      toast(error.message);
    }
  }

  // a touched message shows what can be done with it; with the reasons open, it is explained at once
  #pick(message) {
    if (message.pending || message.failed) return;
    if (!this.hooks.onPick(message)) this.point(message.id);
  }

  #press(message, one) {
    return send({ seat: this.seatId, chat: message.chat, kind: "button", text: one.label, button: { key: one.key } });
  }

  async #recall(message) {
    try {
      await recall({ seat: this.seatId, message: message.id });
    } catch (error) {
      toast(error.message);
    }
  }
}


function memberNames(chat) {
  return chat.members.map((id) => store.seat(id)?.name ?? "").filter(Boolean);
}

function preview(message) {
  if (message.recalled) return "撤回了一条消息";
  const words = message.card ? message.card.title : message.picture ? "[图片]" : message.place ? "[位置]" : message.text;
  const speaker = store.chats.get(message.chat)?.is_group && message.from.id !== "bot" ? `${message.from.name}：` : "";
  return speaker + words;
}
