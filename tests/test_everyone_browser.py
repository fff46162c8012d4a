"""A site for everyone: with a keyboard, in large print, read aloud, and in every theme."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from browser import absence, follow
from site_fixture import PAGES

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}


every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)

# ---------- axe ----------

AXE = "" if absence() else files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
FAULTS = """() => {
  window.faults = async (what, options) => {
    const found = await axe.run(what, {...options, resultTypes: ["violations"]});
    return found.violations.flatMap(
      fault => fault.nodes.map(node => `${fault.id}: ${node.target}`));
  };
}"""
STRUCTURE = """only => faults(
  document, {runOnly: only, rules: {"color-contrast": {enabled: false}}})"""
# Only one of those texts is looked at that stand alike, in elements of the same names and classes.
COLOURS = """() => {
  const known = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    if (![...element.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
    let place = "";
    for (let at = element; at !== document.body; at = at.parentElement)
      place += `${at.tagName}.${at.getAttribute("class")}.${at.matches(":nth-child(odd)")}>`;
    element.toggleAttribute("data-looked-at", !known.has(place));
    known.add(place);
  }
  return faults({include: [["[data-looked-at]"]]}, {runOnly: ["color-contrast"]});
}"""
OPEN = "() => document.querySelectorAll('details').forEach(part => { part.open = true; })"


class TestAxe:
    """Structure is judged in both languages, colour in every theme, on one page of each template;
    what can be opened is open. Words do not change a colour, nor a theme the structure."""

    @every_page
    def test_axe_finds_no_fault(self, visit, path):
        page = _opened(visit, path)
        assert _faults(page) == []
        page.emulate_media(contrast="more")
        assert page.evaluate(COLOURS) == [], "high contrast"
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(COLOURS) == [], "high contrast, dark"
        page.emulate_media(color_scheme="light", contrast="no-preference", forced_colors="active")
        assert page.evaluate(COLOURS) == [], "forced colours"

    @every_page
    def test_axe_finds_no_fault_in_english_and_in_the_dark(self, visit, path):
        page = _opened(visit, f"en/{path}", color_scheme="dark")
        assert _faults(page) == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("path", ["index.html", PAGES["exposure with penalties"]])
    def test_axe_finds_no_fault_in_large_print(self, visit, path, scheme):
        page = _opened(visit, path, color_scheme=scheme)
        _tool(page, "large").click()
        _tool(page, "aloud").click()
        assert _faults(page) == []

    def test_what_axe_is_asked_would_find_a_fault_of_each_kind(self, visit):
        page = _opened(visit, PAGES["exposure with penalties"])
        page.evaluate("""() => {
          document.querySelector("main p").insertAdjacentHTML("afterend", "<img src='data:,'>");
          document.querySelector("main p:last-of-type").style.color = "#aaa"; }""")
        assert {fault.split(":")[0] for fault in _faults(page)} == {"image-alt", "color-contrast"}


def _faults(page: Any) -> list[str]:
    structure = page.evaluate(STRUCTURE, RULES)
    return [*structure, *page.evaluate(COLOURS)]


def _opened(visit: Any, path: str, **options: Any) -> Any:
    page = visit(path, **PHONE, **options)
    page.evaluate(AXE)
    page.evaluate(FAULTS)
    page.evaluate(OPEN)
    return page


def _tool(page: Any, name: str) -> Any:
    return page.locator(f"[data-tool={name}]")


# ---------- A keyboard ----------

# Everything that a keyboard can reach, in the order of the page, as the browser has it.
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled).length"""
# Where the focus is: its place among those, whether it shows, and whether it is on the screen.
FOCUS = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const box = here.getBoundingClientRect();
  const shown = getComputedStyle(here);
  const top = document.elementFromPoint(
    Math.min(Math.max(box.left + 2, 0), innerWidth - 1), box.top + Math.min(box.height / 2, 20));
  return {
    name: `${here.tagName} ${here.textContent.trim().slice(0, 20)}`,
    outlined: shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight,
    covered: !(here.contains(top) || top?.contains(here) || here.closest("svg")),
  };
}"""


class TestKeyboard:
    @pytest.mark.parametrize("path", ["index.html", PAGES["exposure with penalties"]])
    def test_tab_reaches_everything_shows_where_it_is_and_is_not_caught(self, visit, path):
        page = visit(path, **DESK)
        places = _tabbed(page)
        assert len(places) == page.evaluate(REACHABLE)
        assert [p["name"] for p in places if not p["outlined"]] == []
        assert [p["name"] for p in places if not p["seen"] or p["covered"]] == []

    def test_the_menu_opens_and_closes_with_a_key(self, visit):
        page = visit("index.html", **PHONE)
        summary = page.locator(".site-nav summary")
        hidden = page.locator(".site-nav details a").first
        assert not hidden.is_visible()
        summary.focus()
        page.keyboard.press("Enter")
        assert hidden.is_visible()
        page.keyboard.press("Tab")
        assert hidden.evaluate("e => e === document.activeElement")
        summary.focus()
        page.keyboard.press("Enter")
        assert not hidden.is_visible()

    def test_the_focus_is_never_under_the_reading_bar(self, visit):
        page = visit(PAGES["withdrawn notice"], viewport={"width": 390, "height": 500})
        _tool(page, "aloud").click()
        page.locator(".skip").focus()
        places = _tabbed(page)
        assert len(places) > 15
        assert [p["name"] for p in places if not p["seen"] or p["covered"]] == []


def _tabbed(page: Any) -> list[dict[str, Any]]:
    """Where the focus stands after each press of Tab, until it leaves the page."""
    places = []
    while len(places) < 400:
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUS)
        if place is None:
            break
        places.append(place)
    return places


# ---------- The menu without a script ----------


def test_without_scripts_the_menu_opens_and_no_button_shows(visit):
    page = visit("index.html", **PHONE, java_script_enabled=False)
    assert page.locator("button:visible").count() == 0
    page.locator(".site-nav summary").click()
    follow(page.get_by_role("navigation", name="主导航").get_by_role("link", name="名词解释"))
    assert page.locator("h1").inner_text() == "名词解释"


# ---------- Large print ----------

LOOK = """() => ({
  letters: parseFloat(getComputedStyle(document.querySelector("main p:not([class])")).fontSize),
  ground: getComputedStyle(document.body).backgroundColor,
  ink: getComputedStyle(document.body).color,
  columns: getComputedStyle(document.querySelector(".facts, .figures")).display,
})"""
LOW = """() => [...document.querySelectorAll(
    "nav a, .brand, .lang-switch, .site-footer a, .chip-links a, summary, button")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 60)
  .map(e => e.textContent.trim())"""

TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth"""


