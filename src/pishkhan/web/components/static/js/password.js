// Show-password buttons, and the warnings of Caps Lock and of a Persian keyboard (A13).
const PERSIAN = /[\u0600-\u06ff]/;

for (const input of document.querySelectorAll("[data-password]")) {
  const field = input.closest("[data-field]") ?? input.parentElement;
  const caps = field.querySelector("[data-caps]");
  const layout = field.querySelector("[data-layout]");
  const button = field.querySelector("[data-reveal]");

  const look = (event) => {
    if (caps && event.getModifierState) caps.hidden = !event.getModifierState("CapsLock");
    if (layout) layout.hidden = !(PERSIAN.test(input.value) || (event.key?.length === 1 && PERSIAN.test(event.key)));
  };
  input.addEventListener("keydown", look);
  input.addEventListener("keyup", look);
  input.addEventListener("input", look);

  if (!button) continue;
  const words = button.querySelector("span");
  const show = (open) => {
    input.type = open ? "text" : "password";
    button.setAttribute("aria-pressed", String(open));
    words.textContent = open ? button.dataset.hideWords : button.dataset.showWords;
  };
  button.hidden = false;
  button.addEventListener("click", () => { show(input.type === "password"); input.focus(); });
  // A password must not be left readable, nor be offered as ordinary text by the browser's memory.
  input.form?.addEventListener("submit", () => show(false));
}
