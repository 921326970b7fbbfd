// The mailboxes as they get on, without a reload. The page is right without this
// file, too: it then shows how things stood when it was asked for. The page is
// asked for anew while the tab is in sight, and only cells that say something
// else are put in place, so that nothing flickers and the focus stays.
"use strict";

const live = document.getElementById("mail-live");
const patience = 10 * 60 * 1000; // after which somebody who does nothing is not looking any more
let used = performance.now();
let timer = 0;
let asking = false;

const rowsOf = (part) => [...part.querySelectorAll("tr[data-box]")];
const namesOf = (part) => rowsOf(part).map((row) => row.dataset.box).join("\n");

// say reads out what is new of a mailbox, once, and no figures.
function say(row, fresh) {
  if (row.dataset.said === fresh.dataset.said) return;
  row.dataset.said = fresh.dataset.said;
  document.getElementById("mail-said").textContent = `${fresh.dataset.box}: ${fresh.querySelector("[data-word]").dataset.word}`;
}

// mend says whether anything was new.
function mend(row, fresh) {
  row.className = fresh.className;
  const cells = [...fresh.querySelectorAll("[data-cell]")];
  let changed = false;
  [...row.querySelectorAll("[data-cell]")].forEach((cell, n) => {
    if (cell.innerHTML === cells[n].innerHTML || cell.contains(document.activeElement)) return;
    cell.innerHTML = cells[n].innerHTML;
    changed = true;
  });
  say(row, fresh);
  return changed;
}

function put(fresh) {
  live.dataset.every = fresh.dataset.every;
  if (namesOf(live) !== namesOf(fresh)) {
    if (!live.contains(document.activeElement)) live.querySelector("tbody").innerHTML = fresh.querySelector("tbody").innerHTML;
    return true;
  }
  const rows = rowsOf(fresh);
  return rowsOf(live).map((row, n) => mend(row, rows[n])).includes(true);
}

async function fetchPage(address) {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// The counts below the mailboxes are of the ledger: they are read again when a
// sweep has ended, not every second.
async function recount() {
  const ledger = document.getElementById("mail-ledger");
  if (!ledger || ledger.contains(document.activeElement)) return;
  const page = await fetchPage(location.href);
  const fresh = page && page.getElementById("mail-ledger");
  if (fresh) ledger.innerHTML = fresh.innerHTML;
}

async function look() {
  timer = 0;
  if (document.hidden || asking || performance.now() - used > patience) return;
  asking = true;
  try {
    const page = await fetchPage(live.dataset.live);
    const fresh = page && page.getElementById("mail-live");
    if (page && !fresh) return; // signed out: the next step of the reader says so
    if (fresh && put(fresh) && fresh.dataset.reading === "0") await recount();
    wait();
  } catch (lost) {
    wait(); // the line is down: it is tried again
  } finally {
    asking = false;
  }
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(look, Number(live.dataset.every) * 1000);
}

function wake() {
  used = performance.now();
  if (!timer && !asking) wait();
}

if (live) {
  for (const what of ["keydown", "pointerdown", "pointermove"]) document.addEventListener(what, wake, { passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !timer) look(); });
  wait();
}
