// What a script adds to the citizens' pages. Every page works without it.
"use strict";

// Leave quickly: the page is replaced, so that "back" does not return to it.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace(link.href);
  });
}

// The live counter of the story, in characters as the server counts them.
for (const note of document.querySelectorAll("[data-counts]")) {
  const area = document.getElementById(note.dataset.counts);
  const { min, max, left, more, over } = note.dataset;
  const tell = () => {
    const length = [...area.value.trim()].length;
    const [text, n] = length > max ? [over, length - max] : length > 0 && length < min ? [more, min - length] : [left, max - length];
    note.textContent = text.replace("{n}", n);
    note.classList.toggle("late", length > max);
  };
  note.hidden = false;
  area.addEventListener("input", tell);
  tell();
}

// One press sends a form once; a second press while it is on its way does nothing.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button && button.dataset.busy) {
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-live", "polite");
    }
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

// Copy and print.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
