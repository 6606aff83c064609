// Before a lesson opens in the browser: what the browser allows, what has to come, and the answers that lie here.
const told = JSON.parse(document.getElementById("told").textContent);
const at = (name) => document.getElementById(name);
const said = at("said"), bar = at("bar"), button = at("fetch"), read = at("read"), kept = at("kept");
const asked = new URLSearchParams(location.search).get("lesson");
const MEGABYTE = 1e6;
const words = told.words;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const dated = (when) => new Date(when).toLocaleString(document.documentElement.lang);

function element(name, words, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = words;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

let grave = false;
function warn(words, keepsNothing = true) {
  grave ||= keepsNothing;
  at("warnings").append(element("p", words, { class: "warning" }));
}

// --- the answers: JupyterLite's own storage, read without it ---

function withFiles(mode, work) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open(told.storage);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const end = (how, value) => { base.close(); how(value); };
      if (!base.objectStoreNames.contains("files")) return end(done, undefined);
      const change = base.transaction("files", mode);
      const result = work(change.objectStore("files"));
      change.oncomplete = () => end(done, result?.result);
      change.onerror = change.onabort = () => end(failed, change.error);
      return undefined;
    };
  });
}

const allFiles = async () => (await withFiles("readonly", (files) => files.getAll())) ?? [];

function bytesOf(file) {
  if (file.format === "base64") return Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  return typeof file.content === "string" ? file.content : JSON.stringify(file.content, null, 1) + "\n";
}

function save(file) {
  const link = element("a", "", { download: file.name });
  link.href = URL.createObjectURL(new Blob([bytesOf(file)], { type: file.mimetype || "application/octet-stream" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const workbookName = /^workbook-[A-Z]{2}(-[A-Z]{2})*\.json$/;

async function showAnswers() {
  const inHome = (await allFiles()).filter((file) => file.type !== "directory" && file.path.startsWith(`${told.home}/`));
  const seen = inHome.filter((file) => workbookName.test(file.name) && file.path === `${told.home}/${file.name}`);
  const exported = inHome.filter((file) => file.path.startsWith(`${told.home}/exports/`));
  const entries = [...seen, ...exported].map((file) => {
    const entry = element("li", `${fill(words.saved, { name: file.name, when: dated(file.last_modified) })} `);
    const out = element("button", words.save, { "aria-label": fill(words.save_named, { name: file.name }) });
    out.addEventListener("click", () => save(file));
    entry.append(out);
    return entry;
  });
  at("answers").replaceChildren(...(entries.length ? entries : [element("li", words.none)]));
}

let refused = "";
async function readIn(file) {
  let book;
  const text = await file.text();
  try { book = JSON.parse(text); } catch { book = null; }
  const country = typeof book?.country === "string" ? book.country : "";
  const name = `workbook-${country.replaceAll(",", "-")}.json`;
  if (!workbookName.test(name) || !Number.isInteger(book.version)) {
    kept.textContent = fill(words.no_workbook, { name: file.name });
    return;
  }
  const path = `${told.home}/${name}`;
  const before = (await allFiles()).find((one) => one.path === path);
  if (before && refused !== text) {
    refused = text;
    kept.textContent = fill(words.there, { country, when: dated(before.last_modified) });
    read.value = "";
    return;
  }
  if (before) save(before);
  const now = new Date().toISOString();
  const entry = {
    name, path, type: "file", format: "text", mimetype: "application/json", writable: true, content: text,
    size: new Blob([text]).size, created: now, last_modified: now,
  };
  await withFiles("readwrite", (files) => files.put(entry, path));
  refused = "";
  kept.textContent = fill(words.was_read, { country });
  await showAnswers();
}

// --- what this browser allows ---

async function look() {
  let storage = true;
  try {
    await withFiles("readonly", (files) => files.count());
    await showAnswers();
  } catch {
    storage = false;
    read.disabled = true;
    at("answers").replaceChildren(element("li", words.keeps_nothing));
    warn(words.denied);
  }
  if (storage && !isSecureContext) {
    warn(words.http);
  } else if (storage && !navigator.serviceWorker) {
    warn(words.no_worker);
  } else if (storage) {
    const room = (await navigator.storage?.estimate?.().catch(() => null)) ?? null;
    const free = room?.quota ? room.quota - (room.usage ?? 0) : Infinity;
    if (free < told.bytes + 50 * MEGABYTE) {
      warn(fill(words.short, { free: Math.floor(free / MEGABYTE), needed: Math.ceil(told.bytes / MEGABYTE) + 50 }));
    }
    const stays = await navigator.storage?.persist?.().catch(() => false);
    if (!stays) warn(words.may_clear, false);
  }
}

// --- what has to come ---

async function cacheOfBuild() {
  return self.caches ? caches.open(`course-lite-${told.build}`).catch(() => null) : null;
}

async function comeIn(name, cache, count) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const parts = [];
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    count(part.value.length);
  }
  const headers = { "Content-Type": answer.headers.get("Content-Type") ?? "application/octet-stream" };
  await cache?.put(name, new Response(new Blob(parts), { headers }));
}

async function missingFiles(cache) {
  if (!cache) return told.files;
  const there = new Set((await cache.keys()).map((request) => request.url));
  return told.files.filter(([name]) => !there.has(new URL(name, location.href).href));
}

async function bringAll() {
  button.disabled = true;
  const cache = await cacheOfBuild();
  let came = 0;
  const missing = await missingFiles(cache);
  const all = missing.reduce((sum, [, size]) => sum + size, 0);
  const count = (bytes) => {
    came += bytes;
    bar.value = all ? came / all : 1;
    said.textContent = fill(words.came, { n: Math.round(came / MEGABYTE), all: Math.round(all / MEGABYTE) });
  };
  try {
    for (const [name] of missing) await comeIn(name, cache, count);
    ready();
  } catch {
    said.textContent = words.stopped;
    button.disabled = false;
  }
}

function ready() {
  bar.value = 1;
  button.hidden = true;
  said.textContent = isSecureContext && navigator.serviceWorker
    ? words.here_always
    : words.here;
  const first = told.lessons.find(([stem]) => stem === asked);
  const links = (first ? [first] : told.lessons).map(([stem, title]) =>
    element("a", fill(words.open, { title }), { href: `${told.app}/index.html?path=${told.folder}/${stem}.ipynb`, target: "_blank", class: "button" }));
  at("lessons").append(...links.flatMap((link) => [link, document.createElement("br"), document.createElement("br")]));
  if (first) at("lessons").append(element("a", words.all_lessons, { href: location.pathname }));
  at("lessons").hidden = false;
  links[0].focus();
}

async function begin() {
  if (isSecureContext && navigator.serviceWorker) {
    const worker = new URL("service-worker.js?enableCache=false", location.href).href;
    // JupyterLite, which knows its worker by this mark, would otherwise dismiss every worker of this host.
    try { localStorage.setItem(`${worker}-version`, told.version); } catch { /* said above */ }
    await navigator.serviceWorker.register(worker).catch(() => warn(words.refused));
  }
  await look();
  const missing = await missingFiles(await cacheOfBuild());
  if (!missing.length) return ready();
  const size = missing.reduce((sum, [, bytes]) => sum + bytes, 0);
  button.textContent = fill(words.get, { n: Math.ceil(size / MEGABYTE) });
  said.textContent = grave ? words.notes : words.before;
  button.disabled = false;
  if (asked && !grave) await bringAll();
  return undefined;
}

read.addEventListener("change", () => read.files[0] && readIn(read.files[0]));
addEventListener("focus", () => showAnswers().catch(() => {}));
button.addEventListener("click", bringAll);
begin();
