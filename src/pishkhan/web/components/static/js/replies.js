// Puts a canned reply into a box without leaving the page; without this the form asks for the page anew.
for (const form of document.querySelectorAll("form[data-replies]")) {
  form.addEventListener("submit", async (event) => {
    const box = document.getElementById(event.submitter?.value ?? "");
    if (!box) return;
    event.preventDefault();
    const answer = await fetch(`${form.dataset.replies}${form.elements.reply.value}/`).catch(() => null);
    if (!answer?.ok) return form.submit();
    const text = await answer.text();
    const gap = box.value && !box.value.endsWith("\n") ? "\n" : "";
    box.setRangeText(gap + text, box.value.length, box.value.length, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}
