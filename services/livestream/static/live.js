// Keeps a viewer's page fresh: the stream says that something changed, htmx fetches and morphs.
// What is being typed in the question box stays, since the box is outside what is replaced.
(() => {
  const BATCH = 500;
  const find = (id) => document.getElementById(id);
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

  document.addEventListener("htmx:sse:after:connection", () => { say(true); refresh(); });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.id === "fresh") say(true);
  });
  for (const name of ["htmx:sse:error", "htmx:sse:close"]) {
    document.addEventListener(name, () => say(false));
  }
  for (const name of ["state", "question", "reset"]) document.addEventListener(name, refresh);
})();
