/* A page that stays open hears of new alerts and lets go of those that are over. Without it every page still shows
   what held when it was opened. */
(function () {
  "use strict";
  var EVERY = 60000;
  var place = document.querySelector("[data-alerts]");
  if (!place || !window.fetch) { return; }
  var asked = Date.now();
  var shown = place.innerHTML.trim();

  function show(html) {
    var found = document.createElement("div");
    found.innerHTML = html;
    // Only what is new is said aloud: the same list again changes nothing. It is held against what was shown, not
    // against what stands there: browsers and their additions change pages too.
    if (found.innerHTML.trim() === shown) { return; }
    shown = found.innerHTML.trim();
    place.innerHTML = html;
  }

  function look() {
    if (document.hidden || Date.now() - asked < EVERY / 2) { return; }
    asked = Date.now();
    fetch(place.dataset.alerts, { credentials: "omit" }).then(function (response) {
      return response.ok ? response.text().then(show) : null;
    }).catch(function () { /* asked again later */ });
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
})();
