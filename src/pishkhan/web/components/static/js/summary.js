// Moves the focus to the list of errors when the page brings one, and from its links into the fields.
const summary = document.querySelector("[data-summary]");

function enter(target) {
  const field = target.matches("input, select, textarea, button, a")
    ? target
    : target.querySelector("input:checked, input, select, textarea") ?? target;
  field.focus();
}

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    enter(target);
    target.scrollIntoView({ block: "center" });
  });
}
