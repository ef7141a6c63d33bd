// The page at the door. Everybody who arrives stands in this phone's queue first, with the time and
// a key of their own; the queue is sent in order as soon as there is a network. Without this file
// the page is a list with forms.
(() => {
  // Where nothing can be kept or sealed, the forms do.
  if (!self.isSecureContext || !self.Keeping.possible()) return;
  const { Keeping, Scanning, Secrets, Sending } = self;
  const { clock, named } = Keeping;
  const at = (id) => document.getElementById(id);
  const made = (kind, what) => Object.assign(document.createElement(kind), what);
  const data = at("door").dataset;
  const SEALED = { name: "现场登记", short: "", category: "内容已加密", waits: true, walked_in: true };
  const SIGNS = { here: "✓", already: "≠", none: "✕", wait: "…" };
  let stopped = false;
  let opensOffline = false;

  const now = () => new Date(Date.now() + Keeping.read().drift).toISOString();

  // ---- what is shown

  function show() {
    const state = Keeping.read();
    const known = state.list?.people ?? [];
    const waits = new Map(state.queue.filter((it) => it.person).map((it) => [it.person, it.at]));
    const guests = state.queue.filter((it) => it.sealed);
    const here = known.filter((it) => it.at || waits.has(it.person))
      .map((it) => ({ ...it, at: it.at ?? waits.get(it.person), waits: !it.at }))
      .concat(guests.map((it) => ({ ...SEALED, at: it.at })))
      .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
    const seats = known.filter((it) => !it.walked_in).length;
    const more = here.filter((it) => it.walked_in).length;
    const wanted = at("find").value.trim().toUpperCase();
    const missing = known.filter((it) => !it.at && !waits.has(it.person));
    const found = missing.filter((it) => `${it.name} ${it.short} ${it.category}`.toUpperCase().includes(wanted));
    const parts = [
      state.list && `应到${seats}人`,
      (state.list || here.length) && `已到${here.length}人${more ? `（现场登记${more}人）` : ""}`,
      state.queue.length && `待上传${state.queue.length}人`,
    ].filter(Boolean).join("，");
    at("count").textContent = (state.list ? "" : "名单要联网读取。") + (parts && `${parts}。`);
    at("waiting-count").textContent = missing.length;
    at("here-count").textContent = here.length;
    at("waiting-list").replaceChildren(...found.map(expected));
    at("here-list").replaceChildren(...here.map(arrived));
    at("held").textContent = state.list
      ? `名单${clock(state.list.fetched)}读取${opensOffline ? "，当天断网也能打开本页签到" : ""}。`
      : "还没有名单，要联网读取一次。";
    notices(state.told);
    line(state.queue.length);
  }

  function filled(template, one) {
    const row = at(template).content.firstElementChild.cloneNode(true);
    row.querySelector("b").textContent = one.name;
    row.querySelector(".mono").textContent = one.short;
    row.querySelector(".kind").textContent = one.category;
    return row;
  }

  function expected(one) {
    const row = filled("expected-one", one);
    row.querySelector(".visually-hidden").textContent = `：${one.name}，编号${one.short}`;
    row.querySelector("button").addEventListener("click", () => arrive(one));
    return row;
  }

  function arrived(one) {
    const row = filled("here-one", one);
    row.classList.toggle("waits", one.waits);
    const done = `✓ ${clock(one.at)}${one.walked_in ? "现场登记" : "签到"}`;
    row.querySelector(".when").textContent = one.waits ? `↑ ${clock(one.at)} 待上传` : done;
    return row;
  }

  function notices(told) {
    at("notices").hidden = !told.length;
    at("told").replaceChildren(...told.map((text) => made("li", { textContent: text })));
  }

  function line(waiting) {
    const box = at("line");
    const { online, signedIn, refused } = Sending.state;
    const text = !signedIn ? "登录已过期，签到照常记在本机。请重新登录后上传。"
      : !online ? "网络中断，签到照常记在本机，联网后自动上传。"
      : refused && waiting ? "没有上传成功，稍后自动再传。" : "";
    box.hidden = !text;
    if (box.dataset.text === text) return; // read out once
    box.dataset.text = text;
    box.textContent = text;
    if (signedIn) return;
    box.append(" ", made("a", { href: data.page, textContent: "去登录" }));
  }

  function say(kind, text, offer = false) {
    const box = at("said");
    box.className = `said ${kind}`;
    box.textContent = `${SIGNS[kind]} ${text}`;
    box.hidden = false;
    if (!offer) return;
    const button = made("button", { type: "button", className: "button", textContent: "现场登记" });
    button.addEventListener("click", () => {
      at("guest").open = true;
      at("field-name").focus();
    });
    box.append(button);
  }

  // ---- who arrives

  // What was known when the code was looked up may be old: it may have been sent meanwhile.
  function arrive(one) {
    const { list, queue } = Keeping.read();
    const known = [...(list?.people ?? []), ...queue];
    const since = known.find((it) => it.person === one.person && it.at)?.at;
    if (since) {
      say("already", `${named(one)}已于${clock(since)}签到，没有重复登记。`);
      return;
    }
    keep({ person: one.person });
    say("here", `${named(one)}，${one.category}，已签到。`);
  }

  function keep(what) {
    Keeping.change((state) => state.queue.push({ key: crypto.randomUUID(), at: now(), ...what }));
    navigator.vibrate?.(80);
    at("done")?.remove();
    show();
    send();
  }

  async function lookUp(code) {
    const { list } = Keeping.read();
    if (!list) return undefined;
    const found = await Secrets.digest(code, list);
    return list.people.find((it) => it.digest === found);
  }

  async function byCode(shown) {
    const code = Secrets.normal(shown);
    let one = await lookUp(code);
    if (!one) {
      say("wait", "本机名单里没有这个码，正在联网核对。");
      await Sending.refresh();
      one = await lookUp(code);
    }
    const { online, signedIn } = Sending.state;
    if (one) arrive(one);
    else if (online && signedIn) say("none", "这个码没有本场的名额。请核对，或者现场登记。", true);
    else say("none", "本机名单里没有这个码，现在不能联网核对。可以现场登记。", true);
  }

  at("by-code").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = at("field-code");
    const shown = field.value;
    field.value = "";
    field.focus();
    byCode(shown);
  });

  at("by-hand").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const { name, phone, category, consent } = Object.fromEntries(new FormData(form));
    const digits = phone.normalize("NFKC").replace(/[\s()-]/g, "").replace(/^(\+|00)?86(?=1)/, "");
    const { list } = Keeping.read();
    if (!consent) {
      say("none", "请先当面告知用途，本人同意后勾选。");
    } else if (digits && !/^(1[3-9]\d{9}|0\d{9,11}|[2-8]\d{6,7})$/.test(digits)) {
      say("none", "请填写11位手机号码，或固定电话号码（外地号码加区号）；也可以不填。");
    } else if (!list) {
      say("none", "现场登记要先联网读取一次名单。现在请记在纸质签到表上。");
    } else {
      const guest = { name: name.trim(), category, phone: digits || null };
      keep({ sealed: await Secrets.seal(guest, list.sealing_key) });
      form.reset();
      at("guest").open = false;
      say("here", "已现场登记。");
    }
  });

  // ---- the network

  function send() {
    return Sending.send().finally(show);
  }

  async function again() {
    if (stopped) return;
    Keeping.tidy();
    if (await Sending.refresh()) await Sending.send();
    show();
  }

  // ---- the rest of the page

  at("find").addEventListener("input", show);
  at("clear").addEventListener("click", async (event) => {
    const waiting = Keeping.read().queue.length;
    if (waiting && !event.target.dataset.sure) {
      event.target.dataset.sure = "yes";
      event.target.textContent = `还有${waiting}人待上传，再按一次放弃并清除`;
      return;
    }
    stopped = true;
    await Keeping.forget();
    show();
    say("wait", "本机名单已清除。重新打开本页可以再读取。");
  });
  at("heeded").addEventListener("click", () => {
    Keeping.change((state) => { state.told = []; });
    show();
  });
  document.querySelector('form[action="/account/sign-out"], #leave')?.addEventListener("submit", (event) => {
    const waiting = Keeping.read().queue.length;
    if (waiting) {
      event.preventDefault();
      say("none", `还有${waiting}人待上传。上传后再退出；不上传的，先清除本机名单。`);
    }
  });

  const camera = at("camera");
  function look(on) {
    if (!on) Scanning.stop(camera);
    camera.hidden = !on;
    at("scan").textContent = on ? "关闭摄像头" : "用摄像头扫码";
    at("scan").setAttribute("aria-expanded", String(on));
  }
  at("scan").addEventListener("click", async () => {
    if (Scanning.on()) {
      look(false);
      return;
    }
    look(true);
    try {
      await Scanning.start(camera, byCode);
    } catch {
      look(false);
      say("none", "摄像头打不开。请允许本页使用摄像头，或者输入查询码、在名单里找。");
    }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && Scanning.on()) look(false); });

  at("finding").hidden = false;
  at("device").hidden = false;
  at("scan").hidden = !Scanning.possible;
  self.addEventListener("online", again);
  self.addEventListener("offline", () => {
    Sending.state.online = false;
    show();
  });
  setInterval(again, 30_000);
  setInterval(() => { if (Keeping.read().queue.length && !stopped) send(); }, 5_000);
  if (Keeping.read().list) show();
  again();
  Keeping.openOffline().then((opens) => {
    opensOffline = opens;
    show();
  }).catch(() => {}); // the page works; it will not open without network
})();
