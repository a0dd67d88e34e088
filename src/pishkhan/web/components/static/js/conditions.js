// Shows and asks for fields by the rules the server uses too: data-show and data-require on a field's wrapper.
// A hidden field keeps what was typed; the server decides what of it counts.
import { answersOf } from "./answers.js";
import { evaluate } from "./rules.js";

function settle(form) {
  const answers = answersOf(form);
  for (const field of form.querySelectorAll("[data-show]")) {
    field.hidden = !evaluate(JSON.parse(field.dataset.show), answers);
    field.classList.remove("pk-off");
  }
  for (const field of form.querySelectorAll("[data-require]")) {
    const asked = evaluate(JSON.parse(field.dataset.require), answers);
    const control = field.querySelector("input, select, textarea, [role=radiogroup]");
    if (asked) control?.setAttribute("aria-required", "true");
    else control?.removeAttribute("aria-required");
    const mark = field.querySelector(".form-label .opt");
    if (mark) mark.hidden = asked;
  }
}

for (const form of document.querySelectorAll("form[data-conditions]")) {
  form.addEventListener("input", () => settle(form));
  form.addEventListener("change", () => settle(form));
  settle(form);
}
