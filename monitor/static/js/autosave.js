// A page of an update that saves itself: after a pause, on leaving, and by its button. What is typed is kept in the
// browser until the server has confirmed it, so that no lost connection, ended session or closed window loses a word.
// The server's answers are those of monitor/views/autosave.py and kept_words.py. Without this the button saves.
import { dropDraft, dropOldDrafts, keepDraft, readDraft } from "./drafts.js";
import { answerInWords, answers, fill, question, showErrors } from "./fields.js";

const PAUSE_MS = 1500;
const RETRY_MS = [2000, 4000, 8000, 16000, 30000, 60000];
const MOST_ATTEMPTS = 6;

const readMarks = (seen) => new Map(seen.split(" ").filter(Boolean).map((part) => part.split("=")));
const writeMarks = (marks) => [...marks].map(([name, mark]) => `${name}=${mark}`).join(" ");

class Autosave {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.byPause = this.words.autosave === "pause";
    this.state = form.querySelector("[data-save-state]");
    this.confirmed = this.words.typed ? null : this.now();
    this.attempts = []; // sent without an answer: they may have arrived
    this.older = null; // words found in this browser, until the person decides
    this.failures = 0;
    this.blocked = false; // by a conflict or an ended session
    this.saving = null;
    this.kept = true;
    this.state.hidden = false;
    this.say(this.words.idle);
  }

  now() { return JSON.stringify(answers(this.form)); }
  get isDirty() { return this.now() !== this.confirmed; }
  part(name) { return this.state.querySelector(`[data-save-${name}]`); }

  say(text, { tone = "", show = "" } = {}) {
    const words = this.part("words");
    if (words.textContent !== text) words.textContent = text; // the same words are not read aloud again
    this.state.className = `save-state${tone ? ` save-state--${tone}` : ""}`;
    ["sign-in", "compare"].forEach((name) => { this.part(name).hidden = name !== show; });
    // What it says never covers the field one is in (the styles keep room for it at the bottom).
    const field = document.activeElement;
    if (tone === "problem" && this.form.contains(field) && field.offsetHeight < innerHeight / 3) field.scrollIntoView({ block: "nearest" });
  }

  typed() {
    this.keep();
    if (!this.byPause || this.blocked) return;
    if (this.isDirty) this.later(PAUSE_MS);
    else clearTimeout(this.timer);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  keep() {
    const draft = {
      at: Date.now(), answers: answers(this.form), seen: this.form.seen.value,
      lock_version: this.form.lock_version.value, attempts: this.attempts, older: this.older,
    };
    if (this.isDirty || this.hasErrors) this.kept = keepDraft(this.words.draft, draft);
    else if (this.older) keepDraft(this.words.draft, this.older);
    else dropDraft(this.words.draft);
  }

  // Whether everything is saved after it. One save at a time; on leaving there is no time to wait for the other.
  async save({ then = "", leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.saving && !leaving) await this.saving;
    if (!then && !this.isDirty) return true;
    if (!navigator.onLine) {
      this.say(this.words.offline, { tone: "waiting" });
      return false;
    }
    this.saving = this.send(then, leaving);
    const done = await this.saving;
    this.saving = null;
    return done;
  }

  async send(then, leaving, again = true) {
    const sent = this.now();
    const body = new FormData(this.form);
    body.delete("carry");
    if (then) body.set("then", then);
    if (this.attempts.length) body.set("sent", JSON.stringify(this.attempts));
    this.attempts = [...this.attempts.filter((each) => JSON.stringify(each) !== sent), JSON.parse(sent)].slice(-MOST_ATTEMPTS);
    this.part("busy").textContent = this.words.saving;
    let response, answer;
    try {
      response = await fetch(this.form.action, {
        method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: leaving,
      });
      answer = await response.json();
    } catch {
      return this.failed();
    } finally {
      this.part("busy").textContent = "";
    }
    if (response.status === 200) return this.succeeded(sent, answer);
    if (response.status < 500) this.attempts.pop(); // refused: it did not arrive
    if (response.status === 400 && answer.csrf_token && again) {
      document.querySelectorAll("[name=csrf_token]").forEach((field) => { field.value = answer.csrf_token; });
      return this.send(then, leaving, false);
    }
    if (answer.message) return this.refused(response.status, answer);
    return this.failed();
  }

  succeeded(sent, answer) {
    const marks = readMarks(answer.seen);
    const typedMeanwhile = new Map(answers(this.form).map((each) => [each[0], JSON.stringify(each)]));
    const wasSent = new Map(JSON.parse(sent).map((each) => [each[0], JSON.stringify(each)]));
    const old = readMarks(this.form.seen.value);
    const untouched = this.now() === sent;
    Object.entries(answer.values).forEach(([name, values]) => {
      // Somebody else's answer comes in only where nothing was typed since; else the question stays open.
      if (typedMeanwhile.get(name) === wasSent.get(name)) fill(this.form, name, values);
      else marks.set(name, old.get(name));
    });
    this.form.seen.value = writeMarks(marks);
    // The page's other forms (a comment, a button) send the version too.
    const before = this.form.lock_version.value;
    document.querySelectorAll("[name=lock_version]").forEach((field) => { if (field.value === before) field.value = answer.lock_version; });
    this.attempts = [];
    this.failures = 0;
    this.blocked = false;
    this.confirmed = untouched ? this.now() : sent;
    this.hasErrors = Object.keys(answer.errors).length > 0;
    showErrors(this.form, answer.errors);
    this.keep();
    this.say([answer.saved, answer.notice].filter(Boolean).join(". "), { tone: this.hasErrors ? "problem" : "saved" });
    if (answer.next) location.assign(answer.next);
    if (this.isDirty && this.byPause) this.later(PAUSE_MS);
    return !this.hasErrors && !this.isDirty;
  }

  refused(status, answer) {
    this.keep();
    this.blocked = true;
    this.conflict = status === 409 && answer.compare;
    if (answer.sign_in_url) this.part("sign-in").href = answer.sign_in_url;
    const show = answer.sign_in_url ? "sign-in" : this.conflict ? "compare" : "";
    this.say(answer.message, { tone: "problem", show });
    return false;
  }

  failed() {
    this.keep();
    const offline = !navigator.onLine;
    this.say(offline ? this.words.offline : this.words.retry, { tone: "waiting" });
    if (!offline) this.later(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
    return false;
  }

  // The button: saved in the same way, then on. What needs the person's eyes is answered by the server as a whole page.
  async press(button) {
    const then = button?.name === "then" ? button.value : "next";
    const done = await this.save({ then });
    if (done) return;
    this.usableAgain();
    if (this.conflict || this.hasErrors) this.sendAsPage(then);
  }

  sendAsPage(then) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "then", value: then });
    this.form.append(field);
    if (this.attempts.length) this.form.append(Object.assign(field.cloneNode(), { name: "sent", value: JSON.stringify(this.attempts) }));
    this.form.submit();
  }

  usableAgain() {
    delete this.form.dataset.sent;
    this.form.querySelectorAll("[aria-disabled]").forEach((each) => each.removeAttribute("aria-disabled"));
  }

  // Words of an earlier visit that never reached the server: shown, and used or dropped by the person.
  offer(draft) {
    if (!draft || JSON.stringify(draft.answers) === this.now()) {
      this.older = null;
      if (draft?.older) this.offer(draft.older);
      else this.keep();
      return;
    }
    this.older = draft;
    const here = answers(this.form).map((each) => JSON.stringify(each));
    const notice = this.form.querySelector("[data-recovered]").content.firstElementChild.cloneNode(true);
    draft.answers.filter((each) => !here.includes(JSON.stringify(each))).forEach(([name, value]) => {
      const line = document.createElement("li");
      const label = document.createElement("strong");
      label.textContent = question(this.form, name);
      line.append(label, " ", answerInWords(this.form, name, value) || "–");
      notice.querySelector("[data-recovered-list]").append(line);
    });
    this.form.prepend(notice);
    const decide = (use) => {
      notice.remove();
      this.older = null;
      if (use) this.take(draft);
      else this.keep();
      if (draft.older) this.offer(draft.older);
      (this.form.querySelector("textarea, .input, .choice__input") || this.form).focus();
    };
    notice.querySelector("[data-recovered-use]").addEventListener("click", () => decide(true));
    notice.querySelector("[data-recovered-drop]").addEventListener("click", () => decide(false));
  }

  // With the marks of that visit: what somebody else answered since is not written over unseen.
  take(draft) {
    const names = new Set([...answers(this.form), ...draft.answers].map(([name]) => name));
    names.forEach((name) => fill(this.form, name, draft.answers.filter((each) => each[0] === name).map((each) => each[1])));
    this.form.seen.value = draft.seen;
    this.form.lock_version.value = draft.lock_version;
    this.attempts = draft.attempts;
    this.typed();
  }
}

