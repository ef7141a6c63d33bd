// Plays what the page says can be watched, and counts down to what is to come.
// The page is refreshed around the players: what can be watched stands in [data-playlist] elements.
(() => {
  const AGAIN = 2000;
  const LAST_LOOK = 30000;
  const SECONDS = 600; // before the start these are counted
  const playing = new Map();

  function stop(video) {
    playing.get(video)?.hls?.destroy();
    playing.delete(video);
    video.removeAttribute("src");
    video.closest(".screen").hidden = true;
  }

  function throughScript(video, address) {
    const hls = new Hls({ enableWorker: false, liveSyncDurationCount: 2 });
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else setTimeout(() => playing.get(video)?.hls === hls && hls.loadSource(address), AGAIN);
    });
    hls.loadSource(address);
    hls.attachMedia(video);
    return hls;
  }

  function play(video, { playlist, live }) {
    const one = playing.get(video);
    if (one?.playlist === playlist && one.live === live) {
      one.runsOut = false;
      return;
    }
    stop(video);
    video.closest(".screen").hidden = false;
    if (live !== undefined) video.muted = video.autoplay = true;
    const hls = window.Hls?.isSupported() ? throughScript(video, playlist) : null;
    if (hls === null) video.src = playlist;
    playing.set(video, { playlist, live, hls });
    if (live === undefined && video.dataset.begin) video.currentTime = Number(video.dataset.begin);
  }

  // Players are some seconds behind: what has ended is watched to its end.
  function runOut(video) {
    const one = playing.get(video);
    if (one.live === undefined) return stop(video);
    if (one.runsOut) return;
    one.runsOut = true;
    const over = () => playing.get(video) === one && one.runsOut && stop(video);
    video.addEventListener("ended", over, { once: true });
    setTimeout(over, LAST_LOOK);
  }

  function look() {
    for (const video of document.querySelectorAll("video[data-session]")) {
      const told = document.querySelector(
        `[data-playlist][data-session="${CSS.escape(video.dataset.session)}"]`,
      );
      if (told) play(video, told.dataset);
      else if (playing.has(video)) runOut(video);
    }
    count();
  }

  // A question that was answered live leads to its second; without this script the page reloads.
  function lead(event) {
    const link = event.target.closest("a[data-second]");
    const video = link && document.getElementById(`screen-${link.dataset.of}`)?.querySelector("video");
    if (!video || video.readyState === 0) return;
    event.preventDefault();
    video.currentTime = Number(link.dataset.second);
    video.play().catch(() => {});
    video.scrollIntoView({ block: "center" });
  }

  function count() {
    for (const word of document.querySelectorAll("[data-starts]")) {
      const ahead = Date.parse(word.dataset.now) - loaded + Date.now();
      const left = Math.ceil((Date.parse(word.dataset.starts) - ahead) / 1000);
      if (left > 0 && left < SECONDS) {
        word.textContent = `距开始还有${left >= 60 ? `${Math.floor(left / 60)}分` : ""}${left % 60}秒`;
        continue;
      }
      const minutes = Math.ceil(left / 60);
      const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
      const parts = [[days, "天"], [hours, "小时"], [minutes % 60, "分钟"]];
      const text = parts.filter(([n]) => n > 0).map(([n, unit]) => n + unit).join("");
      word.textContent = minutes > 0 ? `距开始还有${text}` : "即将开始";
    }
  }

  let loaded = Date.now();
  document.addEventListener("htmx:after:swap", () => { loaded = Date.now(); look(); });
  document.addEventListener("click", lead);
  setInterval(count, 1000);
  look();
})();
