// DuckDB in the browser: started when somebody asks, over the published files, from this site alone.
// It speaks to the worker of DuckDB-Wasm directly; answers come back as CSV, so no other code is needed.
// All tables are of one publication, that of the description that was read first: see together.js.
"use strict";

const sqlEngine = (() => {
  const assets = new URL(".", document.currentScript.src);
  const data = new URL("../data/", assets);
  const TYPES = { integer: "BIGINT", boolean: "BOOLEAN", date: "DATE", datetime: "TIMESTAMP", time: "TIME", number: "DOUBLE" };
  const FLOORS = { "1_public": "public", "2_tables": "tables" };
  const waiting = new Map();
  const made = new Map();
  let worker, connection, description, described, last = 0;

  const name = (text) => `"${text.replaceAll('"', '""')}"`;
  const literal = (text) => `'${text.replaceAll("'", "''")}'`;

  function ask(type, content = null, given = []) {
    return new Promise((answer, refuse) => {
      const messageId = ++last;
      waiting.set(messageId, { answer, refuse });
      worker.postMessage({ messageId, type, data: content }, given);
    });
  }

  function heard({ data: message }) {
    const asked = waiting.get(message.requestId);
    if (!asked || message.type === "INSTANTIATE_PROGRESS" || message.type === "LOG") return;
    waiting.delete(message.requestId);
    if (message.type === "ERROR") asked.refuse(new Error(message.data.message.split("\n")[0]));
    else asked.answer(message.data);
  }

  const statement = (sql) => ask("RUN_QUERY", [connection, sql]);

  const text = async (path) => (await together.fetched(new URL(path, data))).text();
  const published = async (path) => rowsOf(await text(path));

  async function begin() {
    description = await text("datapackage.json");
    const { as_of, resources } = JSON.parse(description);
    described = new Map(resources.filter((r) => FLOORS[r.floor]).map((r) => [`${FLOORS[r.floor]}.${r.name}`, r]));
    worker?.terminate();
    worker = new Worker(new URL("sql-worker.js", assets));
    worker.onmessage = heard;
    worker.onerror = (event) => waiting.forEach(({ refuse }) => refuse(new Error(event.message)));
    await ask("INSTANTIATE", [new URL("engine/duckdb-eh.wasm", assets).href, null]);
    await ask("OPEN", { path: ":memory:" });
    connection = await ask("CONNECT");
    // Nothing is fetched that nobody asked for: an extension would come from another host.
    for (const setting of ["autoload_known_extensions", "autoinstall_known_extensions"]) {
      await statement(`set ${setting} = false`);
    }
    await statement(`set custom_extension_repository = ${literal(new URL("engine/none", assets).href)}`);
    await statement("create schema if not exists public; create schema tables; create schema catalog");
    await statement(`create table catalog.build as select ${literal(as_of)}::date as as_of`);
  }

  /** Whether the site has been published anew since the description was read. */
  const isRenewed = async () => description !== undefined && (await text("datapackage.json")) !== description;

  async function load(table) {
    const resource = described.get(table);
    const columns = resource.schema.fields.map((f) => `${literal(f.name)}: '${TYPES[f.type] || "VARCHAR"}'`);
    const told = { bytes: resource.bytes, sha256: resource.hash.replace("sha256:", "") };
    const bytes = await together.exactly(new URL(resource.path, data), told);
    await ask("REGISTER_FILE_BUFFER", [resource.path, new Uint8Array(bytes)], [bytes]);
    await statement(
      `create table ${FLOORS[resource.floor]}.${name(resource.name)} as from read_csv(${literal(resource.path)}, header = true, ` +
      `auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '', columns = {${columns.join(", ")}})`,
    );
  }

  /** The rows of a CSV text; the first are the names of the columns. */
  function rowsOf(text) {
    const rows = [];
    let row = [], cell = "", quoted = false;
    for (let at = 0; at < text.length; at++) {
      const sign = text[at];
      if (quoted) {
        if (sign !== '"') cell += sign;
        else if (text[at + 1] === '"') cell += text[at++];
        else quoted = false;
      } else if (sign === '"') quoted = true;
      else if (sign === "," || sign === "\n") {
        row.push(cell);
        cell = "";
        if (sign === "\n") {
          rows.push(row);
          row = [];
        }
      } else cell += sign;
    }
    return rows;
  }

  /** What a key stands for, made once however often it is asked; what failed is tried again when it is next asked. */
  function once(key, make) {
    if (!made.has(key)) {
      made.set(key, make());
      made.get(key).catch(() => made.delete(key));
    }
    return made.get(key);
  }

  /** Fetch the engine and what it must know. */
  const start = () => once("engine", begin);

  /** The answer to one SELECT over public.*, tables.* and catalog.build: its columns, its rows, and itself as CSV. */
  async function run(sql) {
    await start();
    const named = [...sql.matchAll(/\b(public|tables)\s*\.\s*"?(\w+)"?/gi)].map((m) => `${m[1]}.${m[2]}`.toLowerCase());
    for (const table of new Set(named)) {
      if (described.has(table)) await once(table, () => load(table));
    }
    const file = `answer-${++last}.csv`;
    const query = sql.replace(/;\s*$/, "");
    await ask("REGISTER_FILE_BUFFER", [file, new Uint8Array()]);
    // Alone, the question is told its own mistakes, and not those of what is put around it.
    await statement(`explain ${query}`);
    await statement(
      `copy (select columns(*)::varchar from (\n${query}\n)) to '${file}' (format csv, header, delimiter ',', quote '"', escape '"', use_tmp_file false)`,
    );
    const csv = new TextDecoder().decode(await ask("COPY_FILE_TO_BUFFER", file));
    await ask("DROP_FILE", file);
    const [columns, ...rows] = rowsOf(csv);
    return { columns, rows, csv };
  }

  /** What an element says of a case: its data-<case>, with values in their places. */
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const speaker = (element) => (key, values = {}) =>
    element.dataset[key].replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number.format(values[name]) : values[name]));

  return { start, run, isRenewed, published, text, speaker };
})();
