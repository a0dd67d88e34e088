// Speaks of the end of the login before it comes, and leaves the page when it is there: nothing of anybody stays on a
// shared screen. The server's clock counts, and only what a person does keeps the session alive; what is asked from here
// does not. What a draft keeps is saved first (autosave.js hears "pk:save" and "pk:leave").
const OFTEN = 60_000; // milliseconds between two signs of use
const LOOK = 15; // seconds between two questions while the notice stands
const SAVE = 8; // seconds before the end
const PATIENCE = 4000;
const persian = document.documentElement.lang === "fa";

function watch(box) {
  const form = document.querySelector("form[data-logout]");
  const shown = box.querySelector("[data-time]");
  const say = box.querySelector("[data-say]");
  const warned = Number(box.dataset.warned);
  let until = Date.now() + Number(box.dataset.sitting) * 1000;
  let signed = Date.now();
  let used = false;
  let asking = null;
  let looked = 0;
  let said = "";
  let saved = false;
  let gone = false;

  const left = () => Math.ceil((until - Date.now()) / 1000);

  function clock(seconds) {
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;
  }

  function announce(words) {
    if (said !== words) say.textContent = said = words;
  }

  function draw(seconds) {
    box.hidden = seconds > warned;
    if (box.hidden) {
      announce("");
      saved = false;
      return;
    }
    shown.textContent = clock(Math.max(0, seconds));
    announce(seconds <= 60 ? say.dataset.minute : say.dataset.soon);
  }

  // Another tab may have used the session, ended it, or have another person by now.
  async function hear(request) {
    try {
      const reply = await request;
      const told = await reply.json();
      if (told.who === undefined) return ask();
      if (told.who !== box.dataset.who) return leave(told.who ? box.dataset.enterUrl : "");
      until = Date.now() + told.left * 1000;
      if (told.left <= 0) return leave();
    } catch {
      if (left() <= 0) return leave(); // nobody answers: the page goes all the same
    }
    return draw(left());
  }

  function ask() {
    looked = Date.now();
    asking ??= hear(fetch(box.dataset.leftUrl, {
      credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: "application/json", "Pk-Background": "1" },
    })).finally(() => { asking = null; });
    return asking;
  }

  function stay() {
    used = false;
    signed = Date.now();
    return hear(fetch(box.dataset.stayUrl, {
      method: "POST", body: new FormData(form), credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: "application/json" },
    }));
  }

  async function keepDrafts() {
    saved = true;
    const waits = [];
    document.dispatchEvent(new CustomEvent("pk:save", { detail: waits }));
    await Promise.race([Promise.allSettled(waits), new Promise((done) => { setTimeout(done, PATIENCE); })]);
  }

  function leave(to = "") {
    if (gone) return;
    gone = true;
    document.dispatchEvent(new CustomEvent("pk:leave"));
    const here = encodeURIComponent(location.pathname + location.search);
    document.body.replaceChildren(); // also when the network is away
    document.title = "";
    location.replace(to || `${box.dataset.endedUrl}&destination=${here}`);
  }

  async function tick() {
    if (gone) return;
    const seconds = left();
    if (used && Date.now() - signed > OFTEN) stay();
    if (seconds <= warned && Date.now() - looked > LOOK * 1000) await ask();
    if (left() <= SAVE && !saved) await keepDrafts();
    if (left() <= 0 && !gone) await ask();
    if (!gone) draw(left());
  }

  for (const sign of ["keydown", "pointerdown", "input", "wheel"]) {
    addEventListener(sign, (event) => { used ||= event.isTrusted; }, { passive: true, capture: true });
  }
  box.querySelector("[data-stay]")?.addEventListener("click", stay);
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") ask(); });
  const others = new BroadcastChannel("pk-session");
  others.addEventListener("message", () => { setTimeout(ask, 1000); });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-logout]")) others.postMessage("out"); });
}

// A page the browser kept whole for the Back button may be of somebody who has left.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.querySelectorAll("[data-sitting]").forEach(watch);
