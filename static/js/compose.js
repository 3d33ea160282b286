// Writing made swift: Ctrl+Enter sends, Preview toggles, and a half-written text is not lost by accident.

const isDirty = (form) =>
  [...form.querySelectorAll("textarea, input[name=title]")].some((field) => field.value !== field.defaultValue);

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form.compose")?.requestSubmit();
});

// The Preview button fetches with htmx; a second press puts the preview away without asking the server.
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-preview]");
    const shown = button && document.getElementById(button.dataset.preview);
    if (!shown?.firstElementChild) return;
    event.preventDefault();
    event.stopPropagation();
    shown.replaceChildren();
  },
  true,
);

// A canned text puts prepared words where the cursor is, so that they can still be changed before sending.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const field = button && document.getElementById(button.dataset.into);
  if (!field) return;
  event.preventDefault();
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  const mark = document.getElementById(button.dataset.mark);
  if (mark) mark.value = button.dataset.marked;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

let isSending = false;
document.addEventListener("submit", () => (isSending = true));
document.addEventListener("htmx:finally:request", () => (isSending = false));
window.addEventListener("beforeunload", (event) => {
  if (!isSending && [...document.querySelectorAll("form.compose:not([data-kept])")].some(isDirty)) event.preventDefault();
});

const showConnection = () => document.documentElement.classList.toggle("is-offline", !navigator.onLine);
window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
