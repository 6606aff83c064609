// Carries the kernel's files to the tab that keeps them, and keeps the notebooks' own files for a visit without internet.
// Takes the place of JupyterLite's: that one would keep GBIF's answers too, unread and for ever.
const KEPT = "course-lite-@BUILD@";
const tabs = new BroadcastChannel("/sw-api.v1");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

async function begin() {
  const older = (await caches.keys()).filter((name) => name.startsWith("course-lite-") && name !== KEPT);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

function answerTo(request) {
  const url = new URL(request.url);
  // Whatever goes to another host is between the notebook and that host.
  if (url.origin !== self.location.origin) return null;
  if (url.pathname === "/api/service-worker-heartbeat") return new Response("ok");
  if (url.pathname.includes("/api/drive") || url.pathname.includes("/api/stdin/")) return askTab(request, url.pathname);
  const ours = url.href.startsWith(self.registration.scope);
  return ours && request.method === "GET" ? fromHere(request, /\/start(\.\w+)?\.html$/.test(url.pathname)) : null;
}

async function fromHere(request, newest) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request, { ignoreSearch: true });
  if (found && !newest) return found;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await kept.put(new Request(request.url.split("?")[0]), answer.clone()).catch(() => {});
    return answer;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

async function askTab(request, pathname) {
  const asked = await request.json();
  asked.requestId ??= crypto.randomUUID();
  asked.pathname = pathname;
  return new Promise((answer) => {
    const hear = ({ data }) => {
      const other = data.browsingContextId !== asked.browsingContextId;
      // Answers of the keyboard bear no number.
      if (other || !("response" in data) || (data.requestId && data.requestId !== asked.requestId)) return;
      tabs.removeEventListener("message", hear);
      answer(new Response(JSON.stringify(data.response)));
    };
    tabs.addEventListener("message", hear);
    tabs.postMessage(asked);
  });
}
