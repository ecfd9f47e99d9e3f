// What every page does beyond its plain HTML: it hears that something changed, and moves by keys.

import { follow } from "./live.js";
import { walk } from "./keys.js";

follow(document.body.dataset.live || "");
walk(document.querySelector("[data-walk]"));

// the room one is in stands in sight, however many rooms there are
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// a form that was sent is not sent again by a second press
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  setTimeout(() => form.querySelectorAll("button").forEach((one) => (one.disabled = true)), 0);
});

// what is chosen decides which fields are asked for
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("[data-shows]");
  if (chosen) show(chosen);
});
document.querySelectorAll("[data-shows]").forEach(show);
document.body.classList.add("is-ready");

function show(chosen) {
  const form = chosen.closest("form");
  form.querySelectorAll("[data-for]").forEach((one) => {
    one.hidden = !one.dataset.for.split(" ").includes(chosen.value);
  });
}
