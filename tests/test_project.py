"""A description that cannot be followed safely is refused before anything else is read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import problems_of
from folders import describe, write

FILE = "datasets/datapackage.json"
ROOT = Path(__file__).parents[1]

Change = Callable[[dict[str, Any]], object]
Said = Callable[..., list[str]]


@pytest.fixture
def said(run: Callable[..., Any]) -> Said:
    """What `check` says of a project that is not in order; a build must say the same."""

    def check(*options: str) -> list[str]:
        answer = run("check", *options)
        assert answer.code == 2 and answer.out == ""
        assert run("build", *options) == answer
        return problems_of(answer.err)

    return check


@pytest.fixture
def said_of_counts(birds: Path, said: Said) -> Callable[[Change], list[str]]:
    """What is said once the description of counts has been changed."""

    def check(change: Change, *options: str) -> list[str]:
        describe(birds, lambda descriptor: change(descriptor["resources"][1]))
        return said(*options)

    return check


# --- the file itself ------------------------------------------------------------------------------


def test_a_folder_without_a_description_is_not_a_project(birds, said):
    (birds / FILE).unlink()
    assert said() == [
        f"{FILE}: There is no description of the data here. "
        "Write datasets/datapackage.json, or name another folder with --project."
    ]
    assert said("--lang", "zh") == [
        f"{FILE}: 这里没有数据说明文件。"
        "请编写 datasets/datapackage.json，或用 --project 指定其他文件夹。"
    ]


def test_a_folder_that_does_not_exist_is_not_a_project(tmp_path, run):
    assert run("check", "--project", tmp_path / "nowhere") == (
        2,
        "",
        f"{FILE}: There is no description of the data here. "
        "Write datasets/datapackage.json, or name another folder with --project.\n"
        "Not published: 1 error in 1 file.\n",
    )


def test_a_comma_too_many_is_refused_with_its_line(birds, said):
    write(birds / FILE, '{\n  "name": "birds",\n}\n')
    assert said() == [
        f"{FILE}:3:1: The description is not valid JSON: "
        "Expecting property name enclosed in double quotes. Correct it here, or just before."
    ]
    assert said("--lang", "zh") == [
        f"{FILE}:3:1: 数据说明文件不是有效的 JSON：此处应为双引号中的键。请改正此处或此处之前。"
    ]


def test_a_key_written_twice_is_refused_by_name(birds, said):
    write(birds / FILE, '{"resources": [{"name": "sites", "path": "a.csv", "path": "b.csv"}]}')
    assert said() == [
        f'{FILE}: The key "path" is written twice in one object, so one of the two would be lost. '
        "Remove or rename one."
    ]


def test_a_description_in_gb18030_is_refused(birds, said):
    write(birds / FILE, '{"title": "骨"}'.encode("gb18030"))
    assert said() == [
        f"{FILE}: The description is not UTF-8; found the byte 0xB9. Save the file as UTF-8."
    ]


def test_brackets_without_end_are_refused(birds, said):
    write(birds / FILE, "[" * 100_000)
    assert said() == [
        f"{FILE}: The description is nested too deeply to be read. "
        "Take the innermost lists and objects out."
    ]


def test_a_description_of_a_megabyte_is_refused(birds, said):
    write(birds / FILE, "{" + " " * 1_000_000 + "}")
    assert said() == [
        f"{FILE}: The description has 1,000,002 bytes; the limit is 1,000,000. Keep rows out of it."
    ]


@pytest.mark.parametrize("text", ["{}", "[]", "7", '{"resources": []}', '{"resources": {}}'])
def test_a_description_without_resources_is_refused(birds, said, text):
    write(birds / FILE, text)
    assert said() == [
        f'{FILE}: The description lists no resources. Give it a list "resources" '
        "with one entry per CSV file."
    ]


# --- where the files are --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "https://example.org/counts.csv", "//example.org/counts.csv", "/etc/counts.csv",
        "../counts.csv", "codes/../../counts.csv", "C:counts.csv", "codes\\counts.csv",
        "counts.txt",
    ],
)  # fmt: skip
def test_a_path_that_is_not_a_csv_inside_datasets_is_refused(said_of_counts, path):
    assert said_of_counts(lambda counts: counts.update(path=path)) == [
        f'{FILE}: The path of "counts" must be a CSV file inside datasets/; found "{path}". '
        'Web addresses, absolute paths and ".." are not followed. Put the file there, and write '
        "its name."
    ]


def test_a_list_of_paths_and_no_path_are_refused(birds, said_of_counts):
    def tail(found: str) -> list[str]:
        return [
            f'{FILE}: The path of "counts" must be a CSV file inside datasets/; found {found}. '
            'Web addresses, absolute paths and ".." are not followed. Put the file there, and '
            "write its name."
        ]

    assert said_of_counts(lambda counts: counts.update(path=["a.csv"])) == tail('"a.csv"')
    assert said_of_counts(lambda counts: counts.pop("path")) == tail("(empty)")


def test_a_path_that_leads_out_is_refused_in_chinese(birds, said):
    describe(birds, lambda d: d["resources"][1].update(path="../counts.csv"))
    assert said("--lang", "zh") == [
        f"{FILE}: “counts”的路径必须是 datasets/ 内的 CSV 文件；现为“../counts.csv”。"
        "不接受网址、绝对路径和“..”。请把文件放在其中，并写明文件名。"
    ]


@pytest.mark.parametrize(
    "link",
    [
        "datasets/counts.csv", "datasets/datapackage.json", "site_templates/_layout.html",
        "site_templates/assets/style.css", "sql/2_tables/birds_by_site.sql", "datasets", "sql",
    ],
)  # fmt: skip
def test_a_symbolic_link_among_the_sources_is_refused(birds, tmp_path, said, link):
    (birds / link).rename(tmp_path / "elsewhere")
    (birds / link).symlink_to(tmp_path / "elsewhere")
    assert said() == [
        f"{link}: This is a symbolic link, which is never followed. Put the file itself here."
    ]
    assert said("--lang", "zh") == [f"{link}: 这是符号链接，不予采用。请放置文件本身。"]


def test_a_missing_file_is_a_matter_of_data(birds, run):
    (birds / "datasets/counts.csv").unlink()
    assert run("check") == (
        1,
        "",
        'datasets/counts.csv: The file of "counts" is missing. '
        "Put it back, or remove the resource from datapackage.json.\n"
        "Not published: 1 error in 1 file.\n",
    )


def test_all_missing_files_are_named_at_once(birds, run):
    for path in (birds / "datasets").glob("*.csv"):
        path.unlink()
    answer = run("check", "--lang", "zh")
    assert (answer.code, answer.err) == (
        1,
        "datasets/sites.csv: 缺少“sites”的数据文件。"
        "请放回该文件，或从 datapackage.json 中删去该资源。\n"
        "datasets/counts.csv: 缺少“counts”的数据文件。"
        "请放回该文件，或从 datapackage.json 中删去该资源。\n"
        "未发布：2 个文件中有 2 处错误。\n"
        "  datasets/sites.csv：1 处错误（缺少文件）\n"
        "  datasets/counts.csv：1 处错误（缺少文件）\n",
    )


# --- how the files are read -----------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", None])
def test_an_encoding_that_is_not_pinned_to_utf_8_is_refused(said_of_counts, encoding):
    found = f'"{encoding}"' if encoding else "(empty)"
    assert said_of_counts(lambda counts: counts.update(encoding=encoding)) == [
        f'{FILE}: The encoding of "counts" must be written as "utf-8"; found {found}. '
        'Write "encoding": "utf-8".'
    ]


def test_an_encoding_left_out_is_refused(said_of_counts):
    assert said_of_counts(lambda counts: counts.pop("encoding")) == [
        f'{FILE}: The encoding of "counts" must be written as "utf-8"; found (empty). '
        'Write "encoding": "utf-8".'
    ]


@pytest.mark.parametrize("form", ["CSV", "xlsx", "json", None])
def test_a_format_other_than_csv_is_refused(said_of_counts, form):
    found = f'"{form}"' if form else "(empty)"
    assert said_of_counts(lambda counts: counts.update(format=form)) == [
        f'{FILE}: The format of "counts" must be "csv"; found {found}. Write "format": "csv".'
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("delimiter", ";"), ("quoteChar", "'"), ("header", False), ("commentChar", "2"),
        ("commentRows", [2]), ("headerRows", [1, 2]), ("skipBlankRows", True), ("csv", {}),
    ],
)  # fmt: skip
def test_a_dialect_by_which_rows_could_vanish_is_refused(said_of_counts, key, value):
    assert said_of_counts(lambda counts: counts.update(dialect={key: value})) == [
        f'{FILE}: The dialect of "counts" sets "{key}" to {json.dumps(value)}. '
        "Only plain comma-separated files with a header line are read. Remove it."
    ]


def test_a_description_cannot_make_the_check_fetch_anything(birds, run):
    """A profile or scheme of the description would lead frictionless to the network."""
    host = "http://192.0.2.1/profile.json"

    def change(descriptor: dict[str, Any]) -> None:
        descriptor["profile"] = descriptor["$schema"] = host
        for resource in descriptor["resources"]:
            resource |= {"profile": host, "scheme": "http", "compression": "gz", "$schema": host}
            resource["schema"] |= {"profile": host, "$schema": host}

    describe(birds, change)
    assert run("check") == (0, "2 files checked; no problems.\n", "")


# --- names, types, words --------------------------------------------------------------------------


def test_a_name_that_cannot_be_a_table_is_refused_by_its_number(said_of_counts):
    assert said_of_counts(lambda counts: counts.update(name="My counts")) == [
        f"{FILE}: Resource number 2 has no usable name. "
        "Use lower-case letters, digits and underscores."
    ]


def test_a_resource_that_is_only_a_word_is_refused(birds, said):
    describe(birds, lambda descriptor: descriptor["resources"].append("counts"))
    assert said("--lang", "zh") == [
        f"{FILE}: 第 3 个资源没有可用的名称。请使用小写字母、数字和下划线，以字母开头。"
    ]


def test_two_resources_of_one_name_are_refused(said_of_counts):
    assert said_of_counts(lambda counts: counts.update(name="sites")) == [
        f'{FILE}: Two resources are named "sites". Rename one.'
    ]


@pytest.mark.parametrize("schema", [None, "schema.json", {}, {"fields": []}, {"fields": ["a"]}])
def test_a_resource_without_fields_is_refused(said_of_counts, schema):
    assert said_of_counts(lambda counts: counts.update(schema=schema)) == [
        f'{FILE}: The resource "counts" has no schema with a list of fields. Describe each column.'
    ]


@pytest.mark.parametrize("name", ["Bird", "bird name", "_line", "2nd", "鸟", ""])
def test_a_field_name_that_cannot_be_a_column_is_refused(said_of_counts, name):
    assert said_of_counts(lambda counts: counts["schema"]["fields"][3].update(name=name)) == [
        f'{FILE}: The field {name} of "counts" has no usable name. '
        "Use lower-case letters, digits and underscores."
    ]


def test_a_field_may_not_have_the_name_of_the_number_of_its_row(said_of_counts):
    assert said_of_counts(lambda counts: counts["schema"]["fields"][3].update(name="rowid")) == [
        f'{FILE}: A column of "counts" is named rowid, a name that is taken. Rename it: DuckDB '
        "numbers rows as rowid, and the notice of a demonstration stands in demo."
    ]


@pytest.mark.parametrize("kind", ["text", "Integer", ["integer"], None])
def test_an_unknown_type_is_refused(said_of_counts, kind):
    found = {"text": '"text"', "Integer": '"Integer"', None: "(empty)"}
    shown = '"integer"' if isinstance(kind, list) else found[kind]
    assert said_of_counts(lambda counts: counts["schema"]["fields"][3].update(type=kind)) == [
        f'{FILE}: The field bird of "counts" has the unknown type {shown}. '
        "Use a Table Schema type such as string, integer or date."
    ]


def test_an_unknown_privacy_is_refused(birds, said):
    describe(birds, lambda d: d["resources"][0]["schema"]["fields"][2].update(privacy="secret"))
    assert said() == [
        f'{FILE}: The privacy of keeper in "sites" must be open, masked or closed; found "secret". '
        "Choose one of the three."
    ]
    assert said("--lang", "zh") == [
        f"{FILE}: “sites”中 keeper 的隐私级别必须为 open、masked 或 closed；现为“secret”。"
        "请从三者中选定一个。"
    ]


def test_a_title_that_is_not_text_is_refused(birds, said):
    def change(descriptor: dict[str, Any]) -> None:
        descriptor["homepage"] = 7
        descriptor["resources"][1]["title_en"] = ["Counts"]
        descriptor["resources"][1]["schema"]["fields"][4]["unit"] = 1

    describe(birds, change)
    mend = "Write it in quotation marks."
    assert said() == [
        f'{FILE}: "counts.title_en" must be plain text; found ["Counts"]. {mend}',
        f'{FILE}: "counts.birds.unit" must be plain text; found 1. {mend}',
        f'{FILE}: "homepage" must be plain text; found 7. {mend}',
    ]


def test_a_demonstration_notice_that_is_not_per_language_is_refused(birds, said):
    describe(birds, lambda descriptor: descriptor.update(demo="Invented."))
    assert said() == [
        f'{FILE}: "demo" must hold a sentence for each language; found "Invented.". '
        'Write it as {"en": "Invented rows."}.'
    ]


@pytest.mark.parametrize("tags", ["en", [], ["e"], [7], ["../en"], ["en-GB", "en-US"]])
def test_languages_that_are_no_list_of_different_tags_are_refused(birds, said, tags):
    describe(birds, lambda descriptor: descriptor.update(languages=tags))
    assert said() == [
        f'{FILE}: "languages" must be a list of different languages; '
        f'found {json.dumps(tags)}. Write tags, such as ["zh-Hans", "en"].'
    ]


# --- keys and constraints -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        {"fields": ["site_id"], "reference": {"resource": "sea", "fields": ["site_id"]}},
        {"fields": ["nope"], "reference": {"resource": "sites", "fields": ["site_id"]}},
        {"fields": ["site_id"], "reference": {"resource": "sites", "fields": ["nope"]}},
        {"fields": ["site_id"], "reference": {"resource": "sites", "fields": []}},
        {"fields": ["site_id"], "reference": {"fields": ["site_id"]}},
        {"fields": ["site_id"]},
        "site_id",
    ],
)
def test_a_foreign_key_that_leads_nowhere_is_refused(said_of_counts, key):
    assert said_of_counts(lambda counts: counts["schema"].update(foreignKeys=[key])) == [
        f'{FILE}: The foreign key {json.dumps(key)} of "counts" '
        "does not name fields of this and of another resource. "
        "Name as many fields here as there, each by its name."
    ]


def test_a_bound_of_a_later_standard_is_refused_rather_than_passed_over(said_of_counts):
    def change(counts: dict[str, Any]) -> None:
        counts["schema"]["fields"][4]["constraints"] = {"exclusiveMinimum": 1}

    assert said_of_counts(change) == [
        f'{FILE}: The constraint "exclusiveMinimum" of birds in "counts" belongs to version 2 of '
        "Table Schema; descriptions are read by version 1. Use minimum or maximum in its place."
    ]


@pytest.mark.parametrize(
    ("constraints", "found"),
    [
        (
            {"pattern": "["},
            'The pattern "[" of bird in "counts" is not a regular expression: '
            "unterminated character set. Correct the pattern.",
        ),
        (
            {"petrol": 5},
            'A field of the type string cannot have the constraint "petrol", as bird of "counts" '
            "has. Remove the constraint, or choose another type.",
        ),
        (
            {"minLength": 1, "minimum": 1},
            'A field of the type string cannot have the constraint "minimum", as bird of "counts" '
            "has. Remove the constraint, or choose another type.",
        ),
        (
            {"minLength": "two"},
            'The description of bird in "counts" does not follow the Table Schema standard: '
            "'two' is not of type 'integer' at property 'constraints/minLength'. Correct it.",
        ),
    ],
)
def test_a_constraint_that_cannot_be_checked_is_refused(said_of_counts, constraints, found):
    def change(counts: dict[str, Any]) -> None:
        counts["schema"]["fields"][3]["constraints"] = constraints

    assert said_of_counts(change) == [f"{FILE}: {found}"]


@pytest.mark.parametrize("key", ["nope", ["nope"], ["count_id", "nope"], 7])
def test_a_primary_key_that_no_field_bears_is_refused(said_of_counts, key):
    shown = ", ".join(f'"{name}"' for name in (key if isinstance(key, list) else [key]))
    assert said_of_counts(lambda counts: counts["schema"].update(primaryKey=key)) == [
        f'{FILE}: The primary key {shown} of "counts" does not name its fields. '
        "Name fields of this resource."
    ]


def test_two_fields_of_one_name_are_refused(said_of_counts):
    assert said_of_counts(lambda counts: counts["schema"]["fields"][3].update(name="birds")) == [
        f'{FILE}: Two fields of "counts" are named birds. Rename one.'
    ]


# --- as a program ---------------------------------------------------------------------------------


def ask(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_program_ends_with_2_and_no_traceback_for_a_wrong_description(birds):
    write(birds / FILE, "{")
    done = ask("build", "--project", birds)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"{FILE}:1:2: The description is not valid JSON: "
        "Expecting property name enclosed in double quotes. Correct it here, or just before.\n"
        "Not published: 1 error in 1 file.\n",
    )
    assert not (birds / "site").exists()


def test_the_program_ends_with_1_and_no_traceback_for_a_wrong_row(birds):
    write(birds / "datasets/sites.csv", "site_id,site_name,keeper\nnorth,,\nreeds,R,\n")
    done = ask("check", "--project", birds, "--lang", "zh")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "datasets/sites.csv:2:2: site_name 为必填项，但单元格为空。请填写。\n"
        "未发布：1 个文件中有 1 处错误。\n",
    )


def test_the_program_ends_with_0_when_it_has_published(birds):
    done = ask("build", "--project", birds, "--as-of", "2026-03-09")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Published 6 pages (55 files) in ")
    assert f" s. Look at {birds}/site/index.html\nRelease 2026-03-09 is version" in done.stdout


@pytest.mark.parametrize(
    "words",
    [["burn"], ["check", "--form", "xml"], ["build", "--as-of", "yesterday"], ["check", "more"]],
)
def test_the_program_ends_with_2_for_words_it_does_not_know(birds, words):
    done = ask(*words) if words == ["burn"] else ask(*words, "--project", birds)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
