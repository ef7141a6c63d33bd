// The empty page goes to the wall by itself as soon as a programme was loaded.
setInterval(async () => {
  const answer = await fetch("/", { redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") window.location.reload();
}, 2000);
