// The page hears that something changed and fetches the parts marked [data-part] anew.

const PAUSE = 1500;

export function follow(subject) {
  if (!subject) return;
  let waiting = null;
  const source = new EventSource(`/console/stream?of=${encodeURIComponent(subject)}`);
  source.addEventListener("changed", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
  window.addEventListener("pagehide", () => source.close());
}

export async function refresh() {
  if (isBusy()) return null;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return answer;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelectorAll("[data-part]").forEach((old) => {
    const found = fresh.querySelector(`[data-part="${old.dataset.part}"]`);
    if (found && found.innerHTML !== old.innerHTML) old.replaceWith(found);
  });
  document.dispatchEvent(new CustomEvent("refreshed"));
  return answer;
}

// nobody's half-filled form is taken away
function isBusy() {
  const open = document.querySelector("[data-part] details.move[open], [data-part] input:checked");
  const at = document.activeElement;
  return Boolean(open) || Boolean(at && at.closest("[data-part]") && at.matches("input, select, textarea"));
}
