// Fills in the form of a document while the clerk types its symbol or chooses its file. Saving fills in the same
// without this script.
const documentEntry = () => {
  "use strict";

  const field = (name) => document.getElementById(`id_${name}`);
  const symbol = field("symbol");
  const file = field("source_file");
  if (!symbol || !symbol.dataset.readUrl) return;

  // --- What is said ------------------------------------------------------------------------------
  const say = (() => {
    const places = new Map();
    return (input, text, links = []) => {
      if (!places.has(input)) {
        const place = document.createElement("div");
        place.className = "document-entry-note";
        place.setAttribute("role", "status");
        (input.closest("[data-field]") || input.parentElement).append(place);
        places.set(input, place);
      }
      const place = places.get(input);
      place.replaceChildren();
      if (text) {
        const line = document.createElement("p");
        line.textContent = text;
        place.append(line);
      }
      if (links.length) {
        const heading = document.createElement("p");
        heading.className = "document-entry-warning";
        heading.textContent = symbol.dataset.duplicates;
        const list = document.createElement("ul");
        for (const { title, url } of links) {
          const item = document.createElement("li");
          const link = document.createElement("a");
          link.href = url;
          link.target = "_blank";
          link.rel = "noopener";
          link.textContent = title;
          item.append(link);
          list.append(item);
        }
        place.append(heading, list);
      }
    };
  })();

  // --- Filling -----------------------------------------------------------------------------------
  let filling = false;
  const fill = (name, value, label) => {
    const input = field(name);
    if (!input || value === undefined || value === null) return;
    if (input.value && input.dataset.filled !== "yes") return;
    if (input.tagName === "SELECT" && ![...input.options].some((option) => option.value === String(value))) {
      input.add(new Option(label || String(value), String(value)));
    }
    filling = true;
    input.value = String(value);
    input.dataset.filled = "yes";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    filling = false;
  };
  const names = ["symbol", "number", "number_suffix", "year", "type", "issuer", "issuer_name", "issued_on",
    "effective_on", "abstract", "signer", "signer_title", "recipients"];
  // What a person changes is theirs from then on.
  for (const name of names) {
    field(name)?.addEventListener("input", (event) => {
      if (!filling) delete event.target.dataset.filled;
    });
  }
  const fillAll = (told) => {
    for (const name of names) fill(name, told.values[name], (told.labels || {})[name]);
  };

  // --- The symbol --------------------------------------------------------------------------------
  const box = field("accept_duplicate")?.closest(".document-duplicate");
  const showBox = (wanted) => {
    if (box) box.hidden = !(wanted || box.querySelector("input").checked);
  };
  showBox(Boolean(symbol.closest("[data-field]")?.querySelector(".error-message")));

  let asked = 0;
  const readSymbol = async () => {
    const mine = ++asked;
    const query = new URLSearchParams({
      symbol: symbol.value,
      issued_on: field("issued_on")?.value || "",
      issuer: field("issuer")?.value || "",
      document: symbol.dataset.document || "",
    });
    try {
      const answer = await fetch(`${symbol.dataset.readUrl}?${query}`, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (!answer.ok || mine !== asked) return;
      const told = await answer.json();
      fillAll(told);
      say(symbol, told.message, told.duplicates);
      showBox(told.duplicates.length > 0);
    } catch {
      // Without an answer the form is filled in on saving.
    }
  };
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(readSymbol, 350);
  };
  symbol.addEventListener("input", soon);
  for (const name of ["issued_on", "issuer"]) {
    field(name)?.addEventListener("change", () => {
      if (!filling && symbol.value) soon();
    });
  }

  // --- The file ----------------------------------------------------------------------------------
  const addRelations = (relations) => {
    const add = document.getElementById("id_relations-ADD");
    const total = document.getElementById("id_relations-TOTAL_FORMS");
    if (!add || !total) return;
    for (const [kind, other] of relations) {
      const known = [...document.querySelectorAll("[id^=id_relations-][id$=-target_symbol]")];
      if (known.some((input) => input.value === other)) continue;
      add.click();
      const row = Number(total.value) - 1;
      const kindInput = field(`relations-${row}-kind`);
      const otherInput = field(`relations-${row}-target_symbol`);
      if (kindInput && otherInput) {
        kindInput.value = kind;
        otherInput.value = other;
      }
    }
  };
  file?.addEventListener("change", async () => {
    const chosen = file.files[0];
    const limit = Number(file.dataset.maxBytes || 0);
    if (!chosen || (limit && chosen.size > limit)) return;
    say(file, file.dataset.reading);
    const body = new FormData();
    body.append("file", chosen);
    try {
      const answer = await fetch(file.dataset.readUrl, {
        method: "POST",
        body,
        headers: {
          "X-Requested-With": "XMLHttpRequest",
          "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
        },
      });
      const told = await answer.json();
      if (!answer.ok) {
        say(file, told.error);
        file.value = "";
        return;
      }
      field("source_stored").value = told.stored;
      // It is kept already; sending it once more with the form would only take time.
      file.value = "";
      fillAll(told);
      addRelations(told.relations);
      say(file, `${told.name}: ${told.message}`);
      if (symbol.value) readSymbol();
    } catch {
      say(file, file.dataset.failed);
    }
  });
};

// The form may bring this script before its fields.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", documentEntry);
else documentEntry();
