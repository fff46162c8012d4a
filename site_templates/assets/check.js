// On the page of a table: compute it once more, here, and hold it against the file and against this page.
"use strict";

(() => {
  const box = document.getElementById("check");
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const different = box.querySelector("ul");
  const told = sqlEngine.speaker(said);

  const isEqual = (one, other) => one === other || (one !== "" && other !== "" && Number(one) === Number(other));

  function differences(columns, rows, wanted) {
    const found = [];
    if (rows.length !== wanted.length) found.push(told("rows", { found: rows.length, wanted: wanted.length }));
    rows.forEach((row, at) => row.forEach((cell, column) => {
      const there = wanted[at]?.[column] ?? "";
      if (!isEqual(cell, there)) found.push(`${row[0]} ${columns[column]}: ${there} ≠ ${cell}`);
    }));
    return found;
  }

  /** The cells that this page shows, against the first rows of the answer. */
  function printed(columns, rows) {
    const table = document.querySelector("table.sticky");
    // The words of the other languages are in the files, and not on this page.
    const others = box.dataset.others.split(" ");
    const names = columns.filter((name) => !others.includes(name.split("_").pop()));
    const found = [];
    let cells = 0;
    [...table.tBodies[0].rows].forEach((line, at) => names.forEach((name, place) => {
      const cell = line.cells[place].textContent.trim();
      const value = (rows[at]?.[columns.indexOf(name)] ?? "").trim();
      cells += 1;
      if (cell !== value && !isEqual(cell.replaceAll(",", ""), value)) found.push(`${name}: ${cell} ≠ ${value}`);
    }));
    return { cells, found };
  }

  const cellsOf = (root) => root.querySelector("table.sticky tbody").textContent;

  /** Whether the site has been published anew since this page, or what it computes from, was loaded. */
  async function isRenewed() {
    if (await sqlEngine.isRenewed()) return true;
    const page = await (await together.fetched(location.href)).text();
    return cellsOf(new DOMParser().parseFromString(page, "text/html")) !== cellsOf(document);
  }

  /** Compute the table and hold it against the file and this page: what is to be said, and the differences. */
  async function compared() {
    const began = performance.now();
    said.textContent = told("loading");
    await sqlEngine.start();
    said.textContent = told("running");
    const { columns, rows } = await sqlEngine.run(await sqlEngine.text(`sql/${box.dataset.name}.sql`));
    const [, ...wanted] = await sqlEngine.published(`${box.dataset.name}.csv`);
    const shown = printed(columns, rows);
    const found = [...differences(columns, rows, wanted), ...shown.found];
    const values = {
      rows: rows.length, cells: rows.length * columns.length, printed: shown.cells, found: found.length,
      seconds: ((performance.now() - began) / 1000).toFixed(1),
    };
    // A number of another publication is not a false one.
    if (found.length && (await isRenewed())) throw new together.Renewed();
    return { result: found.length ? "different" : "equal", values, found };
  }

  async function wentWrong(error) {
    const renewed = error instanceof together.Renewed || (await isRenewed().catch(() => false));
    return { result: renewed ? "renewed" : "failed", values: { error: error.message }, found: [] };
  }

  async function check() {
    button.disabled = true;
    different.replaceChildren();
    const { result, values, found } = await compared().catch(wentWrong);
    said.textContent = told(result, values);
    said.dataset.result = result;
    different.replaceChildren(...found.slice(0, 20).map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    button.disabled = false;
    box.dataset.answers = Number(box.dataset.answers || 0) + 1;
  }

  button.addEventListener("click", check);
  box.hidden = false;
})();
