// A fold that belongs to a box: data-fold="<id of the box>" on <details>; ticking the box opens it.
for (const fold of document.querySelectorAll("details[data-fold]")) {
  const box = document.getElementById(fold.dataset.fold);
  box?.addEventListener("change", () => { fold.open = box.checked; });
}
