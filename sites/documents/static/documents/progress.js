/* Keeps the bar of an import up to date, and shows the page anew when it is over. */
const bar = document.getElementById("import-progress");
const count = document.getElementById("import-count");
const look = async () => {
  try {
    const answer = await fetch(bar.dataset.url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    const { busy, done, total } = await answer.json();
    if (!busy) return window.location.reload();
    if (total) {
      bar.max = total;
      bar.value = done;
    }
    count.textContent = total ? `${done} / ${total}` : `${done}`;
  } catch {
    /* The next look may find the server again. */
  }
  setTimeout(look, 2000);
};
if (bar) setTimeout(look, 1000);
