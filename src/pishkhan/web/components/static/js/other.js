// The box for «other»: shown only while the list says so. Without scripts it is always there.
for (const box of document.querySelectorAll("[data-other]")) {
  const select = box.closest("[data-field]").querySelector("select");
  const settle = () => { box.hidden = select.value !== "other"; box.classList.remove("pk-off"); };
  select.addEventListener("change", settle);
  settle();
}
