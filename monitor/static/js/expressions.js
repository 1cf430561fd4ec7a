// What an expression of a questionnaire is worth, as monitor/domain/expression_values.py reckons it: tests hold them
// together. A value is a text, a number, a truth or a day ({ iso, days }); an unanswered question is the empty text.

const DAY_MS = 86400000;

export function day(iso) {
  const days = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) / DAY_MS : NaN;
  return Number.isNaN(days) || new Date(days * DAY_MS).toISOString().slice(0, 10) !== iso ? "" : { iso, days };
}

export function text(value) {
  if (typeof value === "object") return value.iso;
  return String(value);
}

export function truth(value) {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "boolean" ? value : text(value) !== "";
}

export function number(value) {
  if (typeof value === "object") return value.days;
  if (typeof value !== "string") return Number(value);
  return /^-?(\d+\.?\d*|\.\d+)$/.test(value.trim()) ? Number(value) : NaN;
}

const words = (value) => text(value).split(/\s+/).filter(Boolean);

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
  if (typeof left === "number" || typeof right === "number") return Math.abs(number(left) - number(right)) < 1e-12;
  return text(left) === text(right);
}

function round(value, digits = 0) {
  const [amount, places] = [number(value), number(digits)];
  if (!Number.isFinite(amount) || !(Math.abs(places) <= 12)) return NaN;
  const scale = 10 ** Math.trunc(places);
  return Math.floor(amount * scale + 0.5) / scale;
}

const CALLS = {
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": (left, right) => number(left) < number(right),
  "<=": (left, right) => number(left) <= number(right),
  ">": (left, right) => number(left) > number(right),
  ">=": (left, right) => number(left) >= number(right),
  "+": (left, right) => number(left) + number(right),
  "-": (left, right) => number(left) - number(right),
  "*": (left, right) => number(left) * number(right),
  div: (left, right) => (number(right) ? number(left) / number(right) : NaN),
  mod: (left, right) => (number(right) ? number(left) % number(right) : NaN),
  neg: (value) => -number(value),
  not: (value) => !truth(value),
  selected: (value, option) => words(value).includes(text(option).trim()),
  "count-selected": (value) => words(value).length,
  "string-length": (value) => [...text(value)].length,
  coalesce: (first, second) => (["", "NaN"].includes(text(first)) ? second : first),
  round,
  date: (value) => day(text(value)),
};

// `values` by name; `today` as a day; `current` is what "." stands for.
export function evaluate([name, ...parts], values, today, current = "") {
  const worth = (part) => evaluate(part, values, today, current);
  switch (name) {
    case "ref": return values[parts[0]] ?? "";
    case ".": return current;
    case "num": case "text": return parts[0];
    case "today": return today;
    case "and": return truth(worth(parts[0])) && truth(worth(parts[1]));
    case "or": return truth(worth(parts[0])) || truth(worth(parts[1]));
    case "if": return worth(truth(worth(parts[0])) ? parts[1] : parts[2]);
    default: return CALLS[name](...parts.map(worth));
  }
}

export const holds = (expression, values, today) => !expression || truth(evaluate(expression, values, today));
