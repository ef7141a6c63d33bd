// Fills in the word that stands behind the # of a pass, and takes it out of the address.
(() => {
  if (!location.hash) return;
  document.getElementById("field-word").value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
})();
