// Before a lesson opens in the browser: what the browser allows, what has to come, and the answers that lie here.
const told = JSON.parse(document.getElementById("told").textContent);
const at = (name) => document.getElementById(name);
const said = at("said"), bar = at("bar"), button = at("fetch"), read = at("read"), kept = at("kept");
const asked = new URLSearchParams(location.search).get("lesson");
const MEGABYTE = 1e6;

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
    const when = new Date(file.last_modified).toLocaleString();
    const entry = element("li", `${file.name}, saved ${when} `);
    const out = element("button", "Save as a file", { "aria-label": `Save ${file.name} as a file` });
    out.addEventListener("click", () => save(file));
    entry.append(out);
    return entry;
  });
  const none = "None yet. If you have worked here before, the browser has cleared them since: read them from your file.";
  at("answers").replaceChildren(...(entries.length ? entries : [element("li", none)]));
}

let refused = "";
async function readIn(file) {
  let book;
  const text = await file.text();
  try { book = JSON.parse(text); } catch { book = null; }
  const country = typeof book?.country === "string" ? book.country : "";
  const name = `workbook-${country.replaceAll(",", "-")}.json`;
  if (!workbookName.test(name) || !Number.isInteger(book.version)) {
    kept.textContent = `${file.name} is no workbook of this course; nothing was changed.`;
    return;
  }
  const path = `${told.home}/${name}`;
  const before = (await allFiles()).find((one) => one.path === path);
  if (before && refused !== text) {
    refused = text;
    kept.textContent = `There are answers for ${country} here already, saved ${new Date(before.last_modified).toLocaleString()}. `
      + "Choose the same file once more to put yours in their place; theirs are saved as a file first.";
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
  kept.textContent = `Read: the answers for ${country}. A lesson that is open sees them when its first cells run again.`;
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
    at("answers").replaceChildren(element("li", "This browser keeps nothing for this site."));
    warn("This browser keeps nothing for this site, perhaps because the window is private. Whatever you write in a lesson is lost when you close it: open the course in an ordinary window, or take another way in.");
  }
  if (storage && !isSecureContext) {
    warn("This address is not secure (http). A lesson runs, but what you write in it lasts only as long as its window, and the next visit fetches everything again. Open the course by https, or take another way in.");
  } else if (storage && !navigator.serviceWorker) {
    warn("This browser lets no lesson write into its storage, perhaps because the window is private. What you write lasts only as long as the lesson's window.");
  } else if (storage) {
    const room = (await navigator.storage?.estimate?.().catch(() => null)) ?? null;
    const free = room?.quota ? room.quota - (room.usage ?? 0) : Infinity;
    if (free < told.bytes + 50 * MEGABYTE) {
      warn(`This browser has only ${Math.floor(free / MEGABYTE)} MB of room left for this site; a lesson needs ${Math.ceil(told.bytes / MEGABYTE) + 50} MB. Free some space before you begin, or your answers may not be kept.`);
    }
    const stays = await navigator.storage?.persist?.().catch(() => false);
    if (!stays) warn("This browser may clear your answers when its disk is short. Save them as a file at the end of each lesson: one click, below.", false);
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
    said.textContent = `${Math.round(came / MEGABYTE)} of ${Math.round(all / MEGABYTE)} MB have come.`;
  };
  try {
    for (const [name] of missing) await comeIn(name, cache, count);
    ready();
  } catch {
    said.textContent = "The rest could not be fetched. Check your connection, then try again: what has come is kept.";
    button.disabled = false;
  }
}

function ready() {
  bar.value = 1;
  button.hidden = true;
  said.textContent = isSecureContext && navigator.serviceWorker
    ? "Everything is here. Next time it works without internet, too: keep this page as a bookmark."
    : "Everything is here.";
  const first = told.lessons.find(([stem]) => stem === asked);
  const links = (first ? [first] : told.lessons).map(([stem, title]) =>
    element("a", `Open “${title}”`, { href: `notebooks/index.html?path=${told.home}/${stem}.ipynb`, target: "_blank", class: "button" }));
  at("lessons").append(...links.flatMap((link) => [link, document.createElement("br"), document.createElement("br")]));
  if (first) at("lessons").append(element("a", "All lessons", { href: "start.html" }));
  at("lessons").hidden = false;
  links[0].focus();
}

async function begin() {
  if (isSecureContext && navigator.serviceWorker) {
    const worker = new URL("service-worker.js?enableCache=false", location.href).href;
    // JupyterLite, which knows its worker by this mark, would otherwise dismiss every worker of this host.
    try { localStorage.setItem(`${worker}-version`, told.version); } catch { /* said above */ }
    await navigator.serviceWorker.register(worker).catch(() => warn("This browser refused to keep the lessons for a visit without internet."));
  }
  await look();
  const missing = await missingFiles(await cacheOfBuild());
  if (!missing.length) return ready();
  const size = missing.reduce((sum, [, bytes]) => sum + bytes, 0);
  button.textContent = `Get it ready (${Math.ceil(size / MEGABYTE)} MB)`;
  said.textContent = grave ? "Read the notes above, then get it ready." : "Nothing is fetched before you say so.";
  button.disabled = false;
  if (asked && !grave) await bringAll();
  return undefined;
}

read.addEventListener("change", () => read.files[0] && readIn(read.files[0]));
addEventListener("focus", () => showAnswers().catch(() => {}));
button.addEventListener("click", bringAll);
begin();
