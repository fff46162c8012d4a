// The explorer without a page: which rows of the register match, how many of them each choice
// would leave, in which order they stand, and which lines of the published CSV they are.
// Nothing here touches the document; explore.js does, and benchmarks/explorer.py times both.
"use strict";

const Explorer = (() => {
  const FACETS = ["town", "sector", "venue", "hazard", "level", "outcome", "overdue", "month"];
  const SORTS = ["newest", "oldest", "overdue", "unit"];
  const OF_EXPOSURES = new Set(["town", "sector", "venue", "month"]);

  // What a reader types and what stands in a record are compared in one form: full-width letters
  // are half-width, capitals small.
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  // records.json → columns of small integers, one value per row. A facet has one place more than
  // its dictionary: the last is for rows without a value.
  function open(data) {
    const sizes = data.exposures.items || [];
    const size = sizes.reduce((sum, items) => sum + items, 0);
    const exposure = new Uint32Array(size);
    const first = new Uint32Array(sizes.length + 1);
    sizes.forEach((items, e) => {
      first[e + 1] = first[e] + items;
      exposure.fill(e, first[e], first[e + 1]);
    });
    const facets = FACETS.map((name) => {
      const entries = data.facets[name] || [];
      const column = new Uint16Array(size);
      const given = (OF_EXPOSURES.has(name) ? data.exposures : data.items)[name] || [];
      for (let r = 0; r < size; r++) {
        const place = given[OF_EXPOSURES.has(name) ? exposure[r] : r];
        column[r] = place === null ? entries.length : place;
      }
      return { name, entries, column };
    });
    return { data, size, exposure, first, facets, texts: [], orders: {}, hits: new Map() };
  }

  // A block of texts, made ready for searching when it arrives. `no` counts from 1, like the files.
  function addTexts(table, no, block) {
    if (block.version !== versionOf(table, no)) throw new together.Renewed(`texts ${no} are of another publication`);
    const ids = block.exposures;
    table.texts[no - 1] = {
      ...block,
      ofExposures: ids.exposure_id.map((id, e) => plain(`${id} ${ids.unit_name[e]} ${ids.uscc[e] || ""}`)),
      ofItems: block.items.finding.map((finding, i) => plain(`${finding || ""} ${block.items.item_id[i] || ""}`)),
    };
    table.hits.clear();
  }

  const blocks = (table) => table.data.texts.length;
  const versionOf = (table, no) => table.data.texts[no - 1];

  function blockOf(table, row) {
    return Math.floor(table.exposure[row] / table.data.exposures_per_block) + 1;
  }

  // The texts of one row; its block must be there.
  function textsOf(table, row) {
    const e = table.exposure[row];
    const from = (blockOf(table, row) - 1) * table.data.exposures_per_block;
    const { exposures, items } = table.texts[blockOf(table, row) - 1];
    return {
      exposure_id: exposures.exposure_id[e - from],
      unit_name: exposures.unit_name[e - from],
      item_id: items.item_id[row - table.first[from]],
      finding: items.finding[row - table.first[from]],
    };
  }

  // Rows in which a word occurs: in the unit, its code, the finding, a number, or in the name of
  // the row's town, sector, venue, hazard, level or outcome in either language.
  function rowsWith(table, word) {
    if (table.hits.has(word)) return table.hits.get(word);
    const found = new Uint8Array(table.size);
    table.texts.forEach((block, b) => {
      const from = b * table.data.exposures_per_block;
      block.ofExposures.forEach((text, e) => {
        if (text.includes(word)) found.fill(1, table.first[from + e], table.first[from + e + 1]);
      });
      block.ofItems.forEach((text, i) => {
        if (text.includes(word)) found[table.first[from] + i] = 1;
      });
    });
    for (const { entries, column } of table.facets) {
      const named = entries.map((entry) => plain(`${entry.zh || ""} ${entry.en || ""}`).includes(word));
      if (named.includes(true)) for (let r = 0; r < table.size; r++) if (named[column[r]]) found[r] = 1;
    }
    if (table.hits.size > 20) table.hits.clear();
    table.hits.set(word, found);
    return found;
  }

  // state: {chosen: {town: ["310118001000", …], …}, q: "…"} → the rows that match, how many they
  // and their exposures are, and for each facet how many rows each of its values would have if
  // nothing were chosen in that facet alone.
  function filter(table, state) {
    const words = plain(state.q || "").split(/\s+/).filter(Boolean).map((word) => rowsWith(table, word));
    const active = [];
    const counts = table.facets.map(({ name, entries, column }, f) => {
      const codes = new Set(state.chosen[name] || []);
      const allowed = new Uint8Array(entries.length + 1);
      entries.forEach((entry, place) => (allowed[place] = codes.has(entry.code) ? 1 : 0));
      if (allowed.includes(1)) active.push({ f, column, allowed });
      return new Uint32Array(entries.length + 1);
    });
    const columns = table.facets.map((facet) => facet.column);
    const matches = new Uint8Array(table.size);
    let items = 0, exposures = 0, last = -1;
    for (let r = 0; r < table.size; r++) {
      let failed = -1, failures = 0;
      for (let w = 0; w < words.length; w++) if (!words[w][r]) failures = 2;
      for (let a = 0; a < active.length && failures < 2; a++) {
        if (!active[a].allowed[active[a].column[r]]) { failures++; failed = active[a].f; }
      }
      if (failures === 0) {
        matches[r] = 1;
        items++;
        if (table.exposure[r] !== last) { exposures++; last = table.exposure[r]; }
        for (let f = 0; f < counts.length; f++) counts[f][columns[f][r]]++;
      } else if (failures === 1) {
        counts[failed][columns[failed][r]]++;
      }
    }
    return { matches, items, exposures, counts };
  }

  // All rows in an order, worked out once; equal rows stand as in the register. A key and its row
  // are packed into one number, because a browser sorts plain numbers fastest.
  function order(table, sort) {
    if (table.orders[sort]) return table.orders[sort];
    const { published, unit } = table.data.exposures;
    const days = table.data.items.overdue_days;
    const most = 32767; // days: longer than any register
    const newest = (r) => most - published[table.exposure[r]];
    const key = {
      newest,
      oldest: (r) => published[table.exposure[r]],
      overdue: (r) => (most - (days[r] || 0)) * (most + 1) + newest(r),
      unit: (r) => unit[table.exposure[r]],
    }[sort];
    const packed = new Float64Array(table.size);
    for (let r = 0; r < table.size; r++) packed[r] = key(r) * table.size + r;
    return (table.orders[sort] = Uint32Array.from(packed.sort(), (value) => value % table.size));
  }

  // The rows that match, in an order; `items` is how many they are.
  function arranged(table, { matches, items }, sort) {
    const rows = new Uint32Array(items);
    let at = 0;
    for (const row of order(table, sort)) if (matches[row]) rows[at++] = row;
    return rows;
  }

  // The records of a CSV text as they are written, without their line ends (RFC 4180): a line end
  // between quotes is part of a cell.
  function recordsOf(text) {
    const records = [];
    let start = 0, quotes = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) quotes++;
      else if (code === 10 && quotes % 2 === 0) {
        records.push(text.slice(start, at).replace(/\r$/, ""));
        start = at + 1;
      }
    }
    if (start < text.length) records.push(text.slice(start));
    return records;
  }

  // The lines of the published CSV that are these rows, headed as it is, ended as RFC 4180 asks.
  function csvOf(table, published, rows) {
    const records = recordsOf(published);
    if (records.length !== table.size + 1) throw new Error("the CSV and the explorer hold different rows");
    return [0, ...Array.from(rows, (row) => row + 1)].map((at) => records[at] + "\r\n").join("");
  }

  // The query string of a view, and back. What the register does not hold is passed over.
  function write(state) {
    const query = new URLSearchParams();
    if (state.q) query.set("q", state.q);
    for (const name of FACETS) for (const code of state.chosen[name] || []) query.append(name, code);
    if (state.sort !== SORTS[0]) query.set("sort", state.sort);
    const text = query.toString();
    return text ? `?${text}` : "";
  }

  function read(table, text) {
    const query = new URLSearchParams(text);
    const chosen = {};
    for (const { name, entries } of table.facets) {
      const asked = new Set(query.getAll(name));
      chosen[name] = entries.map((entry) => entry.code).filter((code) => asked.has(code));
    }
    const sort = query.get("sort");
    return { q: query.get("q") || "", chosen, sort: SORTS.includes(sort) ? sort : SORTS[0] };
  }

  return { FACETS, SORTS, addTexts, arranged, blockOf, blocks, csvOf, filter, open, order, read, recordsOf, textsOf, versionOf, write };
})();
