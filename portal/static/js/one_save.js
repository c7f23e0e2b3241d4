/* A form that is saving itself is not sent a second time meanwhile: a new thing would be made twice, since both go to the
   address of what does not exist yet. What was pressed waits for the answer, which tells the form the address of the thing. */
(() => {
  const LONGEST_MS = 15000;
  let sends = null;

  document.addEventListener("w-autosave:save", (event) => {
    if (!event.defaultPrevented) event.target.dataset.savesItself = "1";
  });

  const done = (event) => {
    delete event.target.dataset.savesItself;
    if (sends) sends();
  };
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.dataset.savesItself) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (sends) return;
      const pressed = event.submitter;
      const go = () => {
        clearTimeout(timer);
        sends = null;
        delete form.dataset.savesItself;
        // By now the button may be off, and a button that is off does not say that it was pressed.
        if (pressed?.name) {
          const said = document.createElement("input");
          Object.assign(said, { type: "hidden", name: pressed.name, value: pressed.value });
          form.append(said);
        }
        form.requestSubmit();
      };
      const timer = setTimeout(go, LONGEST_MS);
      sends = go;
    },
    true,
  );
})();
