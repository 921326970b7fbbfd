// Files of the report form go ahead of it, in pieces, by the tus protocol: a line
// that breaks goes on where it stopped. Nothing is kept on the device. The form is
// then sent as always; it carries a sealed note of each file instead of the file.
// Loaded by portal.js when the first file is picked.
(function () {
  "use strict";

  var field = document.querySelector("[data-upload]"), tus = window.tus;
  if (!field || !tus || !tus.isSupported) { return; }
  var input = field.querySelector("input[type=file]"), list = field.querySelector(".uploads"), status = field.querySelector("[data-say]");
  var form = input.form, items = [], slots = 0;
  var piece = 1024 * 1024, mega = 1024 * 1024;
  var endpoint = window.location.protocol + "//" + window.location.host + field.getAttribute("data-upload").split("?")[0];

  function word(name, values) {
    var text = list.getAttribute("data-" + name) || "";
    Object.keys(values || {}).forEach(function (key) { text = text.replace("{" + key + "}", String(values[key])); });
    return text;
  }

  function say(text) { if (status.textContent !== text) { status.textContent = text; } }

  function amount(bytes) { return bytes < mega ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / mega).toFixed(1) + " MB"; }

  function element(tag, name, text) {
    var made = document.createElement(tag);
    if (name) { made.className = name; }
    if (text) { made.textContent = text; }
    return made;
  }

  function button(item, name, act) {
    var made = element("button", "button quiet small", word(name));
    made.type = "button";
    made.setAttribute("aria-label", word(name) + " " + item.file.name);
    made.addEventListener("click", act);
    made.hidden = true;
    return made;
  }

  // A row shows one file: its name, how far it is, what became of it.
  function row(item) {
    item.row = element("li");
    item.name = element("span", "kept-name", item.file.name);
    item.note = element("span", "upload-note");
    item.bar = document.createElement("progress");
    item.bar.max = 100;
    item.bar.value = 0;
    item.bar.setAttribute("aria-label", item.file.name);
    item.retry = button(item, "retry", function () { wait(item); });
    item.cancel = button(item, "cancel", function () { drop(item); });
    item.remove = button(item, "remove", function () { drop(item); });
    [item.name, element("span", "kept-size", " " + amount(item.file.size)), item.bar, item.note, item.retry, item.cancel, item.remove]
      .forEach(function (part) { item.row.appendChild(part); item.row.appendChild(document.createTextNode(" ")); });
    list.appendChild(item.row);
    list.hidden = false;
  }

  // state is waiting, going, broken, done, refused or gone.
  function set(item, state, note) {
    var busy = state === "waiting" || state === "going" || state === "broken";
    item.state = state;
    item.row.className = state;
    item.note.textContent = note;
    item.bar.hidden = !busy;
    item.retry.hidden = state !== "broken";
    item.cancel.hidden = !busy;
    item.remove.hidden = busy;
    if (state !== "going") { pump(); }
  }

  // One file at a time: on a slow line two would both take twice as long, and a
  // break would cost both.
  function pump() {
    var waiting = items.filter(function (item) { return item.state === "waiting"; });
    if (waiting.length > 0 && !items.some(function (item) { return item.state === "going"; })) { go(waiting[0]); }
  }

  function refuse(item, why) {
    if (item.kept) { item.row.removeChild(item.kept); item.kept = null; }
    set(item, "refused", why || word("refused"));
    say(item.file.name + ": " + item.note.textContent);
  }

  function finish(item, answer) {
    if (answer.fault || !answer.kept) { refuse(item, answer.fault); return; }
    item.kept = element("input");
    item.kept.type = "hidden";
    item.kept.name = "kept";
    item.kept.value = answer.kept;
    item.row.appendChild(item.kept);
    item.name.textContent = answer.name;
    set(item, "done", word("done") + (/[。]$/.test(word("done")) ? "" : " ") + answer.note);
    if (answer.warn) { item.row.className = "done warn"; }
    say(answer.name + ": " + item.note.textContent);
  }

  function parsed(text) { try { return JSON.parse(text) || {}; } catch (ignored) { return {}; } }

  function broke(item, why) {
    if (item.state === "gone") { return; }
    set(item, "broken", why || word("broken"));
    say(item.file.name + ": " + item.note.textContent);
  }

  // The answer to the last piece may have been lost with the line: then it is
  // asked for.
  function ask(item) {
    var request = new XMLHttpRequest();
    request.open("GET", item.upload.url);
    request.onload = function () {
      var answer = parsed(request.responseText);
      if (request.status === 200) { finish(item, answer); } else if (request.status === 404) { refuse(item, answer.fault); } else { broke(item, answer.fault); }
    };
    request.onerror = function () { broke(item); };
    request.send();
  }

  function progress(item, sent) {
    var part = Math.floor(100 * sent / item.file.size);
    item.bar.value = part;
    if (item.state === "going") { item.note.textContent = sent < item.file.size ? word("going", { n: part }) : word("checking"); }
  }

  function failed(item, fault) {
    var response = fault && fault.originalResponse, code = response ? response.getStatus() : 0;
    var why = response ? parsed(response.getBody()).fault : "";
    if (code >= 400 && code < 500 && code !== 409 && code !== 423 && code !== 429) { refuse(item, why); } else { broke(item, why); }
  }

  function value(name) { var named = form.querySelector("[name=" + name + "]"); return named ? named.value : ""; }

  function begin(item) {
    item.upload = new tus.Upload(item.file, {
      endpoint: endpoint, chunkSize: piece, retryDelays: [0, 1000, 3000, 6000, 12000], storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: true,
      metadata: { token: value("token"), round: value("round"), filename: item.file.name, filetype: item.file.type, slot: item.slot },
      onProgress: function (sent) { progress(item, sent); },
      onError: function (fault) { failed(item, fault); },
      onSuccess: function (end) {
        var answer = end && end.lastResponse ? parsed(end.lastResponse.getBody()) : {};
        if (item.state === "gone") { return; }
        if (answer.kept || answer.fault) { finish(item, answer); } else { ask(item); }
      }
    });
  }

  function go(item) {
    if (!item.upload) { begin(item); }
    set(item, "going", word("going", { n: Math.floor(item.bar.value) }));
    item.upload.start();
    if (document.activeElement === document.body) { input.focus(); }
  }

  function wait(item) { set(item, "waiting", word("waiting")); }

  function drop(item) {
    item.state = "gone";
    items = items.filter(function (other) { return other !== item; });
    list.removeChild(item.row);
    list.hidden = items.length === 0;
    if (item.upload) { item.upload.abort(true).catch(function () { return false; }); }
    say(word("removed", { name: item.file.name }));
    input.focus();
    pump();
  }

  function taken() { return items.filter(function (item) { return item.state !== "refused"; }); }

  function before() { return form.querySelectorAll("input[name=drop]:not(:checked)").length; }

  // What can be told without sending anything is told at once.
  function fault(file) {
    var all = taken(), bytes = all.reduce(function (sum, item) { return sum + item.file.size; }, file.size);
    if (file.size === 0) { return word("empty"); }
    if (file.size > parseInt(word("bytes"), 10)) { return word("large"); }
    if (all.length + before() >= parseInt(word("files"), 10)) { return word("many"); }
    return bytes > parseInt(word("all"), 10) ? word("total") : "";
  }

  function add(file) {
    var item = { file: file, state: "new", slot: String(slots++) + "-" + String(Math.random()).slice(2, 10) }, why = fault(file);
    row(item);
    items.push(item);
    if (why) { refuse(item, why); return; }
    wait(item);
    if (/\.zip$/i.test(file.name)) { item.row.insertBefore(element("span", "upload-warn", word("zip")), item.bar); say(word("zip")); }
  }

  function pick() {
    var files = Array.prototype.slice.call(input.files || []);
    if (files.length === 0) { return; }
    input.value = ""; // the form must not carry them a second time
    files.forEach(add);
  }

  function unfinished() { return items.filter(function (item) { return item.state === "waiting" || item.state === "going" || item.state === "broken"; }); }

  function stop() { items.forEach(function (item) { if (item.upload && item.state !== "done") { item.upload.abort(); } }); }

  // Before every other listener: half a file is not left behind unasked.
  document.addEventListener("submit", function (event) {
    if (event.target !== form || unfinished().length === 0) { return; }
    if (window.confirm(word("ask"))) { stop(); return; }
    event.preventDefault();
    event.stopPropagation();
    (unfinished()[0].cancel).focus();
  }, true);

  // What broke is tried again when the line is back, and now and then.
  function again() { if (navigator.onLine !== false) { items.forEach(function (item) { if (item.state === "broken") { wait(item); } }); } }
  window.addEventListener("online", again);
  window.setInterval(again, 20000);
  document.addEventListener("heed-stop", stop);
  input.addEventListener("change", pick);
  pick();
}());
