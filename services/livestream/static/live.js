// Keeps a page fresh: the stream says that something changed, htmx fetches and morphs. What is
// being typed in the question box stays, since the box is outside what is replaced. A new number
// of votes is written in its place; only where the order depends on it is the page fetched.
(() => {
  const find = (id) => document.getElementById(id);
  // Thousands watch: not all of them ask within the same half second.
  const BATCH = 500 + (find("fresh").dataset.spread ?? 0) * Math.random();
  let waiting = null;

  function refresh() {
    waiting ??= setTimeout(() => {
      waiting = null;
      htmx.trigger(find("fresh"), "refresh");
    }, BATCH);
  }

  function say(live) {
    find("live-word").hidden = !live;
  }

  function count(event) {
    const { counts } = JSON.parse(event.detail.data);
    for (const [question, votes] of Object.entries(counts)) {
      const place = document.querySelector(`[data-votes="${CSS.escape(question)}"]`);
      if (place) place.textContent = votes;
    }
    if ("ordered" in find("fresh").dataset) refresh();
  }

  document.addEventListener("htmx:sse:after:connection", () => { say(true); refresh(); });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id === "fresh") say(true);
  });
  for (const name of ["htmx:sse:error", "htmx:sse:close"]) {
    document.addEventListener(name, () => say(false));
  }
  for (const name of ["state", "question", "reset"]) document.addEventListener(name, refresh);
  document.addEventListener("votes", count);
})();
