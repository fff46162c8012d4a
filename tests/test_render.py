"""Templates × rows → pages: what a template may ask for, and what may stand on a page."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import problems_of
from folders import describe, digest, edit, write
from hypothesis import given
from hypothesis import strategies as st

from pipeline import marked
from pipeline.marked import to_html

LAYOUT = "site_templates/_layout.html"
INDEX = "site_templates/pages/index.html"
SITE = "site_templates/pages/sites/{site_id}.html"
PO = "site_templates/locales/zh/messages.po"
HEADING = "<h1>{{ title }}</h1>\n"

Refused = Callable[..., list[str]]


@pytest.fixture
def refused(birds: Path, birds_site: Path, run: Callable[..., Any]) -> Refused:
    """What a build of the changed project says, while the site of the good one stays in place."""
    site = Path(shutil.copytree(birds_site, birds / "site"))
    before = digest(site)

    def build(*options: str) -> list[str]:
        answer = run("build", *options)
        assert digest(site) == before
        assert not (birds / ".site.draft").exists()
        assert (answer.code, answer.out) == (2, "")
        return problems_of(answer.err)

    return build


@pytest.fixture
def page(birds: Path, run: Callable[..., Any]) -> Callable[..., str]:
    """A page of the site that is built of the changed project."""

    def read(url: str) -> str:
        assert run("build").err == ""
        return (birds / "site" / url).read_text("utf-8")

    return read


def put(birds: Path, words: str) -> None:
    """The words on the front page, below its heading; they begin on line 5."""
    edit(birds / INDEX, HEADING, f"{HEADING}{words}\n")


def put_on_site_pages(birds: Path, words: str) -> None:
    """The words on the page of each site, below its heading; they begin on line 5."""
    edit(birds / SITE, "<h1>{{ site_name }}</h1>\n", f"<h1>{{{{ site_name }}}}</h1>\n{words}\n")


def speak_chinese_too(birds: Path) -> None:
    """The project in a second language: every header says everything twice."""
    describe(birds, lambda descriptor: descriptor.update(languages=["en", "zh-Hans"]))
    for path in sorted((birds / "sql").rglob("*.sql")):
        paragraph, lines = 0, []
        for line in path.read_text("utf-8").split("\n"):
            paragraph += line == "--"
            if line.startswith("-- ") and paragraph < 2:
                lines.append(line)
            elif line.startswith("-- ") and not line.startswith("-- key: "):
                line += f" | {line.split(': ', 1)[1]}"
            lines.append(line)
        write(path, "\n".join(lines))


# --- names ----------------------------------------------------------------------------------------


def test_a_name_that_nothing_defines_is_refused_with_its_line(birds, refused):
    put(birds, "{{ package.title }}\n{{ birdz }}")
    assert refused() == [
        f'{INDEX}:6: The template uses "birdz", which nothing defines. '
        "Correct the name, or add the column to the page table."
    ]
    assert refused("--lang", "zh") == [
        f"{INDEX}:6: 模板使用了未定义的“birdz”。请改正名称，或在页面表中添加该列。"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "{% if false %}{{ birdz }}{% endif %}",
        "{% for site in [] %}{{ birdz }}{% endfor %}",
        "{% macro m() %}{{ birdz }}{% endmacro %}",
        "{{ 1 if true else birdz }}",
        "{% include birdz %}",
    ],
)
def test_a_name_is_refused_also_where_it_is_never_reached(birds, refused, words):
    put(birds, words)
    assert refused() == [
        f'{INDEX}:5: The template uses "birdz", which nothing defines. '
        "Correct the name, or add the column to the page table."
    ]


def test_a_page_per_row_knows_the_columns_of_its_row_and_no_others(birds, refused):
    put_on_site_pages(birds, "{{ keeper }}{{ birds_counted }}")
    assert refused() == [
        f'{SITE}:5: The template uses "keeper", which nothing defines. '
        "Correct the name, or add the column to the page table."
    ]


def test_a_name_that_a_template_gives_itself_is_known(birds, page):
    put(
        birds, "{% set a = 1 %}{% macro b(c) %}{{ c }}{% endmacro %}{{ b(a) }}{% do [].append(a) %}"
    )
    assert "<h1>Bird walks</h1>\n1" in page("index.html")


def test_an_attribute_that_is_not_there_is_refused_when_it_is_reached(birds, refused):
    put(birds, "{{ package.titel }}")
    assert refused() == [
        f"{INDEX}:5: The page index.html cannot be made: "
        "UndefinedError: 'dict object' has no attribute 'titel'. "
        "Correct the template at this place."
    ]
    assert refused("--lang", "zh") == [
        f"{INDEX}:5: 无法生成页面 index.html："
        "UndefinedError: 'dict object' has no attribute 'titel'。请改正模板的此处。"
    ]


def test_a_mistake_in_a_partial_is_said_of_the_partial(birds, refused):
    edit(birds / LAYOUT, "<main>", "\n{{ birdz }}<main>")
    assert refused() == [
        f"{LAYOUT}:6: The page index.html cannot be made: UndefinedError: "
        "'birdz' is undefined. Correct the template at this place."
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ 1 | eggs }}", "No filter named 'eggs'"),
        ("{{ 1 is eggs }}", "No test named 'eggs'"),
    ],
)
def test_a_mistake_of_syntax_is_refused_with_its_line(birds, refused, words, found):
    put(birds, f"\n\n{words}")
    assert refused() == [f"{INDEX}:7: The template cannot be read: {found}. Correct it."]
    assert refused("--lang", "zh") == [f"{INDEX}:7: 模板有语法错误：{found}。请改正。"]


def test_a_mistake_in_a_partial_that_no_page_uses_is_refused_too(birds, refused):
    write(birds / "site_templates/_figure.html", "{% for %}")
    assert refused() == [
        "site_templates/_figure.html:1: The template cannot be read: "
        "Expected an expression, got 'end of statement block'. Correct it."
    ]


def test_a_template_that_is_not_utf_8_is_refused(birds, refused):
    write(birds / INDEX, "骨".encode("gb18030"))
    assert refused() == [f"{INDEX}: The template is not UTF-8. Save it as UTF-8."]


def test_mistakes_of_all_templates_are_said_at_once(birds, refused):
    put(birds, "{{ birdz }}")
    put_on_site_pages(birds, "{{ birdz }}")
    nothing = 'The template uses "birdz", which nothing defines.'
    mend = "Correct the name, or add the column to the page table."
    assert refused() == [f"{INDEX}:5: {nothing} {mend}", f"{SITE}:5: {nothing} {mend}"]


# --- rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('rows("raw.sites")', "raw.sites"),
        ('rows("RAW.sites")', "RAW.sites"),
        ('rows("birds_by_site")', "birds_by_site"),
        ('rows("information_schema.tables")', "information_schema.tables"),
        ('rows("ra" ~ "w.sites")', "raw.sites"),
        ("rows(package.title)", "…"),
        ('rows(table="raw.sites")', "…"),
    ],
)
def test_rows_reads_only_what_is_published_and_only_by_a_name_in_plain_text(
    birds, refused, call, found
):
    put(birds, f"{{% if false %}}{{% for row in {call} %}}{{% endfor %}}{{% endif %}}")
    assert refused() == [
        f'{INDEX}:5: A template may read catalog, pages, public, tables; found "{found}". '
        "Write the name of a table there as plain text."
    ]
    assert refused("--lang", "zh") == [
        f"{INDEX}:5: 模板只能读取 catalog、pages、public、tables；现为“{found}”。"
        "请直接写出其中的表名。"
    ]


def test_rows_under_another_name_reads_no_more(birds, refused):
    put(birds, '{% set all = rows %}{{ all("raw.sites") }}')
    assert refused() == [
        f"{INDEX}:5: The page index.html cannot be made: LookupError: "
        "rows() reads catalog, pages, public, tables; found raw.sites. "
        "Correct the template at this place."
    ]


def test_rows_of_a_table_or_column_that_is_not_there_are_refused(birds, refused):
    put(birds, '{{ rows("tables.eggs") }}')
    assert refused() == [
        f"{INDEX}:5: The page index.html cannot be made: CatalogException: "
        "Catalog Error: Table with name eggs does not exist. Correct the template at this place."
    ]
    edit(birds / INDEX, '"tables.eggs"', '"public.sites", eggs=1')
    assert refused() == [
        f"{INDEX}:5: The page index.html cannot be made: BinderException: "
        'Binder Error: Referenced column "eggs" not found in FROM clause. '
        "Correct the template at this place."
    ]


def test_rows_can_be_chosen_by_a_value(birds, page):
    put(
        birds, '{% for s in rows("public.sites", site_id="reeds") %}[{{ s.site_name }}]{% endfor %}'
    )
    assert "\n[The reeds, west]<p>" in page("index.html")


def test_a_value_is_compared_and_never_run(birds, page):
    put(birds, """[{{ rows("public.sites", site_id="x' or 'a' = 'a") | length }}]""")
    assert "\n[0]\n<p>" in page("index.html")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('{{ _("100%% of %(who)s", who="<Coot>") }}', "100% of &lt;Coot&gt;"),
        ('{{ _("<b>%(n)s</b> birds", n=0 + 2) }}', "<b>2</b> birds"),
        ('{{ _("Coot" ~ "s") }}', "Coots"),
        ('{% set word %}{{ _("Rail") }}{% endset %}{{ word | upper }}', "RAIL"),
        ('{% for _ in [1, 2] %}{{ _ }}{% endfor %}.', "12."),
        ("{% set row = {'items': 3} %}{{ row.items }} {{ {'a': 1}.keys() | first }}", "3 a"),
    ],
)  # fmt: skip
def test_a_message_is_put_together_as_jinja_does(birds, page, words, shown):
    put(birds, words)
    assert f"\n{shown}\n<p>" in page("index.html")


def test_a_page_per_row_is_made_of_its_row_alone(birds, refused):
    put_on_site_pages(birds, '{{ rows("public.sites") }}')
    assert refused() == [
        f"{SITE}:5: A page made from one row of pages.sites may not call rows(). "
        "Put what it needs into that table."
    ]
    assert refused("--lang", "zh") == [
        f"{SITE}:5: 由 pages.sites 的一行生成的页面不得调用 rows()。请把所需内容放进该表。"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "{{ lipsum.__globals__.os.environ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ rows.__globals__ }}",
        "{{ '{0.__class__}'.format(rows) }}",
    ],
)
def test_a_template_cannot_reach_into_the_machine(birds, refused, words):
    put(birds, words)
    [problem] = refused()
    assert problem.startswith(f"{INDEX}:5: The page index.html cannot be made: SecurityError: ")


# --- addresses ------------------------------------------------------------------------------------


def test_a_page_per_row_without_its_table_is_refused(birds, refused):
    write(birds / "site_templates/pages/eggs/{egg_id}.html", "")
    file = "site_templates/pages/eggs/{egg_id}.html"
    assert refused() == [
        f"{file}: The path asks for one page per row of pages.eggs, which does not exist. "
        "Write sql/4_pages/eggs.sql."
    ]
    assert refused("--lang", "zh") == [
        f"{file}: 此路径要求为 pages.eggs 的每一行生成页面，但没有该表。"
        "请编写 sql/4_pages/eggs.sql。"
    ]


def test_a_name_in_braces_that_is_no_column_is_refused(birds, refused):
    (birds / SITE).rename(birds / "site_templates/pages/sites/{lake_id}.html")
    assert refused() == [
        "site_templates/pages/sites/{lake_id}.html: "
        "The path names {lake_id}, but pages.sites has no such column. Rename one of them."
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("'../' || s.site_id", '"../north"'),
        ("'..'", '".."'),
        ("'.hidden'", '".hidden"'),
        ("''", "(empty)"),
        ("nullif(s.site_id, s.site_id)", "(empty)"),
        ("'a/b'", '"a/b"'),
        ("'岸'", '"岸"'),
        ("'a b'", '"a b"'),
        ("'a' || chr(10)", '"a\\u000a"'),
        ("1.5", '"1.5"'),
        ("'CON'", '"CON"'),
        ("'nul.html'", '"nul.html"'),
    ],
)
def test_a_value_that_cannot_stand_in_an_address_is_refused(birds, refused, value, found):
    edit(
        birds / "sql/4_pages/sites.sql",
        "select\n    s.site_id,",
        f"select\n    {value} as site_id,",
    )
    assert refused() == [
        f"{SITE}: The value of site_id cannot stand in an address: {found}. "
        "Use letters, digits, dots and hyphens, and no name that Windows keeps for itself "
        "(CON, NUL)."
    ]


@pytest.mark.parametrize(
    ("template", "source", "url", "other"),
    [
        ("sites/north.html", SITE, "sites/north.html", "site_templates/pages/sites/north.html"),
        ("data/counts.csv", "", "", "sql/1_public/counts.sql"),
        ("Data/Counts.CSV", "", "", "sql/1_public/counts.sql"),
        ("data/datapackage.json", "", "", "datasets/datapackage.json"),
        ("assets/style.css", "", "", "site_templates/assets/style.css"),
        ("assets/style.css/x.html", "", "", "site_templates/assets/style.css"),
        ("assets", "", "", "site_templates/assets/style.css"),
        ("MANIFEST.sha256", "publish", "MANIFEST.sha256", "site_templates/pages/MANIFEST.sha256"),
    ],
)
def test_two_sources_of_one_address_are_refused(birds, refused, template, source, url, other):
    write(birds / "site_templates/pages" / template, "")
    assert refused() == [
        f"{source or f'site_templates/pages/{template}'}: "
        f"The address {url or template} is made twice, here and by {other}. Rename one."
    ]


def test_two_rows_of_one_address_are_refused(birds, refused):
    edit(
        birds / "sql/4_pages/sites.sql", "select\n    s.site_id,", "select\n    'lake' as site_id,"
    )
    assert refused() == [
        f"{SITE}: The address sites/lake.html is made twice, here and by {SITE}. Rename one."
    ]
    assert refused("--lang", "zh") == [
        f"{SITE}: 网址 sites/lake.html 有两个来源：此处与 {SITE}。请将其一改名。"
    ]


def test_a_project_without_pages_is_refused(birds, refused):
    shutil.rmtree(birds / "site_templates/pages")
    assert refused() == [
        "site_templates/pages: There are no templates here, so there is nothing to show. "
        "Write pages/index.html."
    ]


# --- a second language ----------------------------------------------------------------------------


def test_words_without_a_translation_are_refused_with_their_line(birds, refused):
    speak_chinese_too(birds)
    put(birds, "{% if false %}\n{% trans %}birds seen{% endtrans %}{% endif %}")
    assert refused() == [
        f'{INDEX}:6: The words "birds seen" have no translation. Add them to {PO}.'
    ]
    assert refused("--lang", "zh") == [f"{INDEX}:6: “birds seen”没有译文。请补充到 {PO}。"]


@pytest.mark.parametrize(
    "entry",
    ['msgid "birds seen"\nmsgstr ""\n', '#, fuzzy\nmsgid "birds seen"\nmsgstr "见到的鸟"\n'],
)
def test_an_empty_or_doubtful_translation_is_none(birds, refused, entry):
    speak_chinese_too(birds)
    put(birds, '{{ _("birds seen") }}')
    write(birds / PO, entry)
    assert refused() == [
        f'{INDEX}:5: The words "birds seen" have no translation. Add them to {PO}.'
    ]


def test_a_file_of_translations_that_cannot_be_read_is_refused(birds, refused):
    speak_chinese_too(birds)
    write(birds / PO, b'msgid "birds"\nmsgstr "\xb9\xc7"\n')
    assert refused() == [
        f"{PO}: The translations cannot be read: 'utf-8' codec can't decode byte 0xb9 "
        "in position 8: invalid start byte. Correct the file."
    ]


def test_a_translation_with_another_place_in_it_is_refused_when_it_is_used(birds, refused):
    speak_chinese_too(birds)
    put(birds, '{{ _("%(n)s birds", n=1) }}')
    write(birds / PO, 'msgid "%(n)s birds"\nmsgstr "%(m)s 只鸟"\n')
    assert refused() == [
        f"{INDEX}:5: The page index.html cannot be made: KeyError: 'm'. "
        "Correct the template at this place."
    ]


def test_prose_that_is_missing_in_one_language_is_refused(birds, refused):
    speak_chinese_too(birds)
    put(birds, '{{ prose("about") }}')
    write(birds / "site_templates/content/en/about.md", "About *birds*.\n")
    assert refused() == [
        f"{INDEX}:5: The page index.html cannot be made: FileNotFoundError: "
        "content/zh/about.md. Correct the template at this place."
    ]


def test_a_language_that_nobody_speaks_is_refused(birds, refused):
    describe(birds, lambda descriptor: descriptor.update(languages=["xx-klingon"]))
    assert refused() == [
        'datasets/datapackage.json: The language "xx-klingon" is not known. '
        'Use a tag such as "zh-Hans" or "en".'
    ]


def test_the_second_language_has_its_prefix_and_relative_links(birds, page):
    speak_chinese_too(birds)
    put(birds, '{{ _("birds seen") }} <a href="{{ root }}data/sites.csv">{{ lang }}</a>')
    put_on_site_pages(birds, '<a href="{{ root }}data/sites.csv">{{ tag }}</a>')
    write(birds / PO, 'msgid "birds seen"\nmsgstr "见到的鸟"\n')
    chinese, site = page("zh/index.html"), page("zh/sites/north.html")
    assert '<html lang="zh-Hans">' in chinese
    assert "2026年3月9日" in chinese
    assert '\n见到的鸟 <a href="../data/sites.csv">zh</a>' in chinese
    assert '<a href="./sites/north.html">' in chinese
    assert '<a href="../index.html">Bird walks</a>' in site
    assert '<a href="../../data/sites.csv">zh-Hans</a>' in site
    english = (birds / "site/index.html").read_text("utf-8")
    assert '\nbirds seen <a href="./data/sites.csv">en</a>' in english
    assert "As of March 9, 2026." in english


def test_what_is_not_a_page_is_made_once(birds, page):
    speak_chinese_too(birds)
    write(birds / "site_templates/pages/robots.txt", "Sitemap: {{ package.homepage }}\n")
    assert page("robots.txt") == "Sitemap: https://example.org/birds/\n"
    assert not (birds / "site/zh/robots.txt").exists()


# --- other files than pages -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        ("{{ lang }}", "en", "zh"),
        ("{{ tag }}", "en", "zh-Hans"),
        ("{{ prefix }}x", "x", "zh/x"),
        ('{{ _("birds") }}', "birds", "鸟"),
        ("{% trans %}birds{% endtrans %}", "birds", "鸟"),
        ('{{ ngettext("%(num)s bird", "%(num)s birds", 2) }}', "2 birds", "2 只鸟"),
        ('{% if false %}{{ prose("about") }}{% endif %}', "", ""),
    ],
)
def test_a_file_with_words_is_made_in_every_language(birds, run, words, english, chinese):
    speak_chinese_too(birds)
    write(
        birds / PO,
        'msgid "birds"\nmsgstr "鸟"\n\n'
        'msgid "%(num)s bird"\nmsgid_plural "%(num)s birds"\nmsgstr[0] "%(num)s 只鸟"\n',
    )
    write(birds / "site_templates/pages/words.txt", f"[{words}]")
    assert run("build").err == ""
    assert (birds / "site/words.txt").read_text("utf-8") == f"[{english}]"
    assert (birds / "site/zh/words.txt").read_text("utf-8") == f"[{chinese}]"


@pytest.mark.parametrize("suffix", ["xml", "json", "ics", "svg"])
def test_a_file_without_words_is_made_once(birds, run, suffix):
    speak_chinese_too(birds)
    write(
        birds / f"site_templates/pages/counts.{suffix}",
        '{{ build.as_of }} {{ rows("public.sites") | length }} {{ package.name }}{{ root }}\n',
    )
    assert run("build").err == ""
    assert (birds / f"site/counts.{suffix}").read_text("utf-8").startswith("2026-03-09 2 ")
    assert not (birds / f"site/zh/counts.{suffix}").exists()


def test_a_file_whose_partial_has_words_is_made_in_every_language(birds, run):
    speak_chinese_too(birds)
    write(birds / "site_templates/_a.xml", '{% include "_b.xml" %}')
    write(
        birds / "site_templates/_b.xml", '{{ tag }}{% if false %}{% include "_a.xml" %}{% endif %}'
    )
    write(birds / "site_templates/pages/feed.xml", '{% include "_a.xml" %}')
    write(
        birds / "site_templates/pages/none.xml", '{% if false %}{% include "_c.xml" %}{% endif %}'
    )
    write(birds / "site_templates/_c.xml", "{% for lang in [1] %}{{ lang }}{% endfor %}")
    assert run("build").err == ""
    assert (birds / "site/feed.xml").read_text("utf-8") == "en"
    assert (birds / "site/zh/feed.xml").read_text("utf-8") == "zh-Hans"
    assert not (birds / "site/zh/none.xml").exists()


def test_a_file_per_row_without_words_is_made_once_too(birds, run):
    speak_chinese_too(birds)
    write(birds / "site_templates/pages/sites/{site_id}.txt", "{{ site_name }}\n")
    assert run("build").err == ""
    assert (birds / "site/sites/north.txt").read_text("utf-8") == "North shore\n"
    assert not (birds / "site/zh/sites/north.txt").exists()


def test_a_calendar_has_the_line_ends_and_the_line_lengths_of_its_kind(birds, run):
    write(
        birds / "site_templates/pages/sites/{site_id}.ics",
        'SUMMARY:{{ site_name | ics }}\n\nDESCRIPTION:{{ "骨" * 30 }}\n',
    )
    edit(birds / "datasets/sites.csv", "North shore", "North & south; shore")
    assert run("build").err == ""
    assert (birds / "site/sites/north.ics").read_bytes() == (
        b"SUMMARY:North & south\\; shore\r\n"
        + f"DESCRIPTION:{'骨' * 21}\r\n {'骨' * 9}\r\n".encode()
    )


LIST_OF_PAGES = """\
{% for p in rows("catalog.pages") %}
{{ p.page }} {{ p.url }} {{ p.tag }} {{ p.updated_on }}
{% endfor %}
"""


def test_every_page_is_known_to_the_files_that_are_no_pages(birds, run):
    speak_chinese_too(birds)
    edit(
        birds / "sql/4_pages/sites.sql",
        "    s.site_name,\n    t",
        "    s.site_name,\n    max(c.walked_on) as updated_on,\n    t",
    )
    write(birds / "site_templates/pages/list.txt", LIST_OF_PAGES)
    assert run("build").err == ""
    listed = (birds / "site/list.txt").read_text("utf-8").splitlines()
    assert [line for line in listed if not line.startswith("tables/")] == [
        "index.html index.html en None",
        "index.html zh/index.html zh-Hans None",
        "sites/north.html sites/north.html en 2026-03-01",
        "sites/reeds.html sites/reeds.html en 2026-03-08",
        "sites/north.html zh/sites/north.html zh-Hans 2026-03-01",
        "sites/reeds.html zh/sites/reeds.html zh-Hans 2026-03-08",
    ]
    assert "tables/birds_by_site.html zh/tables/birds_by_site.html zh-Hans None" in listed


@pytest.mark.parametrize(
    ("homepage", "shown"),
    [
        ("https://example.org/birds/", "https://example.org/birds/x"),
        ("https://example.org/birds", "https://example.org/birds/x"),
        (None, "x"),
    ],
)
def test_a_template_knows_where_the_site_can_be_read_if_anyone_has_said(
    birds, run, homepage, shown
):
    describe(birds, lambda descriptor: descriptor.pop("homepage"))
    if homepage:
        describe(birds, lambda descriptor: descriptor.update(homepage=homepage))
    write(birds / "site_templates/pages/robots.txt", "{{ base }}x")
    assert run("build").err == ""
    assert (birds / "site/robots.txt").read_text("utf-8") == shown


# --- hostile text ---------------------------------------------------------------------------------


def test_a_hostile_cell_is_text_on_every_page(birds, page):
    hostile = """<script>alert(1)</script>' onclick=x {{ 7 * 7 }}"""
    edit(birds / "datasets/sites.csv", "North shore", hostile)
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&#39; onclick=x {{ 7 * 7 }}"
    assert f"<h1>{escaped}</h1>" in page("sites/north.html")
    for path in sorted((birds / "site").rglob("*.html")):
        assert "<script" not in path.read_text("utf-8"), path.name


