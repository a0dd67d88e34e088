// Takes the browser to the bank: form[data-go] sends itself, but not to whoever comes back by the Back button. And looks
// again at a payment that waits: data-poll="<seconds>"; when something changed the page is loaded anew.
const LONGEST = 20 * 60 * 1000;

const form = document.querySelector("form[data-go]");
const came = performance.getEntriesByType("navigation")[0];
if (form && came?.type !== "back_forward") form.submit();

const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const until = performance.now() + LONGEST;
  const pause = Number(waiting.dataset.poll) * 1000;
  const look = async () => {
    if (performance.now() > until) return;
    if (!document.hidden && (await changed())) location.reload();
    else setTimeout(look, pause);
  };
  setTimeout(look, pause);
}

async function changed() {
  try {
    const answer = await fetch(location.href, { redirect: "manual", headers: { "Pk-Background": "1" } });
    if (answer.type === "opaqueredirect") return true;
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-poll]")?.dataset.standing !== waiting.dataset.standing;
  } catch {
    return false; // no network now: look again later
  }
}
