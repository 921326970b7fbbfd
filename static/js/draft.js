// The draft of a report, on this device alone. What is typed is encrypted (AES-GCM)
// under a key that lives in this tab; storage that outlives the tab holds only what
// nobody can read without it, for a day. Where a browser cannot encrypt, or the
// line is not safe, nothing is kept. Never kept: the picture's digits, files, the receipt.
(function () {
  "use strict";

  const form = document.getElementById("report"), note = document.getElementById("draft");
  const names = ["about", "unit", "unit_text", "category", "text", "urgent", "name", "contact"];
  const life = 24 * 60 * 60 * 1000, pause = 400;
  if (!form || !note || !window.isSecureContext || !window.crypto || !crypto.subtle || !window.TextEncoder) { return; }

  let stopped = false, timer = 0, turn = Promise.resolve();

  function toText(bytes) { return btoa(String.fromCharCode.apply(null, new Uint8Array(bytes))); }
  function toBytes(text) { return Uint8Array.from(atob(text), function (c) { return c.charCodeAt(0); }); }

  // secret is the number of this tab's draft and its key, made once a tab.
  function secret() {
    let kept = sessionStorage.getItem("heed.tab");
    if (!kept) {
      kept = toText(crypto.getRandomValues(new Uint8Array(8))) + " " + toText(crypto.getRandomValues(new Uint8Array(32)));
      sessionStorage.setItem("heed.tab", kept);
    }
    const parts = kept.split(" ");
    return { place: "heed.draft." + parts[0], raw: toBytes(parts[1]) };
  }

  function keyOf(raw) { return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]); }

  function fields(name) { return Array.prototype.slice.call(form.querySelectorAll("[name=" + name + "]")); }
  function isBox(field) { return field.type === "radio" || field.type === "checkbox"; }

  function typed() {
    const all = {};
    names.forEach(function (name) {
      fields(name).forEach(function (field) {
        if (isBox(field) ? field.checked : field.value) { all[name] = field.value; }
      });
    });
    return all;
  }

  function fill(all) {
    names.forEach(function (name) {
      fields(name).forEach(function (field) {
        if (isBox(field)) { field.checked = field.value === all[name]; } else { field.value = all[name] || ""; }
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  }

  // In storage: until when, the nonce and the sealed text, in that order.
  async function save() {
    const tab = secret(), all = typed();
    if (Object.keys(all).length === 0) { localStorage.removeItem(tab.place); return; }
    const until = String(Date.now() + life), iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv: iv, additionalData: new TextEncoder().encode(tab.place + until) };
    const sealed = await crypto.subtle.encrypt(how, await keyOf(tab.raw), new TextEncoder().encode(JSON.stringify(all)));
    if (!stopped) { localStorage.setItem(tab.place, until + " " + toText(iv) + " " + toText(sealed)); }
  }

  async function restore() {
    const tab = secret(), parts = (localStorage.getItem(tab.place) || "").split(" ");
    if (parts.length !== 3 || !(parseInt(parts[0], 10) > Date.now())) { return false; }
    const how = { name: "AES-GCM", iv: toBytes(parts[1]), additionalData: new TextEncoder().encode(tab.place + parts[0]) };
    fill(JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await keyOf(tab.raw), toBytes(parts[2])))));
    return true;
  }

  // One after the other; what cannot be kept is not kept.
  function next(act) { turn = turn.then(function () { return stopped ? false : act(); }).catch(function () { return false; }); return turn; }

  function say(words) {
    note.querySelector("span").textContent = note.getAttribute(words);
    note.hidden = false;
  }

  function changed() {
    if (stopped) { return; }
    clearTimeout(timer);
    timer = setTimeout(function () { next(save).then(function () { if (note.hidden && !stopped) { say("data-kept"); } }); }, pause);
  }

  function forget() {
    clearTimeout(timer);
    next(function () {
      localStorage.removeItem(secret().place);
      fill({});
      clearTimeout(timer);
      note.hidden = true;
    });
  }

  note.querySelector("button").addEventListener("click", forget);
  document.addEventListener("heed-stop", function () { stopped = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { next(save); } });

  // A form that came back from the site carries what was typed; an empty one takes
  // the draft.
  next(form.hasAttribute("data-blank") ? restore : save).then(function (restored) {
    if (restored === true) { say("data-restored"); }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
  });
}());
