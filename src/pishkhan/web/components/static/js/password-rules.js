// Ticks the rules of a new password while it is typed: those with a pattern here, the others by asking the server.
const field = document.querySelector("[data-new-password]");
const list = document.querySelector("[data-rules]");

if (field && list) {
  const rules = [...list.querySelectorAll("[data-rule]")];
  const show = (rule, holds) => {
    rule.classList.toggle("is-kept", holds);
    if (holds) rule.classList.remove("is-broken");
    rule.querySelector("[data-rule-state]").textContent = holds ? list.dataset.kept ?? "" : "";
  };
  field.addEventListener("input", () => {
    for (const rule of rules) {
      if (rule.dataset.pattern) show(rule, new RegExp(rule.dataset.pattern, "us").test(field.value));
    }
  });
}
