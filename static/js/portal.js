// What a script adds to the citizens' pages alone. Every page works without it.
(function () {
  "use strict";

  function all(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  // data-leave: the page is replaced, so that "back" does not return to it.
  all("[data-leave]", function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      document.documentElement.hidden = true;
      window.location.replace(link.href);
    });
  });

  // A character is a character, also one that takes two places in a string.
  function lengthOf(text) {
    return text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, "_").length;
  }

  // data-counts="id": how much was written, and what is missing or too much.
  all("[data-counts]", function (note) {
    var area = document.getElementById(note.getAttribute("data-counts"));
    var least = parseInt(note.getAttribute("data-min"), 10), most = parseInt(note.getAttribute("data-max"), 10);
    function say(words, n) { note.textContent = note.getAttribute(words).replace("{n}", String(n)); }
    function tell() {
      var n = lengthOf(area.value.trim());
      note.className = n > most ? "count over" : "count";
      if (n > most) { say("data-over", n - most); } else if (n > 0 && n < least) { say("data-more", least - n); } else { say("data-left", most - n); }
    }
    note.hidden = false;
    area.addEventListener("input", tell);
    tell();
  });

  // data-busy: the button says that the form is on its way.
  all("[data-busy]", function (button) {
    var words = button.textContent;
    button.form.addEventListener("submit", function (event) {
      if (!event.submitter || event.submitter === button) { button.textContent = button.getAttribute("data-busy"); }
    });
    window.addEventListener("pageshow", function () { button.textContent = words; });
  });
}());
