/** What the page knows: seats, chats, messages in order, what each seat has seen, and the time. */

const QUIET = new Set(["button"]);

class Store extends EventTarget {
  county = { name: "", centre: "" };
  seats = [];
  chats = new Map();
  #messages = new Map();
  #seen = {};
  #seenKey = "";
  #ahead = 0;

  /** Takes over what the server told at the start. */
  load(told) {
    this.county = told.county;
    this.seats = told.seats;
    this.chats = new Map(told.chats.map((chat) => [chat.id, chat]));
    this.#messages = new Map();
    this.setNow(told.now);
    for (const message of told.messages) this.#insert(message);
    this.#seenKey = `seen:${told.instance}`;
    this.#seen = recallSeen(this.#seenKey);
    this.#emit("loaded");
  }

  /** The demo's present moment. */
  now() {
    return new Date(Date.now() + this.#ahead);
  }

  /** The server says what time it is. */
  setNow(iso) {
    this.#ahead = new Date(iso) - Date.now();
    this.#emit("clock");
  }

  seat(id) {
    return this.seats.find((seat) => seat.id === id);
  }

  seatNamed(name) {
    return this.seats.find((seat) => seat.name === name);
  }

  /** The chats of a seat, the one it mostly uses first. */
  chatsOf(seatId) {
    return (this.seat(seatId)?.chats ?? []).map((id) => this.chats.get(id)).filter(Boolean);
  }

  /** These chats, the one with the newest message first. */
  byNews(chats) {
    return [...chats].sort((a, b) => newest(this.messagesOf(b.id)).localeCompare(newest(this.messagesOf(a.id))));
  }

  /** How the seat calls the chat: the group's name, or the bot's. */
  title(chatId) {
    const chat = this.chats.get(chatId);
    return chat?.is_group ? chat.name : "哨到";
  }

  messagesOf(chatId) {
    return this.#messages.get(chatId) ?? [];
  }

  /** The order of the newest message of all. */
  newest() {
    return [...this.#messages.values()].map(newest).reduce((a, b) => (a > b ? a : b), "");
  }

  find(messageId) {
    for (const list of this.#messages.values()) {
      const found = list.find((message) => message.id === messageId);
      if (found) return found;
    }
    return undefined;
  }

  /** A message is shown in its place; the same one twice is one. */
  add(message) {
    const isNew = this.#insert(message);
    this.#emit("message", { message, isNew });
  }

  addEarlier(messages) {
    for (const message of messages) this.#insert(message);
  }

  /** A message that could not be sent, or is given up, goes away. */
  drop(message) {
    const list = this.messagesOf(message.chat);
    const at = list.indexOf(message);
    if (at >= 0) list.splice(at, 1);
    this.#emit("message", { message, isNew: false });
  }

  change(messageId, changes) {
    const message = this.find(messageId);
    if (!message) return;
    Object.assign(message, changes, { version: (message.version ?? 0) + 1 });
    this.#emit("message", { message, isNew: false });
  }

  unread(seatId, chatId) {
    const seen = this.#seen[`${seatId} ${chatId}`] ?? this.#seen.since ?? "";
    const list = this.messagesOf(chatId);
    let count = 0;
    for (let at = list.length - 1; at >= 0 && list[at].order > seen; at -= 1) {
      if (list[at].from.id !== seatId && !QUIET.has(list[at].kind)) count += 1;
    }
    return count;
  }

  unreadOf(seatId) {
    return (this.seat(seatId)?.chats ?? []).reduce((sum, chat) => sum + this.unread(seatId, chat), 0);
  }

  /** The seat has read the chat to its end. */
  see(seatId, chatId) {
    const last = newest(this.messagesOf(chatId));
    const key = `${seatId} ${chatId}`;
    if (!last || this.#seen[key] === last) return;
    this.#seen[key] = last;
    keepSeen(this.#seenKey, this.#seen);
    this.#emit("seen");
  }

  #insert(message) {
    const list = this.#messages.get(message.chat) ?? [];
    this.#messages.set(message.chat, list);
    const same = list.findIndex((old) => old.id === message.id || (message.client && old.client === message.client));
    if (same >= 0) list.splice(same, 1);
    let at = list.length;
    while (at > 0 && list[at - 1].order > message.order) at -= 1;
    list.splice(at, 0, message);
    return same < 0;
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function newest(list) {
  return list.length ? list[list.length - 1].order : "";
}

function recallSeen(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function keepSeen(key, seen) {
  try {
    localStorage.setItem(key, JSON.stringify(seen));
  } catch {
    // a browser that keeps nothing only forgets what was read
  }
}

export const store = new Store();
