// Keeps what is being worked on up to date; without it the page reloads itself or is reloaded by hand.
"use strict";

const EVERY_MILLISECONDS = 2000;

async function refresh() {
  const shown = document.querySelector("[data-live]");
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh || fresh.dataset.live !== shown.dataset.live) {
      location.reload();
      return;
    }
    if (fresh.innerHTML !== shown.innerHTML) {
      shown.replaceWith(fresh);
    }
    if (!fresh.matches("[data-pending]") && !fresh.querySelector("[data-pending]")) {
      return;
    }
  } catch {
    // The network or the service is away for a moment: ask again.
  }
  setTimeout(refresh, EVERY_MILLISECONDS);
}

setTimeout(refresh, EVERY_MILLISECONDS);
