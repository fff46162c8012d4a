"""The documents tell the truth: the commands, options, targets and files they name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.__main__ import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/scale.md"]
COMMANDS = app.commands
OPTIONS = {o for c in COMMANDS.values() for p in c.params for o in p.opts if o.startswith("--")}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def words(document: str) -> list[str]:
    """Everything that a document sets as code, line by line."""
    text = (ROOT / document).read_text("utf-8")
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.split("\n")]
    return lines + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_is_there(document):
    named = {n for w in words(document) for n in re.findall(r"\bbaoguangtai ([a-z]+)", w)}
    assert named <= set(COMMANDS)


def test_the_readme_names_every_command():
    named = {n for w in words("README.md") for n in re.findall(r"\bbaoguangtai ([a-z]+)", w)}
    assert named == set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_option_that_a_document_names_is_there(document):
    told = [w for w in words(document) if w.startswith("--") or "baoguangtai" in w]
    named = {n for w in told for n in re.findall(r"(?<![\w-])--[a-z-]+", w)}
    assert named <= OPTIONS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_that_a_document_names_is_there(document):
    named = {n for w in words(document) for n in re.findall(r"^make ([a-z-]+)", w)}
    assert named <= TARGETS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document):
    text = (ROOT / document).read_text("utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    folders = ("datasets/", "pipeline/", "site_templates/", "tests/", "benchmarks/", ".github/")
    named = [w for w in words(document) if w.startswith(folders) and re.fullmatch(r"[\w./-]+", w)]
    made_up = {
        "site_templates/pages/x.html",
        "site_templates/pages/x.png.svg",
        "datasets/allowances.csv",
    }
    missing = [n for n in {*linked, *named} - made_up if not (ROOT / n).exists()]
    assert missing == []
