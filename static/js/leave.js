// Leave quickly, on every page of the citizens' site. Without this file the link
// still leads away; with it nothing stays behind: what was typed is gone from the
// page and from the device, and the page is gone from the history.
(function () {
  "use strict";

  var link = document.querySelector("[data-leave]"), left = "heed.left", pressed = 0;
  if (!link) { return; }

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  // Storage may be switched off: then there is nothing to wipe.
  function stores(act) {
    ["sessionStorage", "localStorage"].forEach(function (name) {
      try { act(window[name]); } catch (ignored) { /* nothing is kept there */ }
    });
  }

  function wipe() { stores(function (store) { store.clear(); }); }

  // sent forgets the draft of this tab: its report was taken in.
  function sent() {
    stores(function (store) {
      var tab = window.sessionStorage.getItem("heed.tab");
      if (tab && store === window.localStorage) { store.removeItem("heed.draft." + tab.split(" ")[0]); }
    });
  }

  // expired forgets the drafts whose time is over, of any tab.
  function expired() {
    stores(function (store) {
      Object.keys(store).forEach(function (key) {
        if (key.indexOf("heed.draft.") === 0 && !(parseInt(store.getItem(key), 10) > Date.now())) { store.removeItem(key); }
      });
    });
  }

  function empty() {
    each(document.forms, function (form) { form.reset(); });
    each(document.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox])"), function (field) { field.value = ""; });
    each(document.querySelectorAll("input:checked"), function (box) { box.checked = false; });
  }

  function go() {
    document.documentElement.hidden = true;
    window.location.replace(link.href);
  }

  function leave() {
    document.dispatchEvent(new Event("heed-stop"));
    empty();
    wipe();
    stores(function (store) { if (store === window.sessionStorage) { store.setItem(left, "1"); } });
    go();
  }

  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });

  // Esc, twice within a second.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || event.repeat) { return; }
    if (Date.now() - pressed < 1000) { leave(); }
    pressed = Date.now();
  });

  // Who left does not come back by "back"; who opens the site anew may.
  function came(event) {
    var entry = window.performance && performance.getEntriesByType ? performance.getEntriesByType("navigation")[0] : null;
    var back = event.persisted || (entry ? entry.type === "back_forward" : window.performance && performance.navigation && performance.navigation.type === 2);
    stores(function (store) {
      if (store !== window.sessionStorage || !store.getItem(left)) { return; }
      if (back) { go(); } else { store.removeItem(left); }
    });
  }
  window.addEventListener("pageshow", came);

  if (document.querySelector("[data-sent]")) { sent(); }
  expired();
}());
