"""The same rules in pandera on polars: prints how many failure cases it finds.

Keys across files are not pandera's business and are compared by polars. It does not look at the
form of a file, nor at a cell before polars has parsed it, so it proves less; and where polars
cannot read a cell, there is no list of what is wrong.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl

TYPES = {"integer": pl.Int64, "number": pl.Float64, "date": pl.Date, "boolean": pl.Boolean}


def column(field: dict[str, Any]) -> pa.Column:
    """A field's rules as pandera's checks."""
    rules, kind = field.get("constraints", {}), TYPES.get(field.get("type", "string"), pl.String)
    checks = []
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(f"^(?:{rules['pattern']})$"))
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"]))
    if "minLength" in rules or "maxLength" in rules:
        checks.append(pa.Check.str_length(rules.get("minLength"), rules.get("maxLength")))
    if field.get("format") == "uri":
        checks.append(pa.Check.str_matches(r"^https?://[^\s/]"))
    for name, check in (("minimum", pa.Check.ge), ("maximum", pa.Check.le)):
        if name in rules:
            bound = rules[name]
            checks.append(check(date.fromisoformat(bound) if kind == pl.Date else bound))
    is_unique = bool(rules.get("unique"))
    return pa.Column(kind, checks, nullable=not rules.get("required"), unique=is_unique)


def main(folder: Path) -> int:
    """Count what is wrong in every file, and in the keys between them."""
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    frames, found = {}, 0
    for resource in described:
        fields = resource["schema"]["fields"]
        kinds = {f["name"]: TYPES.get(f.get("type", "string"), pl.String) for f in fields}
        frame = pl.read_csv(folder / resource["path"], schema=kinds)
        frames[resource["name"]] = frame
        schema = pa.DataFrameSchema({f["name"]: column(f) for f in fields})
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            found += len(errors.failure_cases)
    for resource in described:
        for key in resource["schema"].get("foreignKeys", []):
            target = frames[key["reference"]["resource"]]
            here, there = key["fields"], key["reference"]["fields"]
            joined = frames[resource["name"]].join(target, left_on=here, right_on=there, how="anti")
            found += joined.height
    return found


print(main(Path(sys.argv[1]) / "datasets"))
