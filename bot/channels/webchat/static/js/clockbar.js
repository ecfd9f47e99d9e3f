/** The demo's clock: what time it is there, and the ways to let it pass. */

import { moveClock } from "./api.js";
import { h, icon, sheet, toast } from "./dom.js";
import { store } from "./store.js";
import { wall } from "./times.js";

export const STEPS = [
  { id: "ten", label: "10 分钟", title: "快进 10 分钟", step: { minutes: 10 } },
  { id: "hour", label: "1 小时", title: "快进 1 小时", step: { minutes: 60 } },
  { id: "morning", label: "下一个工作日早上", title: "快进到下一个工作日早上", step: { to: "next_morning" } },
  { id: "due", label: "下一件到期的事", title: "快进到下一件到期的事", step: { to: "next_due" } },
];

/** Time passes in the demo; gives what the server says, or null with a notice. */
export async function pass(step) {
  document.body.classList.add("is-moving");
  try {
    const told = await moveClock(step);
    store.setNow(told.now);
    return told;
  } catch (error) {
    toast(error.message);
    return null;
  } finally {
    document.body.classList.remove("is-moving");
  }
}

async function passAndTell(step) {
  const told = await pass(step);
  if (told) toast(told.says);
}

/** Shows the clock in `element` and keeps it going. */
export function clockBar(element) {
  const date = h("span", { class: "clock-date" });
  const weekday = h("span", { class: "clock-date clock-weekday" });
  const time = h("span", { class: "clock-time" });
  const buttons = STEPS.map((one) => h("button", { type: "button", class: "clock-step", data: { step: one.id }, title: one.title, on: { click: () => passAndTell(one.step) } }, one.label));
  const menu = h("button", { type: "button", class: "clock-menu", "aria-label": "快进", on: { click: openMenu } }, icon("forward"), "快进");
  element.replaceChildren(
    h("div", { class: "clock-face", title: "演示里的北京时间" }, icon("clock"), date, weekday, time),
    h("div", { class: "clock-steps", role: "group", "aria-label": "快进" }, h("span", { class: "clock-label" }, icon("forward"), "快进"), ...buttons),
    menu,
  );
  const tick = () => {
    const now = wall(store.now());
    date.textContent = now.date;
    weekday.textContent = now.weekday;
    time.textContent = now.time;
  };
  store.addEventListener("clock", tick);
  setInterval(tick, 1000);
  tick();
}

function openMenu() {
  const pick = (step) => {
    close();
    passAndTell(step);
  };
  const close = sheet("时间快进", h("ul", { class: "choices" }, ...STEPS.map((one) => h("li", {}, h("button", { type: "button", class: "choice", on: { click: () => pick(one.step) } }, one.title)))));
}
