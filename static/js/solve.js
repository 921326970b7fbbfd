// Lets a worker do what a hard captcha asks of the device, while the form is
// filled in. A form that is sent before it is done waits for it. Without this
// script, or without workers, the server asks for a wait instead.
(function () {
  "use strict";

  var note = document.getElementById("work");
  if (!note || !window.Worker) { return; }
  var field = document.querySelector("[name=work]"), form = field.form, worker, pressed = null, waiting = null;

  try { worker = new Worker(note.getAttribute("data-worker")); } catch (refused) { return; }

  function give(words) { note.textContent = words; }

  worker.onmessage = function (event) {
    field.value = event.data;
    give(note.getAttribute("data-done"));
    worker.terminate();
    worker = null;
    if (waiting) { waiting.click(); }
  };
  worker.onerror = function () { worker = null; if (waiting) { waiting.click(); } };

  document.addEventListener("click", function (event) {
    var at = event.target;
    while (at && at.type !== "submit") { at = at.parentElement; }
    if (at && at.form === form) { pressed = at; }
  }, true);

  // Before every other listener.
  window.addEventListener("submit", function (event) {
    if (event.target !== form || !worker) { return; }
    var button = event.submitter || pressed || form.querySelector("[data-busy]");
    if (button.formNoValidate) { return; }
    event.preventDefault();
    event.stopPropagation();
    waiting = button;
    give(note.getAttribute("data-going"));
  }, true);

  give(note.getAttribute("data-going"));
  worker.postMessage({ salt: note.getAttribute("data-salt"), challenge: note.getAttribute("data-challenge"), most: parseInt(note.getAttribute("data-most"), 10) });
}());
