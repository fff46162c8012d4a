// The page of the explorer: choices in, rows out; the address is the state. See explore-engine.js.
"use strict";

(() => {
  const root = document.getElementById("explorer");
  const lists = document.getElementById("explore-lists");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const form = root.querySelector("form");
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(document.documentElement.lang, { year: "numeric", month: "long", timeZone: "UTC" });
  const PAGE = 50;
  let table, state, rows = [], shown = 0, latest = 0, typing;

  const told = (element, values) =>
    element.dataset.words.replace(/\{(\w+)\}/g, (_, name) => number.format(values[name]));

  // ---------- Words ----------

  function labelOf(facet, place) {
    const entry = facet.entries[place];
    if (!entry) return "";
    if (facet.name === "month") return month.format(new Date(`${entry.code}-01T00:00Z`));
    if (facet.name === "overdue") return part("bands").querySelector(`[data-band="${entry.code}"]`).textContent;
    return entry[language];
  }

  const dated = (offset) => new Date(Date.parse(`${table.data.first_on}T00:00Z`) + offset * 86400000);

  function setDate(element, offset) {
    element.dateTime = dated(offset).toISOString().slice(0, 10);
    element.textContent = day.format(dated(offset));
  }

  // ---------- Texts ----------

  const asked = new Map();

  function block(no) {
    if (!asked.has(no)) {
      const loading = together.fetched(`${root.dataset.texts}${no}.json?v=${Explorer.versionOf(table, no)}`)
        .then((answer) => answer.json())
        .then((texts) => Explorer.addTexts(table, no, texts));
      loading.catch(() => asked.delete(no));
      asked.set(no, loading);
    }
    return asked.get(no);
  }

  const missing = (numbers) => [...new Set(numbers)].filter((no) => !table.texts[no - 1]);
  const everyBlock = () => Array.from({ length: Explorer.blocks(table) }, (_, i) => i + 1);

  // ---------- Choices ----------

  function build() {
    for (const [f, facet] of table.facets.entries()) {
      const group = root.querySelector(`[data-facet="${facet.name}"]`);
      const list = group.querySelector("ul");
      facet.inputs = facet.entries.map((entry, place) => {
        const item = part("choice").content.firstElementChild.cloneNode(true);
        const input = item.querySelector("input");
        input.name = facet.name;
        input.value = entry.code;
        item.querySelector(".name").textContent = labelOf(facet, place);
        list.append(item);
        return { input, item, count: item.querySelector(".count") };
      });
      group.hidden = !facet.entries.length;
      group.open = matchMedia("(min-width: 60rem)").matches && ["town", "outcome"].includes(facet.name);
      facet.place = f;
    }
  }

  function showChoices(counts) {
    for (const facet of table.facets) {
      const chosen = new Set(state.chosen[facet.name]);
      facet.inputs.forEach(({ input, item, count }, place) => {
        const left = counts[facet.place][place];
        input.checked = chosen.has(input.value);
        count.textContent = number.format(left);
        item.classList.toggle("none", !left);
      });
      const summary = root.querySelector(`[data-facet="${facet.name}"] .chosen`);
      summary.textContent = chosen.size ? number.format(chosen.size) : "";
    }
    if (form.elements.q.value !== state.q) form.elements.q.value = state.q;
    form.elements.sort.value = state.sort;
    showTags();
  }

  // What is chosen, each with a button that takes it back.
  function showTags() {
    const tags = [];
    for (const facet of table.facets) {
      facet.entries.forEach((entry, place) => {
        if (!state.chosen[facet.name].includes(entry.code)) return;
        const tag = part("tag").content.firstElementChild.cloneNode(true);
        const button = tag.querySelector("button");
        button.querySelector(".name").textContent = labelOf(facet, place);
        button.addEventListener("click", () => {
          state.chosen[facet.name] = state.chosen[facet.name].filter((code) => code !== entry.code);
          changed();
          (part("tags").querySelector("button") || part("count")).focus();
        });
        tags.push(tag);
      });
    }
    part("tags").replaceChildren(...tags);
    part("clear").hidden = !tags.length && !state.q;
  }

  // ---------- Rows ----------

  // The style sheet lays rows out as blocks on a phone; they must still be told as a table.
  function tellAsTable(element) {
    element.setAttribute("role", "table");
    for (const group of [element.tHead, ...element.tBodies]) group.setAttribute("role", "rowgroup");
    element.tHead.rows[0].setAttribute("role", "row");
    for (const cell of element.tHead.rows[0].cells) cell.setAttribute("role", "columnheader");
  }
  tellAsTable(part("table"));

  function rowOf(r) {
    const tr = part("row").content.firstElementChild.cloneNode(true);
    tr.setAttribute("role", "row");
    for (const cell of tr.cells) cell.setAttribute("role", cell.scope ? "rowheader" : "cell");
    const cell = (name) => tr.querySelector(`[data-cell="${name}"]`);
    const texts = Explorer.textsOf(table, r);
    const [town, , venue, hazard, level, outcome] = table.facets;
    const places = (facet) => facet.column[r];
    cell("unit").textContent = texts.unit_name;
    cell("unit").href = `${root.dataset.exposures}${texts.exposure_id}.html${texts.item_id ? `#${texts.item_id}` : ""}`;
    cell("finding").textContent = texts.finding || "";
    cell("town").textContent = labelOf(town, places(town));
    cell("venue").textContent = labelOf(venue, places(venue));
    cell("hazard").textContent = labelOf(hazard, places(hazard));
    cell("level").textContent = labelOf(level, places(level));
    cell("level").hidden = !(level.entries[places(level)] || {}).is_major;
    const state = outcome.entries[places(outcome)];
    cell("outcome").hidden = !state;
    if (state) {
      cell("outcome").textContent = state[language];
      cell("outcome").classList.add(`o-${state.code}`);
    }
    const days = table.data.items.overdue_days[r];
    cell("days").hidden = !days;
    if (days) cell("days").textContent = told(cell("days"), { days });
    setDate(cell("published"), table.data.exposures.published[table.exposure[r]]);
    const due = table.data.items.due[r];
    if (due === null) cell("due").remove();
    else setDate(cell("due"), due);
    return tr;
  }

  // Show rows up to a number, unless something else was asked for meanwhile; those that stand there
  // already stay, and keep the focus.
  async function show(upTo, afresh, turn) {
    const wanted = rows.slice(afresh ? 0 : shown, upTo);
    const needed = missing(Array.from(wanted, (row) => Explorer.blockOf(table, row)));
    if (needed.length) await Promise.all(needed.map(block));
    if (turn !== latest) return false;
    const made = Array.from(wanted, rowOf);
    if (afresh) part("rows").replaceChildren(...made);
    else part("rows").append(...made);
    shown = Math.min(upTo, rows.length);
    part("table").hidden = !rows.length;
    part("more").hidden = shown >= rows.length;
    part("more").disabled = false;
    part("shown").textContent = rows.length ? told(part("shown"), { shown, all: rows.length }) : "";
    wentWell();
    return true;
  }

  async function view(turn) {
    const count = part("count");
    const needed = state.q ? missing(everyBlock()) : [];
    if (needed.length) {
      count.textContent = count.dataset.loading;
      await Promise.all(needed.map(block));
      if (turn !== latest) return;
    }
    const found = Explorer.filter(table, state);
    rows = Explorer.arranged(table, found, state.sort);
    showChoices(found.counts);
    count.textContent = found.items ? told(count, found) : count.dataset.nothing;
    part("download").disabled = !found.items;
    await show(PAGE, true, turn);
  }

  function update() {
    const turn = ++latest;
    part("more").disabled = true;
    return view(turn).catch((error) => {
      if (turn !== latest) return;
      // What stands there is of an earlier choice.
      for (const name of ["table", "more"]) part(name).hidden = true;
      for (const name of ["count", "shown"]) part(name).textContent = "";
      part("download").disabled = true;
      failed(error);
    });
  }

  function failed(error) {
    const trouble = error instanceof together.Renewed ? "explore-renewed" : "explore-failed";
    document.getElementById(trouble).hidden = false;
    lists.hidden = false;
    console.warn(error);
  }

  // A site that was published anew stays so until the page is loaded again; a lost connection may be found.
  function wentWell() {
    document.getElementById("explore-failed").hidden = true;
    lists.hidden = document.getElementById("explore-renewed").hidden;
  }

  // ---------- The address ----------

  function address(replace = false) {
    typing = clearTimeout(typing);
    const query = Explorer.write(state);
    if (query !== location.search) {
      history[replace ? "replaceState" : "pushState"](null, "", query || location.pathname);
    }
  }

  // Letters are one entry of the history, however many.
  const typed = () => address(!!new URLSearchParams(location.search).get("q"));

  // The same view in the other language.
  function twin() {
    for (const link of document.querySelectorAll("a.lang-switch")) link.search = Explorer.write(state);
  }

  function changed() {
    address();
    twin();
    update();
  }

  // ---------- The download ----------

  function nameOf() {
    const chosen = Explorer.FACETS.flatMap((name) =>
      state.chosen[name].length ? [`${name}-${state.chosen[name].join("+")}`] : []);
    const words = state.q ? [`q-${state.q.replace(/[\\/:*?"<>|\s]+/g, "+")}`] : [];
    return ["hazard_register", table.data.as_of, ...chosen, ...words].join("_").slice(0, 120) + ".csv";
  }

  async function download() {
    const published = new TextDecoder().decode(await together.exactly(root.dataset.csv, table.data.csv));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob([Explorer.csvOf(table, published, rows)], { type: "text/csv;charset=utf-8" }));
    link.download = nameOf();
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    wentWell();
  }

  // ---------- What a visitor does ----------

  function listen() {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (target.type === "checkbox") {
        const facet = table.facets.find(({ name }) => name === target.name);
        state.chosen[target.name] = facet.inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
        changed();
      } else if (target.name === "sort") {
        state.sort = target.value;
        changed();
      }
    });
    // Every letter shows its rows at once; the address waits until the typing pauses, or the visitor leaves.
    form.elements.q.addEventListener("input", () => {
      state.q = form.elements.q.value;
      twin();
      update();
      clearTimeout(typing);
      typing = setTimeout(typed, 500);
    });
    addEventListener("click", () => typing && typed(), true);
    part("clear").addEventListener("click", () => {
      state = Explorer.read(table, "");
      changed();
      form.elements.q.focus();
    });
    part("more").addEventListener("click", () => {
      const next = shown;
      show(shown + PAGE, false, ++latest)
        .then((isShown) => isShown && part("rows").rows[next].querySelector("a").focus())
        .catch(failed);
    });
    part("download").addEventListener("click", () => download().catch(failed));
    addEventListener("popstate", () => {
      typing = clearTimeout(typing);
      state = Explorer.read(table, location.search);
      twin();
      update();
    });
  }

  async function start() {
    if (location.protocol === "file:") {
      document.getElementById("explore-offline").hidden = false;
      return;
    }
    table = Explorer.open(await (await together.fetched(root.dataset.records)).json());
    state = Explorer.read(table, location.search);
    build();
    listen();
    await view(latest);
    twin();
    root.hidden = false;
    // The other orders are worked out while nobody waits.
    Explorer.SORTS.forEach((sort, n) => setTimeout(() => Explorer.order(table, sort), 300 * (n + 1)));
  }

  start().catch(failed);
})();
