// In a list: j and k go down and up, Enter opens, x marks, / goes to the search, ? tells of it.

export function walk(list) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea, summary, button")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") return search(event);
    if (list) press(event);
  });
}

function search(event) {
  const field = document.querySelector("input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function press(event) {
  const rows = [...document.querySelectorAll("[data-walk] [data-row]")];
  const at = rows.findIndex((row) => row.classList.contains("is-here"));
  if (event.key === "j" || event.key === "ArrowDown") stand(rows, at, Math.min(at + 1, rows.length - 1), event);
  if (event.key === "k" || event.key === "ArrowUp") stand(rows, at, Math.max(at - 1, 0), event);
  if (at < 0) return;
  if (event.key === "Enter" && !event.target.matches("a")) rows[at].querySelector("a[href]").click();
  const box = rows[at].querySelector("input[type=checkbox]");
  if (event.key === "x" && box) box.checked = !box.checked;
  const button = rows[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
}

function stand(rows, from, to, event) {
  if (!rows.length || (event.key.startsWith("Arrow") && from < 0)) return;
  event.preventDefault();
  if (from >= 0) rows[from].classList.remove("is-here");
  rows[to].classList.add("is-here");
  rows[to].scrollIntoView({ block: "nearest" });
}
