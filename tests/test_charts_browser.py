"""Charts as a visitor sees them: legible in every theme, by keyboard, in another page's frame."""

from __future__ import annotations

import itertools

import pytest
from browser import follow, serving

pytestmark = pytest.mark.browser

THEMES = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "more contrast": {"color_scheme": "light", "contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
}
CHARTS = [
    "months", "steps", "time-to-rectify", "towns", "town-map", "overdue-map", "town-trends",
    "hazard-types",
]  # fmt: skip
every_theme = pytest.mark.parametrize("theme", THEMES)

# What is painted, and what lies below it: [what, colour, ground, ratio asked for].
PAINTED = """() => {
  const css = e => getComputedStyle(e);
  const ground = css(document.body).backgroundColor;
  const shapes = [...document.querySelectorAll(
      "figure.chart .bar:not(.unwhole), figure.chart .part[class*=o-], figure.chart pattern rect")];
  const lines = [...document.querySelectorAll("figure.chart .axis, figure.chart .unwhole")];
  const texts = [...document.querySelectorAll("figure.chart text")];
  const below = text => { const tile = text.closest(".tile");
    return tile ? css(tile.querySelector("rect")).fill : ground; };
  return [
    ...shapes.map(e => [e.getAttribute("class"), css(e).fill, ground, 3]),
    ...lines.map(e => [e.getAttribute("class"), css(e).stroke, ground, 3]),
    ...texts.map(e => [`${e.getAttribute("class")} ${e.textContent}`, css(e).fill, below(e), 4.5]),
  ];
}"""
# How many shapes and words charts have, and those that are nowhere: none has no place and no size.
DRAWN = """() => {
  const parts = [...document.querySelectorAll(
    "figure.chart svg :is(rect, path, circle, line, polygon, text):not(pattern *, defs *)")];
  return [parts.length,
    parts.filter(e => !e.checkVisibility()).map(e => e.outerHTML.slice(0, 80)).slice(0, 5)];
}"""
TOWN = "towns/310118109000.html"
FOCUS = """() => { const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor,
          getComputedStyle(document.body).backgroundColor]; }"""


