import fs from "node:fs";
import Papa from "papaparse";

const PER = 50;

function read(file) {
  const { data } = Papa.parse(fs.readFileSync(file, "utf8"), { header: true, skipEmptyLines: true });
  const path = (id, date) => `/n/${date.slice(0, 4)}/${id}.html`;
  for (const n of data) {
    n.path = path(n.id, n.date);
    n.hazards = n.hazards.split("|");
    n.events = n.events.split("||").map((event) => {
      const [date, kind, text] = event.split("~");
      return { date, kind, text };
    });
    n.related = !n.related ? [] : n.related.split("||").map((other) => {
      const [id, date, title] = other.split("~");
      return { date, title, path: path(id, date) };
    });
  }
  return data;
}

// The pages of the list of one town, sector or month.
function listed(kind, key, name, items) {
  const url = (page) => (page === 1 ? `/${kind}/${key}/` : `/${kind}/${key}/page/${page}/`);
  const pages = Math.ceil(items.length / PER);
  return Array.from({ length: pages }, (_, n) => ({
    title: `${name}曝光通报`, items: items.slice(n * PER, (n + 1) * PER), total: items.length,
    page: n + 1, pages, path: url(n + 1), first: n === 0, updated: items[0].updated,
    prev: n ? url(n) : null, next: n + 1 < pages ? url(n + 2) : null,
  }));
}

export default function () {
  const rows = read(process.env.CSV);
  const lists = [], places = { town: [], sector: [], month: [] };
  for (const kind of Object.keys(places)) {
    const groups = new Map();
    for (const n of rows) groups.set(n[kind], groups.get(n[kind]) ?? []).get(n[kind]).push(n);
    for (const [slug, items] of groups) {
      const name = items[0][`${kind}_name`] ?? slug;
      places[kind].push({ slug, name });
      lists.push(...listed(kind, slug, name, items));
    }
  }
  lists.push({
    title: "最新曝光", items: rows.slice(0, PER), total: rows.length, page: 1, pages: 1, path: "/",
  });
  const [towns, sectors] = [places.town, places.sector].map((found) =>
    found.sort((a, b) => (a.slug < b.slug ? -1 : 1)));
  return { base: process.env.BASE, rows, lists, latest: rows.slice(0, PER), towns, sectors };
}
