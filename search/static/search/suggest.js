// Offers titles while the reader types, and what was searched before in this tab; without it the form works all the same.
const input = document.querySelector("input[data-suggest]");
const list = input && document.getElementById(input.getAttribute("list"));
const KEY = "searched";
const KEPT = 5;
let waiting = 0;

// Kept by the browser until the tab is closed, and sent nowhere: the next person at the same computer sees none of it.
function searched() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function remember(words) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([words, ...searched().filter((one) => one !== words)].slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing offers nothing.
  }
}

function show(titles) {
  list.replaceChildren(...titles.map((title) => new Option(title, title)));
}

async function offer() {
  const typed = input.value.trim();
  if (typed.length < 2) return show(searched());
  const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`);
  if (!response.ok || input.value.trim() !== typed) return;
  const { titles } = await response.json();
  show(titles);
}

if (input) {
  if (input.value.trim()) remember(input.value.trim());
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
  input.addEventListener("focus", () => input.value || show(searched()));
}
