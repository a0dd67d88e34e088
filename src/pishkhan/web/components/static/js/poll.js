// Brings what is marked with data-poll (seconds) up to date while the page is looked at: the same address is asked, and
// only what changed is drawn anew. Without scripts the page is as new as when it was opened.
const part = document.querySelector("[data-poll]");

function same(fresh, shown) {
  return fresh.length === shown.length && [...fresh].every((node, place) => node.isEqualNode(shown[place]));
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll]");
    if (fresh && !same(fresh.childNodes, part.childNodes)) part.replaceChildren(...fresh.childNodes);
  } catch {
    // Away from the network: the next look tries again.
  }
}

if (part) {
  setInterval(look, Number(part.dataset.poll) * 1000);
  document.addEventListener("visibilitychange", look);
}
