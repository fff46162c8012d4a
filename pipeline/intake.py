"""Sheets → the records meant for a dataset: which sheet, which row of headings, which rows."""

from __future__ import annotations

import re
from itertools import islice

from pipeline.problem import CONFIGURATION, DATA, Problem, Refused
from pipeline.project import Project, Resource
from pipeline.remark import is_shifted, remark
from pipeline.sheet import Sheet, Value, is_blank, letters, plain
from pipeline.table import Column, Table, by_title

SEARCHED = 40  # rows with content among which the headings are looked for
FEWEST = 2  # headings that make a row one of headings
BRACKETS = re.compile(r"[\[(【〔{〈<](.*?)[\])】〕}〉>]")
MARK = re.compile(r"[\[(](必填|选填|required|optional)[\])]|[*※]")
TOTAL = re.compile(r"(本页|本月|本年)?(合计|总计|小计|共计|累计)(:.*)?|(sub|grand)?totals?:?")
UNIT = re.compile("单位:?((人民币)?[十百千万亿]*元)")
Headings = dict[str, str]  # what a heading may say → the field it means


def take(project: Project, sheets: list[Sheet], dataset: str | None, sheet: str | None) -> Table:
    """Find the sheet, the headings and the rows that are meant for a dataset.

    Raises Refused: (configuration) for a dataset or sheet that does not exist or has to be named;
    (data) where no headings fit.
    """
    file, names = sheets[0].file, [s.name for s in sheets]
    resources = [r for r in project.resources if dataset in (None, r.name)]
    if not resources:
        raise _unclear(file, "import-dataset-unknown", [r.name for r in project.resources], dataset)
    if sheet is not None and sheet not in names:
        raise _unclear(file, "import-sheet-unknown", names, sheet)
    chosen = [s for s in sheets if s.name == sheet or (sheet is None and not s.hidden)]
    headings = {r.name: _headings(project, r) for r in resources}
    best = _fitting(chosen, resources, headings)
    if not best:
        behind = [] if sheet else [s for s in sheets if s.hidden]
        if hidden := list(_fitting(behind, resources, headings)):
            raise _unclear(file, "import-hidden", hidden)
        fields = list(headings)
        raise Refused([Problem(file, "import-no-headings", {"names": fields})], DATA)
    table = _choose(file, best)
    _match_columns(table, headings[table.resource.name])
    _sort_rows(table, headings[table.resource.name])
    remark(table)
    return table


def _unclear(file: str, kind: str, names: list[str], found: object = "") -> Refused:
    values = {"found": found, "names": names}
    return Refused([Problem(file, kind, values)], CONFIGURATION)


def _headings(project: Project, resource: Resource) -> Headings:
    """Every way to head a column: names and titles, but no title that two fields share."""
    titles = by_title(project, resource).items()
    found = {title: names[0] for title, names in titles if not names[1:]}
    return found | {f["name"]: f["name"] for f in resource.fields}


def _meant(value: Value, headings: Headings) -> str | None:
    """The field that a heading means: as it stands, without marks, without brackets, by line.

    The last line comes first: there a form names the field, where two have the same title.
    """
    if not isinstance(value, str):
        return None
    bare = MARK.sub("", plain(value)).rstrip(":")
    texts = [plain(value), bare, BRACKETS.sub("", bare), *map(plain, value.splitlines()[::-1])]
    return next((headings[text] for text in texts if text in headings), None)


def _fields(sheet: Sheet, row: int, headings: Headings) -> dict[int, str]:
    """The fields that the cells of a row mean, by column."""
    found = {
        column: _meant(sheet.value(row, column), headings)
        for column in range(1, len(sheet.rows[row]) + 1)
    }
    return {column: name for column, name in found.items() if name}


def _fitting(
    sheets: list[Sheet], resources: list[Resource], headings: dict[str, Headings]
) -> dict[str, tuple[int, list[Table]]]:
    """For each sheet the row with most headings: how many, and the datasets that they head."""
    best: dict[str, tuple[int, list[Table]]] = {}
    for sheet in sheets:
        filled = (n for n in sorted(sheet.rows) if any(not is_blank(v) for v in sheet.rows[n]))
        for row in islice(filled, SEARCHED):
            for resource in resources:
                score = len(set(_fields(sheet, row, headings[resource.name]).values()))
                top, tables = best.get(sheet.name, (min(FEWEST, len(resource.fields)) - 1, []))
                known = any(table.resource is resource for table in tables)
                if score > top or (score == top and tables and not known):
                    kept = tables if score == top else []
                    best[sheet.name] = score, [*kept, Table(sheet, resource, row)]
    return best


def _choose(file: str, best: dict[str, tuple[int, list[Table]]]) -> Table:
    """The sheet, dataset and row whose headings fit best, unless others fit half as well."""
    top = max(score for score, _ in best.values())
    fitting = [tables for score, tables in best.values() if 2 * score >= top]
    if len(fitting) > 1:
        raise _unclear(file, "import-sheets", [tables[0].sheet.name for tables in fitting])
    if len(fitting[0]) > 1:
        raise _unclear(file, "import-datasets", [table.resource.name for table in fitting[0]])
    return fitting[0][0]


def _match_columns(table: Table, headings: Headings) -> None:
    sheet, row = table.sheet, table.heading
    above = (str(v) for n, values in sheet.rows.items() if n < row for v in values if v)
    units = [found[1] for text in above if (found := UNIT.search(plain(text)))]
    fields = _fields(sheet, row, headings)
    for position in range(1, len(sheet.rows[row]) + 1):
        heading, name = sheet.value(row, position), fields.get(position)
        if name is None and not is_blank(heading):
            table.notes.append(sheet.problem("note-column", row, position, heading=heading))
        elif name in table.columns:
            other = letters(table.position(name))
            table.problems.append(
                sheet.problem("heading-twice", row, position, field=name, other=other)
            )
        elif name is not None:
            own = BRACKETS.findall(MARK.sub("", plain(heading)))
            table.columns[name] = Column(position, next(iter([*own, *units]), ""))


def _sort_rows(table: Table, headings: Headings) -> None:
    """Tell records from totals, headings that come again, and rows without any value."""
    sheet = table.sheet
    for row in sorted(n for n in sheet.rows if n > table.heading):
        filled = [c for c, value in enumerate(sheet.rows[row], 1) if not is_blank(value)]
        if not filled:
            continue
        if TOTAL.fullmatch(plain(sheet.rows[row][filled[0] - 1])):
            table.notes.append(sheet.problem("note-total", row, filled[0]))
        elif _is_heading(table, row, headings):
            if row > table.heading + 1:  # right below it are the headings in another language
                table.notes.append(sheet.problem("note-heading", row))
        elif not {c.position for c in table.columns.values()} & set(filled):
            table.notes.append(sheet.problem("note-no-values", row, filled[0]))
        elif not is_shifted(table, row, filled[-1]):
            table.rows.append(row)
    if not table.rows and not table.problems:
        table.problems.append(sheet.problem("import-no-rows", table.heading))


def _is_heading(table: Table, row: int, headings: Headings) -> bool:
    """Whether at least half of the cells head the very columns they stand in."""
    columns = list(table.columns.items())

    def same(some: list[tuple[str, Column]]) -> int:
        values = ((name, table.sheet.value(row, column.position)) for name, column in some)
        return sum(_meant(value, headings) == name for name, value in values)

    return bool(same(columns[:3])) and 2 * same(columns) >= max(len(columns), FEWEST)
