/** The line at the foot of a chat: words, a picture, a place, ready phrases. */

import { actId, places, say, uploadPicture } from "./api.js";
import { h, iconButton, sheet, toast } from "./dom.js";
import { phrasesFor } from "./phrases.js";
import { store } from "./store.js";

const LONGEST = 10_000;
const LARGEST_SIDE = 1600;

/** Sends a draft `{seat, chat, kind, …}`: shown at once, replaced by what the server stored. */
export async function send(draft) {
  const id = draft.id ?? actId();
  const shown = pendingMessage({ ...draft, id });
  store.add(shown);
  try {
    const { message } = await say({ ...draft, id });
    store.add(message);
    return message;
  } catch (error) {
    store.change(shown.id, { pending: false, failed: error.message, draft: { ...draft, id } });
    toast(error.message);
    return null;
  }
}

/** Sends again what failed; the same id keeps it one message. */
export function retry(message) {
  store.change(message.id, { failed: null });
  return send(message.draft);
}

function pendingMessage(draft) {
  const seat = store.seat(draft.seat);
  const at = store.now().toISOString();
  return {
    id: `p${draft.id}`, client: draft.id, chat: draft.chat, at, order: at, kind: draft.kind, text: draft.text ?? "",
    from: { id: seat.id, name: seat.name }, pending: true, place: draft.place ?? null,
    picture: draft.preview ? { url: draft.preview } : null, card: null, recalled: false,
  };
}

/** Stores a picture and sends it. */
export async function sendPicture(seat, chat, file) {
  try {
    const picture = await uploadPicture(await smaller(file));
    return await send({ seat, chat, kind: "image", picture, preview: `/chat/pictures/${picture.file}` });
  } catch (error) {
    toast(error.message);
    return null;
  }
}

// Drawing it anew also leaves out where and when it was taken.
async function smaller(file) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(image.width, image.height));
    const canvas = h("canvas", { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.86));
  } catch {
    throw new Error("这个文件不是能看的图片，请换一张。");
  }
}

/** The composer of one pane; `where()` gives the present {seat, chat}. */
export function composer(where) {
  const input = h("textarea", { rows: "1", maxlength: String(LONGEST), placeholder: "说点什么…", "aria-label": "消息", enterkeyhint: "send" });
  const file = h("input", { type: "file", accept: "image/*", hidden: true, "aria-label": "选图片" });
  const button = h("button", { type: "button", class: "send", disabled: true, on: { click: submit } }, "发送");

  function submit() {
    const text = input.value.trim();
    const { seat, chat } = where();
    if (!text || !chat) return;
    input.value = "";
    fit();
    send({ seat, chat, kind: "text", text });
  }

  function fit() {
    button.disabled = !input.value.trim();
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight + 2, 132)}px`;
  }

  input.addEventListener("input", fit);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  file.addEventListener("change", () => {
    const { seat, chat } = where();
    if (file.files.length && chat) sendPicture(seat, chat, file.files[0]);
    file.value = "";
  });

  const fill = (text) => {
    input.value = text;
    fit();
    input.focus();
  };
  return h(
    "footer",
    { class: "composer" },
    h(
      "div",
      { class: "composer-tools" },
      iconButton("phrases", "常用语", () => choosePhrase(where(), fill)),
      iconButton("picture", "发图片", () => file.click()),
      iconButton("place", "发位置", () => choosePlace(where())),
      file,
    ),
    h("div", { class: "composer-line" }, input, button),
  );
}

function choosePhrase({ seat, chat }, fill) {
  const list = h("ul", { class: "choices" }, ...phrasesFor(store.seat(seat), chat).map((text) => choice(text, null, () => fill(text), () => close())));
  const close = sheet("常用语", list);
}

async function choosePlace({ seat, chat }) {
  const body = h("ul", { class: "choices" }, h("li", { class: "choice-none" }, "正在找附近的地方…"));
  const close = sheet("发位置", body);
  try {
    const found = (await places(seat)).places;
    const pick = (place) => send({ seat, chat, kind: "location", place });
    body.replaceChildren(...found.map((place) => choice(place.label, place.region, () => pick(place), close)));
    if (!found.length) body.replaceChildren(h("li", { class: "choice-none" }, "这一片还没有标过位置的地方。"));
  } catch (error) {
    close();
    toast(error.message);
  }
}

function choice(text, hint, act, close) {
  const pick = () => {
    close();
    act();
  };
  return h("li", {}, h("button", { type: "button", class: "choice", on: { click: pick } }, h("span", {}, text), hint ? h("small", {}, hint) : null));
}

