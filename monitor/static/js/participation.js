// Says while figures are typed what the server will say when they are sent: same rules, same limits, and the server's
// own words, which come with the page (data-checks). Without this script the server alone says it.

const SPACES = /[\s\u00a0\u2009\u202f]+/g;

// What was typed as { value } (null: nothing), or { error } naming one of the server's messages.
function read(text, limits) {
  const clean = text.replace(SPACES, " ").trim();
  if (clean === "") return { value: null };
  if (/^([0-9]+|[0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+)$/.test(clean)) {
    const value = Number(clean.replace(/[. ]/g, ""));
    return value > limits.largest ? { error: "too_large" } : { value };
  }
  if (/^[-\u2212\u2013]\s*[0-9]/.test(clean)) return { error: "negative" };
  if (/^[0-9 .]*[0-9][.,][0-9]+$/.test(clean)) return { error: "decimal" };
  return { error: "no_number" };
}

function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === "es" ? "." : ",");
}

function say(message, values) {
  // The server's patterns: %(name)s is filled in, and a percent sign of their own stands twice.
  const filled = (_whole, name) => (typeof values[name] === "number" ? grouped(values[name]) : values[name]);
  return message.replace(/%\((\w+)\)s/g, filled).replace(/%%/g, "%");
}

// The sums of a whole form, as the domain tallies a record.
function tallyOf(cells, total) {
  const sums = { women: 0, men: 0, other: 0, not_recorded: 0 };
  let parts = 0;
  cells.forEach((value, name) => {
    parts += value;
    sums[name.split("-").pop()] += value;
  });
  const whole = total === null ? parts : Math.max(total, parts);
  const remainder = total === null ? 0 : total - parts;
  return { ...sums, parts, whole, remainder, unknown: sums.not_recorded + Math.max(remainder, 0) };
}

function wrong(facts, tally, total, corrected) {
  const found = [];
  if (tally.remainder < 0) found.push(["parts_over_whole", { parts: tally.parts, total }]);
  if (facts.in_period && facts.attendances !== null && tally.whole > facts.attendances) {
    found.push(["unique_over_attendances", { unique: tally.whole, attendances: facts.attendances }]);
  }
  if (facts.in_period && facts.since_start !== null && tally.whole > facts.since_start) {
    found.push(["period_over_start", { unique: tally.whole, since_start: facts.since_start }]);
  }
  const last = facts.cumulative.whole;
  if (last !== null && tally.whole < last && !corrected) {
    found.push(["below_last", { period: facts.cumulative.period, last, total: tally.whole }]);
  }
  return found;
}

function sameAs(last, cells, whole) {
  const counted = [...cells].filter(([, value]) => value > 0);
  const before = Object.entries(last.cells).filter(([, value]) => value > 0);
  return whole > 0 && whole === last.whole && counted.length === before.length
    && counted.every(([name, value]) => last.cells[name] === value);
}

function odd(facts, tally, cells) {
  const found = [];
  const { last } = facts;
  if (last && last.whole && tally.whole > facts.times * last.whole) {
    found.push(["much_more", { total: tally.whole, times: facts.times, last: last.whole, period: last.period }]);
  }
  if (tally.women === tally.men && tally.whole > facts.half_above && tally.women * 2 === tally.whole) {
    found.push(["half_and_half", { women: tally.women, men: tally.men }]);
  }
  if (last && sameAs(last, cells, tally.whole)) found.push(["same_as_last", { period: last.period }]);
  if (facts.split && tally.unknown * 100 > facts.not_recorded_percent * tally.whole) {
    const share = Math.floor((tally.unknown * 100) / tally.whole);
    found.push(["many_not_recorded", { share, not_recorded: tally.unknown, total: tally.whole }]);
  }
  return found;
}

function lineOf(text, isWrong) {
  const line = document.createElement("li");
  line.className = isWrong ? "findings__item findings__item--wrong" : "findings__item";
  line.textContent = text;
  return line;
}

// Replaces the list only when it says something else, so that a screen reader is not told the same twice.
function show(place, lines) {
  const list = document.createElement("ul");
  list.className = "findings";
  lines.forEach(([text, isWrong]) => list.append(lineOf(text, isWrong)));
  const before = [...place.querySelectorAll("li")].map((line) => line.textContent.trim());
  const now = lines.map(([text]) => text);
  if (before.length === now.length && before.every((text, position) => text === now[position])) return;
  place.replaceChildren(...(lines.length ? [list] : []));
}

function mark(input, message) {
  const id = `${input.id}-error`;
  let words = document.getElementById(id);
  const others = (input.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
  if (!message) {
    if (words) words.remove();
    input.removeAttribute("aria-invalid");
  } else {
    if (!words) {
      words = document.createElement("p");
      words.className = "error-text";
      words.id = id;
      input.insertAdjacentElement("afterend", words);
    }
    words.textContent = message;
    input.setAttribute("aria-invalid", "true");
    others.unshift(id);
  }
  if (others.length) input.setAttribute("aria-describedby", others.join(" "));
  else input.removeAttribute("aria-describedby");
}

function watch(place) {
  const facts = JSON.parse(place.dataset.checks);
  const form = place.closest("form");
  const totalInput = form.querySelector("#total");
  const inputs = [...form.querySelectorAll("[data-cell]")];
  const remainder = place.querySelector("[data-remainder]");
  const findings = place.querySelector("[data-findings]");
  const words = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");

  const check = () => {
    const cells = new Map();
    const answers = inputs.map((input) => [input, read(input.value, facts.counts)]);
    answers.forEach(([input, { value }]) => { if (typeof value === "number") cells.set(input.name, value); });
    const total = read(totalInput.value, facts.counts);
    const unreadable = Boolean(total.error) || answers.some(([, { error }]) => error);
    const nothing = !unreadable && total.value === null && cells.size === 0;
    if (unreadable || nothing) {
      remainder.textContent = "";
      show(findings, []);
      return;
    }
    const tally = tallyOf(cells, total.value);
    const rest = facts.split && tally.remainder > 0 ? facts.remainder[tally.remainder === 1 ? "one" : "many"] : "";
    remainder.textContent = say(rest, { n: tally.remainder });
    const bad = wrong(facts, tally, total.value, words("correction_reason"));
    const strange = words("comment") ? [] : odd(facts, tally, cells);
    show(findings, [
      ...bad.map(([name, values]) => [say(facts.messages[name], values), true]),
      ...strange.map(([name, values]) => [`${say(facts.messages[name], values)} ${facts.messages.explain}`, false]),
    ]);
  };

  // A cell is judged when it is left, not while its first digits are typed.
  const judge = (input) => {
    const { error } = read(input.value, facts.counts);
    mark(input, error ? say(facts.counts[error], { text: input.value.trim().slice(0, 40) }) : "");
  };

  let waiting;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 250);
    if (event.target.getAttribute("aria-invalid") === "true" && inputs.includes(event.target)) judge(event.target);
  });
  form.addEventListener("change", (event) => { if (inputs.includes(event.target)) judge(event.target); });
  form.addEventListener("paste", () => setTimeout(() => inputs.filter((input) => input.value).forEach(judge), 0));
  check();
}

document.querySelectorAll("[data-checks]").forEach(watch);
