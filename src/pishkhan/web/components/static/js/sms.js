// Shows a text of a message filled with an example while it is typed, and how many parts it takes as a text message.
const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_DOUBLE = new Set("^{}\\[~]|€\f");

export function parts(text) {
  const signs = [...text];
  const gsm = signs.every((sign) => GSM.has(sign) || GSM_DOUBLE.has(sign));
  const widths = signs.map((sign) => (gsm ? (GSM_DOUBLE.has(sign) ? 2 : 1) : sign.length));
  const [whole, each] = gsm ? [160, 153] : [70, 67];
  if (widths.reduce((sum, width) => sum + width, 0) <= whole) return 1;
  let count = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > each) {
      count += 1;
      used = 0;
    }
    used += width;
  }
  return count;
}

export function filled(text, places) {
  return text.replace(/\{([\p{L}\p{N}_]+)\}/gu, (place, name) => (Object.hasOwn(places, name) ? places[name] : place));
}

// A mark before a number of several parts, so that it is not turned round after Persian letters.
export function inOrder(text, language) {
  return language === "fa" ? text.replace(/(?<![\p{Nd}/-])(?=\p{Nd}+[-/])/gu, "\u200e") : text;
}

const local = (number) =>
  document.documentElement.lang === "fa"
    ? String(number).replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)))
    : String(number);

for (const form of document.querySelectorAll("[data-places]")) {
  const places = JSON.parse(form.dataset.places);
  const preview = document.getElementById(form.dataset.preview);
  const show = () => {
    const put = (words) => inOrder(filled(words, places), form.dataset.language);
    const body = put(form.elements.body.value) + filled(form.dataset.sms ?? "", places);
    const count = form.querySelector("[data-parts]");
    if (count) count.textContent = local(parts(body));
    preview.querySelector("[data-body]").innerText = body;
    if (form.elements.title) preview.querySelector("[data-title]").textContent = put(form.elements.title.value);
  };
  form.addEventListener("input", show);
}
