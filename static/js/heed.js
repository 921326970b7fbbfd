// Small comforts for both sites. Every page works without this file.
(function () {
  "use strict";

  function all(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  // data-copy="id": a button that copies the text of an element and says so in
  // its own words (data-done).
  function copyText(source, done) {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(source.textContent.trim()).then(done, function () { select(source); });
      return;
    }
    select(source);
    try { if (document.execCommand("copy")) { done(); } } catch (ignored) { /* it stays selected, for the keys */ }
  }

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  all("[data-copy]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      copyText(document.getElementById(button.getAttribute("data-copy")), function () {
        button.textContent = button.getAttribute("data-done") || button.textContent;
      });
    });
  });

  all("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // data-count="id": how many characters may still be typed, shown near the end
  // and read out only then.
  all("textarea[data-count]", function (area) {
    var note = document.getElementById(area.getAttribute("data-count"));
    var most = parseInt(area.getAttribute("maxlength"), 10);
    function tell() {
      var left = most - area.value.length;
      note.hidden = left > most / 2;
      note.textContent = note.getAttribute("data-text").replace("{n}", String(left));
      note.setAttribute("aria-live", left < 100 ? "polite" : "off");
    }
    area.addEventListener("input", tell);
    tell();
  });

  // data-once: a form whose button was pressed twice is sent once. Coming back
  // to the page frees it.
  all("form[data-once]", function (form) {
    form.addEventListener("submit", function (event) {
      if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
      form.setAttribute("data-sent", "1");
      all("[type=submit]", function (button) { if (form.contains(button)) { button.setAttribute("aria-disabled", "true"); } });
    });
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]", function (form) { form.removeAttribute("data-sent"); });
    all("[type=submit][aria-disabled]", function (button) { button.removeAttribute("aria-disabled"); });
  });

  // After a form with faults the list of them has the focus.
  var faults = document.getElementById("faults");
  if (faults) { faults.focus(); }
}());
