// Switches light and dark at once and tells the server; without scripts the form does the same with a reload.
const root = document.documentElement;
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

if (!root.dataset.bsTheme) {
  // The person follows the system: Tabler needs the attribute that our own colours do without.
  const follow = () => { root.dataset.bsTheme = systemDark.matches ? "dark" : "light"; };
  follow();
  systemDark.addEventListener("change", follow);
}

function show(button, theme) {
  root.dataset.bsTheme = theme;
  const next = theme === "dark" ? "light" : "dark";
  button.value = next;
  button.setAttribute("aria-label", next === "dark" ? button.dataset.dark : button.dataset.light);
}

for (const form of document.querySelectorAll("[data-theme-form]")) {
  const button = form.querySelector("button[name=theme]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    const body = new FormData(form);
    body.set("theme", theme);
    document.querySelectorAll("[data-theme-form] button[name=theme]").forEach((each) => show(each, theme));
    fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => {
      // Offline: the choice holds for this page and is asked again on the next one.
    });
  });
  if (root.dataset.bsTheme === "dark") show(button, "dark");
}
