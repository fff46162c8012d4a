"""What the pages that are made once say, gathered for other pages to use."""

from __future__ import annotations

import json

import pytest
from folders import write

LIST = """\
{% for p in rows("catalog.prose") %}
{{ [p.page, p.language, p.title, p.text] | tojson }}
{% endfor %}
"""


@pytest.fixture
def told(birds, run):
    """The rows of catalog.prose once some files are written: `told({path: text})`."""

    def tell(files: dict[str, str]) -> list[list[str | None]]:
        for path, text in files.items():
            write(birds / "site_templates" / path, text)
        write(birds / "site_templates/pages/prose.txt", LIST)
        answer = run("build")
        assert answer.code == 0, answer.err
        lines = (birds / "site/prose.txt").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line]

    return tell


def test_a_page_gives_its_title_its_prose_and_its_words_without_markup(told):
    page = (
        '{% extends "_layout.html" %}\n{% set title = _("Help") %}\n{% block main %}<h1>Help</h1>'
    )
    page += '<p>{{ _("Seen on %(day)s", day="Monday") }}</p>{{ prose("help") }}{% endblock %}\n'
    text = "Ring a **bird** & [count](https://example.org/) it.\n\n## Why\n"
    found = told({"pages/help.html": page, "content/en/help.md": text})
    assert ["help.html", "en", "Help", "Ring a bird & count it.\nWhy\nSeen on …"] in found


def test_a_title_that_is_not_written_in_the_template_is_not_known(told):
    found = {page: title for page, _, title, _ in told({})}
    assert found == {"index.html": None}


def test_a_title_may_be_a_plain_text(told):
    page = (
        '{% extends "_layout.html" %}\n{% set title = "Help" %}\n{% block main %}{% endblock %}\n'
    )
    assert ["help.html", "en", "Help", ""] in told({"pages/help.html": page})


def test_pages_of_rows_and_files_that_are_no_pages_are_left_out(told):
    assert {page for page, *_ in told({"pages/plain.txt": "x\n"})} == {"index.html"}
