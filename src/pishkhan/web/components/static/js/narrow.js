// Narrows a list by the answers of other fields: an option's data-when names them, {"faculty": ["nursing"]}.
// Options are taken out and put back, because Safari still shows a hidden option.
import { answersOf } from "./answers.js";

function fits(option, answers) {
  if (!option.dataset.when) return true;
  return Object.entries(JSON.parse(option.dataset.when)).every(
    ([field, allowed]) => !answers[field] || allowed.includes(answers[field]),
  );
}

function narrow(select, all, answers) {
  const before = select.value;
  const kept = all.filter((option) => fits(option, answers));
  if (kept.length === select.options.length && kept.every((option, at) => option === select.options[at])) return;
  select.replaceChildren(...kept);
  select.value = kept.some((option) => option.value === before) ? before : "";
  if (select.value !== before) select.dispatchEvent(new Event("change", { bubbles: true }));
}

for (const form of document.querySelectorAll("form[data-conditions]")) {
  const lists = [...form.querySelectorAll("select")]
    .filter((select) => select.querySelector("option[data-when]"))
    .map((select) => [select, [...select.options]]);
  if (!lists.length) continue;
  const settle = () => lists.forEach(([select, all]) => narrow(select, all, answersOf(form)));
  form.addEventListener("change", settle);
  settle();
}
