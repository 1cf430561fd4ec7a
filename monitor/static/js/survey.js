// A section of a questionnaire: questions, rows and columns come and go with the answers, as the server will see them
// (monitor/domain/answers.py: visible). Without this they come and go when the page is saved.
import { day, holds } from "./expressions.js";

const PREFIX = "q-";

function readNumber(text) {
  const plain = text.trim().replace("−", "-");
  if (/^-?(\d+|\d{1,3}([.\s]\d{3})+)$/.test(plain)) return Number(plain.replace(/[.\s]/g, ""));
  return /^-?\d+[.,]\d+$/.test(plain) ? Number(plain.replace(",", ".")) : "";
}

const READ = {
  number: (values) => readNumber(values[0] || ""),
  day: (values) => day(values[0] || ""),
  many: (values) => values.join(" "),
  text: (values) => (values[0] || "").trim(),
};

class Section {
  constructor(form) {
    this.form = form;
    this.elsewhere = JSON.parse(form.dataset.elsewhere);
    Object.entries(this.elsewhere).forEach(([name, value]) => {
      if (value && value.day) this.elsewhere[name] = day(value.day);
    });
    this.today = day(form.dataset.today);
    this.questions = [...form.querySelectorAll("[data-question]")];
    this.conditions = new Map([...form.querySelectorAll("[data-relevant]")].map((part) => [part, JSON.parse(part.dataset.relevant)]));
    form.addEventListener("input", () => this.update());
    form.addEventListener("change", () => this.update());
    this.update();
  }

  // Every answer of a question as expressions name it: the whole, or its cells and totals.
  values(question) {
    const given = new FormData(this.form);
    const { question: key, kind } = question.dataset;
    if (!question.dataset.lines) return { [key]: (READ[kind] || READ.text)(given.getAll(PREFIX + key)) };
    const found = {};
    const totals = question.dataset.lines === "grid" ? { [`${key}__total`]: 0 } : {};
    question.querySelectorAll("[data-cell-of]").forEach((cell) => {
      if (cell.closest("[data-relevant][hidden]:not([data-question])")) return;
      const { row, column } = cell.dataset;
      const value = (READ[kind] || READ.text)(given.getAll(`${PREFIX}${key}__${row}__${column}`));
      if (value !== "") found[`${key}__${row}__${column}`] = value;
      if (question.dataset.lines !== "grid") return;
      [`${key}__t__${column}`, `${key}__${row}__t`, `${key}__total`].forEach((name) => { totals[name] = (totals[name] || 0) + (value || 0); });
    });
    return { ...found, ...totals };
  }

  update() {
    const seen = { ...this.elsewhere };
    this.questions.forEach((question) => Object.assign(seen, this.values(question)));
    this.questions.forEach((question) => {
      const asked = this.show(question, seen);
      question.querySelectorAll("[data-relevant]").forEach((line) => this.show(line, seen));
      Object.keys(seen).filter((name) => name === question.dataset.question || name.startsWith(`${question.dataset.question}__`))
        .forEach((name) => { delete seen[name]; });
      if (asked) Object.assign(seen, this.values(question));
      else if (question.dataset.lines === "grid") this.empty(question, seen);
    });
  }

  // The totals of a grid that is not asked are nothing, not unanswered.
  empty(question, seen) {
    const key = question.dataset.question;
    question.querySelectorAll("[data-cell-of]").forEach(({ dataset }) => { seen[`${key}__t__${dataset.column}`] = 0; });
    seen[`${key}__total`] = 0;
  }

  show(part, seen) {
    if (!this.conditions.has(part)) return true;
    part.hidden = !holds(this.conditions.get(part), seen, this.today);
    return !part.hidden;
  }
}

document.querySelectorAll("form[data-survey]").forEach((form) => new Section(form));
