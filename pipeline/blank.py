"""A dataset's description → an empty Excel form, which imports back as it is filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from pipeline.codelist import CodeList, code_lists
from pipeline.problem import CONFIGURATION, Problem, Refused, sentence
from pipeline.project import Project, Resource
from pipeline.sheet import plain
from pipeline.table import by_title
from pipeline.workbook import OPTIONS

ROWS = 5_000  # rows that have drop-downs
UNTITLED = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET, LONGEST_NOTE, LONGEST_LIST = 31, 255, 255
CREATED = datetime(2000, 1, 1)  # the same form has the same bytes
FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "number": "General", "string": "@"}
BOUNDS = {"date": date(1900, 1, 1), "integer": -(10**15), "number": -(10**15)}


@dataclass(frozen=True)
class _Form:
    project: Project
    resource: Resource
    lists: dict[str, CodeList]
    lang: str

    def say(self, kind: str, **values: object) -> str:
        return sentence(kind, self.lang, **values)


def blank(project: Project, dataset: str, out: Path) -> None:
    """Write the form; raises Refused (configuration) for an unknown dataset or an existing file."""
    resource = next((r for r in project.resources if r.name == dataset), None)
    if resource is None:
        names = [r.name for r in project.resources]
        values = {"found": dataset, "names": names}
        raise Refused([Problem(out.name, "import-dataset-unknown", values)], CONFIGURATION)
    if out.exists():
        raise Refused([Problem(str(out), "template-exists")], CONFIGURATION)
    form = _Form(project, resource, code_lists(project, resource), project.languages[0].key)
    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": CREATED})
        title = project.words(resource.descriptor, "title")[form.lang] or resource.name
        rows = book.add_worksheet(UNTITLED.sub(" ", title)[:LONGEST_SHEET].strip())
        codes = book.add_worksheet(form.say("template-codes")) if form.lists else None
        ranges = _write_codes(book, codes, form)
        _write_headings(book, rows, form, ranges)
    out.write_bytes(content.getvalue())


def _write_codes(book: Any, sheet: Any, form: _Form) -> dict[str, str]:
    """Each list in two columns, code and title; the range of titles for each list."""
    ranges: dict[str, str] = {}
    if sheet is None:
        return ranges
    strong, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    resources = {r.name: r for r in form.project.resources}
    sheet.freeze_panes(2, 0)
    for position, codes in enumerate({c.name: c for c in form.lists.values()}.values()):
        left = 3 * position
        title = form.project.words(resources[codes.name].descriptor, "title")[form.lang]
        sheet.write_string(0, left, title or codes.name, strong)
        sheet.write_string(1, left, form.say("template-code"), strong)
        sheet.write_string(1, left + 1, form.say("template-title"), strong)
        for row, code in enumerate(codes.titles, 2):
            sheet.write_string(row, left, code, text)
            sheet.write_string(row, left + 1, codes.label(code), text)
        sheet.set_column(left, left, 18)
        sheet.set_column(left + 1, left + 1, 40)
        column, last = xl_col_to_name(left + 1, col_abs=True), len(codes.titles) + 2
        ranges[codes.name] = f"='{sheet.get_name()}'!{column}$3:{column}${last}"
    return ranges


def _write_headings(book: Any, sheet: Any, form: _Form, ranges: dict[str, str]) -> None:
    """Row 1 in the first language; row 2, if there is a second, in that; then rows to fill."""
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    small = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
    top = 2 if len(form.project.languages) > 1 else 1
    sheet.freeze_panes(top, 1)
    titles_of_two = {t for t, names in by_title(form.project, form.resource).items() if names[1:]}
    for column, field in enumerate(form.resource.fields):
        titles = list(form.project.words(field, "title").values())
        required = field.get("constraints", {}).get("required")
        mark = form.say("template-required") if required else ""
        below = f"\n{field['name']}" if any(plain(t) in titles_of_two for t in titles) else ""
        sheet.write_string(0, column, (titles[0] or field["name"]) + mark + below, strong)
        if top == 2:
            sheet.write_string(1, column, (titles[1] or field["name"]) + below, small)
        sheet.write_comment(0, column, _note(form, field), {"x_scale": 2, "y_scale": 1.5})
        kind = "string" if field["name"] in form.lists else field.get("type", "any")
        shape = book.add_format({"num_format": FORMATS.get(kind, "@")})
        sheet.set_column(column, column, _width(field, titles[0] + mark), shape)
        rule = _rule(form, field, ranges)
        if rule:
            sheet.data_validation(top, column, ROWS + top, column, rule)


def _note(form: _Form, field: dict[str, Any]) -> str:
    """What the column holds, how it is written, whether it must be filled in."""
    kind = "code" if field["name"] in form.lists else field.get("type", "any")
    known = ("code", "boolean", "date", "integer", "number")
    constraints = field.get("constraints", {})
    limits = [
        form.say(f"template-{name}", limit=constraints[name])
        for name in ("minimum", "maximum", "maxLength", "pattern")
        if name in constraints and kind != "code"
    ]
    unit = form.project.words(field, "unit")[form.lang]
    lines = [
        form.project.words(field, "description")[form.lang],
        form.say(f"template-type-{kind}" if kind in known else "template-type-text"),
        form.say("template-unit", unit=unit) if unit else "",
        *limits,
        form.say("template-fill" if constraints.get("required") else "template-leave"),
    ]
    return "\n".join(line for line in lines if line)


def _rule(form: _Form, field: dict[str, Any], ranges: dict[str, str]) -> dict[str, Any] | None:
    """The drop-down or the test of a column; it warns, since the import is what decides."""
    note = _note(form, field)
    shared = {
        "error_type": "warning",
        "input_message": note if len(note) <= LONGEST_NOTE else note[: LONGEST_NOTE - 1] + "…",
    }
    kind, constraints = field.get("type", "any"), field.get("constraints", {})
    if field["name"] in form.lists:
        return {"validate": "list", "source": ranges[form.lists[field["name"]].name], **shared}
    choices = list(map(str, constraints.get("enum", ())))
    if kind == "boolean":
        choices = [form.say("template-yes"), form.say("template-no")]
    if choices and len(",".join(choices)) <= LONGEST_LIST:
        return {"validate": "list", "source": choices, **shared}
    if kind in BOUNDS:
        test = "decimal" if kind == "number" else kind
        return {"validate": test, "criteria": ">=", "value": BOUNDS[kind], **shared}
    return {"validate": "any", **shared}


def _width(field: dict[str, Any], heading: str) -> int:
    """Characters: enough for the heading, more where long text is to be expected."""
    wide = 2 + sum(1 + (ord(c) > 0x2E7F) for c in heading)
    long = field.get("type") == "string" and field.get("constraints", {}).get("maxLength", 0) > 100
    return max(min(wide, 30), 40 if long else 14)
