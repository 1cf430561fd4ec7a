// Small helps on top of pages that work without them. One function per help, no dependencies.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// The error summary takes the focus, and the tab of the browser says that something is wrong.
function showErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  document.title = "Error: " + document.title;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    // Label and error text stand above the field: scroll to them, not to the field alone.
    (field.closest(".field, tr") || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// A second click on the same form sends nothing.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  // Coming back through the browser's history finds the form usable again.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
}

// Leaving a page with unsaved typing asks first.
function guard(form) {
  let typed = false;
  let sending = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (typed && !sending) event.preventDefault();
  });
}

// How many characters are left. Read aloud only after a pause, so that it does not talk over the typing.
function countCharacters(area) {
  const output = document.getElementById(area.id + "-count");
  if (!output) return;
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  output.after(spoken);
  const limit = Number(area.dataset.count);
  let pause;
  const show = () => {
    // A line break travels as two characters, as the server counts it.
    const left = limit - area.value.replace(/\r?\n/g, "\r\n").length;
    const words = left < 0 ? output.dataset.over : output.dataset.left;
    output.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang, { useGrouping: "always" }));
    output.classList.toggle("count--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { if (document.activeElement === area) spoken.textContent = output.textContent; }, 1200);
  };
  area.addEventListener("input", show);
  show();
}

// "Sigue igual": the last approved answer goes into the field, which takes the focus, and the box says so while it is
// the same. Without this the button sends the form, and the page comes back with the answer in the field.
function carryOver(button) {
  const fields = [...button.closest("form").elements].filter((field) => field.name === button.dataset.carryTo);
  if (!fields.length) return;
  const same = button.parentElement.querySelector(".previous__same");
  const value = button.dataset.carryValue;
  const mark = () => {
    const current = new FormData(button.form).get(button.dataset.carryTo) || "";
    button.hidden = current.replace(/\r\n/g, "\n").trim() === value.trim();
    if (same) same.hidden = !button.hidden;
  };
  button.form.addEventListener("input", mark);
  button.form.addEventListener("change", mark);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    let field = fields[0];
    if (field.type === "radio" || field.type === "checkbox") {
      field = fields.find((choice) => choice.value === value) || field;
      field.checked = field.value === value;
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
}

// data-show-when="name=value|value": shown only while that answer is chosen. Without this everything is shown.
function showWhen(part) {
  const [name, values] = part.dataset.showWhen.split("=");
  const form = part.closest("form");
  const update = () => {
    const chosen = new FormData(form).getAll(name);
    part.hidden = !values.split("|").some((value) => chosen.includes(value));
  };
  form.addEventListener("change", update);
  update();
}

// On phones the navigation folds behind a button; without this it is simply there.
function foldMenu(button) {
  const nav = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  nav.classList.add("site-nav--closed");
  button.addEventListener("click", () => {
    const closed = nav.classList.toggle("site-nav--closed");
    button.setAttribute("aria-expanded", String(!closed));
  });
}

// Words kept in this browser (drafts.js) go when their person signs out.
function forgetDrafts(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    try {
      Object.keys(localStorage).filter((key) => key.startsWith("hraem-borrador:")).forEach((key) => localStorage.removeItem(key));
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  });
}

all("[data-once]").forEach(sendOnce);
all("[data-sign-out]").forEach(forgetDrafts);
all("[data-guard]").forEach(guard);
all("[data-count]").forEach(countCharacters);
all("[data-carry-to]").forEach(carryOver);
all("[data-show-when]").forEach(showWhen);
all("[data-menu]").forEach(foldMenu);
showErrors();
