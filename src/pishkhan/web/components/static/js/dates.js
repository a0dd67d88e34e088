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
  document.addEventListener("jdp:change", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
