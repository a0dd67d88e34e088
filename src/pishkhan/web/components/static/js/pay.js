// The payment form: the lists follow one another, the amount follows what is chosen, and «are you sure» is a dialog. The
// server draws the data and judges everything again; without this script the form works by its own buttons.
import { grouped, typed } from "./rials.js";

const form = document.querySelector("form[data-pay]");
if (form) begin();

function begin() {
  const tree = JSON.parse(document.getElementById("pay-tree")?.textContent || "[]");
  const box = form.querySelector("[data-tree]");
  const amount = form.querySelector("#amount");
  const bounds = form.querySelector("[data-bounds]");
  const owes = form.querySelector("[data-owes]");
  const sum = form.querySelector("[data-sum]");
  const lists = ["centre", "unit", "subject"].map((name) => form.querySelector(`#${name}`));

  const find = (level, list) => level.find((node) => node.key === list.value);
  const levels = () => {
    const centre = find(tree, lists[0]);
    const unit = centre && find(centre.units, lists[1]);
    return [tree, centre?.units ?? [], unit?.subjects ?? []];
  };
  const subject = () => (box ? find(levels()[2], lists[2]) : undefined);
  const what = () => form.querySelector("input[name=what]:checked, input[name=what][type=hidden]");

  function fill(list, level) {
    list.replaceChildren(new Option(box.dataset.choose, ""), ...level.map((node) => new Option(node.title, node.key)));
    list.value = level.length === 1 ? level[0].key : "";
  }

  function empty(from) {
    for (let at = from; at < lists.length; at += 1) fill(lists[at], levels()[at]);
    follow(true);
  }

  function write(rials) {
    amount.value = rials ? grouped(rials) : "";
    amount.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function follow(fresh) {
    const chosen = what();
    const other = !chosen || chosen.value === "other";
    const node = other ? subject() : undefined;
    const whole = chosen?.dataset.owed;
    box?.classList.toggle("pk-off", !other);
    if (amount) amount.readOnly = Boolean(whole);
    if (whole) write(Number(whole));
    else if (fresh) write(node?.owed ?? 0);
    if (owes) owes.textContent = node?.owed ? said(owes.dataset.words, { owed: rials(node.owed) }) : "";
    const least = node?.least ?? Number(chosen?.dataset.least ?? 0);
    const most = node?.most ?? Number(chosen?.dataset.most ?? 0);
    if (bounds) bounds.textContent = most ? said(bounds.dataset.words, { least: rials(least), most: rials(most) }) : "";
  }

  function rials(number) {
    return `${grouped(number)} ${bounds.dataset.unit}`;
  }

  amount?.addEventListener("input", () => {
    const number = typed(amount.value);
    if (!sum) return;
    sum.textContent = number === null ? "" : grouped(number);
    form.querySelector("[data-sum-line]").hidden = number === null;
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "what") follow(true);
    const at = lists.indexOf(event.target);
    if (at === 2) follow(true);
    else if (at >= 0) empty(at + 1);
  });
  form.querySelector("[data-clear]")?.addEventListener("click", (event) => {
    event.preventDefault();
    lists[1].value = "";
    empty(2);
    lists[1].focus();
  });
  form.addEventListener("submit", ask);
  follow(false);
}

function said(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

async function ask(event) {
  const box = document.querySelector("[data-confirm-box]");
  if (event.submitter?.name === "step" || form.dataset.plain || typeof box?.showModal !== "function") return;
  event.preventDefault();
  const button = form.querySelector("[data-pay-button]");
  if (button.disabled) return;
  button.disabled = true;
  const question = await asked();
  button.disabled = false;
  if (!question) {
    form.dataset.plain = "1"; // the page itself says what is wrong
    form.requestSubmit();
    return;
  }
  box.replaceChildren(...question.childNodes);
  box.showModal();
  box.addEventListener("close", () => button.focus(), { once: true });
  const yes = box.querySelector("form[data-once]");
  yes?.addEventListener("submit", (sent) => {
    if (yes.dataset.sent) sent.preventDefault();
    yes.dataset.sent = "1";
  });
}

async function asked() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-confirm]");
  } catch {
    return null;
  }
}
