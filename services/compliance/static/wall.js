// The wall under the keyboard: one tab stop, arrows, J and K; filters are
// addresses; the drawer has its own. Without this file every cell is a plain link to a full page.
(() => {
  const wall = document.querySelector("main.wall");
  const drawer = document.getElementById("drawer");
  const body = document.getElementById("drawer-body");
  const line = document.getElementById("focus-line");
  let current = null; // the id of the grid's one tab stop
  let shown = null; // the id of the cell in the drawer
  let loading = null; // the request for it, so that the last one asked for wins
  let sign = ""; // what that cell looked like when the drawer was filled

  const rows = () => [...document.querySelectorAll(".grid tbody tr")]
    .map((row) => [...row.querySelectorAll("a.parts, a.cell")]);
  const at = (id) => document.getElementById(id);
  const signOf = (cell) => cell.className + cell.textContent;

  function prepare() {
    const stops = rows().flat();
    if (!stops.length) return;
    if (!stops.some((stop) => stop.id === current)) current = stops[0].id;
    for (const stop of stops) stop.tabIndex = stop.id === current ? 0 : -1;
  }

  function settle(stop) {
    if (at(current)) at(current).tabIndex = -1;
    current = stop.id;
    stop.tabIndex = 0;
    speak(stop);
  }

  function speak(stop) {
    const words = document.createElement("b");
    words.textContent = stop.getAttribute("aria-label");
    const parts = [words];
    if (stop.dataset.deadline) {
      const due = document.createElement("span");
      due.className = "nb";
      due.textContent = stop.dataset.deadline;
      parts.push(due);
    }
    if (stop.classList.contains("cell")) {
      const sample = document.createElement("span");
      sample.className = stop.className;
      sample.setAttribute("aria-hidden", "true");
      sample.append(...[...stop.childNodes].map((node) => node.cloneNode(true)));
      parts.unshift(sample);
    }
    line.replaceChildren(...parts);
  }

  function step(stop, key, far) {
    const table = rows();
    const y = table.findIndex((row) => row.includes(stop));
    const x = table[y].indexOf(stop);
    const last = table.length - 1;
    switch (key) {
      case "ArrowLeft": return table[y][x - 1];
      case "ArrowRight": return table[y][x + 1];
      case "ArrowUp": return table[y - 1]?.[x];
      case "ArrowDown": return table[y + 1]?.[x];
      case "Home": return table[far ? 0 : y][0];
      case "End": return table[far ? last : y].at(-1);
      default: return undefined;
    }
  }

  function problem(direction) {
    const stops = rows().flat();
    const from = stops.findIndex((stop) => stop.id === (shown ?? current));
    const ring = [...stops.slice(from + 1), ...stops.slice(0, from)];
    return (direction > 0 ? ring : ring.reverse())
      .find((stop) => stop.classList.contains("problem") && !stop.closest(".dim"));
  }

  // A filter is an address; while the wall is live it is fetched and morphed in place.
  function filter(address) {
    const fresh = document.getElementById("fresh");
    window.history.replaceState(null, "", address);
    fresh.setAttribute("hx-get", address);
    htmx.trigger(fresh, "refresh");
  }

  async function fill(cell) {
    shown = cell.id;
    sign = signOf(cell);
    loading?.abort();
    const mine = loading = new AbortController();
    try {
      const headers = { "HX-Request": "true" };
      const answer = await fetch(cell.getAttribute("href"), { headers, signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      body.replaceChildren(page.querySelector(".verdict, .message"));
    } catch {
      if (!mine.signal.aborted) body.textContent = "暂时打不开，限期照常计算。关闭后可以再开一次。";
    }
    return !mine.signal.aborted; // whether nothing else was opened meanwhile
  }

  async function open(cell, history) {
    const url = cell.getAttribute("href");
    if (history) window.history[history]({ drawer: cell.id }, "", url);
    if (!await fill(cell)) return;
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
    body.querySelector("h1")?.focus({ preventScroll: true });
  }

  function shut() {
    const back = at(shown);
    loading?.abort();
    shown = null;
    if (drawer.open) drawer.close();
    back?.focus();
  }

  function leave() {
    // Each opening pushed one entry; going back one closes the drawer through popstate.
    if (window.history.state?.drawer) window.history.back();
    else shut();
  }

  function nextProblem(direction) {
    const cell = problem(direction);
    if (!cell) return;
    if (drawer.open) open(cell, "replaceState");
    else cell.focus();
  }

  document.addEventListener("focusin", (event) => {
    const stop = event.target.closest?.(".grid tbody a");
    if (stop) settle(stop);
  });
  wall.addEventListener("pointerover", (event) => {
    const stop = event.target.closest(".grid tbody a");
    if (stop) speak(stop);
  });
  wall.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const item = event.target.closest("a[data-filter]");
    if (item && window.htmx) {
      event.preventDefault();
      filter(item.getAttribute("href"));
      return;
    }
    const cell = event.target.closest("a.cell, a.chip-link");
    if (!cell) return;
    event.preventDefault();
    open(cell, "pushState");
  });
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.altKey || event.target.closest?.("input, select")) return;
    if (!event.ctrlKey && "jk".includes(event.key.toLowerCase())) {
      event.preventDefault();
      nextProblem(event.key.toLowerCase() === "j" ? 1 : -1);
      return;
    }
    const stop = event.target.closest?.(".grid tbody a");
    const next = stop && step(stop, event.key, event.ctrlKey);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  drawer.addEventListener("cancel", (event) => { event.preventDefault(); leave(); });
  drawer.addEventListener("click", (event) => {
    const action = event.target.closest("[data-drawer]")?.dataset.drawer;
    if (action === "close" || event.target === drawer) leave();
    else if (action) nextProblem(action === "next" ? 1 : -1);
  });
  window.addEventListener("popstate", (event) => {
    const cell = at(event.state?.drawer);
    if (cell) open(cell, null);
    else shut();
  });
  document.addEventListener("minsheng:fresh", () => {
    prepare();
    const cell = shown && at(shown);
    if (cell && signOf(cell) !== sign) fill(cell);
  });
  prepare();
  line.textContent = "用方向键移动，或指向一格，这里说明它的判定。";
  document.querySelector(".key-help").hidden = false;
})();
