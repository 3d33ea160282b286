// The queue while others work: numbers and rows that are there change in place, new ones wait behind a bar.

const bar = document.getElementById("live-bar");
const words = bar.querySelector("[data-words]");
const show = bar.querySelector("button");
const rowsOf = (page) => [...page.querySelectorAll("[data-row]")];
const SOON = 400;
let timer, fresh;
let isPressed = false;
let acts = 0;

const look = async () => {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (answer.ok) fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  return answer.ok;
};

const swap = (old, next) => {
  if (!old || !next || old.outerHTML === next.outerHTML) return;
  const marked = new Set([...old.querySelectorAll("[data-mark]:checked")].map((mark) => mark.value));
  const copy = document.importNode(next, true);
  for (const mark of copy.querySelectorAll("[data-mark]")) mark.checked ||= marked.has(mark.value);
  old.replaceWith(copy);
  htmx.process(copy);
};

// What has the focus stays; the cells beside it change.
const swapCells = (row, next) => {
  if (!row.contains(document.activeElement)) return swap(row, next);
  const cells = [...next.children];
  if (cells.length !== row.children.length) return;
  [...row.children].forEach((cell, at) => cell.contains(document.activeElement) || swap(cell, cells[at]));
};

const followSoon = () => {
  clearTimeout(timer);
  timer = setTimeout(follow, SOON);
};

// A row drawn anew under a finger, or while its own act is on the way, would lose that; and what was read before an act is old.
const follow = async () => {
  const before = acts;
  if (!(await look())) return;
  if (isPressed || acts !== before || document.querySelector(".htmx-request")) return followSoon();
  for (const part of ["#queue-count", "#queue-tabs"]) swap(document.querySelector(part), fresh.querySelector(part));
  for (const row of rowsOf(document)) {
    const next = fresh.getElementById(row.id);
    if (next) swapCells(row, next);
    row.classList.toggle("is-gone", !next);
  }
  const coming = rowsOf(fresh).filter((row) => !document.getElementById(row.id)).length;
  words.textContent = coming ? bar.dataset[coming === 1 ? "one" : "many"].replace("0", coming) : "";
  bar.classList.toggle("is-shown", coming > 0);
  show.hidden = coming === 0;
};

document.addEventListener("live:news", ({ detail }) => {
  if (detail.topic !== "queue") return;
  followSoon();
});
document.addEventListener("live:stale", followSoon);
document.addEventListener("htmx:before:request", () => acts++);
document.addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => (isPressed = false)), true); // after the click that it makes
}
show.addEventListener("click", async () => {
  const known = new Set(rowsOf(document).map((row) => row.id));
  if (!(await look())) return;
  swap(document.getElementById("queue-list"), fresh.getElementById("queue-list"));
  const first = rowsOf(document).find((row) => !known.has(row.id));
  first?.querySelector("[data-open]")?.focus();
  words.textContent = "";
  bar.classList.remove("is-shown");
  show.hidden = true;
});
