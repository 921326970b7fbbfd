// Keys for the staff site. Every page works without this file: a key does what a
// link or a button on the page does, and the page shows which.
"use strict";

const typing = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll(".queue .item, [data-row]")];

// j and k move through the rows of a list; the row with the focus is where o,
// Enter and x act.
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  let at = all.indexOf(document.activeElement);
  if (at < 0) at = all.findIndex((row) => row.getAttribute("aria-current"));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function tick() {
  const row = document.activeElement.closest(".tiprow");
  const box = row && row.querySelector(".pick input");
  if (box) box.checked = !box.checked;
}

// A key names its link or button by data-key; with data-ask it only picks the
// button, and Enter takes the step. Two with the same key do nothing rather than
// the wrong thing.
function press(key) {
  const found = document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  if (found.length !== 1) return false;
  if ("ask" in found[0].dataset || typing(found[0])) found[0].focus();
  else found[0].click();
  const field = found[0].matches("summary") && found[0].parentElement.querySelector("select, input:not([type=hidden])");
  if (field) field.focus();
  return true;
}

function go(key) {
  const place = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (place) place.click();
}

let waiting = 0; // until when g waits for its second key

const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => press("o") || (rows().includes(document.activeElement) && document.activeElement.click()),
  x: () => press("x") || tick(),
  "/": () => {
    const filters = document.getElementById("filters");
    if (!filters) return press("u");
    (filters.querySelector("a") || filters).focus();
    return true;
  },
  "?": () => { location.href = "/keys"; },
  g: () => { waiting = performance.now() + 1500; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(document.activeElement)) {
    document.activeElement.blur();
    return;
  }
  if (typing(document.activeElement)) return;
  if (waiting > performance.now()) {
    waiting = 0;
    go(event.key);
    event.preventDefault();
    return;
  }
  if (keys[event.key]) {
    keys[event.key]();
    event.preventDefault();
    return;
  }
  if (event.key.length === 1 && press(event.key)) event.preventDefault();
});

// Select every row of the page for the form that acts on several.
for (const button of document.querySelectorAll("[data-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`.pick input[form="${button.dataset.all}"]`)];
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
  });
}

// The people of the recusal check matter only after a yes.
for (const people of document.querySelectorAll(".people")) {
  const form = people.closest("form");
  const show = () => {
    const answer = form.querySelector("input[name=recusal]:checked");
    people.hidden = !answer || answer.value !== "yes";
  };
  form.addEventListener("change", show);
  show();
}

// Who writes for long is not signed out meanwhile.
let alive = performance.now();
document.addEventListener("input", () => {
  if (performance.now() - alive < 5 * 60 * 1000) return;
  alive = performance.now();
  fetch("/keys", { credentials: "same-origin" }).catch(() => {});
});

// The list of what is wrong names the fields by their labels.
const colon = document.documentElement.lang.startsWith("zh") ? "：" : ": ";
for (const link of document.querySelectorAll('#faults a[href^="#f-"]')) {
  const field = document.getElementById(link.hash.slice(1));
  const label = field && (field.querySelector("legend .label-text") || document.querySelector(`label[for="${CSS.escape(field.id)}"] .label-text`));
  if (label) link.textContent = label.textContent + colon + link.textContent;
}

// The row of the open tip stands in sight.
const list = document.querySelector(".split-list");
const here = list && list.querySelector(".item[aria-current]");
if (here) list.scrollTop = here.offsetParent.offsetTop + here.offsetTop - list.clientHeight / 3;
