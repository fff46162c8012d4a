/* The search page: what is typed, what is found, and the address that says so. Finding itself is
   done by search_index.js. All words stand in the page, in its language. */
"use strict";
(() => {
  const { findIn, isHan, open, piecesOf, unitsOf } = self.searchIndex;
  const form = document.getElementById("search-form");
  const input = form.elements.q;
  const status = document.getElementById("search-status");
  const apart = document.getElementById("search-apart");
  const list = document.getElementById("search-results");
  const more = document.getElementById("search-more");
  const help = document.getElementById("search-help");
  const labels = document.getElementById("search-labels").content;

  const STEP = 10; // results shown at a time
  const PAUSE_MS = 180; // after a key, before searching
  const EXCERPT = 76; // Chinese characters of a line that is shown; twice as many letters

  const tag = document.documentElement.lang;
  const isChinese = tag.startsWith("zh");
  const longDay = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeZone: "UTC" });
  const hasHan = (text) => /\p{Script=Han}/u.test(text);

  // ---------- One result ----------

  /* [[at, end]] in a text, in order and apart: what the pieces meet in it. */
  function hitsIn(text, pieces) {
    const units = unitsOf(text);
    const hits = pieces.flatMap((piece) => findIn(units, piece).map(({ start, end }) => {
      const last = units[end];
      const wanted = piece[piece.length - 1];
      // Of a word that is longer, only what was asked for is marked.
      const inside = last.end - last.at === last.text.length ? last.text.indexOf(wanted) : -1;
      if (inside < 0) return [units[start].at, last.end];
      return [start === end ? last.at + inside : units[start].at, last.at + inside + wanted.length];
    })).sort((a, b) => a[0] - b[0]);
    const joined = [];
    for (const [at, end] of hits) {
      const before = joined[joined.length - 1];
      if (before && at <= before[1]) before[1] = Math.max(before[1], end);
      else joined.push([at, end]);
    }
    return joined;
  }

  function element(name, attributes = {}, text = "") {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(text);
    return made;
  }

  /* A text in its own language, with what was asked for marked; a long line is cut around it. */
  function marked(name, attributes, text, pieces, room = Infinity) {
    const made = element(name, attributes);
    if (hasHan(text) !== isChinese) made.lang = isChinese ? "en" : "zh-Hans";
    const hits = hitsIn(text, pieces);
    const isFar = hits.length && hits[0][0] > room / 3;
    const from = isFar ? wordStart(text, hits[0][0] - Math.floor(room / 4)) : 0;
    const to = Math.min(text.length, Math.max(from + room, hits.length ? hits[0][1] : 0));
    let at = from;
    if (from) made.append("…");
    for (const [start, end] of hits.filter((hit) => hit[1] <= to)) {
      made.append(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    made.append(text.slice(at, to), to < text.length ? "…" : "");
    return made;
  }

  function wordStart(text, at) {
    const space = text.lastIndexOf(" ", at);
    return at - space < 12 ? space + 1 : at;
  }

  const titleOf = (found) => (isChinese || !found.en ? found.zh : found.en);

  /* At most two lines of a page, which show the pieces that its title does not hold. */
  function linesOf(found, pieces) {
    const lines = `${found.body}\n${found.keywords}`.split("\n")
      .map((line) => line.replace(/^[-*#\s]+/, "")).filter(Boolean);
    const holds = (line, piece) => hitsIn(line, [piece]).length > 0;
    const chosen = [];
    let left = pieces.filter((piece) => !holds(titleOf(found), piece));
    while (left.length && chosen.length < 2) {
      const counts = lines.map((line) => left.filter((piece) => holds(line, piece)).length);
      const most = Math.max(0, ...counts);
      if (!most) break;
      const line = lines[counts.indexOf(most)];
      chosen.push(line);
      left = left.filter((piece) => !holds(line, piece));
    }
    if (chosen.length) return chosen;
    return lines.filter((line) => line.length > 4 && (found.day || hasHan(line) === isChinese)).slice(0, 1);
  }

  const label = (kind, value) => {
    const found = value && labels.querySelector(`[data-${kind}="${CSS.escape(value)}"]`);
    return found ? found.cloneNode(true) : "";
  };

  function resultOf(found, pieces) {
    const item = element("li");
    const href = form.dataset.home + found.path;
    item.append(marked("a", { class: "unit", href }, titleOf(found), pieces));
    for (const line of linesOf(found, pieces)) {
      item.append(marked("p", { class: "found" }, line, pieces, hasHan(line) ? EXCERPT : 2 * EXCERPT));
    }
    const meta = element("p", { class: "meta" });
    meta.append(label("kind", found.kind), label("town", found.town));
    if (found.day && !["month", "bulletin"].includes(found.kind)) {
      meta.append(element("time", { datetime: found.day }, longDay.format(new Date(found.day))));
    }
    const state = label("state", found.state);
    item.append(meta);
    if (state) (state.className ? item.appendChild(element("p", { class: "badges" })) : meta).append(state);
    return item;
  }

  // ---------- All results ----------

  const NOTHING = { pieces: [], found: [], parts: null };
  let opened = null; // the index
  let turn = 0; // only the search asked for last may show what it finds
  let answer = NOTHING; // what is shown

  /* { pieces, index, found, parts }: the positions of the pages that hold all pieces, or where none does, its parts. */
  async function answerTo(pieces, index) {
    const found = await index.search(pieces);
    return { pieces, index, found, parts: found.length ? null : await inParts(pieces, index) };
  }

  const itemsOf = ({ pieces, index, found }, from, to) => Promise.all(
    found.slice(from, to).map(async (position) => resultOf(await index.read(position), pieces)),
  );

  /* An answer with its first few items. */
  async function beginning(pieces, count) {
    if (!pieces.length) return [NOTHING, []];
    const found = await answerTo(pieces, await (opened ||= open()));
    return [found, await itemsOf(found, 0, count)];
  }

  function say(key, values = {}) {
    const sentence = status.dataset[key] || "";
    status.textContent = sentence.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(tag));
  }

  function tell() {
    const count = answer.found.length, shown = list.children.length;
    say(!answer.pieces.length ? "" : !count ? "none" : shown < count ? "part" : count === 1 ? "one" : "all", { count, shown });
    more.hidden = shown >= count;
    help.hidden = count > 0;
  }

  function put(found, items) {
    answer = found;
    list.replaceChildren(...items);
    apart.replaceChildren(found.parts || "");
    tell();
  }

  async function show(query, count = STEP) {
    const mine = ++turn;
    const pieces = piecesOf(query);
    list.setAttribute("aria-busy", "true");
    try {
      const found = await beginning(pieces, count).catch(() => {
        opened = null; // the site may have been published anew since
        return beginning(pieces, count);
      });
      if (mine !== turn) return;
      put(...found);
    } catch (error) {
      if (mine !== turn) return;
      if (count === STEP) put(NOTHING, []);
      say("failed");
    }
    list.setAttribute("aria-busy", "false");
  }

  /* Where nothing holds 占用消防通道 as it is: how many pages hold its parts 占用消防 and 通道. */
  async function inParts(pieces, index) {
    const parts = [];
    for (const piece of pieces) {
      for (let at = 0; at < piece.length;) {
        let end = at + 1;
        while (end < piece.length && (await index.search([piece.slice(at, end + 1)])).length) end += 1;
        // A single Chinese character is too little to go by.
        if (end > at + 1 || !isHan(piece[at])) parts.push(piece.slice(at, end));
        at = end;
      }
    }
    const found = parts.length ? await index.search(parts) : [];
    if (!found.length) return null;
    const query = parts.map(written).join(" ");
    const sentence = element("p", {}, apart.dataset.words);
    sentence.append(element("a", { href: address(query) }, query), ` (${found.length.toLocaleString(tag)})`);
    return sentence;
  }

  /* ["2024", "第", "0066", "号"] → "2024第0066号"; two words need something between them. */
  const written = (piece) => piece.reduce((text, unit, i) =>
    text + (i && !isHan(unit) && !isHan(piece[i - 1]) ? "-" : "") + unit, "");

  more.addEventListener("click", async () => {
    const mine = turn, at = list.children.length;
    try {
      const items = await itemsOf(answer, at, at + STEP);
      if (mine !== turn) return;
      list.append(...items);
      tell();
      items[0].querySelector("a").focus();
    } catch (error) {
      if (mine === turn) show(asksFor(), at + STEP);
    }
  });

  // ---------- The query stands in the address ----------

  let isTyping = false;
  let timer = 0;

  const address = (query) => (query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  const asksFor = () => (new URLSearchParams(location.search).get("q") || "").trim();

  function go() {
    clearTimeout(timer);
    const query = input.value.trim();
    if (query !== asksFor()) {
      // One entry of the history for what was typed in one go, not one for every key.
      history[isTyping ? "replaceState" : "pushState"](null, "", address(query));
      isTyping = true;
    }
    arrive(query);
  }

  function arrive(query) {
    document.title = (query ? `${query} – ` : "") + form.dataset.title;
    for (const link of document.querySelectorAll(".lang-switch")) link.search = query && address(query);
    return show(query);
  }

  function follow() {
    isTyping = false;
    clearTimeout(timer);
    input.value = asksFor();
    arrive(input.value);
  }

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(go, PAUSE_MS);
  };
  input.addEventListener("input", (event) => { if (!event.isComposing) wait(); });
  input.addEventListener("compositionend", wait);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
    isTyping = false;
  });
  addEventListener("popstate", follow);
  follow();
})();
