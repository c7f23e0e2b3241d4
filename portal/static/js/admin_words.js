/* Says in the reader's language what scripts of the admin write in English without asking a catalogue.
   The words come with the tag of this script. */
(() => {
  const words = document.currentScript.dataset;
  const places = {
    ".xdsoft_save_selected": () => words.keepTime,
    ".js-translation-editor .w-dropdown__toggle .w-sr-only": (said) => (said === "More actions" ? words.moreActions : said),
    ".js-translation-editor section h3": (said) =>
      said.replace(/^(.+) to (.+) translation$/, (_whole, source, target) =>
        words.translation.replace("{source}", source).replace("{target}", target),
      ),
  };

  const put = () => {
    for (const [place, say] of Object.entries(places)) {
      for (const element of document.querySelectorAll(place)) {
        const said = element.textContent;
        const right = say(said);
        // The node stays, since the script that made it may write to it again.
        if (right !== said && element.firstChild) element.firstChild.nodeValue = right;
      }
    }
  };

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      put();
    });
  };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  soon();
})();
