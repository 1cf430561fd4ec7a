// Reading and filling the fields of a form, and showing what is wrong with one without taking the focus away.
const NOT_ANSWERS = new Set(["csrf_token", "lock_version", "seen", "author", "carry", "then"]);

// What the form says now: [[name, value], …], without the fields that only carry the page.
export function answers(form) {
  return [...new FormData(form)].filter(([name, value]) => !NOT_ANSWERS.has(name) && typeof value === "string");
}

export function fieldsNamed(form, name) {
  return [...form.elements].filter((field) => field.name === name && field.tagName !== "BUTTON");
}

export function fill(form, name, values) {
  const fields = fieldsNamed(form, name);
  fields.forEach((field) => {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] || "";
  });
  if (fields.length) fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  if (fields.length) fields[0].dispatchEvent(new Event("change", { bubbles: true }));
}

// What a person sees as the question and the answer of a field.
export function question(form, name) {
  const [field] = fieldsNamed(form, name);
  if (!field) return name;
  const choice = field.type === "radio" && field.closest("fieldset");
  // A cell of a table is named by its row and its column.
  const names = (field.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
  if (names.length) return names.map((id) => document.getElementById(id)?.textContent.trim()).join(", ");
  const label = choice ? choice.querySelector("legend") : form.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  return label ? label.firstChild.textContent.trim() : name;
}

export function answerInWords(form, name, value) {
  const field = fieldsNamed(form, name).find((each) => each.type !== "radio" || each.value === value);
  if (!field) return value;
  if (field.type === "radio" || field.type === "checkbox") {
    return form.querySelector(`label[for="${CSS.escape(field.id)}"]`).textContent.trim();
  }
  if (field.tagName === "SELECT") return [...field.options].find((option) => option.value === value)?.text || value;
  return value;
}

function describe(field, id, present) {
  const ids = (field.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
  if (present) ids.push(id);
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

// Error texts beside the fields that `errors` names; those of all other fields go.
export function showErrors(form, errors) {
  form.querySelectorAll(".error-text[data-live]").forEach((text) => text.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => {
    if (errors[field.name]) return;
    field.removeAttribute("aria-invalid");
    field.closest(".field")?.classList.remove("field--error");
    document.getElementById(`${field.id}-error`)?.remove();
    describe(field, `${field.id}-error`, false);
  });
  Object.entries(errors).forEach(([name, message]) => {
    const [field] = fieldsNamed(form, name);
    if (!field) return;
    const id = `${field.id}-error`;
    document.getElementById(id)?.remove();
    const text = document.createElement("p");
    text.className = "error-text";
    text.id = id;
    text.dataset.live = "";
    text.textContent = message;
    if (field.matches("[data-cell]")) field.after(text);
    else (field.closest(".field__control, .choices") || field).before(text);
    field.setAttribute("aria-invalid", "true");
    describe(field, id, true);
    field.closest(".field")?.classList.add("field--error");
  });
}
