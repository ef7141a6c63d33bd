// Keeps a page fresh: the stream says that something changed, htmx fetches and morphs the page.
// Changes are gathered for a second; a lost stream is said aloud, and the page stays readable.
(() => {
  const BATCH = 1000, RING = 2000, PATIENCE = 2500, SILENCE = 30000;
  const find = (id) => document.getElementById(id);
  let waiting = null, losing = null, lastBeat = null, before = null, said = null;

  function refresh() {
    waiting ??= setTimeout(() => {
      waiting = null;
      htmx.trigger(find("fresh"), "refresh");
    }, BATCH);
  }

  function connected() {
    clearTimeout(losing);
    losing = null;
    find("lost").hidden = true;
    say("实时", false);
    refresh(); // what changed before the stream was open
  }

  function lost() {
    losing ??= setTimeout(() => {
      const bar = find("lost");
      bar.textContent = `实时更新已中断，显示的是${find("fresh").dataset.clock}的情况，正在重连。限期照常计算。`;
      bar.hidden = false;
      say("已中断", true);
    }, PATIENCE);
  }

  function say(word, off) {
    said = [word, off];
    find("live-state").hidden = false;
    find("live-state").classList.toggle("off", off);
    find("live-word").textContent = word;
  }

  const signs = () => new Map([...document.querySelectorAll("#fresh .grid .cell")]
    .map((cell) => [cell.id, cell.className + cell.textContent]));

  function ring() {
    if (!before) return;
    for (const [id, sign] of signs()) {
      if (before.get(id) === sign) continue;
      const cell = find(id);
      cell.dataset.changed = "";
      setTimeout(() => delete cell.dataset.changed, RING);
    }
    before = null;
  }

  document.addEventListener("htmx:before:swap", (event) => {
    if (event.target.id === "fresh") before = signs();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id !== "fresh") return;
    ring();
    if (said) say(...said); // a big screen has it inside what was morphed
    document.dispatchEvent(new CustomEvent("minsheng:fresh"));
  });
  document.addEventListener("htmx:sse:after:connection", connected);
  document.addEventListener("htmx:sse:before:connection", (event) => {
    if (event.detail.connection.attempt > 0 && !document.hidden) lost();
  });
  for (const name of ["htmx:sse:error", "htmx:sse:close"]) {
    document.addEventListener(name, lost);
  }
  for (const name of ["verdict", "day", "reset"]) document.addEventListener(name, refresh);
  for (const name of ["beat", "verdict", "day"]) {
    document.addEventListener(name, () => { lastBeat = Date.now(); });
  }

  document.addEventListener("beat", () => {
    if (find("fresh").dataset.everyBeat !== undefined) refresh();
  });

  // A stream that went silent without closing is opened anew.
  setInterval(() => {
    if (lastBeat === null || document.hidden || Date.now() - lastBeat < SILENCE) return;
    lastBeat = null;
    lost();
    const stream = find("stream"), fresh = stream.cloneNode(false);
    stream.replaceWith(fresh);
    htmx.process(fresh);
  }, 5000);
})();
