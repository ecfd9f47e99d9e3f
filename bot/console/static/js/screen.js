// The wall hears of changes, looks again every minute, and says when it cannot.

import { follow, refresh } from "./live.js";

const EVERY = 60000;
const stale = document.getElementById("stale");

follow("screen");
setInterval(look, EVERY);
document.body.classList.add("is-ready");

async function look() {
  try {
    const answer = await refresh();
    if (answer && answer.redirected) return location.assign(answer.url);
    stale.hidden = !answer || answer.ok;
  } catch {
    stale.hidden = false;
  }
}
