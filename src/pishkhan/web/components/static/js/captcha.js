// The proof of work: it begins as soon as the page is there, so that it is done when the button is pressed; a form sent
// earlier waits for it. Where it cannot be done (an old browser, a page without TLS) the picture takes its place.
const box = document.querySelector("[data-captcha]");
const form = box?.closest("form");
const DONE = "verified";

function byPicture() {
  const picture = box.parentElement.querySelector("noscript");
  if (!picture) return;
  const page = new DOMParser().parseFromString(picture.textContent, "text/html");
  picture.replaceWith(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  box.remove();
}

async function widget() {
  const { altcha, style, worker, url, ask, busy, done, fail, wait, over } = box.dataset;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style }));
  await import(altcha);
  const { $altcha } = globalThis;
  $altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker));
  const language = document.documentElement.lang;
  const words = { label: ask, verifying: busy, verified: done, error: fail, waitAlert: wait, expired: over };
  $altcha.i18n.set(language, { ...$altcha.i18n.get("en"), ...words });
  const made = document.createElement("altcha-widget");
  const settings = { hideLogo: true, hideFooter: true, minDuration: 0 };
  const attributes = { challenge: url, language, name: "altcha", auto: "onload", configuration: JSON.stringify(settings) };
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.addEventListener("statechange", ({ detail }) => {
    if (detail.state === "error") byPicture();
  });
  box.prepend(made);
  return made;
}

function waits(ready, event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  ready.then((made) => {
    const go = () => form.requestSubmit(submitter);
    if (made.getState() === DONE) return go();
    const heard = ({ detail }) => {
      if (detail.state !== DONE) return;
      made.removeEventListener("statechange", heard);
      // The proof stands in its input once the widget has drawn itself.
      setTimeout(go);
    };
    made.addEventListener("statechange", heard);
    if (made.getState() !== "verifying") made.verify();
    return undefined;
  }, () => form.requestSubmit(submitter));
}

if (box) {
  const ready = globalThis.crypto?.subtle ? widget() : Promise.reject(new Error("no secure context"));
  ready.catch(byPicture);
  form.addEventListener("submit", (event) => {
    if (box.isConnected && box.querySelector("altcha-widget")?.getState?.() !== DONE) waits(ready, event);
  }, { capture: true });
}
