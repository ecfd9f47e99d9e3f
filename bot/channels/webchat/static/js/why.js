/** The panel that says why the bot did what it did. */

import { why } from "./api.js";
import { h, icon, iconButton } from "./dom.js";
import { store } from "./store.js";
import { chatTime, distance } from "./times.js";

export class WhyPanel {
  #message = null;
  #again = 0;

  constructor(element, onClose) {
    this.element = element;
    this.body = h("div", { class: "why-body" });
    element.replaceChildren(
      h("header", { class: "why-head" }, icon("why"), h("b", {}, "为什么"), iconButton("close", "关上", onClose, "why-close")),
      this.body,
    );
    this.#introduce();
  }

  get messageId() {
    return this.#message?.id ?? null;
  }

  /** Explains a message; asks again while the bot is still at work on it. */
  async show(message) {
    this.#message = message;
    if (!this.body.dataset.message || this.body.dataset.message !== message.id) this.body.replaceChildren(h("p", { class: "why-wait" }, "正在查…"));
    await this.refresh();
  }

  /** Reads the explanation anew. */
  async refresh() {
    const message = this.#message;
    if (!message) return;
    clearTimeout(this.#again);
    try {
      const told = await why(message.id);
      if (this.#message !== message) return;
      this.body.dataset.message = message.id;
      const top = this.body.scrollTop;
      this.body.replaceChildren(...explanation(told));
      this.body.scrollTop = top;
      if (told.waiting) this.#again = setTimeout(() => this.refresh(), 1500);
    } catch (error) {
      this.body.replaceChildren(h("p", { class: "why-wait" }, error.message));
    }
  }

  #introduce() {
    this.body.replaceChildren(
      h("div", { class: "why-intro" },
        h("p", {}, "点任何一条消息下面的“为什么”，这里就说清楚："),
        h("ul", {},
          h("li", {}, "它听成了什么事，凭哪几个词"),
          h("li", {}, "地点凭什么认出来"),
          h("li", {}, "为什么派给这个人、这个单位"),
          h("li", {}, "接下来什么时候会催、会升级、会回访"),
        ),
        h("p", { class: "why-hint" }, "每个窗口是一个人的手机。可以替任何人说话；时间也可以快进。"),
      ),
    );
  }
}

function explanation(told) {
  return [
    section("听到的话", quoted(told)),
    told.judged ? section("听成了", h("p", { class: "why-judged" }, told.judged.label)) : null,
    told.case ? theCase(told.case) : null,
    told.is_kept ? section("事项", h("p", { class: "why-hint" }, "这件事保密，只有指定的经办人能看。")) : null,
    told.case?.reasons.length ? section("依据", bullets(told.case.reasons)) : null,
    told.whistles?.length ? section("吹哨", ...told.whistles.map(whistle)) : null,
    told.effects?.length ? section("于是做了", bullets(told.effects, "why-effects")) : null,
    told.timers?.length ? section("接下来", timeline(told.timers)) : null,
    told.history?.length ? section("经过", history(told.history)) : null,
  ].filter(Boolean);
}

function quoted(told) {
  const state = told.waiting ? h("span", { class: "why-state" }, "机器人正在看…") : null;
  return h("blockquote", { class: "why-words" }, told.words, told.from ? h("footer", {}, `${told.from} ${chatTime(new Date(told.at), store.now())}`) : null, state);
}

function section(title, ...content) {
  return h("section", { class: "why-section" }, h("h3", {}, title), ...content);
}

function theCase(one) {
  const facts = [
    ["事项", one.title],
    ["紧急程度", one.urgency.label, `urgency-${one.urgency.id}`],
    ["地点", one.place],
    ["归属", one.region],
    ["办理人", one.owner],
    ["状态", one.state],
    ["办结时限", one.due_at ? chatTime(new Date(one.due_at), store.now()) : ""],
  ].filter(([, value]) => value);
  return section(
    "事项",
    h("a", { class: `why-case colour-${one.colour}`, href: one.url, target: "_blank", rel: "noopener" }, h("b", {}, one.number), h("span", {}, one.state)),
    h("dl", { class: "facts" }, ...facts.flatMap(([label, value, extra]) => [h("dt", {}, label), h("dd", { class: extra ?? "" }, value)])),
  );
}

function bullets(lines, extra = "") {
  return h("ul", { class: `why-list ${extra}` }, ...lines.map((line) => h("li", {}, line)));
}

function whistle(one) {
  const due = one.due_at ? `报到时限 ${chatTime(new Date(one.due_at), store.now())}` : "";
  return h("p", { class: "why-whistle" }, h("b", {}, one.department), h("span", { class: "tag" }, one.role), h("span", { class: "tag" }, one.state), h("small", {}, due));
}

function timeline(timers) {
  const now = store.now();
  return h("ol", { class: "why-timers" }, ...timers.map((timer) => {
    const due = new Date(timer.due_at);
    return h("li", {}, h("time", { datetime: timer.due_at }, chatTime(due, now)), h("span", {}, timer.label), h("small", {}, distance(due, now)));
  }));
}

function history(events) {
  const now = store.now();
  return h("ol", { class: "why-history" }, ...events.map((event) =>
    h("li", { class: event.is_now ? "is-now" : "" }, h("time", { datetime: event.at }, chatTime(new Date(event.at), now)), h("span", {}, `${event.actor} ${event.move}`), event.note ? h("small", {}, event.note) : null),
  ));
}
