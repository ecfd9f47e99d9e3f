/** Draws one message: bubble, picture, place, card, or a quiet line in the middle. */

import { avatar, h, icon } from "./dom.js";
import { chatTime } from "./times.js";

const GAP = 5 * 60_000;
const URGENT = /紧急|超时|险情|提醒|预警/;

/** The line that says when, if the message stands apart from the one before it. */
export function timeLine(message, before, now) {
  const at = new Date(message.at);
  if (before && at - new Date(before.at) < GAP) return null;
  return h("p", { class: "time-line" }, chatTime(at, now));
}

/** One message as `seatId` sees it; `acts` are what can be done with it. */
export function bubble(message, seatId, isGroup, acts) {
  if (message.recalled) return quiet(`${mine(message, seatId) ? "您" : message.from.name}撤回了一条消息`, message, acts);
  if (message.kind === "button") return quiet(`${mine(message, seatId) ? "您" : message.from.name}点了「${message.text}」`, message, acts);
  const isMine = mine(message, seatId);
  return h(
    "div",
    { class: `line ${isMine ? "line-mine" : "line-other"} ${message.from.id === "bot" ? "line-bot" : ""}`, data: { message: message.id } },
    avatar(message.from, "avatar-chat"),
    h(
      "div",
      { class: "line-body" },
      isGroup && !isMine ? h("span", { class: "line-name" }, message.from.name) : null,
      h("div", { class: "bubble-row" }, body(message, seatId, acts), state(message, acts)),
      h("div", { class: "line-acts" }, ...lineActs(message, isMine, acts)),
    ),
  );
}

function mine(message, seatId) {
  return message.from.id === seatId;
}

function quiet(text, message, acts) {
  return h("p", { class: "quiet-line", data: { message: message.id } }, text, whyButton(message, acts));
}

function lineActs(message, isMine, acts) {
  const why = whyButton(message, acts);
  const undo = isMine && message.id.startsWith("i")
    ? h("button", { type: "button", class: "line-act", on: { click: () => acts.recall(message) } }, "撤回")
    : null;
  return [why, undo];
}

function whyButton(message, acts) {
  if (message.pending || message.failed) return null;
  return h("button", { type: "button", class: "line-act line-why", on: { click: () => acts.why(message) } }, "为什么");
}

function state(message, acts) {
  if (message.pending) return h("span", { class: "sending", "aria-label": "正在发送" });
  if (message.failed) {
    return h("button", { type: "button", class: "failed", title: `${message.failed} 点一下重发`, "aria-label": "没有发出，点一下重发", on: { click: () => acts.retry(message) } }, "!");
  }
  return null;
}

function body(message, seatId, acts) {
  if (message.card) return card(message, seatId, acts);
  if (message.picture) return picture(message, acts);
  if (message.place) return place(message.place);
  return h("div", { class: "bubble", on: { click: () => acts.pick(message) } }, ...words(message.text));
}

// "#00001" leads to the console
function words(text) {
  const pieces = text.split(/(#\d{1,9})/g).filter(Boolean);
  return pieces.map((piece) => (/^#\d+$/.test(piece) ? h("a", { class: "number", href: `/console/cases/${Number(piece.slice(1))}`, target: "_blank", rel: "noopener" }, piece) : piece));
}

function picture(message, acts) {
  return h(
    "button",
    { type: "button", class: "bubble bubble-picture", "aria-label": "看大图", on: { click: () => acts.look(message.picture.url) } },
    h("img", { src: message.picture.url, alt: message.text || "图片", loading: "lazy" }),
    message.text ? h("span", { class: "picture-words" }, message.text) : null,
  );
}

function place(where) {
  return h(
    "div",
    { class: "bubble bubble-place" },
    h("span", { class: "place-map" }, icon("place")),
    h("span", { class: "place-words" }, h("b", {}, where.label || "位置"), h("small", {}, "位置")),
  );
}

function card(message, seatId, acts) {
  const { kind, heading, lines } = readCard(message);
  const { buttons = [] } = message.card;
  return h(
    "div",
    { class: "bubble bubble-card" },
    h("header", { class: "card-title" }, h("span", { class: `card-kind ${URGENT.test(kind) ? "card-kind-urgent" : ""}` }, kind), heading ? h("strong", {}, ...words(heading)) : null),
    lines.length ? h("div", { class: "card-lines" }, ...lines.map(cardLine)) : null,
    buttons.length ? h("div", { class: "card-buttons" }, ...buttons.map((one) => cardButton(message, one, acts))) : null,
  );
}

// "【新任务】#00001 下水道堵塞" makes the head; "地点：3号楼前" is a label and what it says
function readCard(message) {
  const lines = message.text.split("\n").filter((line) => line.trim());
  const [, kind, heading] = /^【([^】]+)】\s*(.*)$/.exec(lines[0] ?? "") ?? [];
  const isHead = kind && (kind.includes(message.card.title) || heading.startsWith("#"));
  return isHead ? { kind, heading, lines: lines.slice(1) } : { kind: message.card.title, heading: "", lines };
}

function cardLine(line) {
  const [, label, value] = /^([\u4e00-\u9fff]{2,6})[：:]\s*(.+)$/.exec(line) ?? [];
  return label ? h("p", { class: "card-fact" }, h("span", {}, label), h("b", {}, ...words(value))) : h("p", {}, ...words(line));
}

function cardButton(message, one, acts) {
  const wasPressed = acts.wasPressed(message, one.key);
  return h(
    "button",
    { type: "button", class: "card-button", data: { key: one.key }, disabled: wasPressed, on: { click: () => acts.press(message, one) } },
    wasPressed ? `✓ ${one.label}` : one.label,
  );
}
