// The desk by keyboard: j and k move through the rows, Enter opens, c claims; never while something is being written.

const rows = () => [...document.querySelectorAll("[data-row]")];

const move = (step) => {
  const all = rows();
  const here = all.indexOf(document.activeElement?.closest("[data-row]"));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.querySelector("[data-open]")?.focus();
};

const acts = {
  j: () => move(1),
  k: () => move(-1),
  c: () => document.activeElement?.closest("[data-row]")?.querySelector("[data-claim]")?.click(),
  r: () => document.getElementById("reply")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
