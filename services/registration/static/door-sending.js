// Between the phone and the service: reads the list, and sends arrivals in order until none is left.
self.Sending = (() => {
  const { Keeping } = self;
  const { clock, named } = Keeping;
  const data = document.getElementById("door").dataset;
  const PATIENCE = 8000; // milliseconds
  const AT_MOST = 50; // arrivals sent at once
  // refused: the service answered, but did not take what was sent.
  const state = { online: navigator.onLine, signedIn: true, refused: false };
  let sending = null;

  async function ask(path, more = {}) {
    try {
      const answer = await fetch(path, { ...more, signal: AbortSignal.timeout(PATIENCE) });
      state.online = true;
      return answer;
    } catch {
      state.online = false;
      return null;
    }
  }

  // A sign-in that is over leads to a page; one that only has to be renewed comes back here.
  async function refresh() {
    const answer = await ask(data.list);
    if (!answer) return false;
    const json = answer.headers.get("Content-Type")?.startsWith("application/json");
    state.signedIn = answer.status < 400 ? Boolean(json) : answer.status >= 500 && state.signedIn;
    if (!answer.ok || !json) return false;
    Keeping.take(await answer.json());
    return true;
  }

  async function post(items) {
    const sent = () => ask(data.batch, {
      method: "POST",
      body: new URLSearchParams({
        csrf: Keeping.read().list?.csrf ?? "",
        key: items[0].key,
        items: JSON.stringify(items),
      }),
    });
    let answer = await sent();
    if (answer && [401, 403].includes(answer.status) && await refresh()) answer = await sent();
    state.refused = Boolean(answer && !answer.ok);
    return answer?.ok ? (await answer.json()).results : null;
  }

  function settle(results) {
    Keeping.change((kept) => {
      for (const { key, outcome, at: since, message } of results) {
        const { person } = kept.queue.find((item) => item.key === key) ?? {};
        const one = kept.list?.people.find((it) => it.person === person);
        if (one && since) one.at = since;
        if (outcome === "already") kept.told.push(`${named(one)}先前已于${clock(since)}签到，没有重复登记。`);
        if (outcome === "refused") kept.told.push(`${named(one)}没有签到成功：${message}`);
        kept.queue = kept.queue.filter((item) => item.key !== key);
      }
    });
  }

  async function sendAll() {
    let sent = false;
    for (;;) {
      const items = Keeping.read().queue.slice(0, AT_MOST);
      const results = items.length ? await post(items) : null;
      if (!results) break;
      settle(results);
      sent = true;
    }
    if (sent) await refresh();
  }

  // One sending at a time; what is added meanwhile goes with it.
  function send() {
    sending ??= sendAll().finally(() => { sending = null; });
    return sending;
  }

  return { state, refresh, send };
})();
