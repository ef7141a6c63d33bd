// Reads QR codes with the camera: by the browser itself where it can, else by jsQR.
self.Scanning = (() => {
  const { scanner } = document.getElementById("door").dataset;
  const EVERY = 150; // milliseconds between two looks
  const AGAIN = 3000; // milliseconds in which the same code counts once
  let stream = null;

  async function makeReader() {
    if ("BarcodeDetector" in self && (await self.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new self.BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
    if (!self.jsQR) await load();
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      const [width, height] = [video.videoWidth, video.videoHeight];
      if (!width) return undefined;
      Object.assign(canvas, { width, height });
      context.drawImage(video, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return self.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
    };
  }

  const load = () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: scanner, onload: resolve, onerror: reject });
    document.head.append(script);
  });

  async function start(video, found) {
    const read = await makeReader();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    let [last, seen] = ["", 0];
    const look = async () => {
      if (!stream) return;
      const text = await read(video).catch(() => undefined);
      if (text && (text !== last || Date.now() - seen > AGAIN)) await found(text);
      if (text) [last, seen] = [text, Date.now()];
      setTimeout(look, EVERY);
    };
    look();
  }

  function stop(video) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
  }

  return { possible: Boolean(navigator.mediaDevices?.getUserMedia), on: () => Boolean(stream), start, stop };
})();
