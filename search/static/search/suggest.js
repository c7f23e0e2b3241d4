// Offers titles while the reader types; without it the form works all the same.
const input = document.querySelector("input[data-suggest]");
const list = input && document.getElementById(input.getAttribute("list"));
let waiting = 0;

async function offer() {
  const typed = input.value.trim();
  if (typed.length < 2) return;
  const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`);
  if (!response.ok || input.value.trim() !== typed) return;
  const { titles } = await response.json();
  list.replaceChildren(...titles.map((title) => new Option(title, title)));
}

input?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 150);
});
