"""What a visitor who comes back sees: what is new is marked; what was seen stays on the device."""

from __future__ import annotations

from typing import Any

import pytest
from browser import follow

pytestmark = pytest.mark.browser

NEW = "new/index.html"
# The list as it was on a day: what this browser would have kept from a visit then.
REMEMBER = """day => {
  const records = [...document.querySelectorAll("[data-record]")];
  const days = new Map(records.map(r => [r.dataset.record, r.closest("section").dataset.day]));
  const ids = [...days.keys()].filter(id => days.get(id) <= day);
  const oldest = [...days.values()].sort()[0];
  localStorage.setItem("baoguangtai-new", JSON.stringify({ asOf: day, oldest, ids }));
  sessionStorage.clear();
  return records.length - ids.length;
}"""
FORGET = "id => { const kept = JSON.parse(localStorage.getItem('baoguangtai-new')); \
kept.ids = kept.ids.filter(i => i !== id); \
localStorage.setItem('baoguangtai-new', JSON.stringify(kept)); }"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"


def marked(page: Any) -> list[str]:
    lines = page.locator(".tag.new").locator("xpath=..")
    return lines.evaluate_all("lines => lines.map(line => line.dataset.record)")


def test_on_the_first_visit_nothing_is_marked(visit):
    page = visit(NEW)
    assert not page.locator("#since").is_visible()
    assert marked(page) == []


def test_what_has_come_since_the_last_visit_is_marked_and_counted(visit):
    page = visit(NEW)
    fresh = page.evaluate(REMEMBER, "2026-11-16")
    page.reload()
    assert fresh == len(marked(page)) > 20
    days = page.locator("section.news:has(.tag.new)").evaluate_all("e => e.map(s => s.dataset.day)")
    assert min(days) == "2026-11-17"
    said = page.locator("#since[role=status]").inner_text()
    assert said.startswith(f"自您上次来访（当时数据截止2026年11月16日）以来新增 {fresh} 条，")
    follow(page.get_by_role("link", name="从最早的一条看起"))
    assert page.url.endswith("#d-2026-11-17")


def test_marks_stay_while_the_visit_lasts_and_are_gone_at_the_next(visit):
    page = visit(f"en/{NEW}")
    fresh = page.evaluate(REMEMBER, "2026-11-18")
    page.reload()
    page.reload()
    assert len(marked(page)) == fresh > 0
    assert page.locator("#since[role=status]").inner_text() == (
        f"New since your last visit (data as of 18 November 2026): {fresh}, marked below. "
        "Start with the oldest of them"
    )
    page.evaluate("() => sessionStorage.clear()")
    page.reload()
    assert marked(page) == []
    assert page.locator("#since[role=status]").inner_text() == (
        "Nothing new since your last visit (data as of 23 November 2026)."
    )


def test_a_record_that_came_late_under_an_earlier_day_is_marked_too(visit):
    page = visit(NEW)
    page.evaluate(REMEMBER, "2026-11-23")
    page.evaluate(FORGET, "DEMO-E-0390")
    page.reload()
    assert marked(page) == ["DEMO-E-0390"]


def test_what_has_only_come_into_view_is_not_new(visit):
    page = visit(NEW)
    page.evaluate(REMEMBER, "2026-11-23")
    page.evaluate(
        "() => { const kept = JSON.parse(localStorage.getItem('baoguangtai-new'));"
        "kept.oldest = '2026-11-12'; kept.ids = kept.ids.slice(0, 5);"
        "localStorage.setItem('baoguangtai-new', JSON.stringify(kept)); }"
    )
    page.reload()
    days = page.locator("section.news:has(.tag.new)").evaluate_all("e => e.map(s => s.dataset.day)")
    assert min(days) == "2026-11-12"


def test_where_nothing_may_be_kept_the_list_is_as_complete(visit, site):
    plain = visit(NEW, java_script_enabled=False)
    locked = visit("about.html")
    locked.context.add_init_script(NO_STORAGE)
    locked.goto(plain.url)
    snapshot = plain.locator("main").aria_snapshot()
    assert locked.locator("main").aria_snapshot() == snapshot
    disk = visit((site / NEW).as_uri())
    assert disk.locator("main").aria_snapshot() == snapshot


def test_the_list_works_from_a_disk(visit, site):
    page = visit((site / NEW).as_uri())
    fresh = page.evaluate(REMEMBER, "2026-11-18")
    page.reload()
    assert len(marked(page)) == fresh > 0


def test_a_link_to_a_quiet_day_leads_to_what_came_after_it(visit):
    page = visit("new/2026-11.html#d-2026-11-14", viewport={"width": 390, "height": 844})
    heading = page.locator("section[data-day='2026-11-15'] h2")
    assert 0 <= heading.bounding_box()["y"] <= 400


@pytest.mark.parametrize("path", ["towns/310118109000.html", "en/towns/310118109000.html"])
def test_the_page_of_a_town_leads_to_its_feed_and_its_calendar(visit, path):
    page = visit(path)
    links = page.locator(".follow a").evaluate_all("links => links.map(a => a.href)")
    kinds = [page.request.get(url).headers["content-type"] for url in links]
    assert kinds[0] in ("application/xml", "text/xml")
    assert kinds[1:] == ["text/calendar", "text/html"]


def test_the_ways_to_follow_lead_from_one_to_the_next(visit):
    page = visit("overdue.html")
    for label in ("最近更新", "本周整改", "多次曝光", "简报", "订阅"):
        follow(page.get_by_role("navigation", name="关注").get_by_role("link", name=label))
        current = page.locator(".ways a[aria-current=page]")
        assert current.all_inner_texts() == [label]
