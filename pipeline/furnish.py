"""What every template finds on its desk: words, rows, references, and what is the same anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from pipeline.project import Language, Project
from pipeline.refer import References, Words, read_meanings, read_pages
from pipeline.syntax import open_templates
from pipeline.template import AUDITED, BUILD, VISIBLE, Page, Templates
from pipeline.wording import Wording

Row = dict[str, Any]


@dataclass(frozen=True)
class Unanswered:
    """Stands for an answer, and says why there is none."""

    error: Exception


@dataclass(frozen=True)
class Answers:
    """What the database of a build answers to templates: rows, and what any page may refer to."""

    rows: Callable[[str, Mapping[str, Any]], list[Row]]
    pages: Callable[[str], dict[str, int]]
    meanings: Callable[[], dict[tuple[str, str], Words]]

    def answer(self, name: str, *values: Any) -> Any:
        """The answer to one of these, or why there is none: to be sent to another process."""
        try:
            return getattr(self, name)(*values)
        except Exception as error:
            return Unanswered(error)


def answers_of(con: duckdb.DuckDBPyConnection) -> Answers:
    """The answers of the database itself."""
    return Answers(partial(_rows, con), partial(read_pages, con), partial(read_meanings, con))


def furnish(
    answers: Answers,
    project: Project,
    wording: Wording,
    audited: Callable[[], object],
) -> Templates:
    """The templates of a project in one language, with all that they may ask."""
    environment = open_templates(project)
    wording.install(environment)
    references = References(answers.pages, answers.meanings)
    offered: dict[str, Callable[..., Any]] = {
        "rows": lambda table, **having: answers.rows(table, having),
        "page_no_of": references.page_no,
        "meaning_of": references.meaning,
        "prose": wording.prose,
        "size_of_asset": lambda path: _size(project.templates / "assets" / path),
    }
    for name, function in offered.items():
        environment.globals[name] = environment.desk.offer(name, function)
    environment.globals[AUDITED] = environment.desk.offer(AUDITED, audited, is_fleeting=True)
    return environment


def package_of(project: Project, language: Language) -> Row:
    """What the descriptor says of the whole, in the words of a language."""
    words = {
        key: project.words(project.descriptor, key)[language.key]
        for key in ("title", "description")
    }
    return {**project.descriptor, **words, "demo": project.descriptor.get("demo", {})}


def constants_of(project: Project, language: Language, page: Page, build: Row, package: Row) -> Row:
    """What is the same for all pages of a template in a language."""
    depth = page.pattern.count("/")
    homepage = package.get("homepage", "")
    return {
        # Where the site can be read, for what needs a whole address; empty if nobody has said.
        "base": homepage and homepage.rstrip("/") + "/",
        BUILD: build,
        "home": "../" * depth or "./",
        "lang": language.key,
        "languages": project.languages,
        "package": package,
        "prefix": language.prefix,
        "root": "../" * (depth + language.prefix.count("/")) or "./",
        "tag": language.tag,
    }


def _size(path: Path) -> int:
    """How many bytes a file has; 0 if it is not there."""
    return path.stat().st_size if path.is_file() else 0


def _rows(con: duckdb.DuckDBPyConnection, table: str, having: Mapping[str, Any]) -> list[Row]:
    """`rows("tables.x", column=value)`: the rows of a published table, in its order."""
    schema, _, name = table.partition(".")
    if schema not in VISIBLE:
        raise LookupError(f"rows() reads {', '.join(sorted(VISIBLE))}; found {table}")
    where = " and ".join(f'"{column}" = ?' for column in having)
    query = f'select * from {schema}."{name}"' + (f" where {where}" if where else "")
    cursor = con.cursor().execute(query, list(having.values()))
    names = [c[0] for c in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
