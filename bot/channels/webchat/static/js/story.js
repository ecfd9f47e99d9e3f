/** Plays the story step by step: people speak for themselves, the bot really answers. */

import { story } from "./api.js";
import { pass } from "./clockbar.js";
import { send, sendPicture } from "./composer.js";
import { h, icon, toast } from "./dom.js";
import { store } from "./store.js";

const LETTER_MS = 75;
const NUDGE_MS = 1200;
const PATIENCE_MS = 9000;
const MORNING = { caption: "先把时间拨到下一个工作日的早上，故事从这里讲起。", move: { to: "next_morning" } };

export class Story {
  #steps = [];
  #at = -1;
  #isPaused = false;
  #wake = () => {};
  #run = 0;
  #number = "";
  #since = "";

  /** `stage.show(seatId, chatId)` brings a seat's chat into view; `stage.arrange(seatIds)` opens several. */
  constructor(element, stage) {
    this.element = element;
    this.stage = stage;
    this.caption = h("p", { class: "story-caption" });
    this.count = h("span", { class: "story-count" });
    this.bar = h("span", { class: "story-bar" }, h("i"));
    this.pause = h("button", { type: "button", class: "story-button", data: { act: "pause" }, on: { click: () => this.#togglePause() } });
    const next = h("button", { type: "button", class: "story-button", data: { act: "next" }, on: { click: () => this.#next() } }, icon("next"), "下一步");
    const stop = h("button", { type: "button", class: "story-button story-stop", data: { act: "stop" }, on: { click: () => this.stop() } }, icon("close"), h("span", {}, "结束"));
    element.replaceChildren(h("div", { class: "story-words" }, this.count, this.caption), h("div", { class: "story-acts" }, this.pause, next, stop), this.bar);
  }

  get isPlaying() {
    return !this.element.hidden;
  }

  /** Plays from the beginning. */
  async play() {
    this.element.classList.remove("is-over");
    try {
      const told = await story();
      this.#steps = told.waits_for_morning ? [MORNING, ...told.steps] : told.steps;
      this.stage.arrange(told.stage);
    } catch (error) {
      toast(error.message);
      return;
    }
    this.#run += 1;
    this.#number = "";
    this.#since = store.newest();
    this.#isPaused = false;
    this.element.hidden = false;
    this.#drawPause();
    await this.#playAll(this.#run);
  }

  /** The story ends here; what was said stays said. */
  stop() {
    this.#run += 1;
    this.element.hidden = true;
    this.#wake();
  }

  async #playAll(run) {
    for (this.#at = 0; this.#at < this.#steps.length && run === this.#run; this.#at += 1) {
      const step = this.#steps[this.#at];
      this.#drawStep(step);
      await this.#rest(step.caption.length * LETTER_MS * 0.4, run);
      if (run !== this.#run) return;
      await this.#act(step, run);
      await this.#rest(1200 + step.caption.length * LETTER_MS, run);
    }
    if (run === this.#run) this.#end();
  }

  #end() {
    this.count.textContent = "完";
    this.caption.textContent = "故事讲完了。现在可以替任何人说话，换个结局试试：比如替高叔说“没解决”，或者让时间快进，看没人接单会怎样。";
    this.element.classList.add("is-over");
  }

  #drawStep(step) {
    this.element.classList.remove("is-over");
    this.element.dataset.step = String(this.#at + 1);
    this.count.textContent = `${this.#at + 1} / ${this.#steps.length}`;
    this.caption.textContent = this.#fill(step.caption);
    this.bar.firstElementChild.style.width = `${((this.#at + 1) / this.#steps.length) * 100}%`;
    if (step.seat) this.stage.show(step.seat, step.chat);
  }

  async #act(step, run) {
    if (step.say || step.picture || step.press || step.move) this.#since = store.newest();
    const who = { seat: step.seat, chat: step.chat };
    if (step.say) await send({ ...who, kind: "text", text: this.#fill(step.say) });
    if (step.picture) await sendStoryPicture(who, step.picture);
    if (step.press) await this.#press(step);
    if (step.move) await pass(step.move);
    if (step.expect) await this.#expect(step, run);
  }

  async #press(step) {
    const cards = store.messagesOf(step.chat).filter((message) => message.card);
    for (const message of cards.reverse()) {
      const one = message.card.buttons.find((button) => button.key.startsWith(`${step.press}:`));
      if (one) return send({ seat: step.seat, chat: step.chat, kind: "button", text: one.label, button: { key: one.key } });
    }
    return send({ seat: step.seat, chat: step.chat, kind: "text", text: this.#fill(step.or_say) });
  }

  async #expect(step, run) {
    const { expect } = step;
    if (expect.seat) this.stage.show(expect.seat, expect.chat);
    for (let tries = step.nudges ?? 1; ; tries -= 1) {
      const found = await this.#arrived(expect, step.nudge && tries > 0 ? NUDGE_MS : PATIENCE_MS, run);
      if (found || run !== this.#run) return this.#found(step, found);
      if (tries <= 0 || !step.nudge || !(await pass(step.nudge))) break;
    }
    this.caption.textContent += "（还没有等到，可以先往下看）";
    return undefined;
  }

  #found(step, message) {
    if (!message) return;
    const number = /#\d+/.exec(wordsOf(message));
    if (number && !this.#number) this.#number = number[0];
    if (step.why) this.stage.explain(message);
  }

  async #arrived(expect, milliseconds, run) {
    const until = performance.now() + milliseconds;
    while (performance.now() < until && run === this.#run) {
      const found = store.messagesOf(expect.chat).find((message) =>
        message.order > this.#since && message.from.id === "bot" && expect.any.some((words) => wordsOf(message).includes(this.#fill(words))));
      if (found) return found;
      await sleep(120);
    }
    return null;
  }

  #fill(words) {
    return words.replaceAll("{number}", this.#number);
  }

  async #rest(milliseconds, run) {
    let isNext = false;
    const woken = () => new Promise((resolve) => {
      this.#wake = (next = false) => {
        isNext = next;
        resolve();
      };
    });
    if (!this.#isPaused) await Promise.race([sleep(milliseconds), woken()]);
    while (this.#isPaused && !isNext && run === this.#run) await woken();
  }

  #next() {
    this.#wake(true);
  }

  #togglePause() {
    this.#isPaused = !this.#isPaused;
    this.#drawPause();
    this.#wake();
  }

  #drawPause() {
    this.pause.replaceChildren(icon(this.#isPaused ? "play" : "pause"), this.#isPaused ? "继续" : "暂停");
  }
}

async function sendStoryPicture({ seat, chat }, name) {
  const answer = await fetch(`/chat/static/story/${name}`);
  return sendPicture(seat, chat, await answer.blob());
}

function wordsOf(message) {
  const card = message.card ? [message.card.title, ...(message.card.lines ?? []).flat()].join(" ") : "";
  return `${card} ${message.text}`;
}

function sleep(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
