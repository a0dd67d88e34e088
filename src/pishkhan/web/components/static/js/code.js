// One-time codes: filled in from the message where the browser can, and the buttons for a new one, which wait.
const persian = document.documentElement.lang === "fa";
const digits = (text) =>
  persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;

function listen(input) {
  const stop = new AbortController();
  input.form.addEventListener("submit", () => stop.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: stop.signal })
    .then((found) => {
      input.value = found.code;
      if (input.form.matches("[data-code-form]")) input.form.requestSubmit();
    })
    .catch(() => {});
}

function wait(buttons, root) {
  const words = root.querySelector("[data-again-wait]");
  const time = root.querySelector("[data-again-time]");
  const until = performance.now() + Number(buttons.dataset.wait) * 1000;
  const timer = setInterval(tick, 1000);
  function tick() {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    for (const button of buttons.children) button.disabled = left > 0;
    if (words) words.hidden = left === 0;
    if (time) time.textContent = digits(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    if (left === 0) clearInterval(timer);
  }
  tick();
}

export function run(root) {
  const input = root.querySelector("#code");
  if (input && "OTPCredential" in window) listen(input);
  const buttons = root.querySelector("[data-again-buttons]");
  if (buttons) wait(buttons, root);
}

run(document);
