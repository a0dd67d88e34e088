// Says an amount in toman while it is typed, and groups its digits when the field is left.
const fa = document.documentElement.lang === "fa";
const ONES_FA = ["", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده"];
const TENS_FA = ["", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"];
const HUNDREDS_FA = ["", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"];
const SCALES_FA = ["", "هزار", "میلیون", "میلیارد", "تریلیون"];
const ONES_EN = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const TENS_EN = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES_EN = ["", "thousand", "million", "billion", "trillion"];

export function typed(text) {
  const latin = text
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[٬,،\s\u200c\u200e\u200f]/g, "");
  return /^\d{1,15}$/.test(latin) ? Number(latin) : null;
}

export function grouped(amount) {
  const text = String(amount).replace(/\B(?=(\d{3})+$)/g, fa ? "٬" : ",");
  return fa ? text.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : text;
}

function threeFa(n) {
  const rest = n % 100;
  const tail = rest < 20 ? [ONES_FA[rest]] : [TENS_FA[Math.floor(rest / 10)], ONES_FA[rest % 10]];
  return [HUNDREDS_FA[Math.floor(n / 100)], ...tail].filter(Boolean).join(" و ");
}

function threeEn(n) {
  const rest = n % 100;
  const tail = rest < 20 ? ONES_EN[rest] : [TENS_EN[Math.floor(rest / 10)], ONES_EN[rest % 10]].filter(Boolean).join("-");
  return [n >= 100 ? `${ONES_EN[Math.floor(n / 100)]} hundred` : "", tail].filter(Boolean).join(" ");
}

export function inWords(amount) {
  const parts = [];
  for (let rest = amount, scale = 0; rest > 0; rest = Math.floor(rest / 1000), scale += 1) {
    const three = rest % 1000;
    if (!three) continue;
    const said = fa ? threeFa(three) : threeEn(three);
    const bareThousand = fa && scale === 1 && three === 1;
    parts.unshift([bareThousand ? "" : said, (fa ? SCALES_FA : SCALES_EN)[scale]].filter(Boolean).join(" "));
  }
  return parts.join(fa ? " و " : " ") || (fa ? "صفر" : "zero");
}

export function tomanInWords(amount) {
  const toman = Math.floor(amount / 10);
  const rials = amount % 10;
  const said = [];
  if (toman || !rials) said.push(`${inWords(toman)} ${fa ? "تومان" : "toman"}`);
  if (rials) said.push(`${inWords(rials)} ${fa ? "ریال" : rials === 1 ? "rial" : "rials"}`);
  return said.join(fa ? " و " : " and ");
}

for (const input of document.querySelectorAll("[data-rials]")) {
  const words = document.getElementById(input.dataset.rials);
  const say = () => {
    const amount = typed(input.value);
    if (words) words.textContent = amount === null ? "" : `${fa ? "برابر" : "Equal to"} ${tomanInWords(amount)}`;
  };
  input.addEventListener("input", say);
  input.addEventListener("blur", () => {
    const amount = typed(input.value);
    if (amount !== null) input.value = grouped(amount);
  });
  say();
}
