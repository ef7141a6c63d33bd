// The arrow keys go from button to button; Enter presses. Without this, Tab does the same.
document.addEventListener("keydown", (event) => {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
  const steps = [...document.querySelectorAll("[data-step]")];
  const at = steps.indexOf(document.activeElement);
  const next = steps[at < 0 ? 0 : at + way];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
