// A page that waits for something made elsewhere: ask now and then, say how far it is, and show it as soon as it is
// there. Nothing else moves under the reader's hands meanwhile; without JavaScript the page says to load it again.
"use strict";

const EVERY_MS = 3000;

async function lookAgain() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-waiting]");
      if (!now) {
        location.reload();
        return;
      }
      // Said again only when it changed: the part is a live region.
      const shown = document.querySelector("[data-waiting]");
      if (shown.innerHTML !== now.innerHTML) shown.replaceChildren(...now.childNodes);
    }
  } catch {
    // The network is away: ask again later.
  }
  setTimeout(lookAgain, EVERY_MS);
}

if (document.querySelector("[data-waiting]")) setTimeout(lookAgain, EVERY_MS);
