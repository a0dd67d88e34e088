// One-time codes: filled in from the message where the browser can, and the buttons for a new one, which wait.
const persian = document.documentElement.lang === "fa";
const digits = (text) =>
  persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;

const input = document.getElementById("code");
if (input && "OTPCredential" in window) {
  const stop = new AbortController();
  input.form.addEventListener("submit", () => stop.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: stop.signal })
    .then((found) => {
      input.value = found.code;
      input.form.requestSubmit();
    })
    .catch(() => {});
}

const buttons = document.querySelector("[data-again-buttons]");
if (buttons) {
  const words = document.querySelector("[data-again-wait]");
  const time = document.querySelector("[data-again-time]");
  const until = performance.now() + Number(buttons.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    for (const button of buttons.children) button.disabled = left > 0;
    if (words) words.hidden = left === 0;
    if (time) time.textContent = digits(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    if (left === 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
}
