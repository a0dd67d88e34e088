// Counts down to a moment the server named: data-clock="<seconds left>" beside an optional <progress>. The words change
// once a second and are announced only at one minute and at the end; then data-clock-end's element is shown.
const persian = document.documentElement.lang === "fa";

function digits(text) {
  return persian ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;
}

export function run(root) {
  for (const clock of root.querySelectorAll("[data-clock]")) start(clock);
}

function start(clock) {
  const until = performance.now() + Number(clock.dataset.clock) * 1000;
  const shown = clock.querySelector("[data-clock-time]") ?? clock;
  const bar = document.querySelector(clock.dataset.clockBar || "[data-clock-progress]");
  const announcer = document.querySelector("[data-clock-say]");
  const timer = setInterval(tick, 1000);
  let last = Infinity;

  function tick() {
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    shown.textContent = digits(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    if (bar) bar.value = left;
    if (announcer && last > 60 && left <= 60 && left > 0) announcer.textContent = announcer.dataset.minute ?? "";
    if (left === 0) {
      clearInterval(timer);
      if (announcer) announcer.textContent = announcer.dataset.end ?? "";
      document.querySelectorAll(clock.dataset.clockEnd || "[data-clock-after]").forEach((each) => { each.hidden = false; });
      document.querySelectorAll("[data-clock-before]").forEach((each) => { each.hidden = true; });
      clock.dispatchEvent(new CustomEvent("pk:clock-end", { bubbles: true }));
    }
    last = left;
  }
  tick();
}

run(document);