class TestLargePrint:
    def test_it_makes_letters_and_targets_larger_and_contrast_higher_in_one_column(self, visit):
        page = visit(PAGES["exposure with penalties"], **DESK)
        assert page.evaluate(LOOK)["letters"] == 17
        _tool(page, "large").click()
        assert page.evaluate(LOOK) == {
            "letters": 22,
            "ground": "rgb(255, 255, 255)",
            "ink": "rgb(0, 0, 0)",
            "columns": "block",
        }
        assert page.evaluate(LOW) == []
        assert page.locator(".tools [role=status]").inner_text() == "已换成大字版。"
        assert _tool(page, "large").get_attribute("aria-pressed") == "true"

    def test_it_is_remembered_on_every_page_until_it_is_switched_off(self, visit, site_url):
        page = visit("index.html", **PHONE)
        _tool(page, "large").click()
        for path in ("towns/index.html", "en/index.html"):
            page.goto(site_url + path)
            letters = page.locator(".lede").evaluate(
                "e => parseFloat(getComputedStyle(e).fontSize)"
            )
            assert letters >= 22
            assert _tool(page, "large").get_attribute("aria-pressed") == "true"
        _tool(page, "large").click()
        assert page.locator(".tools [role=status]").inner_text() == "Large print is off."
        page.reload()
        assert _tool(page, "large").get_attribute("aria-pressed") == "false"
        assert page.evaluate("() => localStorage.length") == 0

    def test_where_nothing_may_be_remembered_it_works_for_the_page(self, visit):
        page = visit("index.html", **PHONE)
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
        )
        page.reload()
        _tool(page, "large").click()
        assert page.locator("html").get_attribute("class") == "large"


# ---------- Reading aloud ----------

# A device with the voices named; it keeps what it was told to say, and ends when told to.
VOICES = """Object.defineProperty(window, "speechSynthesis", {value: {
  said: [], cancelled: 0,
  getVoices: () => %s,
  speak(utterance) { this.said.push(`${utterance.voice.name}: ${utterance.text}`);
    this.current = utterance; },
  cancel() { this.cancelled += 1; },
}});"""
CHINESE = {"name": "本机中文", "lang": "zh-CN", "localService": True}
ENGLISH = {"name": "local", "lang": "en-GB", "localService": True}
REMOTE = {"name": "remote", "lang": "zh-CN", "localService": False}
SAID = "() => speechSynthesis.said"
END = "() => speechSynthesis.current.onend()"
MARKED = "() => [...document.querySelectorAll('.being-read')].map(e => e.textContent.trim())"


