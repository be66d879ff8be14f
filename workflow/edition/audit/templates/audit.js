// Comfort only: the page is whole without it. A filter hides what does not hold its words; a table is sorted by a click on its head.
document.querySelectorAll("[data-filter]").forEach((input) => input.addEventListener("input", () => {
  const words = input.value.toLocaleLowerCase(document.documentElement.lang).split(/\s+/);
  document.querySelectorAll(input.dataset.filter).forEach((part) => {
    const text = part.textContent.toLocaleLowerCase(document.documentElement.lang);
    part.hidden = !words.every((word) => text.includes(word));
  });
}));
document.querySelectorAll("table.sortable thead th").forEach((head, column) => {
  const button = document.createElement("button");
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const table = head.closest("table"), down = head.getAttribute("aria-sort") === "ascending";
    const index = [...head.parentNode.children].indexOf(head), order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    head.parentNode.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    rows.sort((a, b) => order.compare(a.cells[index].textContent, b.cells[index].textContent) * (down ? -1 : 1));
    table.tBodies[0].append(...rows);
  });
});
document.querySelectorAll("[data-same-place]").forEach((link) => link.addEventListener("click", () => { link.hash = location.hash; }));
