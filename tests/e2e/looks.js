// What axe does not judge: sideways scroll, text cut off, small targets, Latin words on Persian pages.
// Called with the words that may stand in Latin letters; answers with a list of complaints.
(allowed) => {
  const complaints = [];
  const of = (element) => {
    const text = (element.innerText || element.value || element.getAttribute("aria-label") || "").trim().slice(0, 40);
    return `<${element.tagName.toLowerCase()} class="${element.className}"> «${text}»`;
  };
  // Words for screen readers only are clipped away, or stand in a box of one pixel.
  const spoken = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (at.offsetWidth <= 1 && at.offsetHeight <= 1) return true;
      if (getComputedStyle(at).clipPath === "inset(50%)") return true;
    }
    return false;
  };
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !spoken(element) && !element.closest(".sr, .pk-skip");

  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) complaints.push(`scrolls sideways: ${page.scrollWidth} > ${page.clientWidth}`);

  const scrolls = /auto|scroll/;
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg, select, .clip") || element.matches("input, textarea") || !visible(element)) continue;
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const style = getComputedStyle(element);
    if (!own || style.display === "inline" || scrolls.test(style.overflowX)) continue;
    if (element.scrollWidth > element.clientWidth + 1) complaints.push(`text is wider than its box: ${of(element)}`);
    if (style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1) {
      complaints.push(`text is higher than its box: ${of(element)}`);
    }
  }

  for (const element of document.body.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!visible(element) || element.type === "hidden") continue;
    if (element.tagName === "A" && getComputedStyle(element).display === "inline") continue; // within a sentence
    const held = element.matches("[type=checkbox], [type=radio]") ? element.closest("label") ?? element : element;
    const box = held.getBoundingClientRect();
    if (Math.min(box.width, box.height) < 23.9) {
      complaints.push(`target of ${Math.round(box.width)} × ${Math.round(box.height)}: ${of(element)}`);
    }
  }

  if (document.documentElement.lang === "fa") {
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent.closest("script, style, noscript, kbd, code, [lang=en], [dir=ltr], textarea")) texts.push(walker.currentNode.data);
    }
    for (const element of document.body.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
      if (element.closest("[lang=en]")) continue;
      texts.push(...["aria-label", "placeholder", "title", "alt"].map((name) => element.getAttribute(name) ?? ""));
    }
    const latin = new Set(texts.flatMap((text) => text.replace(/\S+@\S+/g, "").match(/[A-Za-z][A-Za-z']+/g) ?? []));
    for (const word of latin) if (!allowed.includes(word)) complaints.push(`Latin word: ${word}`);
  }
  return [...new Set(complaints)];
}