function start(form) {
  dropOldDrafts();
  const page = new Autosave(form);
  if (page.byPause && !form.dataset.typed) page.offer(readDraft(form.dataset.draft));
  form.addEventListener("input", () => page.typed());
  form.addEventListener("change", () => page.typed());
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.name === "carry") return;
    event.preventDefault();
    page.press(event.submitter);
  });
  page.part("compare").addEventListener("click", () => page.sendAsPage("next"));
  if (!page.byPause) return;
  window.addEventListener("online", () => page.save());
  window.addEventListener("offline", () => page.isDirty && page.say(page.words.offline, { tone: "waiting" }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") { if (!page.blocked) page.save({ leaving: true }); }
    else if (page.blocked && !page.conflict) page.save(); // perhaps signed in again in another tab
  });
  window.addEventListener("pagehide", () => { if (!page.blocked) page.save({ leaving: true }); });
  window.addEventListener("beforeunload", (event) => { if (page.isDirty && !page.kept) event.preventDefault(); });
  // Signing out forgets this browser's drafts: save first what is not saved.
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", async (event) => {
    if (!page.isDirty || event.target.dataset.asked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await page.save()) && !window.confirm(form.dataset.leaving)) return;
    event.target.dataset.asked = "yes";
    event.target.requestSubmit();
  }, { capture: true });
}

document.querySelectorAll("form[data-autosave]").forEach(start);
