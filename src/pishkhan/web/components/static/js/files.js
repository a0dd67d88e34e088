// Tells at once when a chosen file is too large, before it travels; the server decides again.
for (const input of document.querySelectorAll("input[type=file][data-max-mb]")) {
  const notice = input.closest("[data-field]")?.querySelector("[data-file-error]");
  input.addEventListener("change", () => {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.maxMb) * 1024 * 1024);
    if (large) input.value = "";
    if (notice) notice.hidden = !large;
  });
}
