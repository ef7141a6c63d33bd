// Sends a film part by part, and goes on where it was cut off, after a reload of the page too.
(() => {
  const PART = 4 * 1024 * 1024;
  const MOST_FAILED = 8;
  const form = document.getElementById("film");
  const [bar, word, said] = ["film-bar", "film-word", "film-said"].map((id) => document.getElementById(id));
  const wait = (failed) => new Promise((go) => setTimeout(go, Math.min(1000 * 2 ** failed, 30000)));

  class No extends Error {}

  async function send(path, body) {
    const response = await fetch(`${form.action}/${path}`, { method: "POST", body });
    const answer = await response.json();
    // What another attempt may mend: a place that does not fit, a busy or restarting service.
    if (response.status >= 500 || answer.error === "elsewhere") throw new Error(answer.message);
    if (!response.ok) throw new No(answer.message);
    return answer.received;
  }

  function fields(more) {
    const hidden = [...form.querySelectorAll("input[type=hidden]")].map((it) => [it.name, it.value]);
    return [...hidden, ...Object.entries(more)];
  }

  function show(received, size) {
    bar.value = Math.floor((received / size) * 100);
    word.textContent = `正在上传，已传${bar.value}%`;
  }

  async function upload(file) {
    const size = file.size;
    const begin = () => send("begin", new URLSearchParams(fields({ mark: `${size}-${file.lastModified}`, size })));
    let received = await begin();
    let failed = 0;
    show(received, size);
    while (received < size) {
      const part = new FormData();
      for (const [name, value] of fields({ at: received })) part.append(name, value);
      part.append("file", file.slice(received, received + PART), "part");
      try {
        received = await send("parts", part);
        failed = 0;
        said.textContent = "";
      } catch (error) {
        if (error instanceof No || ++failed > MOST_FAILED) throw error;
        said.textContent = "连接中断，正在续传。";
        await wait(failed);
        received = await begin().catch((again) => {
          if (again instanceof No) throw again;
          return received;
        });
      }
      show(received, size);
    }
  }

  form.addEventListener("submit", async (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    said.textContent = "";
    document.getElementById("film-progress").hidden = false;
    try {
      await upload(file);
      location.assign(form.dataset.back);
    } catch (error) {
      button.disabled = false;
      said.textContent = error instanceof No
        ? `没有上传。${error.message}`
        : "连接一直不通，上传停在这里。网络恢复后再点“上传”，从断开处续传。";
    }
  });
})();
