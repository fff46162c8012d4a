"""The register of cases/broken_register.toml through the command line: every claim, at its line.

Each of its families is the clean records of cases/claims.toml with the least change that breaks a
claim, as a CSV file. One check finds them all; what it says is asserted whole, in both languages.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from answers import parted
from folders import edit, write
from site_fixture import ROOT
from stdnum.cn import uscc

CASES = Path(__file__).parent / "cases"
CLEAN = tomllib.loads((CASES / "claims.toml").read_text("utf-8"))["clean"]
FAMILIES = tomllib.loads((CASES / "broken_register.toml").read_text("utf-8"))["family"]
CLAIMS = {path.stem for path in (ROOT / "pipeline" / "sql" / "3_claims").glob("*.sql")}
# These find mistakes in SQL, or compare with a last publication, which no row can make.
OF_SQL = {
    "outcome_counts_add_up_in_every_table", "public_rows_have_public_parents",
    "the_steps_to_rectification_add_up", "no_small_count_of_reports_is_published",
    "no_small_count_of_reports_shows_by_subtraction",
}  # fmt: skip
GB_11714 = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(number: int) -> str:
    """A valid code, its organisation part with its own check character."""
    part = f"{number:08}"
    check = (11 - sum(int(c) * w for c, w in zip(part, GB_11714, strict=True)) % 11) % 11
    code = f"91310118{part}{'X' if check == 10 else check}"
    return code + str(uscc.calc_check_digit(code))


def family(number: int, changes: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Its rows by dataset; ids, names and numbers are its own, and a change counts last."""
    own = {
        "notice_id": f"N-{number}", "exposure_id": f"E-{number}", "item_id": f"R-{number}",
        "penalty_id": f"P-{number}", "case_id": f"C-{number}", "nil_return_id": f"Z-{number}",
        "inspection_return_id": f"J-{number}", "report_return_id": f"B-{number}",
        "unit_name": f"示例第{number}面馆", "party_name": f"示例第{number}面馆",
        "publisher": f"示例第{number}局", "uscc": credit_code(number),
        "doc_no": f"示消行罚决字〔2026〕第{number:04}号",
    }  # fmt: skip
    rows = {}
    for dataset, clean in CLEAN.items():
        changed = changes.get(dataset, [{}] if dataset != "nil_returns" else [])
        row = {k: own.get(k, v) if k != "doc_no" or dataset == "penalties" else v
               for k, v in clean.items()}  # fmt: skip
        rows[dataset] = [
            {**row, **change} for change in (changed if isinstance(changed, list) else [changed])
        ]
    return rows


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code lists and the SQL of the register, and these families' rows."""
    root = tmp_path_factory.mktemp("register")
    shutil.copytree(ROOT / "datasets", root / "datasets")
    shutil.copytree(ROOT / "pipeline" / "sql", root / "sql")
    package = json.loads((root / "datasets/datapackage.json").read_text("utf-8"))
    families = [family(n, f.get("rows", {})) for n, f in enumerate(FAMILIES, 1)]
    for resource in package["resources"]:
        resource.pop("expected_rows", None)
        if resource["name"] in CLEAN:
            names = [field["name"] for field in resource["schema"]["fields"]]
            rows = [row for rows in families for row in rows[resource["name"]]]
            out = io.StringIO(newline="")
            writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows({k: str(v).lower() if v is False else v for k, v in r.items()}
                             for r in rows)  # fmt: skip
            write(root / "datasets" / resource["path"], out.getvalue())
    write(root / "datasets/datapackage.json", json.dumps(package, ensure_ascii=False))
    return root


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_check_says_of_every_claim_what_breaks_it_and_where(register, run, lang):
    answer = run("check", "--project", register, "--as-of", "2026-11-23", "--lang", lang)
    expected = [line for told in FAMILIES for line in told[lang]]
    assert sorted(parted(answer.err)[0]) == sorted(expected)
    assert answer.code == 1


def test_a_mistake_in_the_sql_is_told_by_the_claims_about_it(register, run, tmp_path):
    root = Path(shutil.copytree(register, tmp_path / "register"))
    edit(root / "sql/1_public/notices.sql", "order by n.notice_id", "and n.notice_id != 'N-1'")
    levels = root / "sql/2_tables/outcomes_by_level.sql"
    edit(levels, "    c.late_items,", "    c.late_items + 1 as late_items,")
    said = run("check", "--project", root, "--as-of", "2026-11-23", "--lang", "en").err
    parents = "A public row points to a record that is not public"
    assert (
        f"datasets/exposures.csv:2:2: {parents} (notice_id: E-1 → N-1). This is a mistake in the "
        in said
    )
    sums = (
        "The outcomes do not add up to the hazard items, or the rows do not add up to the headline"
    )
    assert (
        f"/3_claims/outcome_counts_add_up_in_every_table.sql: {sums} (hazard_level_code: FG: "
        in said
    )


def test_every_claim_that_a_row_can_break_is_broken():
    assert {told["claim"] for told in FAMILIES} - {""} == CLAIMS - OF_SQL
