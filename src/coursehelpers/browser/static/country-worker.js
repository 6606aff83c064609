// The worker: loads Python when it is first asked, and hands over what it answers. It needs no secure address, no
// shared memory and no service worker, so that it runs in a room without internet, too.
"use strict";
const KEPT = "/course";
const tell = (kind, more = {}, moved = []) => postMessage({kind, ...more}, moved);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
let told = null, python = null, visit = null, keeps = false, turn = Promise.resolve();
let arrived = 0, expected = 0;

onmessage = ({data}) => {
  turn = turn.then(() => doing[data.do](data)).catch((error) => {
    const first = visit ? told.words.broken : told.words.missing;
    const name = String(error.message || error).trim().split("\n").pop().slice(0, 200);
    tell("failed", {text: fill(first, {name}), fatal: !visit});
  });
};

const doing = {
  begin(data) { told = data; },
  async show({text, codes, name}) {
    await start();
    let found = codes ? {codes, name} : answer(visit.find(text));
    if (found.failed) return tell("failed", {text: found.failed});
    if (found.choose) return tell("choose", {choices: found.choose});
    tell("found", found);
    await fromRoom(found);
    tell("said", {text: fill(told.words.reading, found)});
    const landscape = answer(visit.landscape(found.codes));
    await keep();
    if (landscape.failed) return tell("failed", {text: landscape.failed, unreachable: landscape.unreachable});
    tell("landscape", landscape);
    performance.mark("landscape");
    await load(told.then, told.bytes[1], told.words.more);
    performance.mark("more");
    tell("said", {text: told.words.drawing});
    tell("figures", answer(visit.figures()));
    performance.mark("figures");
    tell("sheet", answer(visit.sheet()));
    tell("ready");
  },
  async file({what}) {
    if (what.endsWith(".docx")) await load(told.letters, told.bytes[2], told.words.writing);
    const made = answer(visit.file(what));
    if (made.failed) return tell("failed", {text: made.failed});
    const [name, type, body] = made.file;
    tell("file", {name, type, body}, [body.buffer]);
  },
  async forget() {
    if (keeps) python.FS.unmount(KEPT);
    keeps = false;
    await new Promise((done) => {
      const gone = indexedDB.deleteDatabase(KEPT);
      gone.onsuccess = gone.onerror = gone.onblocked = done;
    });
    tell("said", {text: told.words.forgotten});
  },
};

// Python's answers become plain data; nothing of it stays behind in memory.
function answer(proxy) {
  const plain = proxy.toJs({dict_converter: Object.fromEntries});
  proxy.destroy();
  return plain;
}

async function start() {
  if (visit) return;
  counting(told.bytes[0]);
  const {loadPyodide} = await import(`${told.python}pyodide.mjs`);
  // Named here, the packages come while Python begins.
  python = await loadPyodide({
    indexURL: told.python, packages: told.first, stdout() {}, stderr() {},
    env: {
      HOME: "/home/pyodide", COURSE_HOME: "/home/pyodide/course", COURSE_CACHE: KEPT, MPLBACKEND: "agg",
      ...told.environment,
    },
  });
  performance.mark("python");
  await packages(told.first);
  tell("said", {text: told.words.beginning});
  await mount();
  performance.mark("answers");
  visit = python.pyimport("coursehelpers.browser.visit").Visit((text) => tell("said", {text}));
  performance.mark("begun");
}

async function load(names, bytes, text) {
  const missing = lacking(names);
  if (!missing.length) return;
  tell("said", {text});
  counting(bytes);
  await packages(missing);
}

async function packages(names) {
  await python.loadPackage(names, {messageCallback() {}, errorCallback() {}, checkIntegrity: true});
  if (lacking(names).length) throw new Error(lacking(names).join(", "));
}

function lacking(names) {
  const there = new Set(Object.keys(python.loadedPackages).map((name) => name.toLowerCase()));
  return names.filter((name) => !there.has(name.toLowerCase()));
}

// Counts what arrives, so that the page can say how far it is.
const plainFetch = self.fetch.bind(self);
function counting(bytes) { arrived = 0; expected = bytes; tell("bytes", {at: 0, all: bytes}); }
self.fetch = async (...asked) => {
  const got = await plainFetch(...asked);
  if (!got.ok || !got.body || !self.TransformStream) return got;
  const counted = got.body.pipeThrough(new TransformStream({
    transform(part, next) {
      const before = Math.floor(arrived / 5e5);
      arrived += part.byteLength;
      if (Math.floor(arrived / 5e5) !== before) tell("bytes", {at: Math.min(arrived, expected), all: expected});
      next.enqueue(part);
    },
  }));
  return new Response(counted, {status: got.status, statusText: got.statusText, headers: got.headers});
};

// GBIF's answers outlive the page, where the browser lets them.
async function mount() {
  try {
    python.FS.mkdirTree(KEPT);
    python.FS.mount(python.FS.filesystems.IDBFS, {}, KEPT);
    keeps = true;
    await synchronised(true);
  } catch { keeps = false; }
}
async function keep() { if (keeps) await synchronised(false).catch(() => { keeps = false; }); }
function synchronised(fromBrowser) {
  return new Promise((done, failed) => python.FS.syncfs(fromBrowser, (error) => (error ? failed(error) : done())));
}

// Where the site stands in a room, it lists the countries whose tables the room has.
async function fromRoom({codes, name}) {
  const file = `${codes.replaceAll(",", "-")}.zip`;
  try {
    const listed = await (await plainFetch(`${told.snapshots}list.json`, {cache: "no-cache"})).json();
    if (!listed.includes(file)) return;
    const got = await plainFetch(told.snapshots + file);
    if (!got.ok) return;
    visit.takes_snapshot(codes, new Uint8Array(await got.arrayBuffer()));
    tell("said", {text: fill(told.words.room, {name})});
  } catch { /* Without a list, GBIF is asked. */ }
}
