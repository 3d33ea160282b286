// Keys: what has a data-key in the page can be reached by it, never while one types; ? shows the sheet of them all.

const isOff = () => document.documentElement.dataset.keys === "off";
const isTyping = (event) => event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);
const rowHere = () => document.activeElement?.closest("[data-row]");
const PATIENCE = 1500; // milliseconds between the keys of a sequence such as g h
let begun = "";
let timer;

const move = (step) => {
  const all = rows();
  const next = all[Math.min(Math.max(all.indexOf(rowHere()) + step, 0), all.length - 1)];
  if (!next) return;
  const target = next.querySelector("[data-open]") ?? next;
  if (target === next) next.tabIndex = -1;
  target.focus();
};

// Within the row one is at, if it knows the key; else anywhere but in another row.
const find = (key) => {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return all.find((one) => rowHere()?.contains(one)) ?? all.find((one) => !one.closest("[data-row]"));
};

const act = (found) => {
  const field = found.matches("summary") ? found.parentElement : found;
  if (found.matches("a, button, summary, [type=checkbox]")) found.click();
  if (found.matches("a, button, [type=checkbox]")) return;
  const target = field.matches("input, textarea, select") ? field : field.querySelector("textarea, input:not([type=hidden])");
  target?.focus();
};

const listHere = (sheet) => {
  const known = new Set([...sheet.querySelectorAll("dt")].map((dt) => dt.dataset.keys));
  const list = sheet.querySelector("[data-keys-here]");
  for (const one of document.querySelectorAll("[data-key-word]")) {
    const { key, keyWord } = one.dataset;
    if (known.has(key)) continue;
    known.add(key);
    const dt = document.createElement("dt");
    dt.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    list.append(dt, Object.assign(document.createElement("dd"), { textContent: keyWord }));
    list.parentElement.hidden = false;
  }
};

const showSheet = async (address) => {
  if (document.querySelector("dialog.sheet[open]")) return;
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return location.assign(address);
  const sheet = Object.assign(document.createElement("dialog"), { className: "sheet" });
  sheet.setAttribute("aria-labelledby", "keys-title");
  sheet.append(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  document.body.append(sheet);
  listHere(sheet);
  sheet.addEventListener("close", () => sheet.remove());
  sheet.showModal();
};

const sheetLink = document.querySelector("[data-sheet]");
const acts = { j: () => move(1), k: () => move(-1), "?": () => showSheet(sheetLink.href) };

document.addEventListener("keydown", (event) => {
  if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
  const key = begun + event.key;
  begun = "";
  clearTimeout(timer);
  const found = acts[key] ?? find(key);
  if (found) {
    event.preventDefault();
    return found instanceof Element ? act(found) : found();
  }
  if (!document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) return;
  begun = `${event.key} `;
  timer = setTimeout(() => (begun = ""), PATIENCE);
});

sheetLink?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showSheet(sheetLink.href);
});
