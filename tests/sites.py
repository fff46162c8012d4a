"""A miniature register of sites, in which the gate finds things."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from folders import write

from pipeline.project import Project, open_project

DAY = date(2026, 11, 23)


def sites(root: Path) -> Project:
    """A table of sites: key, person in charge, telephone, note."""
    fields = [
        {"name": name, "type": "string", "title": title}
        for name, title in (
            ("site", "场所"), ("head", "单位负责人"), ("phone", "联系电话"), ("note", "备注"),
        )
    ]  # fmt: skip
    resource = {
        "name": "sites", "path": "sites.csv", "title": "场所", "format": "csv", "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": ["site"]},
    }  # fmt: skip
    about = {
        "name": "sites", "title": "场所", "languages": ["zh-Hans", "en"], "resources": [resource],
        "homepage": "https://www.bureau.invalid/", "licenses": [{"name": "CC0-1.0"}],
        "contact": {"email": "open@bureau.invalid", "phone": "021-59720000"},
    }  # fmt: skip
    write(root / "datasets/datapackage.json", json.dumps(about, ensure_ascii=False))
    write(root / "datasets/sites.csv", "site,head,phone,note\nA,,,\n")
    return open_project(root)
