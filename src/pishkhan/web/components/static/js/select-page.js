// Chooses all rows of the page at once, and says how many are chosen. Without scripts each row has its own box.
const all = document.querySelector("[data-pick-all]");
const boxes = [...document.querySelectorAll("td.pick input[type=checkbox]")];
const count = document.querySelector("[data-pick-count]");
const persian = document.documentElement.lang === "fa";

function show() {
  const chosen = boxes.filter((box) => box.checked).length;
  const text = chosen ? ` (${chosen})` : "";
  if (count) count.textContent = persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
