/* Reads the page aloud with the voices of the reader's own device; nothing is sent anywhere. Without a voice for the
   language, or without a script, the button is not there. */
(function () {
  "use strict";
  var synthesis = window.speechSynthesis;
  if (!synthesis || !window.SpeechSynthesisUtterance) { return; }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector("[data-read-aloud]");
    var main = document.getElementById("noi-dung");
    if (!button || !main) { return; }
    var language = document.documentElement.lang || "vi";
    var reading = false;

    function voice() {
      return synthesis.getVoices().find(function (one) { return one.lang.toLowerCase().indexOf(language) === 0; });
    }

    function offer() { button.hidden = !voice(); }

    function show(isReading) {
      reading = isReading;
      button.textContent = isReading ? button.dataset.stop : button.dataset.start;
      button.setAttribute("aria-pressed", String(isReading));
    }

    /* Piece by piece: a long text in one piece is cut off by some devices. */
    function pieces() {
      var found = main.querySelectorAll("h1, h2, h3, p, li, dt, dd, th, td, figcaption");
      return Array.prototype.filter.call(found, function (element) {
        return element.offsetParent !== null && !element.querySelector("p, li, dt, dd, td") && element.closest("nav, form, [data-unread]") === null;
      }).map(function (element) { return element.textContent.trim(); }).filter(Boolean);
    }

    function stop() { synthesis.cancel(); show(false); }

    button.addEventListener("click", function () {
      if (reading) { stop(); return; }
      show(true);
      var left = pieces();
      (function next() {
        if (!reading || !left.length) { show(false); return; }
        var said = new SpeechSynthesisUtterance(left.shift());
        said.lang = language;
        said.voice = voice();
        said.onend = next;
        said.onerror = function () { show(false); };
        synthesis.speak(said);
      })();
    });
    window.addEventListener("pagehide", stop);
    synthesis.addEventListener && synthesis.addEventListener("voiceschanged", offer);
    offer();
  });
})();
