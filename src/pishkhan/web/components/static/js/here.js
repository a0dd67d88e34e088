// Says who else has this task open. A sign goes out every few seconds while the page can be seen; it keeps no session
// alive, and a sign that fails is forgotten.
const OFTEN = 10_000; // milliseconds between two signs
const LATELY = 15_000; // milliseconds since the last key for which one counts as writing

function watch(box) {
  const marks = ["csrfmiddlewaretoken", "page_of"].map((name) => document.querySelector(`input[name=${name}]`));
  let typed = -Infinity;
  let timer = 0;

  function show(words) {
    box.hidden = !words.length;
    const text = words.join(" ");
    const place = box.querySelector("[data-words]");
    if (place.textContent !== text) place.textContent = text;
  }

  async function sign() {
    clearTimeout(timer);
    if (document.visibilityState === "hidden" || marks.includes(null)) return;
    try {
      const body = new URLSearchParams(marks.map((mark) => [mark.name, mark.value]));
      body.set("writes", Date.now() - typed < LATELY ? "1" : "0");
      const reply = await fetch(box.dataset.here, {
        method: "POST", body, credentials: "same-origin", redirect: "error",
        headers: { Accept: "application/json", "Pk-Background": "1" },
      });
      if (reply.status === 401 || reply.status === 403 || reply.status === 404) return;
      if (reply.ok) show((await reply.json()).words);
    } catch { /* the next sign will do */ }
    timer = setTimeout(sign, OFTEN);
  }

  document.addEventListener("input", () => {
    const first = Date.now() - typed > LATELY;
    typed = Date.now();
    if (first) sign();
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sign(); });
  document.addEventListener("pk:leave", () => clearTimeout(timer));
  sign();
}

document.querySelectorAll("[data-here]").forEach(watch);
