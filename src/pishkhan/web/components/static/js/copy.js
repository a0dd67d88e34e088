// Shows the copy buttons where scripts run; each copies the field it names and says so for a moment.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  const usual = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // outside https there is no clipboard
    }
    words.textContent = button.dataset.copied;
    setTimeout(() => {
      words.textContent = usual;
    }, 2000);
  });
}
