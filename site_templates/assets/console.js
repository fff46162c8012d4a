// The SQL console: a question in, a table out; the address holds the question.
"use strict";

(() => {
  const form = document.getElementById("console");
  const question = form.querySelector("textarea");
  const button = form.querySelector("button");
  const said = form.querySelector("[role=status]");
  const answer = document.getElementById("answer");
  const table = answer.querySelector("table");
  const download = answer.querySelector("a");
  const behind = document.getElementById("behind");
  const SHOWN = 500;
  const told = sqlEngine.speaker(said);

  function cell(kind, words, isNumber) {
    const element = document.createElement(kind);
    element.textContent = words;
    if (isNumber) element.className = "num";
    if (kind === "th") element.scope = "col";
    return element;
  }

  function line(kind, words, numbers) {
    const row = document.createElement("tr");
    row.append(...words.map((word, at) => cell(kind, word, numbers[at])));
    return row;
  }

  function show({ columns, rows, csv }) {
    const numbers = columns.map((_, at) => rows.some((r) => r[at]) && rows.every((r) => /^(-?\d+(\.\d+)?)?$/.test(r[at])));
    table.tHead.replaceChildren(line("th", columns, numbers));
    table.tBodies[0].replaceChildren(...rows.slice(0, SHOWN).map((row) => line("td", row, numbers)));
    URL.revokeObjectURL(download.href);
    download.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
    answer.hidden = false;
  }

  async function run(event) {
    event?.preventDefault();
    const sql = question.value.trim();
    if (!sql) return;
    history.replaceState(null, "", `${location.pathname}#q=${encodeURIComponent(sql)}`);
    button.disabled = true;
    answer.hidden = true;
    const began = performance.now();
    try {
      said.textContent = told("loading");
      await sqlEngine.start();
      said.textContent = told("running");
      const found = await sqlEngine.run(sql);
      show(found);
      const values = { rows: found.rows.length, shown: SHOWN, seconds: ((performance.now() - began) / 1000).toFixed(1) };
      said.textContent = told(found.rows.length > SHOWN ? "more" : "done", values);
    } catch (error) {
      const isRenewed = error instanceof together.Renewed;
      said.textContent = isRenewed ? told("renewed") : told("failed", { error: error.message });
    }
    button.disabled = false;
    form.dataset.answers = Number(form.dataset.answers || 0) + 1;
  }

  // A row of a table leads here by the name of its table and the values that the queries ask for.
  async function showBehind(values) {
    const list = behind.querySelector("ul");
    try {
      const { tables } = await (await together.fetched(behind.dataset.url)).json();
      const { title, made_of } = tables[values.get("rows")];
      const { lang } = behind.dataset;
      const asked = [...values].filter(([name]) => name !== "rows" && name !== "of");
      behind.querySelector("p").textContent = [title[lang], ...asked.map(([name, value]) => `${name} = ${value}`)].join(" · ");
      const chosen = made_of.find((m) => m.dataset === values.get("of")) ?? made_of[0];
      question.value = withValues(chosen.sql, values);
      list.replaceChildren(...made_of.map((m) => chip(m, values, m === chosen, lang)));
      behind.hidden = false;
    } catch (error) {
      said.textContent = told("failed", { error: error.message });
    }
  }

  function withValues(sql, values) {
    const literal = (name) => (values.has(name) ? `'${values.get(name).replaceAll("'", "''")}'` : "null");
    return `${sql.replace(/\$(\w+)/g, (_, name) => literal(name))};`;
  }

  function chip({ dataset, title }, values, isChosen, lang) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const address = new URLSearchParams(values);
    address.set("of", dataset);
    link.href = `#${address}`;
    link.textContent = title[lang];
    if (isChosen) link.setAttribute("aria-current", "true");
    item.append(link);
    return item;
  }

  async function read() {
    const values = new URLSearchParams(location.hash.slice(1) || location.search);
    if (values.has("rows")) await showBehind(values);
    else if (values.has("q")) question.value = values.get("q");
  }

  form.addEventListener("submit", run);
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(event);
  });
  window.addEventListener("hashchange", async () => {
    await read();
    question.focus();
    form.scrollIntoView();
  });
  read();
  form.hidden = false;
})();
