// Loads the proof of work when the page has one. The widget starts by itself, so that it is done when the button is
// pressed; a form sent earlier waits for it.
const box = document.querySelector("[data-captcha]");

if (box) {
  const { altcha, style, worker, url, ask, busy, done, fail, wait, over } = box.dataset;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
  document.head.append(sheet);
  await import(altcha);
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker));
  const widget = document.createElement("altcha-widget");
  const language = document.documentElement.lang;
  const words = { label: ask, verifying: busy, verified: done, error: fail, waitAlert: wait, expired: over };
  globalThis.$altcha.i18n.set(language, { ...globalThis.$altcha.i18n.get("en"), ...words });
  widget.setAttribute("challenge", url);
  widget.setAttribute("language", language);
  widget.setAttribute("name", "altcha");
  widget.setAttribute("auto", "onload");
  widget.setAttribute("configuration", JSON.stringify({ hideLogo: true, hideFooter: true, minDuration: 0 }));
  box.prepend(widget);
}
