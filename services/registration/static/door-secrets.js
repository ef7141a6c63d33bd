// What the phone can do without being able to read it: find a code in the list by a slow digest,
// and seal a guest's name for the server alone (door/listing.py, door/sealing.py).
self.Secrets = (() => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((it) => it.toString(16).padStart(2, "0")).join("");
  const base64 = (array) => btoa(String.fromCharCode(...array));

  // A code alone, or at the end of the address that a QR code holds.
  const normal = (shown) => shown.slice(shown.lastIndexOf("#") + 1)
    .normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();

  async function digest(code, { salt, rounds }) {
    const given = new TextEncoder().encode(code);
    const key = await crypto.subtle.importKey("raw", given, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds };
    return hex(await crypto.subtle.deriveBits(how, key, 128));
  }

  async function seal(guest, publicKey) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const point = Uint8Array.from(atob(publicKey), (it) => it.charCodeAt(0));
    const theirs = await crypto.subtle.importKey("raw", point, curve, false, []);
    const ours = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const shared = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode("minsheng guest") };
    const key = await crypto.subtle.deriveKey(how, shared, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(guest));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text));
    const mine = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
    return base64([...mine, ...iv, ...sealed]);
  }

  return { normal, digest, seal };
})();
