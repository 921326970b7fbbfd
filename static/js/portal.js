// What a script adds to the citizens' pages alone. Every page works without it.
(function () {
  "use strict";

  function all(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

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

  // data-upload: files go ahead of the form, in pieces, once a file was picked. The
  // scripts for that are heavy and come only then; without them the form carries
  // the files itself.
  all("[data-upload]", function (field) {
    var input = field.querySelector("input[type=file]"), loaded = false;
    if (!window.Promise || !window.Blob || !Blob.prototype.slice || !window.XMLHttpRequest) { return; }
    input.addEventListener("change", function () {
      if (loaded || !input.files || input.files.length === 0) { return; }
      loaded = true;
      field.getAttribute("data-scripts").split(" ").forEach(function (address) {
        var script = document.createElement("script");
        script.src = address;
        script.async = false;
        document.head.appendChild(script);
      });
    });
  });
}());
