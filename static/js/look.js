// Hands a file to the frame in which it is shown. The frame has no origin and can load
// nothing; whatever is in the file stays in there. Without this script the page offers
// the download.
"use strict";

(() => {
  const way = (name) => document.querySelector(`[data-look=${name}]`);
  const follow = { Escape: "back", ArrowLeft: "prev", ArrowRight: "next" };
  const go = (key) => {
    const link = follow[key] && way(follow[key]);
    if (link) link.click();
    return Boolean(link);
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.matches("input, textarea, select")) return;
    if (go(event.key)) event.preventDefault();
  });

  const frame = document.getElementById("look");
  if (!frame) return;
  const said = document.getElementById("look-said");
  const words = frame.dataset;
  const show = (state) => {
    frame.dataset.state = state;
    const key = "say" + state.charAt(0).toUpperCase() + state.slice(1);
    said.textContent = words[key] || words.sayShown;
    frame.hidden = ["none", "locked", "away", "failed"].includes(state);
    said.classList.toggle("notice", frame.hidden);
  };

  const bytes = fetch(words.file, { credentials: "same-origin", redirect: "error" }).then((answer) => {
    if (!answer.ok) throw new Error("refused");
    return answer.arrayBuffer();
  });
  bytes.catch(() => show("failed"));

  const late = setTimeout(() => show("away"), 15000);
  let sent = false;

  // hand gives the file away, once. The frame has no origin to name: that what it holds
  // is the viewer's page is seen to by this page's policy, which lets it go nowhere else;
  // and the server names no viewer on the desk's own machine, where anything may listen.
  const hand = async () => {
    if (sent) return;
    sent = true;
    clearTimeout(late);
    const { stage, smaller, larger, fit, actual } = words;
    try {
      const file = await bytes;
      frame.contentWindow.postMessage({ heed: "file", bytes: file, lang: document.documentElement.lang, words: { stage, smaller, larger, fit, actual } }, "*", [file]);
    } catch (error) { show("failed"); }
  };

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== "null") return;
    const message = event.data;
    if (!message || typeof message !== "object") return;
    if (message.heed === "ready") hand();
    if (message.heed === "key" && typeof message.key === "string") go(message.key);
    if (message.heed === "shown" && sent && ["picture", "audio", "video", "pdf", "text", "markup", "start", "locked", "none"].includes(message.as)) show(message.as);
  });

  show("loading");
  frame.src = words.src;
})();
