// A page that waits for something made elsewhere: ask now and then, and show it as soon as it is there. Nothing moves
// under the reader's hands meanwhile; without JavaScript the page says to load it again.
"use strict";

const EVERY_MS = 3000;

async function lookAgain() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !(await answer.text()).includes("data-waiting")) {
      location.reload();
      return;
    }
  } catch {
    // The network is away: ask again later.
  }
  setTimeout(lookAgain, EVERY_MS);
}

if (document.querySelector("[data-waiting]")) setTimeout(lookAgain, EVERY_MS);
