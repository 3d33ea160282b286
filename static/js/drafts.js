// Half-written words are kept: at once in this browser, soon after at the server, and are there again where they were written.

const WORDS = ["title", "body", "tags"];
const NAMES = [...WORDS, "is_anonymous"]; // a question that was begun under a pseudonym must not come back under a name
const SOON = 2000; // milliseconds without a key before the server keeps them
const waiting = new Map();
let isAway = false;

const keyOf = (form) => `draft ${form.dataset.draftBy} ${form.dataset.draft}`;
const valueOf = (field) => (field.type === "checkbox" && !field.checked ? "" : field.value);
const put = (field, value) => (field.type === "checkbox" ? (field.checked = Boolean(value)) : (field.value = value));
const read = (form) => Object.fromEntries(NAMES.filter((name) => form.elements[name]).map((name) => [name, valueOf(form.elements[name])]));
const isEmpty = (words) => !WORDS.some((name) => words[name]?.trim());
const isSame = (words, others) => NAMES.every((name) => (words[name] ?? "") === (others[name] ?? ""));

const storage = {
  get: (key) => JSON.parse(localStorage.getItem(key) ?? "null"),
  put: (key, kept) => localStorage.setItem(key, JSON.stringify(kept)),
  drop: (key) => localStorage.removeItem(key),
};

// Forms below posts are many, so the line that says what is kept comes to them only when there is something to say.
const added = (form) => {
  const line = document.querySelector("[data-draft-note]")?.cloneNode(true);
  if (!line) return null;
  line.querySelector("[data-discard]").removeAttribute("formaction");
  form.append(line);
  return line;
};

const note = (form, at) => {
  const line = form.querySelector("[data-draft-note]") ?? added(form);
  if (!line) return;
  line.hidden = !at;
  if (!at) return;
  const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  line.querySelector("span").textContent = line.dataset.draftNote.replace("0", time);
};

const stop = (form) => {
  const wait = waiting.get(keyOf(form));
  clearTimeout(wait?.timer);
  wait?.abort.abort();
  waiting.delete(keyOf(form));
};

const send = async (form, options = {}) => {
  const words = read(form);
  const token = form.elements.csrf_token.value;
  const answer = await fetch(`/drafts?place=${encodeURIComponent(form.dataset.draft)}`, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(words),
    ...options,
  }).catch(() => null); // offline: the browser has them
  if (!answer?.ok || isEmpty(words)) return;
  const kept = storage.get(keyOf(form));
  if (kept && isSame(kept, words)) storage.put(keyOf(form), { ...kept, isSent: true });
};

const keep = (form) => {
  stop(form);
  const words = read(form);
  if (isEmpty(words)) storage.drop(keyOf(form));
  else storage.put(keyOf(form), { ...words, at: Date.now(), isSent: false });
  form.dataset.kept = "";
  note(form, isEmpty(words) ? 0 : Date.now());
  const abort = new AbortController();
  waiting.set(keyOf(form), { form, abort, timer: setTimeout(() => send(form, { signal: abort.signal }).then(() => waiting.delete(keyOf(form))), SOON) });
};

// What the server gave back, with a mistake or a preview, is newer than anything kept; what it has sent is nobody's draft any more.
const restore = (form) => {
  if ("draftSeen" in form.dataset) return;
  form.dataset.draftSeen = "";
  const key = keyOf(form);
  if ("posted" in form.dataset) return storage.drop(key);
  const kept = storage.get(key);
  if (!kept || "refused" in form.dataset) return;
  const keptThere = Date.parse(form.dataset.draftAt ?? "") || 0;
  const isGone = kept.isSent && !keptThere && !("draftHere" in form.dataset);
  if (isGone || kept.at < keptThere) return storage.drop(key);
  if (kept.isSent && keptThere) return;
  for (const name of NAMES) if (form.elements[name] && name in kept) put(form.elements[name], kept[name]);
  form.dataset.kept = "";
  form.closest("details")?.setAttribute("open", "");
  note(form, kept.at);
  if (!kept.isSent) send(form);
};

const restoreAll = () => document.querySelectorAll("form[data-draft]").forEach(restore);

const discard = async (form) => {
  stop(form);
  for (const name of NAMES) if (form.elements[name]) put(form.elements[name], "");
  storage.drop(keyOf(form));
  note(form, 0);
  await send(form);
  if (form.dataset.draft.startsWith("edit:")) location.reload(); // what the post says is there again
};

// A form that was sent led to another page: its words are there now.
const arrive = () => {
  const sent = sessionStorage.getItem("sent");
  sessionStorage.removeItem("sent");
  if (sent && performance.getEntriesByType("navigation")[0]?.redirectCount > 0) storage.drop(sent);
};

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-draft]");
  if (form && NAMES.includes(target.name)) keep(form);
});
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-discard]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    discard(button.form);
  },
  true,
);
document.addEventListener(
  "submit",
  ({ target, submitter }) => {
    if (target.matches('[action="/logout"]')) {
      for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) storage.drop(key);
    }
    if (!target.matches("form[data-draft]") || submitter?.name === "preview") return;
    stop(target);
    isAway = true;
    sessionStorage.setItem("sent", keyOf(target));
  },
  true,
);
document.addEventListener("htmx:after:swap", () => {
  isAway = false;
  restoreAll();
});
window.addEventListener("pagehide", () => {
  if (!isAway) for (const { form } of waiting.values()) send(form, { keepalive: true });
});
arrive();
restoreAll();