def test_a_link_to_a_script_in_a_remark_is_only_its_words(page):
    assert (
        '<li>March 8, 2026: 7 Coot <p>See <a rel="noopener noreferrer">the map</a>.</p></li>'
        in (page("sites/reeds.html"))
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <b>bold</b> claim", "<p>a &lt;b&gt;bold&lt;/b&gt; claim</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<!-- hidden -->", "<p>&lt;!-- hidden --&gt;</p>"),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>'),
        ("[x](JaVaScRiPt:alert(1))", '<p><a rel="noopener noreferrer">x</a></p>'),
        ("[x](data:text/html,a)", '<p><a rel="noopener noreferrer">x</a></p>'),
        (
            "[x](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener noreferrer">x</a></p>',
        ),
        ("![x](https://example.org/x.png)", "<p></p>"),
        ("a\n{: onclick=alert(1) style=color:red }", "<p>a</p>"),
        ("# Big", "Big"),
        ("## Head {: #head }", '<h2 id="head">Head</h2>'),
        ("&lt;b&gt; & <", "<p>&lt;b&gt; &amp; &lt;</p>"),
    ],
)
def test_markdown_is_words_and_harmless_marks(text, shown):
    assert to_html(text) == shown


SIGNS = "aZé中消，。：；（）…“·\u3000\xa0 019.,;()+-'\"/%$@?*_`#>[]!|~=:{}&<\\\n\t^"
WHOLE = marked._new_writer()


