// Words that are not saved yet, kept in this browser: one entry for each person, update and page. They go when the page
// was saved, when the person signs out (see app.js), and after a month.
const PREFIX = "hraem-borrador:";
const MONTH_MS = 30 * 24 * 3600 * 1000;

export function readDraft(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

// Whether the words are safe: a browser may refuse to keep anything.
export function keepDraft(name, draft) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

export function dropOldDrafts() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
      const draft = readDraft(key.slice(PREFIX.length));
      if (!draft || draft.at < Date.now() - MONTH_MS) localStorage.removeItem(key);
    });
  } catch {
    // As above.
  }
}
