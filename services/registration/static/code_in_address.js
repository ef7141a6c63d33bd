// A QR code leads here with the look-up code behind "#", which no server is sent. It is taken out of
// the address first, so that it stays in no history, then typed in and sent as the form.
"use strict";
const code = decodeURIComponent(location.hash.slice(1));
if (/^[0-9A-Za-z]{10}$/.test(code)) {
  history.replaceState(null, "", location.pathname);
  const field = document.getElementById("field-code");
  field.value = code;
  field.form.requestSubmit();
}
