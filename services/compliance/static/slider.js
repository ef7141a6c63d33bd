// The slider under the hand: a day is chosen by dragging or by arrow keys, [ and ] go a day back
// and forward. Without this file the field beside it asks for the same.
(() => {
  const DAY = 86400000, FOCUS = "minsheng:slider";
  const part = () => document.querySelector(".slider");
  const range = () => document.getElementById("slider");

  const dateOf = (number) => new Date(Date.parse(`${part().dataset.first}T00:00:00Z`) + number * DAY)
    .toISOString().slice(0, 10);

  function words(number) {
    const day = new Date(`${dateOf(number)}T00:00:00Z`);
    const weekday = "日一二三四五六"[day.getUTCDay()];
    return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日（周${weekday}）${part().dataset.clock}`;
  }

  function go(number) {
    const there = new URL(window.location.href), { today, clock } = part().dataset;
    there.searchParams.delete("as_of");
    if (number !== Number(today)) there.searchParams.set("as_of", `${dateOf(number)}T${clock}:00+08:00`);
    if (document.activeElement === range()) sessionStorage.setItem(FOCUS, "on");
    window.location.assign(there);
  }

  function show(number) {
    const place = `${100 * number / range().max}%`, label = document.getElementById("slider-words");
    const mark = part().querySelector(".mark"), knob = part().querySelector(".knob");
    mark.setAttribute("x1", place);
    mark.setAttribute("x2", place);
    knob.setAttribute("cx", place);
    label.setAttribute("x", place);
    label.textContent = words(number);
    range().setAttribute("aria-valuetext", label.textContent);
  }

  function step(days) {
    const next = Number(range().value) + days;
    if (next >= 0 && next <= Number(range().max)) go(next);
  }

  document.addEventListener("input", (event) => { if (event.target === range()) show(Number(range().value)); });
  document.addEventListener("change", (event) => { if (event.target === range()) go(Number(range().value)); });
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.altKey || event.ctrlKey) return;
    if (event.target.closest?.("input, select, textarea, dialog")) {
      if (event.key === "Escape" && event.target.id === "search") event.target.blur();
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.focus();
    } else if (range() && "[]".includes(event.key)) {
      step(event.key === "[" ? -1 : 1);
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
    for (const open of document.querySelectorAll("details.picker[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  function prepare() {
    for (const hidden of document.querySelectorAll("[data-print]")) hidden.hidden = false;
    if (range()) range().hidden = false;
  }
  prepare();

  // On a narrow screen the season opens where today is.
  const season = document.querySelector(".season-card"), today = season?.querySelector(".today-flag rect");
  if (today) season.scrollLeft = today.getBoundingClientRect().left - season.getBoundingClientRect().left - season.clientWidth / 2;
  if (sessionStorage.getItem(FOCUS)) {
    sessionStorage.removeItem(FOCUS);
    range()?.focus();
  }
})();
