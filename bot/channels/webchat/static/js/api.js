/** Talks with the server; what goes wrong comes back as an Error with a Chinese message. */

const ROOT = "/chat/api";

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(ROOT + path, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw new Error("连不上服务，请稍后再试。");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? `服务没有接受（${answer.status}）。`);
  return body;
}

function post(path, value) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
}

/** Everything the page needs at first. */
export const start = () => call("/start");

/** Earlier messages of a chat. */
export const earlier = (chat, before) => call(`/messages?${new URLSearchParams({ chat, before })}`);

/** Says something as a seat; the same `id` is stored once. */
export const say = (message) => post("/messages", message);

/** Takes one's own message back. */
export const recall = (message) => post("/recall", message);

/** Moves the clock: {minutes} or {to: "next_morning" | "next_due"}. */
export const moveClock = (step) => post("/clock", step);

/** Why the bot did what it did about a message. */
export const why = (message) => call(`/why?${new URLSearchParams({ message })}`);

/** Places a seat may name as its position. */
export const places = (seat) => call(`/places?${new URLSearchParams({ seat })}`);

/** The story with its steps. */
export const story = () => call("/story");

/** Stores a picture; gives {file, mime}. */
export const uploadPicture = (blob) => call("/pictures", { method: "POST", headers: { "Content-Type": blob.type }, body: blob });

/** An id for one deliberate act, so that a second click or a retry is the same act. */
export function actId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Listens for what happens; `onEvent(name, value)`, `onGap()` after the line was broken. */
export function listen(onEvent, onGap) {
  const source = new EventSource(`${ROOT}/stream`);
  let opened = false;
  source.addEventListener("open", () => {
    if (opened) onGap();
    opened = true;
  });
  for (const name of ["say", "clock", "recall"]) {
    source.addEventListener(name, (event) => onEvent(name, JSON.parse(event.data)));
  }
  return source;
}