def luminance(colour: str) -> float:
    parts = [float(n) / 255 for n in colour.strip("rgba()").split(",")[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two computed colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_colours_is_reckoned_as_the_guidelines_do():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.005)


class TestDrawing:
    """That a shape has its colour does not say that it is there."""

    @pytest.mark.parametrize("width", [1280, 390])
    def test_every_shape_and_word_of_every_chart_is_drawn(self, visit, width):
        seen = 0
        for path in [*(f"charts/{chart}.html" for chart in CHARTS), "index.html", TOWN]:
            page = visit(path, viewport={"width": width, "height": 844})
            all_parts, not_drawn = page.evaluate(DRAWN)
            seen += all_parts
            assert not_drawn == [], path
        assert seen > 600


class TestColours:
    @every_theme
    def test_shapes_and_words_of_every_chart_stand_out(self, visit, theme):
        seen = 0
        for chart in CHARTS:
            page = visit(f"charts/{chart}.html", viewport={"width": 390, "height": 844})
            page.emulate_media(**THEMES[theme])
            painted = page.evaluate(PAINTED)
            seen += len(painted)
            assert [p for p in painted if contrast(p[1], p[2]) < p[3]] == [], chart
        assert seen > 300

    def test_more_contrast_is_asked_for_and_given(self, visit):
        page = visit("charts/towns.html")
        soft = ".heads text"
        usual = _contrast_of(page, soft)
        page.emulate_media(contrast="more")
        assert _contrast_of(page, soft) > usual
        assert _contrast_of(page, soft) > 7

    def test_no_two_outcomes_differ_by_colour_alone(self, visit):
        """Each is full or has a texture of its own; the two full ones stand at opposite ends."""
        page = visit("charts/towns.html")
        found = page.evaluate(
            """() => [...document.querySelectorAll("figure.chart pattern")].map(p =>
            [p.id, p.getAttribute("patternTransform"), p.getAttribute("width"),
             p.querySelector("path").getAttribute("stroke-width")])"""
        )
        assert len(found) == 5
        assert all(one[1:] != other[1:] for one, other in itertools.combinations(found, 2))
        keys = page.locator(".legend .key rect").all()
        fills = [k.get_attribute("fill") or k.get_attribute("class") for k in keys]
        assert len(set(fills)) == len(fills) == 7

    def test_forced_colours_draw_the_edge_of_every_part(self, visit):
        page = visit("charts/towns.html", forced_colors="active")
        stroke = page.locator("figure.chart .part").first.evaluate(
            "e => getComputedStyle(e).stroke"
        )
        ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert contrast(stroke, ground) >= 4.5


def _contrast_of(page, selector: str) -> float:
    colour = page.locator(selector).first.evaluate("e => getComputedStyle(e).fill")
    return contrast(colour, page.evaluate("() => getComputedStyle(document.body).backgroundColor"))


class TestMap:
    @every_theme
    def test_a_keyboard_walks_the_towns_and_sees_where_it_is(self, visit, theme):
        page = visit("towns/index.html", viewport={"width": 1280, "height": 900})
        page.emulate_media(**THEMES[theme])
        tiles = page.locator("#chart-town-map a.tile")
        assert tiles.count() == 11
        tiles.first.focus()
        for at in range(11):
            assert tiles.nth(at).evaluate("e => e === document.activeElement")
            page.keyboard.press("Tab")
            page.keyboard.press("Shift+Tab")
            style, width, colour, ground = page.evaluate(FOCUS)
            assert (style, width >= 2) == ("solid", True)
            assert contrast(colour, ground) >= 3
            page.keyboard.press("Tab")

    def test_a_tile_says_its_town_and_its_number_and_leads_there(self, visit):
        page = visit("towns/index.html")
        tile = page.get_by_role("link", name="朱家角 101 项").first
        follow(tile)
        assert page.locator("h1").inner_text() == "朱家角镇"

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("charts/town-map.html", "示意图，非行政区划边界"),
            ("en/charts/town-map.html", "not administrative boundaries"),
            ("charts/town-map.embed.html", "示意图，非行政区划边界"),
        ],
    )
    def test_the_map_says_that_it_is_a_scheme(self, visit, path, words):
        assert words in visit(path).locator("figcaption").inner_text()


class TestEmbedding:
    @pytest.mark.parametrize("path", ["charts/months.embed.html", "en/charts/towns.embed.html"])
    def test_a_chart_stands_in_the_frame_of_another_host(self, chromium, site_url, tmp_path, path):
        frame = f'<!doctype html><iframe src="{site_url}{path}" width="320" height="700"></iframe>'
        (tmp_path / "index.html").write_text(frame, "utf-8")
        with serving(tmp_path) as host:
            page = chromium.new_page()
            said = []
            page.on("console", lambda message: said.append(message.text))
            page.goto(host)
            inner = page.frames[1]
            inner.wait_for_load_state()
            assert inner.locator("figure.chart > svg").is_visible()
            assert inner.locator(".demo-banner").is_visible()
            wide = inner.evaluate("() => document.documentElement.scrollWidth")
            assert wide <= 320
            with page.context.expect_page() as opened:
                inner.locator("footer a[target]").click()
            opened.value.wait_for_load_state()
            assert opened.value.url == site_url + path.replace(".embed", "")
            assert [s for s in said if "favicon" not in s and "404" not in s] == []
            page.close()

    def test_the_snippet_is_as_high_as_the_chart_needs(self, visit):
        page = visit("charts/town-trends.html")
        told = int(page.locator(".snippet").inner_text().split('height="')[1].split('"')[0])
        for width in (320, 640, 800):
            page = visit("charts/town-trends.embed.html", viewport={"width": width, "height": 400})
            assert page.evaluate("() => document.documentElement.scrollHeight") <= told, width

    def test_a_drawing_on_its_own_follows_day_and_night(self, visit, site):
        page = visit((site / "charts/towns.svg").as_uri())
        ground = "() => getComputedStyle(document.querySelector('.paper')).fill"
        light = page.evaluate(ground)
        page.emulate_media(color_scheme="dark")
        assert luminance(page.evaluate(ground)) < 0.05 < luminance(light)
