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
  // Whoever types or goes on does not choose: the calendar, which covers a telephone's page, gives way.
  for (const kind of ["keydown", "focusout"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.matches?.("input[data-date]") && !event.relatedTarget?.closest?.("jdp-container")) picker.hide();
    });
  }
  document.addEventListener("jdp:change", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
