// Copying the words for another network: the button is there only where copying works.

const buttons = document.querySelectorAll("[data-copy]");

const copy = async (button) => {
  const field = document.getElementById(button.dataset.copy);
  const word = button.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(field.value);
    word.textContent = word.dataset.copied;
  } catch {
    field.select();
  }
};

for (const button of buttons) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(button));
}
