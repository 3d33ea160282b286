// Search while typing: arrow keys walk through the list below the field, Escape or leaving the form puts it away.

const formOf = (target) => target.closest?.("[data-quick]");
const listOf = (form) => form.querySelector(".quick");
const close = (form) => listOf(form).replaceChildren();

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || event.isComposing) return;
  const links = [...listOf(form).querySelectorAll("a")];
  const field = form.querySelector("input[type=search]");
  if (!links.length) return;
  if (event.key === "Escape") {
    event.preventDefault();
    field.dispatchEvent(new Event("htmx:abort"));
    close(form);
    field.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [field, ...links];
  stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), links.length)].focus();
});

document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (form && event.relatedTarget && !form.contains(event.relatedTarget)) close(form);
});

document.addEventListener("click", (event) => {
  for (const form of document.querySelectorAll("[data-quick]")) if (!form.contains(event.target)) close(form);
});

// What comes after one has gone on would only be in the way.
document.addEventListener("htmx:after:swap", () => {
  for (const form of document.querySelectorAll("[data-quick]")) if (!form.contains(document.activeElement)) close(form);
});
