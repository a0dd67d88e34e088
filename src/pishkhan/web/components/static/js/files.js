// Draws file inputs in the words of the page, names what was chosen, and tells at once when a file is too large, before it
// travels; the server decides again.
for (const input of document.querySelectorAll("input[type=file][data-max-mb]")) {
  const notice = input.closest("[data-field]")?.querySelector("[data-file-error]");
  input.addEventListener("change", () => {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.maxMb) * 1024 * 1024);
    if (large) input.value = "";
    if (notice) notice.hidden = !large;
  });
}
for (const box of document.querySelectorAll("[data-file]:not(.on)")) {
  const input = box.querySelector("input");
  const shown = box.querySelector(".name");
  const tell = () => {
    const names = [...input.files].map((file) => Object.assign(document.createElement("bdi"), { textContent: file.name }));
    shown.replaceChildren(...(names.length ? names : [box.dataset.file]));
    input.title = names.map((name) => name.textContent).join(", ") || box.dataset.file;
  };
  box.classList.add("on");
  input.addEventListener("change", tell);
  tell();
}
