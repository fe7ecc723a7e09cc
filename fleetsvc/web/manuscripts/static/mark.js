// Lets words be marked with the mouse: what is selected in the text goes into the form, with its place in code points;
// the form works without it, and then asks where words stand that it finds more than once.
"use strict";

const source = document.querySelector("[data-marked]");
const form = document.getElementById("mark");

const lengthOf = (text) => [...text].length;

function placeOf(node, offset) {
  const line = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-offset]");
  if (line === null || !source.contains(line)) {
    return null;
  }
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return Number(line.dataset.offset) + lengthOf(before.toString());
}

function take() {
  const chosen = getSelection();
  if (chosen.isCollapsed || chosen.rangeCount === 0) {
    return;
  }
  const range = chosen.getRangeAt(0);
  const [start, end] = [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  if (start === null || end === null || end <= start) {
    return;
  }
  const raw = [...source.querySelectorAll("[data-offset]")].filter((line) => range.intersectsNode(line));
  const parts = raw.map((line) => [Number(line.dataset.offset), [...line.textContent]]);
  const words = [];
  for (const [offset, signs] of parts) {
    while (words.length > 0 && start + words.length < offset) {
      words.push("\n");
    }
    words.push(...signs.slice(Math.max(start - offset, 0), end - offset));
  }
  form.elements.words.value = words.join("");
  form.querySelectorAll("[name=at]").forEach((field) => field.closest("fieldset")?.remove());
  const at = form.querySelector("[name=at]") || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "at" }));
  at.value = String(start);
  const told = form.querySelector("[data-found]");
  told.textContent = told.dataset.found.replace("{at}", String(start)).replace("{count}", String(words.length));
}

source.addEventListener("mouseup", take);
source.addEventListener("touchend", take);
form.elements.words.addEventListener("input", () => {
  const at = form.querySelector("[name=at][type=hidden]");
  if (at !== null) {
    at.value = "";
  }
});
