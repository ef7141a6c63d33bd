// Says when what was typed could not be saved, and saves it once the connection is back.
(() => {
  const form = document.getElementById("boxes");
  const offline = document.getElementById("offline");
  let kept = null; // what publishing would come to, shown until the new answer is there

  const again = () => {
    if (!offline.hidden) htmx.trigger(form, "change");
  };
  document.addEventListener("htmx:error", (event) => {
    if (event.target === form) offline.hidden = false;
  });
  document.addEventListener("htmx:after:request", (event) => {
    if (event.target === form) offline.hidden = true;
  });
  document.addEventListener("htmx:before:swap", () => {
    kept = document.getElementById("publishing") ?? kept;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (kept && !document.getElementById("publishing")) {
      document.getElementById("consequence").replaceChildren(kept);
    }
  });
  addEventListener("online", again);
  setInterval(again, 10000);
})();
