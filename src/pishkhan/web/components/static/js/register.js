// «ثبت نام»: the terms open the form by themselves, and a code is asked for without leaving the page, so that nothing
// that was typed is lost, passwords neither. What comes back is the same page; its code block takes the old one's place.
import { run as runClock } from "./clock.js";
import { run as runAgain } from "./code.js";

const terms = document.querySelector("[data-accept]");
if (terms) {
  terms.querySelector("[data-accept-button]").hidden = true;
  terms.querySelector("[data-accept-box]").addEventListener("change", (event) => {
    if (event.target.checked) terms.requestSubmit();
  });
}

const form = document.querySelector("[data-register]");
const block = () => form?.querySelector("[data-code-block]");

async function ask(button) {
  const body = new FormData(form, button);
  button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-code-block]");
  if (!fresh) throw new Error("not the page that was expected");
  block().replaceWith(document.adoptNode(fresh));
  runClock(fresh);
  runAgain(fresh);
  const said = page.querySelector("[data-summary]");
  document.querySelectorAll("main [data-summary]").forEach((old) => old.remove());
  if (!said) {
    for (const wrong of form.querySelectorAll(".is-invalid")) wrong.classList.remove("is-invalid");
    for (const words of form.querySelectorAll(".pk-err:not([data-clock-after])")) words.remove();
  }
  if (said) {
    form.before(document.adoptNode(said));
    said.focus();
  } else {
    fresh.querySelector("#code")?.focus();
  }
  const widget = form.querySelector("altcha-widget");
  if (widget) {
    widget.reset();
    widget.verify();
  } else {
    form.querySelector("[data-riddle-block]").replaceWith(document.adoptNode(page.querySelector("[data-riddle-block]")));
  }
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "channel" || !block()) return;
  event.preventDefault();
  const { value } = event.submitter;
  ask(event.submitter).catch(() => {
    // The ordinary way, without another try of this one.
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "channel", value }));
    form.submit();
  });
});
