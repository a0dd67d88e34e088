// Turns a long native select into a list one can type in (the ARIA combobox pattern). The select stays in the form,
// hidden, and carries the value; without scripts it is simply the select.
const LETTERS = { "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ۀ": "ه", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و" };
const MOST = 200;

export function fold(text) {
  return text
    .normalize("NFC")
    .replace(/[ًٌٍَُِّْٰـٔ]/g, "")
    .replace(/[\u200c\u200e\u200f\s]+/g, " ")
    .replace(/[يىئكۀةأإآٱؤ]/g, (letter) => LETTERS[letter])
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .toLowerCase()
    .trim();
}

function enhance(select) {
  const id = select.id;
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  box.className = "pk-combo";
  input.className = select.className.replace("form-select", "form-control form-select");
  list.className = "pk-combo-list";
  list.id = `${id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${id}"]`)?.textContent.trim() ?? "");
  select.id = `${id}-native`;
  input.id = id; // the label, the error summary and the hints keep pointing at what is visible
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false", placeholder: select.dataset.search,
  }).forEach(([name, value]) => input.setAttribute(name, value));
  select.before(box);
  box.append(input, list, select);
  select.hidden = true;

  let active = -1;
  const chosen = () => (select.value ? select.selectedOptions[0]?.textContent ?? "" : "");
  const show = () => { input.value = chosen(); };

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(at) {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    active = (at + items.length) % items.length;
    items.forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  function open(typed) {
    const wanted = fold(typed);
    const found = [...select.options].filter((option) => option.value && fold(option.textContent).includes(wanted));
    found.sort((a, b) => fold(b.textContent).startsWith(wanted) - fold(a.textContent).startsWith(wanted));
    list.replaceChildren(...found.slice(0, MOST).map((option, at) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.value = option.value;
      item.textContent = option.textContent;
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "pk-find-none";
      none.textContent = select.dataset.none;
      list.append(none);
    }
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function take(item) {
    select.value = item.dataset.value;
    show();
    close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  input.addEventListener("input", (event) => { event.stopPropagation(); open(input.value); });
  input.addEventListener("click", () => open(""));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open("");
      point(event.key === "ArrowDown" ? active + 1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const items = list.querySelectorAll("[role=option]");
      if (active >= 0) take(items[active]);
      else if (items.length === 1) take(items[0]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show();
      close();
    }
  });
  input.addEventListener("blur", () => {
    if (!input.value.trim() && select.value) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    show();
    close();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the input
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) take(item);
  });
  select.addEventListener("change", show);
  show();
}

document.querySelectorAll("select[data-search]").forEach(enhance);
