// Ticks the rules of a new password while it is typed: those with a pattern at once, the others when the server, asked
// after a pause, says so. What cannot be asked just stays unticked; sending the form checks all of them.
const field = document.querySelector("[data-new-password]");
const list = document.querySelector("[data-rules]");
const PAUSE = 600;

if (field && list) {
  const rules = [...list.querySelectorAll("[data-rule]")];
  let waiting;
  let asked = 0;

  const show = (rule, holds) => {
    rule.classList.toggle("is-kept", holds);
    if (holds) rule.classList.remove("is-broken");
    rule.querySelector("[data-rule-state]").textContent = holds ? list.dataset.kept : "";
  };

  async function ask() {
    asked += 1;
    const number = asked;
    const body = new FormData(field.form);
    body.set("password", field.value);
    const answer = await fetch(list.dataset.url, { method: "POST", body });
    if (!answer.ok || number !== asked) return;
    const { broken } = await answer.json();
    for (const rule of rules) show(rule, !broken.includes(rule.dataset.rule));
  }

  field.addEventListener("input", () => {
    for (const rule of rules) {
      if (rule.dataset.pattern) show(rule, new RegExp(rule.dataset.pattern, "us").test(field.value));
      else show(rule, false);
    }
    clearTimeout(waiting);
    asked += 1;
    if (field.value) waiting = setTimeout(() => ask().catch(() => {}), PAUSE);
  });
}
