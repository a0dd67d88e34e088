// Keeps the draft while one types: data-autosave-url on the form, words in the element [data-autosave-status].
// Nothing typed is ever replaced: replies change the notice only. What is not saved is also said in [data-unsaved].
const PAUSE = 1500;
const LONGEST_WAIT = 60_000;

function draftOf(form) {
  const draft = new FormData(form);
  for (const [name, value] of [...draft.entries()]) {
    if (value instanceof File) draft.delete(name); // files go with the real submit
  }
  return draft;
}

function watch(form) {
  const url = form.dataset.autosaveUrl;
  const notice = document.querySelector(form.dataset.autosaveStatus ?? "[data-autosave-status]");
  const words = notice?.querySelector("[data-words]") ?? notice;
  const goOn = notice?.querySelector("[data-go-on]");
  const alarm = form.querySelector("[data-unsaved]");
  let timer;
  let wait = PAUSE;
  let unsaved = false;
  let stopped = false;
  let leaving = false;
  let sending = null;
  let closing = false;

  function say(text, tone) {
    if (!notice || !text) return;
    words.textContent = text;
    notice.hidden = false;
    notice.classList.remove("t-wait", "t-turn", "t-debt");
    notice.classList.add(`t-${tone}`);
    if (goOn) goOn.hidden = tone !== "wait"; // who believes that the page may be closed loses what is not saved
    warn(tone === "debt" ? text : "");
  }

  function warn(text) {
    if (!alarm) return;
    alarm.hidden = !text;
    alarm.querySelector("[data-words]").textContent = text;
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function retry(text) {
    unsaved = true;
    say(text, "turn");
    wait = Math.min(wait * 2, LONGEST_WAIT);
    later(wait);
  }

  async function save() {
    if (stopped || sending || !unsaved) return;
    unsaved = false;
    sending = send();
    await sending;
    sending = null;
    if (unsaved && !stopped) later(wait);
  }

  // What nobody typed just now, a repeated try or the last one before the login ends, keeps no session alive.
  function byItself() {
    return closing || wait > PAUSE;
  }

  async function saveNow() {
    clearTimeout(timer);
    closing = true;
    await sending;
    await save();
    closing = false;
  }

  async function send() {
    try {
      const reply = await fetch(url, {
        method: "POST", body: draftOf(form), credentials: "same-origin", redirect: "error",
        headers: byItself() ? { Accept: "application/json", "Pk-Background": "1" } : { Accept: "application/json" },
      });
      await heed(reply);
    } catch {
      retry(form.dataset.offline);
    }
  }

  // Another form of the page leads away: what was typed here is kept first.
  async function beforeLeaving(event) {
    if (event.target === form || event.defaultPrevented || leaving || stopped || !(unsaved || sending)) return;
    event.preventDefault();
    leaving = true;
    clearTimeout(timer);
    await sending;
    await save();
    event.target.requestSubmit(event.submitter);
  }

  async function heed(reply) {
    const said = await reply.json().catch(() => ({}));
    if (reply.ok) {
      wait = PAUSE;
      const version = form.elements.namedItem("version");
      if (version && said.version !== undefined) version.value = said.version;
      say(said.message, "wait");
    } else if (reply.status === 404 || reply.status === 409) {
      stopped = true; // somebody else's page or a newer draft: saving over it would lose one of the two
      unsaved = true;
      say(said.message, "debt");
    } else if (reply.status === 401 || reply.status === 403) {
      stopped = true;
      unsaved = true;
      say(said.message ?? form.dataset.loggedOut, "debt");
    } else if (reply.status === 400 || reply.status === 413 || reply.status === 422) {
      unsaved = true; // the same text would be refused again: the next save waits for the next change
      say(said.message ?? form.dataset.tooLarge, "debt");
    } else {
      retry(form.dataset.failed);
    }
  }

  function touched(event) {
    if (event.target.type === "file") return;
    unsaved = true;
    leaving = false;
    if (!stopped) later(PAUSE);
  }

  alarm?.querySelector("[data-close]").addEventListener("click", () => warn(""));
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", () => { unsaved = false; clearTimeout(timer); });
  document.addEventListener("submit", beforeLeaving);
  document.addEventListener("pk:save", (event) => { if (unsaved && !stopped) event.detail.push(saveNow()); });
  document.addEventListener("pk:leave", () => { unsaved = false; stopped = true; clearTimeout(timer); });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && unsaved && !stopped) {
      navigator.sendBeacon(url, draftOf(form));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

document.querySelectorAll("form[data-autosave-url]").forEach(watch);
