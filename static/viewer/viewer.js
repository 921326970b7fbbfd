// Shows one file to staff. The page runs in a sandbox that gives it no origin: it has
// no cookies, reaches no other window, and its policy lets it load nothing but its own
// scripts. What it shows came by one message, from the staff site around it; nothing of
// the file is ever run, and no address in it is ever asked for.
"use strict";

const staff = document.querySelector("meta[name=staff]").content.split(" ");
const stage = document.getElementById("stage");
const tools = document.getElementById("tools");
const mostText = 2 << 20; // bytes of a text that are shown
const mostPages = 300; // pages of a PDF that are shown
const mostSide = 8192; // pixels of a picture's side, and of a page's

let home = ""; // the origin that sent the file

const tell = (message) => parent.postMessage(message, home);

const latin = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

// Files are told by how they begin, never by their names.
const pictures = [
  [/^\xff\xd8\xff/, "image/jpeg"], [/^\x89PNG\r\n\x1a\n/, "image/png"], [/^GIF8[79]a/, "image/gif"],
  [/^RIFF[^]{4}WEBP/, "image/webp"], [/^BM[^]{4}\0\0\0\0/, "image/bmp"], [/^[^]{4}ftypavi[fs]/, "image/avif"],
];
const sounds = [
  [/^ID3/, "audio/mpeg"], [/^\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]/, "audio/mpeg"], [/^RIFF[^]{4}WAVE/, "audio/wav"], [/^fLaC/, "audio/flac"],
  [/^[^]{4}ftypM4A/, "audio/mp4"], [/^#!AMR/, "audio/amr"],
];
const films = [[/^OggS/, "video/ogg"], [/^\x1a\x45\xdf\xa3/, "video/webm"], [/^[^]{4}ftyp(?!hei|hev|mif|msf)/, "video/mp4"]];

function typeOf(head, list) {
  const found = list.find(([begins]) => begins.test(head));
  return found && found[1];
}

async function show(bytes) {
  const head = latin(bytes, 0, 32);
  const picture = typeOf(head, pictures);
  if (picture) return showPicture(new Blob([bytes], { type: picture }));
  const sound = typeOf(head, sounds);
  if (sound) return showMedia("audio", new Blob([bytes], { type: sound }));
  const film = typeOf(head, films);
  if (film) return showMedia("video", new Blob([bytes], { type: film }));
  if (latin(bytes, 0, 1024).includes("%PDF-")) return showPDF(bytes);
  return showText(bytes);
}

// A picture is decoded and painted: what stands in the file beside its pixels is gone.
async function showPicture(blob) {
  const bitmap = await createImageBitmap(blob);
  const canvas = document.createElement("canvas");
  const shrink = Math.min(1, mostSide / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * shrink));
  canvas.height = Math.max(1, Math.round(bitmap.height * shrink));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  stage.append(canvas);
  zoomable([canvas], () => Math.min(1, (stage.clientWidth - 20) / canvas.width, (stage.clientHeight - 28) / canvas.height));
  return "picture";
}

function showMedia(kind, blob) {
  return new Promise((resolve, reject) => {
    const player = document.createElement(kind);
    player.controls = true;
    player.preload = "metadata";
    player.disableRemotePlayback = true;
    player.addEventListener("loadedmetadata", () => resolve(kind), { once: true });
    player.addEventListener("error", () => reject(new Error(kind)), { once: true });
    player.src = URL.createObjectURL(blob);
    stage.append(player);
  });
}

// Text is shown as text, whatever it would be elsewhere: a web page, a drawing, a mail.
function showText(bytes) {
  const text = decode(bytes.subarray(0, mostText), bytes.length > mostText);
  if (text === null) return "none";
  const pre = document.createElement("pre");
  pre.textContent = text;
  stage.append(pre);
  if (bytes.length > mostText) return "start";
  return /^\s*<(!doctype|html|svg|head|body|script|\?xml|!--)/i.test(text) ? "markup" : "text";
}

// decode finds the first charset in which the bytes are text, or null.
function decode(bytes, cut) {
  const names = bytes[0] === 0xff && bytes[1] === 0xfe ? ["utf-16le"] : bytes[0] === 0xfe && bytes[1] === 0xff ? ["utf-16be"] : ["utf-8", "gb18030", "big5"];
  for (const name of names) {
    try {
      const text = new TextDecoder(name, { fatal: true }).decode(bytes, { stream: cut });
      if (!/[\0-\x08\x0e-\x19\x7f]/.test(text)) return text;
    } catch { /* not this one */ }
  }
  return null;
}

// Maps of characters and fonts that a PDF takes for granted come as modules: the page
// may load scripts of its own origin, and nothing else.
class Data {
  async fetch({ filename }) {
    if (!/^[\w-]+\.\w+$/.test(filename)) throw new Error("no such data");
    const module = await import(new URL(`data/${filename}.js`, location.href).href);
    return Uint8Array.from(atob(module.default), (c) => c.charCodeAt(0));
  }
}

// starter is the script of a worker that loads the library and then hears what was said
// to it meanwhile. A worker without an origin may not be a module itself.
const starter = (address) => `const early = [];
onmessage = (event) => early.push(event);
import(${JSON.stringify(address)}).then(() => {
  onmessage = null;
  for (const event of early) dispatchEvent(new MessageEvent("message", { data: event.data, ports: event.ports }));
}, (error) => setTimeout(() => { throw error; }));`;

