"""What was exported → data/datapackage.json, the one description of the published files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.descriptor import DESCRIPTOR, listed
from pipeline.project import Project
from pipeline.put import put_json

Claim = Callable[[str, str], Path]
Description = dict[str, Any]

PACKAGE_KEYS = ("name", "version", "homepage", "licenses", "contributors", "keywords", "demo")


def declare(
    project: Project, as_of: date, described: list[Description], version: str, claim: Claim
) -> None:
    """Write data/datapackage.json: every published file, its columns, its size and its hash."""
    descriptor = project.descriptor
    package = {key: descriptor[key] for key in PACKAGE_KEYS if key in descriptor}
    package |= {"version": version}
    package |= _translated(project.words(descriptor, "title"), "title")
    package |= _translated(project.words(descriptor, "description"), "description")
    package |= {k: v for k, v in descriptor.items() if k.partition("_")[0] == "conditions"}
    package |= {"as_of": as_of.isoformat(), "languages": [lang.tag for lang in project.languages]}
    published = {
        d["name"]: {c["name"] for c in d["columns"]} for d in described if d["schema"] == "public"
    }
    package["resources"] = [_resource(project, d, published) for d in described]
    put_json(package, claim("data/datapackage.json", DESCRIPTOR))


def _resource(
    project: Project, described: Description, published: dict[str, set[str]]
) -> dict[str, Any]:
    files = {f["format"]: f for f in described["files"]}
    main = files["csv"]
    schema: dict[str, Any] = {
        "fields": [_field(c) for c in described["columns"]],
        "primaryKey": described["key"],
        "missingValues": [""],
    }
    if keys := _foreign_keys(project, described, published):
        schema["foreignKeys"] = keys
    return {
        "name": described["name"],
        "path": f"{described['name']}.csv",
        **_translated(described["title"], "title"),
        **_translated(described["about"], "description"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
        },
        "bytes": main["bytes"],
        "hash": f"sha256:{main['sha256']}",
        "rows": described["row_count"],
        "floor": described["floor"],
        "alternatives": [
            {"path": Path(f["url"]).name, "bytes": f["bytes"], "hash": f"sha256:{f['sha256']}"}
            for name, f in files.items()
            if name != "csv"
        ],
        "schema": schema,
    }


def _field(column: dict[str, Any]) -> dict[str, Any]:
    units = _translated(column["unit"], "unit")
    return {
        "name": column["name"],
        "type": column["type"],
        **_translated(column["title"], "title"),
        **_translated(column["description"], "description"),
        **{key: value for key, value in units.items() if value},
        **({"computed": True} if column.get("is_computed") else {}),
    }


def _translated(words: dict[str, str], key: str) -> dict[str, str]:
    """`{"zh": a, "en": b}` → `{"title": a, "title_en": b}`: the first has the plain key."""
    pairs = enumerate(words.items())
    return {key if i == 0 else f"{key}_{lang}": text for i, (lang, text) in pairs}


def _foreign_keys(
    project: Project, described: Description, published: dict[str, set[str]]
) -> list[dict[str, Any]]:
    """The input's references that still hold between what is published."""
    resource = next((r for r in project.resources if r.name == described["name"]), None)
    if resource is None or described["schema"] != "public":
        return []
    return [
        key
        for key in resource.descriptor["schema"].get("foreignKeys", [])
        if set(listed(key["fields"])) <= published[described["name"]]
        and set(listed(key["reference"]["fields"]))
        <= published.get(key["reference"]["resource"] or described["name"], set())
    ]
