// A list of what the word at the cursor may become: tags in their field, people after an @ in a text.

const PLACES = {
  tags: { address: "/suggestions/tags", word: /[^\s,]+$/u, sign: "", isChosen: false },
  people: { address: "/suggestions/people", word: /(?<![\p{L}\p{N}_@/.+:&-])@[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u, sign: "@", isChosen: true },
};
const PATIENCE = 120; // milliseconds without a key before the server is asked
const known = new Map();
const list = Object.assign(document.createElement("ul"), { id: "completion", className: "completion" });
const status = Object.assign(document.createElement("p"), { className: "sr-only" });
list.setAttribute("role", "listbox");
status.setAttribute("role", "status");
let field, place, begun, active, timer;

const placeOf = (element) => {
  if (element.matches?.("[data-complete=tags]")) return PLACES.tags;
  return element.matches?.("form.compose textarea") ? PLACES.people : undefined;
};
const options = () => [...list.children];

const close = () => {
  clearTimeout(timer);
  for (const name of ["aria-controls", "aria-activedescendant"]) field?.removeAttribute(name);
  if (field?.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", "false");
  list.remove();
  status.textContent = "";
  begun = undefined;
};

const choose = (at) => {
  active = at;
  options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  const chosen = options()[at];
  if (!chosen) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
};

const take = (option) => {
  const end = field.selectionStart;
  field.setRangeText(`${place.sign}${option.dataset.word} `, end - begun.length, end, "end");
  const here = field;
  close();
  here.dispatchEvent(new Event("input", { bubbles: true }));
};

const show = ({ words, heard }) => {
  const others = place.sign ? [] : field.value.toLowerCase().split(/[\s,]+/);
  const left = words.filter(({ word }) => !others.includes(word));
  if (!left.length) return close();
  list.replaceChildren(
    ...left.map(({ word, said }, index) => {
      const option = Object.assign(document.createElement("li"), { id: `completion-${index}`, textContent: place.sign + word });
      option.setAttribute("role", "option");
      option.dataset.word = word;
      if (said) option.append(Object.assign(document.createElement("span"), { className: "quiet small", textContent: said }));
      return option;
    }),
  );
  list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.textContent ?? "");
  field.after(list);
  field.parentElement.append(status);
  status.textContent = left.length === words.length ? heard : String(left.length);
  field.setAttribute("aria-controls", list.id);
  if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", "true");
  choose(place.isChosen ? 0 : -1);
};

const ask = async (asked) => {
  const thread = document.querySelector("[data-thread]")?.dataset.thread ?? document.getElementById("main").dataset.live?.split(":")[1] ?? "";
  const address = `${place.address}?q=${encodeURIComponent(asked.slice(place.sign.length))}${place.sign && `&thread=${thread}`}`;
  if (!known.has(address)) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    known.set(address, await answer.json());
  }
  if (begun === asked) show(known.get(address));
};

document.addEventListener("input", (event) => {
  if (!placeOf(event.target)) return;
  if (field !== event.target) close();
  [field, place] = [event.target, placeOf(event.target)];
  const found = field.selectionStart === field.selectionEnd && field.value.slice(0, field.selectionStart).match(place.word);
  if (!found) return close();
  clearTimeout(timer);
  begun = found[0];
  timer = setTimeout(ask, PATIENCE, begun);
});

document.addEventListener("keydown", (event) => {
  if (!list.isConnected || event.target !== field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const total = list.children.length;
  if (event.key === "ArrowDown") choose((active + 1) % total);
  else if (event.key === "ArrowUp") choose((active <= 0 ? total : active) - 1);
  else if (event.key === "Escape") close();
  else if (["Enter", "Tab"].includes(event.key) && options()[active] && !event.shiftKey) take(options()[active]);
  else return ["ArrowLeft", "ArrowRight", "Home", "End", "Enter", "Tab"].includes(event.key) ? close() : undefined;
  event.preventDefault();
  event.stopPropagation();
}, true);

list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
document.addEventListener("focusout", (event) => event.target === field && close());

for (const each of document.querySelectorAll("[data-complete=tags]")) {
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) each.setAttribute(name, value);
}
