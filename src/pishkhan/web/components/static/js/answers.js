// What a form says now: one value per field, a list for checklists, the record's value for locked fields.
export function answersOf(form) {
  const answers = {};
  for (const wrapper of form.querySelectorAll("[data-field][data-value]")) {
    answers[wrapper.dataset.field] = wrapper.dataset.value;
  }
  for (const control of form.elements) {
    if (!control.name || control.disabled || control.type === "file" || control.closest("[data-other]")) continue;
    const many = control.type === "checkbox" && control.closest(".pk-choice.col");
    if (many) {
      answers[control.name] ??= [];
      if (control.checked) answers[control.name].push(control.value);
    } else if (control.type === "checkbox") {
      answers[control.name] = control.checked;
    } else if (control.type === "radio") {
      if (control.checked) answers[control.name] = control.value;
      else answers[control.name] ??= "";
    } else {
      answers[control.name] = control.value;
    }
  }
  return answers;
}
