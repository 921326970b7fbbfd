// Checks a statement in the browser alone: once the page is there, it needs no
// network. The rules are those of models/statement; without this script the form
// is sent and the server checks.
(function () {
  "use strict";

  var form = document.getElementById("verify"), verdict = document.getElementById("verdict");
  var nacl = window.nacl;
  if (!form || !verdict || !nacl || !window.atob || !window.Uint8Array) { return; }

  var ORIGIN = "heed statement v1";

  function bytesOf(text) { // UTF-8
    var coded = encodeURIComponent(text), out = [];
    for (var i = 0; i < coded.length; i++) {
      if (coded.charAt(i) === "%") {
        out.push(parseInt(coded.substr(i + 1, 2), 16));
        i += 2;
      } else {
        out.push(coded.charCodeAt(i));
      }
    }
    return new Uint8Array(out);
  }

  function decoded(base64) {
    if (!/^[A-Za-z0-9+\/]+={0,2}$/.test(base64)) { return null; }
    var raw;
    try { raw = window.atob(base64); } catch (broken) { return null; }
    var out = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) { out[i] = raw.charCodeAt(i); }
    return out;
  }

  function hex(bytes) {
    var out = "";
    for (var i = 0; i < bytes.length; i++) { out += ("0" + bytes[i].toString(16)).slice(-2); }
    return out;
  }

  // A key is name+hash+base64 of 1 and the 32 bytes of the key.
  function keys() {
    var all = [];
    Array.prototype.forEach.call(document.querySelectorAll("#keys code"), function (code) {
      var text = code.textContent.trim(), first = text.indexOf("+"), second = text.indexOf("+", first + 1);
      var key = decoded(text.slice(second + 1));
      if (key && key.length === 33 && key[0] === 1) {
        all.push({ name: text.slice(0, first), hash: text.slice(first + 1, second), key: key.subarray(1) });
      }
    });
    return all;
  }

  // What a text goes through between a page, a file and a field is undone.
  function tidy(text) {
    var lines = text.replace(/\uFEFF/g, "").replace(/\r\n?/g, "\n").split("\n");
    for (var i = 0; i < lines.length; i++) { lines[i] = lines[i].replace(/[ \t\u00a0\u3000]+$/, ""); }
    return lines.join("\n").replace(/^\n+|\n+$/g, "") + "\n";
  }

  function read(text) {
    var lines = text.replace(/\n$/, "").split("\n");
    if (lines.length !== 5 || lines[0] !== ORIGIN || !lines[1] || !lines[2] ||
      !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(lines[3]) || !/^sha256:[0-9a-fA-F]{64}$/.test(lines[4])) { return null; }
    return { office: lines[1], number: lines[2], time: lines[3].slice(0, 19).replace("T", " ") };
  }

  // check gives the code of a verdict and, of a good one, what it says.
  function check(pasted, known) {
    var note = tidy(pasted), split = note.lastIndexOf("\n\n");
    if (split < 0 || /[\x00-\x09\x0b-\x1f]/.test(note)) { return { code: "malformed" }; }
    var text = note.slice(0, split + 1), signed = note.slice(split + 2, -1).split("\n"), said = read(text), good = false;
    for (var i = 0; i < signed.length; i++) {
      var parts = /^— (\S+) (\S+)$/.exec(signed[i]), sig = parts && decoded(parts[2]);
      if (!sig || sig.length < 5) { return { code: "malformed" }; }
      for (var k = 0; k < known.length; k++) {
        if (known[k].name !== parts[1] || known[k].hash !== hex(sig.subarray(0, 4))) { continue; }
        if (sig.length !== 68 || !nacl.sign.detached.verify(bytesOf(text), sig.subarray(4), known[k].key)) { return { code: "changed" }; }
        good = true;
      }
    }
    if (!said) { return { code: "malformed" }; }
    return good ? { code: "good", said: said } : { code: "foreign" };
  }

  function show(found) {
    var words = verdict.getAttribute("data-" + found.code), p = document.createElement("p");
    if (found.said) {
      words = words.replace(/\{(office|time|number)\}/g, function (all, name) { return found.said[name]; });
    }
    p.textContent = words;
    Array.prototype.forEach.call(document.querySelectorAll("main .notice"), function (old) { if (old !== verdict) { old.hidden = true; } });
    verdict.textContent = "";
    verdict.appendChild(p);
    verdict.className = "notice " + (found.code === "good" ? "success" : "error");
    verdict.hidden = false;
    verdict.focus();
    form.elements.register.hidden = found.code !== "good";
  }

  var asked = false; // whether the register is to be asked, by the server
  Array.prototype.forEach.call(document.querySelectorAll("[form=verify], #verify button[name]"), function (button) {
    button.addEventListener("click", function () { asked = button.name !== ""; });
  });

  form.addEventListener("submit", function (event) {
    if (asked) { asked = false; return; }
    event.preventDefault();
    var area = form.elements.statement, file = form.elements.files.files && form.elements.files.files[0];
    if (area.value.trim() || !file || !window.FileReader) { show(check(area.value, keys())); return; }
    var reader = new FileReader();
    reader.onload = function () {
      area.value = String(reader.result);
      form.elements.files.value = "";
      show(check(area.value, keys()));
    };
    reader.onerror = function () { show({ code: "malformed" }); };
    reader.readAsText(file.slice(0, 4096), "utf-8");
  });
}());
