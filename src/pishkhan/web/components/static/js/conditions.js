// Shows and asks for fields by the rules the server uses too: data-show and data-require on a field's wrapper.
// A hidden field keeps what was typed but does not count as an answer, here as on the server.
import { answersOf } from "./answers.js";
import { evaluate } from "./rules.js";

function without(answers, hidden) {
  const counted = { ...answers };
  for (const wrapper of hidden) {
    delete counted[wrapper.dataset.field];
    for (const inner of wrapper.querySelectorAll("[data-field]")) delete counted[inner.dataset.field];
  }
  return counted;
}

/** Rules may hang on fields that other rules hide: go round until nothing changes (rules have no circles). */
function settled(fields, all) {
  let answers = all;
  let hidden = [];
  for (let round = 0; round <= fields.length; round += 1) {
    const now = fields.filter((field) => !evaluate(JSON.parse(field.dataset.show), answers));
    const same = now.length === hidden.length && now.every((field, at) => field === hidden[at]);
    hidden = now;
    answers = without(all, hidden);
    if (same) break;
  }
  return { answers, hidden };
}

function settle(form) {
  const fields = [...form.querySelectorAll("[data-show]")];
  const { answers, hidden } = settled(fields, answersOf(form));
  for (const field of fields) {
    field.hidden = hidden.includes(field);
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
