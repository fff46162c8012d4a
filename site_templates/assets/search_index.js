/* Finds pages in the index of this site: self.searchIndex.open().

   The index is made of small files, search/files/*.js, which call searchFile(name, content, version).
   They come as scripts because a site that was unpacked onto a disk may load scripts but may not fetch.
   pipeline/sql/4_pages/search_files.sql writes them and says how they are made up; the rules for
   units and shards here must be as they are there.

   A query is cut at spaces and stops into pieces, and a page is found if it holds every piece. A
   piece is found where its characters and words follow each other; its last word may be only begun.
   Each piece counts the weight of the best zone that holds it, less if a word is only begun there,
   and more where a title begins with it or the piece before stands beside it. Equals come in the
   order of the index. */
"use strict";
self.searchIndex = (() => {
  const EXACT = 1, BEGUN = 0.7, INSIDE = 0.5; // how well a word is met
  const SIDE_BY_SIDE = 1;
  const FEW = 10; // documents, whose texts are shown anyway
  const BYTES_OF_TEXT = 6000, BYTES_OF_PLACE = 3.5; // about; a request of its own weighs as well
  const MOST_UNITS = 60; // of a query
  const SHORTEST_BEGINNING = 3; // letters of a word that is not finished
  const SHORTEST_PART = 5; // characters of a code
  const ROOM = 65536; // more than a document has places
  const SIGNS = 128; // more than a code has characters that are looked up

  // ---------- Files ----------

  const folder = new URL("../search/files/", document.currentScript.src);

  self.searchFile = (name, content, version) => {
    document.currentScript.file = { content, version };
  };

  /* { content, version } of a file, or of what stands in its place by now. */
  function fetched(name, query) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.js?${query}`, folder);
      script.onload = script.onerror = () => {
        script.remove();
        if (script.file) resolve(script.file);
        else reject(new Error(`${name}.js`));
      };
      document.head.append(script);
    });
  }

  // ---------- Texts ----------

  const UNIT = /[0-9]{1,3}(?:,[0-9]{3})+|[a-z0-9]+|\p{Script=Han}|[|,]/gu;
  const isHan = (unit) => unit !== undefined && unit.codePointAt(0) > 127;
  const isCode = (unit) => unit.length >= 8 && /[0-9]/.test(unit);
  /* Whether a unit of a query may be a part of a code. */
  const isPart = (wanted, isLast) => isCode(wanted) || (isLast && wanted.length >= SHORTEST_PART);

  /* Width, case and kind of stop do not matter; a text keeps its length. */
  function fold(text) {
    return text
      .replace(/[Ａ-Ｚａ-ｚ０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .replace(/[A-Z]/g, (c) => c.toLowerCase())
      .replace(/[，。；：！？、;:!?\n]/g, "|");
  }

  /* [{ text, at, end }]: the words, characters and stops of a text, and where they stand in it. */
  function unitsOf(text) {
    return [...fold(text).matchAll(UNIT)].map((m) => (
      { text: m[0].replace(/,/g, ""), at: m.index, end: m.index + m[0].length }));
  }

  /* "消防通道 Zhujiajiao" → [["消", "防", "通", "道"], ["zhujiajiao"]] */
  function piecesOf(query) {
    let left = MOST_UNITS;
    return fold(query).split(/[\s|]+/).map((text) => {
      const units = unitsOf(text).map((unit) => unit.text).filter(Boolean).slice(0, left);
      left -= units.length;
      return units;
    }).filter((piece) => piece.length);
  }

  /* hazards → hazard, companies → compan: how the word begins in either number. */
  function stem(word) {
    if (/[a-z]{3}ies$/.test(word)) return word.slice(0, -3);
    return /[a-z]{2}[^s]s$/.test(word) ? word.slice(0, -1) : word;
  }

  /* How well a unit of a text meets one of a query; 0: not at all. */
  function meets(unit, wanted, isLast) {
    if (isCode(unit)) return isPart(wanted, isLast) && unit.includes(wanted) ? INSIDE : 0;
    if (unit === wanted) return EXACT;
    if (!isLast || isHan(wanted) || isHan(unit)) return 0;
    return wanted.length >= SHORTEST_BEGINNING && unit.startsWith(stem(wanted)) ? BEGUN : 0;
  }

  /* [{ start, end, factor }]: the units, first and last, where a piece stands. */
  function findIn(units, piece) {
    const last = piece.length - 1;
    const found = [];
    for (let start = 0; start + last < units.length; start++) {
      const factors = piece.map((wanted, i) => meets(units[start + i].text, wanted, i === last));
      if (!factors.includes(0)) found.push({ start, end: start + last, factor: Math.min(...factors) });
    }
    return found;
  }

  // ---------- Places in the index ----------

  /* What to look up: [{ offset, size, term, test }], where test says how well a term of the index
     holds, and size how many units it fixes. Some fix the same units: not all need be looked up. */
  function lookupsOf(piece) {
    const last = piece.length - 1;
    return piece.flatMap((unit, offset) => {
      const isLast = offset === last;
      const exactly = (term) => (t) => (t === term ? EXACT : 0);
      if (!isHan(unit)) {
        const test = (t) => (t.startsWith("#") ? 0 : meets(t, unit, isLast));
        return { offset, size: 1, term: stem(unit), test, threes: isPart(unit, isLast) ? threesOf(unit) : [] };
      }
      if (isHan(piece[offset + 1])) {
        const term = unit + piece[offset + 1];
        return { offset, size: 2, term, test: exactly(term) };
      }
      if (isHan(piece[offset - 1])) return []; // fixed with the one before
      return { offset, size: 1, term: unit, test: isLast ? (t) => (t.startsWith(unit) ? EXACT : 0) : exactly(unit) };
    });
  }

  /* [{ at, three }]: the parts, three characters each, that a part of a code is found by. */
  function threesOf(word) {
    const starts = [word.length - 3];
    for (let at = 0; at < word.length - 3; at += 3) starts.push(at);
    return starts.map((at) => ({ at, three: word.slice(at, at + 3) }));
  }

  const countOf = (entries) => entries.reduce((sum, entry) => sum + entry.count, 0);
  const isLong = (entry) => typeof entry.list !== "string";
  const startOf = (sign) => Math.floor(sign / SIGNS);
  const documentOf = (start) => Math.floor(start / ROOM);
  const documentsOf = (starts) => new Set([...starts].map(documentOf));
  const tellSooner = (left, count) => left.size <= FEW || left.size * BYTES_OF_TEXT < count * BYTES_OF_PLACE;

  /* The starts in both maps, and in the documents `within`. */
  function both(former, found, within) {
    const [small, large] = former && former.size < found.size ? [former, found] : [found, former];
    const starts = new Map();
    for (const [start, factor] of small) {
      const other = large ? large.get(start) : factor;
      if (other && (!within || within.has(documentOf(start)))) starts.set(start, Math.min(factor, other));
    }
    return starts;
  }

  // ---------- The index of one publication ----------

  let opened = 0;

  /* The index as it is published now. */
  async function open() {
    const { content } = await fetched("index", `at=${Date.now()}`);
    opened += 1;
    return new Index(content, `v=${content.version}.${opened}`);
  }

  class Index {
    constructor(summary, query) {
      this.summary = summary;
      this.query = query; // what keeps a browser from giving a file of another publication
      this.files = new Map();
    }

    load(name) {
      if (!this.files.has(name)) this.files.set(name, this.request(name));
      return this.files.get(name);
    }

    async request(name) {
      try {
        const { content, version } = await fetched(name, this.query);
        if ([this.summary.version, this.summary.order].includes(version)) return content;
        throw new Error(`${name}.js is of another publication`);
      } catch (error) {
        this.files.delete(name); // another try may succeed
        throw error;
      }
    }

    /* [position], best first, of every document that holds all pieces. */
    async search(pieces) {
      const parts = await Promise.all(pieces.map(async (piece, no) => {
        const lookups = await Promise.all(lookupsOf(piece).map((lookup) => this.prepare(lookup)));
        return { no, lookups: lookups.sort((a, b) => a.count - b.count) };
      }));
      const tables = [];
      let within = null;
      let isOpen = false;
      for (const { no, lookups } of parts.sort((a, b) => a.lookups[0].count - b.lookups[0].count)) {
        const found = await this.evaluate(lookups, within);
        within = found.left;
        isOpen = isOpen || found.isOpen;
        tables[no] = found.starts;
        if (!within.size) return [];
      }
      return this.rank(pieces, isOpen ? await this.tablesOfTexts(pieces, within) : tables);
    }

    /* Where a piece stands in the documents `within` (null: in all). Lookups come rarest first.
       `isOpen` where the texts of the documents left are less to fetch than the lists to come. */
    async evaluate(lookups, within) {
      const fixed = new Set();
      let starts = null;
      let isOpen = false;
      for (const lookup of lookups) {
        const units = Array.from({ length: lookup.size }, (_, i) => lookup.offset + i);
        if (units.every((unit) => fixed.has(unit))) continue;
        const left = starts ? documentsOf(starts.keys()) : within;
        if (left && lookup.isLong && tellSooner(left, lookup.count)) return { left, isOpen: true };
        const answer = await this.startsOf(lookup);
        isOpen = isOpen || answer.isOpen;
        starts = both(starts, answer.starts, within);
        units.forEach((unit) => fixed.add(unit));
      }
      return { left: documentsOf(starts.keys()), starts, isOpen };
    }

    /* A lookup with the entries that it needs, and about how many places they name. */
    async prepare(lookup) {
      const entries = await this.entriesOf(lookup.term, lookup.test);
      const threes = await Promise.all((lookup.threes || []).map(async ({ at, three }) => {
        const found = await this.entriesOf(three, (t) => (t === `#${three}` ? INSIDE : 0));
        return { at, entries: found, count: countOf(found) };
      }));
      threes.sort((a, b) => a.count - b.count);
      return {
        ...lookup, entries, threes,
        count: countOf(entries) + (threes.length ? threes[0].count : 0),
        isLong: entries.some(isLong) || threes.some((three) => three.entries.some(isLong)),
      };
    }

    /* Map: start (document × ROOM + place) → how well. The threes of a code come rarest first, and
       as soon as they leave few documents, `isOpen`, the rest is asked of their texts. Of a code, the
       very character is known where it begins: SIGNS × start + its number. */
    async startsOf({ entries, threes, offset }) {
      const starts = await this.placesOf(entries, (position, place) => position * ROOM + place - offset);
      let signs = null;
      let isOpen = false;
      for (const three of threes) {
        isOpen = signs !== null && three.entries.some(isLong) && tellSooner(documentsOf(signs.map(startOf)), three.count);
        if (isOpen) break;
        const found = await this.placesOf(three.entries, (position, sign) =>
          (position * ROOM - offset) * SIGNS + sign - three.at);
        signs = signs ? signs.filter((sign) => found.has(sign)) : [...found.keys()];
      }
      for (const start of (signs || []).map(startOf)) if (!starts.has(start)) starts.set(start, INSIDE);
      return { starts, isOpen };
    }

    /* [{ factor, count, list }]: the terms of a shard that pass a test. */
    async entriesOf(term, test) {
      const shard = await this.load(`t${this.shardOf(term)}`);
      return Object.keys(shard).filter(test).map((t) => {
        const list = shard[t];
        return { factor: test(t), list, count: typeof list === "string" ? list.length / 3 : list[0] };
      });
    }

    /* Map: key → how well, for every place that some entries name. */
    async placesOf(entries, keyOf) {
      const places = new Map();
      for (const entry of entries) {
        const text = isLong(entry) ? await this.load(`l${entry.list[1]}`) : entry.list;
        let number = 0, position = 0, isPlace = false;
        for (let i = 0; i < text.length; i++) { // base 26; a capital ends a number
          const code = text.charCodeAt(i);
          if (code >= 97) { number = (number + code - 97) * 26; continue; }
          number += code - 65;
          if (isPlace) {
            const key = keyOf(position, number);
            if (!(places.get(key) >= entry.factor)) places.set(key, entry.factor);
          } else position += number;
          isPlace = !isPlace;
          number = 0;
        }
      }
      return places;
    }

    shardOf(term) {
      if (isHan(term)) return term.codePointAt(0) % this.summary.shards;
      return [7919, 104729, 1299709].reduce((sum, factor, i) => sum + factor * (term.charCodeAt(i) || 0), 0)
        % this.summary.shards;
    }

    /* The same tables of starts, from the texts of a few documents. */
    async tablesOfTexts(pieces, positions) {
      const tables = pieces.map(() => new Map());
      for (const position of positions) {
        const { texts } = await this.read(position);
        texts.forEach((text, zone) => {
          const [first] = this.summary.zones[zone];
          const units = unitsOf(text);
          pieces.forEach((piece, no) => {
            for (const { start, factor } of findIn(units, piece)) {
              tables[no].set(position * ROOM + first + start, factor);
            }
          });
        });
      }
      return tables;
    }

    rank(pieces, tables) {
      let scores = null;
      tables.forEach((starts, no) => {
        const best = new Map();
        for (const [start, factor] of starts) {
          const position = documentOf(start);
          if (scores && !scores.has(position)) continue;
          const place = start - position * ROOM;
          const [first, , weight, atStart] = this.summary.zones.filter((zone) => zone[0] <= place).pop();
          const beside = no && tables[no - 1].has(start - pieces[no - 1].length) ? SIDE_BY_SIDE : 0;
          const score = (weight + (place === first ? atStart : 0)) * factor + beside;
          if (!(best.get(position) >= score)) best.set(position, score);
        }
        for (const [position, score] of best) best.set(position, score + (scores ? scores.get(position) : 0));
        scores = best;
      });
      return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([position]) => position);
    }

    /* A document: what search_files.sql has put into its row; `texts` are those of its zones. */
    async read(position) {
      const block = await this.load(`d${Math.floor(position / this.summary.block)}`);
      const [path, kind, zh, en, town, day, state, keywords, body] = block[position % this.summary.block];
      return { path, kind, zh, en, town, day, state, keywords, body, texts: [zh, en || "", keywords, body] };
    }
  }

  return { findIn, isHan, open, piecesOf, unitsOf };
})();