class TestReadingAloud:
    def _reading(self, visit: Any, path: str, voices: list[dict[str, Any]]) -> Any:
        page = visit(path, **PHONE)
        script = VOICES % json.dumps(voices)
        page.add_init_script(script + "window.SpeechSynthesisUtterance = class { constructor(text)"
                             " { this.text = text; } };")  # fmt: skip
        page.reload()
        _tool(page, "aloud").click()
        return page

    def test_it_reads_block_after_block_and_marks_the_one_it_reads(self, visit):
        page = self._reading(visit, PAGES["about"], [REMOTE, CHINESE])
        assert page.evaluate(SAID) == ["本机中文: 关于与许可"]
        assert page.evaluate(MARKED) == ["关于与许可"]
        page.evaluate(END)
        assert page.evaluate(SAID)[1].startswith("本机中文: 曝光台是一条公开发布的流水线")
        assert len(page.evaluate(MARKED)) == 1

    def test_it_pauses_goes_on_and_stops(self, visit):
        page = self._reading(visit, PAGES["about"], [CHINESE])
        page.get_by_role("button", name="暂停").click()
        page.evaluate(END)  # what a cancelled utterance says last changes nothing
        assert len(page.evaluate(SAID)) == 1
        page.get_by_role("button", name="继续").click()
        assert page.evaluate(SAID) == ["本机中文: 关于与许可"] * 2
        page.get_by_role("button", name="下一段").click()
        page.get_by_role("button", name="上一段").click()
        assert page.evaluate(MARKED) == ["关于与许可"]
        page.keyboard.press("Escape")
        assert page.evaluate(MARKED) == []
        assert not page.locator(".reader").is_visible()
        assert _tool(page, "aloud").evaluate("e => e === document.activeElement")

    def test_it_reads_the_whole_page_to_the_end_once(self, visit):
        page = self._reading(visit, PAGES["exposure overdue"], [CHINESE])
        while page.locator(".reader").is_visible():
            page.evaluate(END)
        said = page.evaluate(SAID)
        assert said[0].endswith("· 九小场所")
        assert "本机中文: 示例锦屿汽车维修部" in said
        assert sum("逾期未改：期限" in text for text in said) == 1
        whole = re.sub(r"[\s,]", "", "".join(said))
        shown = re.split(r"[\t\n]", page.locator("main").inner_text())
        told = [re.sub(r"[\s,]", "", words) for words in shown]
        assert [words for words in told if words not in whole and words != "复制"] == []

    def test_chinese_on_an_english_page_is_read_by_a_chinese_voice(self, visit):
        page = self._reading(visit, f"en/{PAGES['exposure overdue']}", [ENGLISH, CHINESE])
        page.evaluate(END)
        assert page.evaluate(SAID)[1] == "本机中文: 示例锦屿汽车维修部"

    @pytest.mark.parametrize("voices", [[], [REMOTE]], ids=["no voice", "a voice of a host"])
    def test_without_a_voice_on_the_device_it_only_marks(self, visit, voices):
        page = self._reading(visit, PAGES["about"], voices)
        assert page.evaluate(SAID) == []
        assert page.locator(".reader [role=status]").inner_text() == (
            "这台设备没有可以离线使用的语音，只逐段标出文字。"
        )
        assert not page.locator("[data-do=play]").is_visible()
        page.get_by_role("button", name="下一段").click()
        assert page.evaluate(MARKED)[0].startswith("曝光台是一条公开发布的流水线")


# ---------- A quotation ----------


def test_a_citation_is_copied_as_it_is_shown(visit):
    page = visit(
        PAGES["exposure overdue"], **DESK, permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("button", name="复制").first.click()
    page.get_by_text("已复制。").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == (
        "示例区消防救援局. 示例锦屿汽车维修部的隐患曝光与整改情况：DEMO-E-0016"
        "（演示数据，内容虚构）[EB/OL]. (2024-11-20)[2026-11-23]. "
        "https://example.org/baoguangtai/exposures/DEMO-E-0016.html."
    )


# ---------- On paper ----------


@pytest.mark.parametrize("path", ["index.html", PAGES["exposure with penalties"], PAGES["terms"]])
def test_a_page_fits_the_width_of_a4(visit, path):
    page = visit(path, viewport={"width": 680, "height": 1000})  # 180 mm between the margins
    page.emulate_media(media="print")
    assert not page.evaluate(TOO_WIDE)
    for hidden in (".tools", ".reader", "button"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
