// Keeps what is being worked on up to date; without it the page reloads itself or is reloaded by hand.
"use strict";

// A small file is read within a second; a large one need not be asked for that often.
const FIRST_MILLISECONDS = 500;
const MOST_MILLISECONDS = 2000;
let waiting = null;
let pause = FIRST_MILLISECONDS;

const isPending = () => document.querySelector("[data-pending]") !== null;

// What is being used stays as it is until the next time: a link must not vanish under the pointer's finger.
function renew(shown, fresh) {
  if (fresh.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) {
    shown.innerHTML = fresh.innerHTML;
  }
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = [...document.querySelectorAll("[data-live]")];
    const fresh = [...page.querySelectorAll("[data-live]")];
    if (shown.length !== fresh.length || shown.some((one, at) => one.dataset.live !== fresh[at].dataset.live)) {
      location.reload();
      return;
    }
    shown.forEach((one, at) => renew(one, fresh[at]));
  } catch {
    // The network or the service is away for a moment: ask again.
  }
  watch();
}

function watch() {
  clearTimeout(waiting);
  waiting = isPending() ? setTimeout(refresh, pause) : null;
  pause = Math.min(pause * 1.5, MOST_MILLISECONDS);
}

document.addEventListener("worked-on", () => {
  pause = FIRST_MILLISECONDS;
  watch();
});
watch();
