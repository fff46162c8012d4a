// Two rows of the page's table side by side; the choice is kept in the address. Every cell is a
// copy of the table's own, so this script makes no number.
"use strict";

(() => {
  const form = document.getElementById("compare");
  const table = document.getElementById("rates");
  const side = form.querySelector("table");
  const rows = new Map([...table.tBodies[0].rows].map((row) => [row.dataset.key, row]));
  const nameOf = (key) => rows.get(key).cells[0].textContent;

  for (const select of [form.elements.a, form.elements.b]) {
    for (const key of rows.keys()) select.add(new Option(nameOf(key), key));
  }

  // The keys in the address, where the table has them; else those that the page proposes.
  function read() {
    const query = new URLSearchParams(location.search);
    for (const name of ["a", "b"]) {
      form.elements[name].value = rows.has(query.get(name)) ? query.get(name) : form.dataset[name];
    }
  }

  function show() {
    const keys = [form.elements.a.value, form.elements.b.value];
    keys.forEach((key, n) => (side.tHead.rows[0].cells[n + 1].textContent = nameOf(key)));
    [...side.tBodies[0].rows].forEach((line, n) => line.replaceChildren(line.cells[0], ...keys.map((key) => rows.get(key).cells[n + 1].cloneNode(true))));
    const status = form.querySelector("[role=status]");
    status.textContent = status.dataset.words.replace("{a}", nameOf(keys[0])).replace("{b}", nameOf(keys[1]));
    for (const link of document.querySelectorAll("a.lang-switch")) link.search = location.search;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const query = new URLSearchParams({ a: form.elements.a.value, b: form.elements.b.value });
    history.pushState(null, "", `?${query}`);
    show();
  });
  addEventListener("popstate", () => {
    read();
    show();
  });

  read();
  show();
  form.hidden = false;
})();
