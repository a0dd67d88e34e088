// Adds the Jalali calendar to date fields where it is loaded; typing 1405/09/02 always works.
const picker = window.jalaliDatepicker;

if (picker) {
  picker.startWatch({
    selector: "input[data-date]",
    persianDigits: document.documentElement.lang === "fa",
    date: true,
    time: false,
    autoReadOnlyInput: false,
    hideAfterChange: true,
    showTodayBtn: true,
    showEmptyBtn: true,
    minDate: "attr",
    maxDate: "attr",
    zIndex: 60,
  });
  // Whoever types or goes on does not choose: the calendar, which covers a telephone's page, gives way. It shows itself
  // once more 300 ms after a field was entered, also to who has left by then, so it is sent away twice.
  let entered = 0;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("input[data-date]")) entered += 1;
  });
  for (const kind of ["keydown", "focusout"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.matches?.("input[data-date]") || event.relatedTarget?.closest?.("jdp-container")) return;
      const mine = entered;
      picker.hide();
      setTimeout(() => { if (mine === entered) picker.hide(); }, 310);
    });
  }
  document.addEventListener("jdp:change", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
