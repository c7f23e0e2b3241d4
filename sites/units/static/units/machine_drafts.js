/* Shows how far the machine is while it is at work; without it the page is loaded again by hand. */
(() => {
  const look = async () => {
    const shown = document.querySelector("[data-machine-drafts]");
    if (!shown || shown.dataset.machineDrafts !== "busy") return;
    try {
      const answer = await fetch(window.location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-machine-drafts]");
      if (!fresh) return;
      for (const part of ["status", "rest"]) {
        const [old, current] = [shown, fresh].map((place) => place.querySelector(`[data-part=${part}]`));
        if (old.innerHTML !== current.innerHTML) old.innerHTML = current.innerHTML;
      }
      shown.dataset.machineDrafts = fresh.dataset.machineDrafts;
    } catch {
      /* The next look may find the server again. */
    }
    setTimeout(look, 3000);
  };
  setTimeout(look, 2000);
})();
