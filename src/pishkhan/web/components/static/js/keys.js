// Keyboard shortcuts of the desk (design §6). Keys are matched by their place on the keyboard (event.code), so a
// Persian layout works. They press what is visible: the element with data-key="<name>", in the row under the
// cursor first, then anywhere on the page; a text field with data-key receives the focus instead.
const NAMES = {
  KeyC: "claim", KeyA: "assign", KeyN: "next", Slash: "search", KeyD: "hold",
  KeyR: "return", KeyV: "visit", KeyM: "message", KeyI: "note",
};
const OFF = "pk-keys-off";
const CHORD = 1500;
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true]";

const help = document.querySelector("dialog[data-keys]");
let chordUntil = 0;

function stored() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function store(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch { /* private browsing: the choice holds for this page */ }
}

let off = stored();

const rows = () => [...document.querySelectorAll("table.pk-tbl > tbody > tr")].filter((row) => row.querySelector("a[href]"));
const cursor = () => document.querySelector("table.pk-tbl > tbody > tr.is-cursor");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(cursor());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  for (const row of all) {
    row.classList.toggle("is-cursor", row === next);
    if (row === next) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  next.querySelector(".who a[href], a[href]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function target(name) {
  return cursor()?.querySelector(`[data-key="${name}"]`) ?? document.querySelector(`[data-key="${name}"]`);
}

function press(name) {
  const found = target(name);
  if (!found) return false;
  if (found.matches("textarea, select, input:not([type=checkbox])")) found.focus();
  else found.click();
  const fold = found.matches("summary") ? found.closest("details") : null;
  if (fold?.open) {
    // What a key opens is brought into view, ready for typing.
    fold.scrollIntoView({ block: "nearest" });
    fold.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }
  return true;
}

function choose() {
  const box = cursor()?.querySelector(".pick input[type=checkbox]");
  if (!box) return false;
  box.click();
  return true;
}

function handle(event) {
  if (event.key === "?" || event.key === "؟" || (event.code === "Slash" && event.shiftKey)) return help ? (help.showModal(), true) : false;
  if (event.shiftKey) return false;
  if (event.code === "KeyI" && Date.now() < chordUntil) return press("inbox");
  if (event.code === "KeyG") { chordUntil = Date.now() + CHORD; return true; }
  chordUntil = 0;
  if (event.code === "KeyJ") { move(1); return true; }
  if (event.code === "KeyK") { move(-1); return true; }
  if (event.code === "KeyX") return choose();
  if (event.code === "Enter") {
    const link = event.target === document.body && cursor()?.querySelector(".who a[href], a[href]");
    if (link) link.click();
    return Boolean(link);
  }
  return event.code in NAMES && press(NAMES[event.code]);
}

document.addEventListener("keydown", (event) => {
  if (off || event.defaultPrevented || event.repeat && event.code !== "KeyJ" && event.code !== "KeyK") return;
  if (document.querySelector("dialog[open]") || event.altKey || event.metaKey) return;
  if (event.ctrlKey) {
    if (event.code !== "Enter") return;
    // Inside a field only the field's own form may be sent: a message being written must not send the case on.
    const inField = event.target.closest?.(FIELDS);
    const button = inField ? inField.form?.querySelector("[data-key=send]") : target("send");
    if (button) { event.preventDefault(); button.click(); }
    return;
  }
  if (event.target.closest?.(FIELDS)) return;
  if (handle(event)) event.preventDefault();
});

const box = help?.querySelector("[data-keys-off]");
if (box) {
  box.checked = off;
  box.addEventListener("change", () => { off = box.checked; store(off); });
}
