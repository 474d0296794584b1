// The link of an invitation ends in "#CODE", which no server ever sees: here it
// goes into the form, and out of the address bar and the history.
"use strict";

(() => {
  const form = document.getElementById("code-form");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!form || !code) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.requestSubmit();
})();
