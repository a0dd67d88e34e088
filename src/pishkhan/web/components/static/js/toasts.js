// Good news and information leave after six seconds, unless the pointer or the focus is on them.
const LIFE = 6000;

for (const toast of document.querySelectorAll("[data-toast]")) {
  let timer;
  const wait = () => { timer = setTimeout(() => toast.remove(), LIFE); };
  const stay = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", wait);
  wait();
}
