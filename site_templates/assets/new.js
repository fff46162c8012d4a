/* What is new since the last visit. The list is complete without this; here its records are compared with those
   that this browser saw when it was last here, and the others are marked. What was seen is kept on this device
   alone: the day of the data, the oldest day shown, and the numbers of the records. */
"use strict";
(() => {
  const KEY = "baoguangtai-new";
  const status = document.getElementById("since");
  if (!status) return;
  const days = [...document.querySelectorAll(".news")];
  const records = days.flatMap((day) =>
    [...day.querySelectorAll("[data-record]")].map((line) => ({ line, id: line.dataset.record, day: day.dataset.day })));

  const read = (store) => { try { return JSON.parse(store.getItem(KEY)); } catch { return null; } };
  const write = (store, value) => { try { store.setItem(KEY, JSON.stringify(value)); } catch { /* Full or forbidden: nothing is remembered. */ } };

  // Within one visit, going back and forth or loading again must not wipe the marks away.
  let before, during;
  try { before = read(localStorage); during = read(sessionStorage); } catch { return; }
  const last = during || before;
  write(localStorage, {
    asOf: status.dataset.asOf,
    oldest: records.length ? records.at(-1).day : status.dataset.asOf,
    ids: records.map((record) => record.id),
  });
  if (!last || !Array.isArray(last.ids)) return;
  write(sessionStorage, last);

  // A record older than anything shown last time is not new: it has only come into view.
  const seen = new Set(last.ids);
  const fresh = records.filter((record) => record.day >= last.oldest && !seen.has(record.id));
  for (const { line } of fresh) {
    const mark = document.createElement("strong");
    mark.className = "tag new";
    mark.textContent = status.dataset.mark;
    line.prepend(mark, " ");
  }
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(last.asOf));
  status.textContent = status.dataset[fresh.length ? "some" : "none"].replace("{day}", day).replace("{count}", fresh.length);
  if (fresh.length) {
    const link = document.createElement("a");
    link.href = `#d-${fresh.at(-1).day}`;
    link.textContent = status.dataset.oldest;
    status.append(" ", link);
  }
  status.hidden = false;
})();
