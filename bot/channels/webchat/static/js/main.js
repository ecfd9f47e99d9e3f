/** Puts the page together and keeps it live. */

import { listen, start } from "./api.js";
import { clockBar } from "./clockbar.js";
import { h, icon, sheet, toast } from "./dom.js";
import { SeatList } from "./seatlist.js";
import { Stage } from "./stage.js";
import { store } from "./store.js";
import { Story } from "./story.js";
import { WhyPanel } from "./why.js";

const at = (id) => document.getElementById(id);

const stage = new Stage(at("panes"), { onWhy: showWhy, onPick: pick, onLook: look, onChange: () => seats.refresh() });
const seats = new SeatList(at("seats"), { take: (seat) => stage.take(seat), beside: (seat) => stage.beside(seat), open: () => stage.open() });
const whyPanel = new WhyPanel(at("why"), () => setWhy(false));
const story = new Story(at("story"), stage);

function setWhy(isOpen) {
  document.body.classList.toggle("has-why", isOpen);
}

async function showWhy(message) {
  setWhy(true);
  stage.point(message.id);
  await whyPanel.show(message);
}

function pick(message) {
  if (stage.isNarrow || !document.body.classList.contains("has-why")) return false;
  showWhy(message);
  return true;
}

function look(url) {
  sheet("图片", h("img", { class: "big-picture", src: url, alt: "图片" }), { wide: true });
}

function links() {
  const play = () => (story.isPlaying ? story.stop() : story.play());
  at("top-links").replaceChildren(
    h("button", { type: "button", class: "top-link top-story", id: "play-story", on: { click: play } }, icon("play"), h("span", {}, "讲给我听")),
    h("button", { type: "button", class: "top-link top-why", title: "为什么", on: { click: () => setWhy(!document.body.classList.contains("has-why")) } }, icon("why"), h("span", {}, "为什么")),
    h("a", { class: "top-link", href: "/console/", target: "_blank", rel: "noopener", title: "控制台" }, icon("console"), h("span", {}, "控制台")),
  );
}

let queued = false;
function refreshSoon() {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => {
    queued = false;
    stage.refresh();
    seats.refresh();
  });
}

function hear(name, value) {
  if (name === "say") store.add(value);
  if (name === "recall") store.change(value.id, { recalled: true });
  if (name === "clock") store.setNow(value.now);
  explainAgain();
}

let explaining = 0;
function explainAgain() {
  clearTimeout(explaining);
  if (document.body.classList.contains("has-why") && whyPanel.messageId) explaining = setTimeout(() => whyPanel.refresh(), 400);
}

async function load() {
  const told = await start();
  store.load(told);
  at("county").textContent = told.county.name;
  at("play-story").hidden = !told.has_story;
}

async function begin() {
  links();
  try {
    await load();
  } catch (error) {
    toast(error.message);
    setTimeout(begin, 3000);
    return;
  }
  document.body.classList.toggle("has-why", !stage.isNarrow);
  clockBar(at("clock"));
  stage.restore();
  seats.refresh();
  store.addEventListener("message", refreshSoon);
  store.addEventListener("loaded", refreshSoon);
  store.addEventListener("seen", () => seats.refresh());
  document.addEventListener("visibilitychange", refreshSoon);
  listen(hear, () => load().catch((error) => toast(error.message)));
  document.body.classList.add("is-ready");
}

begin();
