// Opens the page at the door, and no other, where there is no network. door.js fills the cache.
const CACHE = "door";
const PATIENCE = 4000; // milliseconds after which a weak network counts as none

const day = (moment) => new Date(moment + 8 * 3600e3).toISOString().slice(0, 10);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const scope = new URL(self.registration.scope).pathname;
  if (request.mode === "navigate" && url.pathname === scope) event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/desk/static/")) event.respondWith(part(request));
});

async function page(request, url) {
  url.searchParams.delete("done");
  const slow = new Promise((_, reject) => { setTimeout(reject, PATIENCE); });
  const online = fetch(request);
  try {
    return await Promise.race([online, slow]);
  } catch {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(url.pathname + url.search);
    if (kept && day(Date.parse(kept.headers.get("Date"))) === day(Date.now())) return kept;
    await cache.delete(url.pathname + url.search);
    return online; // slow, or an error that the browser explains
  }
}

async function part(request) {
  const kept = await caches.match(request);
  return kept ?? fetch(request);
}
