// What a phone at the door keeps: the day's list, and arrivals that are not sent yet. Names are
// masked and codes are digests; the list goes with the day, arrivals stay until they are sent.
self.Keeping = (() => {
  const data = document.getElementById("door").dataset;
  const CACHE = "door";
  const place = `door:${data.page}`;

  const day = (moment) => new Date(moment + 8 * 3600e3).toISOString().slice(0, 10);

  // 9:05, in Beijing.
  const clock = (moment) => new Date(new Date(moment).getTime() + 8 * 3600e3).toISOString().slice(11, 16).replace(/^0/, "");
  const named = (one) => (one ? `${one.name}（编号${one.short}）` : "现场登记的人员");

  function possible() {
    try {
      localStorage.setItem(place, JSON.stringify(read()));
      return true;
    } catch {
      return false;
    }
  }

  function read(from = place) {
    const kept = JSON.parse(localStorage.getItem(from) ?? "{}");
    const state = { list: null, drift: 0, queue: [], told: [], ...kept };
    if (state.list && day(state.list.fetched) !== day(Date.now())) state.list = null;
    return state;
  }

  function change(how) {
    const state = read();
    how(state);
    localStorage.setItem(place, JSON.stringify(state));
    return state;
  }

  // A list may have been read before an arrival that the server has confirmed since.
  function take(list) {
    change((state) => {
      const came = new Map(state.list?.people.map((it) => [it.person, it.at]));
      const people = list.people.map((it) => ({ ...it, at: it.at ?? came.get(it.person) ?? null }));
      state.list = { ...list, people, fetched: Date.now() };
      state.drift = Date.parse(list.now) - Date.now();
    });
  }

  // Lists of former days, of this door or another; what was not sent stays.
  function tidy() {
    for (const name of Object.keys(localStorage).filter((it) => it.startsWith("door:"))) {
      const state = read(name);
      if (state.list) continue;
      if (state.queue.length) localStorage.setItem(name, JSON.stringify(state));
      else localStorage.removeItem(name);
    }
  }

  // The page itself, for the service worker; a redirected answer would not open.
  async function keepPage() {
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")];
    const paths = [data.page, data.scanner, ...parts.map((it) => it.src || it.href)];
    const cache = await caches.open(CACHE);
    await Promise.all(paths.map(async (path) => {
      const answer = await fetch(path);
      if (answer.ok && !answer.redirected) await cache.put(path, answer);
    }));
  }

  async function openOffline() {
    if (!("serviceWorker" in navigator)) return false;
    await navigator.serviceWorker.register(data.worker, { scope: data.scope });
    await Promise.all([navigator.serviceWorker.ready, keepPage()]);
    return true;
  }

  async function forget() {
    localStorage.removeItem(place);
    if (!("serviceWorker" in navigator)) return;
    await caches.delete(CACHE);
    const worker = await navigator.serviceWorker.getRegistration(data.scope);
    await worker?.unregister();
  }

  return { possible, clock, named, read, change, take, tidy, openOffline, forget };
})();