async function showPDF(bytes) {
  const base = new URL("pdf/", location.href).href;
  const pdf = await import(base + "pdf.min.mjs");
  const port = new Worker(URL.createObjectURL(new Blob([starter(base + "pdf.worker.min.mjs")], { type: "text/javascript" })));
  const fails = new Promise((_, reject) => port.addEventListener("error", () => reject(new Error("worker")), { once: true }));
  const task = pdf.getDocument({
    data: bytes, worker: pdf.PDFWorker.create({ port }), BinaryDataFactory: Data, cMapUrl: base, standardFontDataUrl: base, wasmUrl: base,
    useWasm: false, useWorkerFetch: false, disableWorkerRendering: true, enableXfa: false, isEvalSupported: false, maxImageSize: 1 << 26, verbosity: 0,
  });
  try {
    const doc = await Promise.race([task.promise, fails]);
    await Promise.race([pages(doc), fails]);
    return doc.numPages > mostPages ? "start" : "pdf";
  } catch (error) {
    if (error.name === "PasswordException") return "locked";
    throw error;
  }
}

// pages lays out a sheet for each page and paints those that come into sight.
async function pages(doc) {
  const size = (await doc.getPage(1)).getViewport({ scale: 1 });
  const sheets = [];
  for (let n = 1; n <= Math.min(doc.numPages, mostPages); n++) {
    const sheet = document.createElement("canvas");
    sheet.className = "page";
    sheet.width = Math.round(size.width);
    sheet.height = Math.round(size.height);
    sheet.textContent = `${n} / ${doc.numPages}`;
    sheets.push(sheet);
  }
  stage.append(...sheets);
  zoomable(sheets, () => Math.min(2, (stage.clientWidth - 24) / size.width));
  await paint(doc, sheets, 0);
  const sight = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (!one.isIntersecting) continue;
      sight.unobserve(one.target);
      paint(doc, sheets, sheets.indexOf(one.target)).catch(() => {});
    }
  }, { root: stage, rootMargin: "600px" });
  sheets.slice(1).forEach((sheet) => sight.observe(sheet));
}

async function paint(doc, sheets, at) {
  const page = await doc.getPage(at + 1);
  const plain = page.getViewport({ scale: 1 });
  const scale = Math.min(2, mostSide / plain.width, mostSide / plain.height);
  const viewport = page.getViewport({ scale });
  const sheet = sheets[at];
  sheet.dataset.scale = String(scale);
  sheet.width = Math.max(1, Math.round(viewport.width));
  sheet.height = Math.max(1, Math.round(viewport.height));
  resize();
  await page.render({ canvas: sheet, viewport }).promise;
  const { items } = await page.getTextContent(); // for those who have it read aloud
  sheet.textContent += ` ${items.map((item) => item.str || "").join(" ")}`;
  page.cleanup();
}

let resize = () => {};

// zoomable gives pictures and pages the tools to make them larger and smaller. fit is
// the scale at which they are seen whole.
function zoomable(canvases, fit) {
  let scale = 0; // as large as fits
  resize = () => {
    for (const canvas of canvases) {
      canvas.style.width = `${Math.max(1, Math.round((canvas.width / Number(canvas.dataset.scale || 1)) * (scale || fit())))}px`;
      canvas.style.height = "auto";
    }
  };
  const turn = (to) => {
    scale = to && Math.min(8, Math.max(0.05, to));
    resize();
  };
  const by = { smaller: () => turn((scale || fit()) / 1.25), larger: () => turn((scale || fit()) * 1.25), fit: () => turn(0), actual: () => turn(1) };
  for (const [id, act] of Object.entries(by)) document.getElementById(id).addEventListener("click", act);
  addEventListener("keydown", (event) => {
    const act = { "-": by.smaller, "+": by.larger, "=": by.larger, 0: by.fit, 1: by.actual }[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) act();
  });
  addEventListener("resize", resize);
  tools.hidden = false;
  resize();
}

// The keys that lead to another page are the site's to follow.
addEventListener("keydown", (event) => {
  if (!home || event.ctrlKey || event.metaKey || event.altKey) return;
  const player = event.target instanceof Element && event.target.matches("audio, video");
  if (event.key === "Escape" || (!player && (event.key === "ArrowLeft" || event.key === "ArrowRight"))) tell({ heed: "key", key: event.key });
});

addEventListener("message", async (event) => {
  if (home || event.source !== parent || !staff.includes(event.origin)) return;
  const file = event.data;
  if (!file || file.heed !== "file" || !(file.bytes instanceof ArrayBuffer)) return;
  home = event.origin;
  document.documentElement.lang = file.lang;
  stage.setAttribute("aria-label", file.words.stage);
  for (const button of tools.children) {
    button.setAttribute("aria-label", file.words[button.id]);
    button.title = file.words[button.id];
  }
  try {
    tell({ heed: "shown", as: await show(new Uint8Array(file.bytes)) });
  } catch {
    stage.replaceChildren();
    tools.hidden = true;
    tell({ heed: "shown", as: "none" });
  }
});

// Nobody but the site around it may frame this page, so that it can call out to whoever does.
parent.postMessage({ heed: "ready" }, "*");