@given(text=st.text(alphabet=SIGNS, max_size=12))
def test_a_plain_line_is_the_paragraph_that_the_markdown_library_would_make(text):
    assert to_html(text) == marked._cleaner().clean(WHOLE.reset().convert(text))


# --- numbers and days -----------------------------------------------------------------------------


def test_equal_numbers_keep_the_places_that_each_has(birds, page):
    """Whichever of them a page has asked for first."""
    numbers = 'rows("pages.same", n=1)[0]'
    write(
        birds / "sql/4_pages/same.sql",
        "-- Same\n--\n-- Equal numbers.\n"
        "select 1 as n, 6::bigint as a, 6.0::decimal(4, 1) as b, 6.00::decimal(4, 2) as c\n",
    )
    put(birds, f"{{% set s = {numbers} %}}[{{{{ s.b | number }}}}|{{{{ s.a | number }}}}|"
        "{{ s.c | number }}|{{ s.b | number }}]")  # fmt: skip
    assert "[6.0|6|6.00|6.0]" in page("index.html")


def test_numbers_days_and_months_are_written_as_people_write_them(birds, page):
    put(
        birds, '[{{ 12345 | number }}|{{ none | number }}|{{ none | day }}|{{ "2026-03" | month }}]'
    )
    assert "\n[12,345|–||March 2026]\n<p>" in page("index.html")
