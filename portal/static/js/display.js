/* Remembers text size and contrast. Runs before the page is drawn, so that it does not flash; without it the
   fields still work for the page they are on. */
(function () {
  "use strict";
  var root = document.documentElement;
  var KEYS = ["text", "contrast"];

  function read(key) {
    try { return localStorage.getItem("display-" + key); } catch (error) { return null; }
  }

  function keep(key, value) {
    if (value) { root.dataset[key] = value; } else { delete root.dataset[key]; }
    try {
      if (value) { localStorage.setItem("display-" + key, value); } else { localStorage.removeItem("display-" + key); }
    } catch (error) { /* private browsing: the choice holds for this page only */ }
  }

  KEYS.forEach(function (key) {
    var value = read(key);
    if (value) { root.dataset[key] = value; }
  });

  document.addEventListener("DOMContentLoaded", function () {
    var size = document.getElementById("text-" + (root.dataset.text || "normal"));
    if (size) { size.checked = true; }
    var contrast = document.getElementById("contrast-high");
    if (contrast) { contrast.checked = root.dataset.contrast === "high"; }

    document.addEventListener("change", function (event) {
      if (event.target.name === "display-text") {
        keep("text", event.target.value === "normal" ? "" : event.target.value);
      } else if (event.target.name === "display-contrast") {
        keep("contrast", event.target.checked ? "high" : "");
      }
    });
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });
})();
