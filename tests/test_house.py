"""Rules of the house: what each room may know, and that nothing is said twice or left unsaid."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import jinja2
import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
PIPELINE = ROOT / "pipeline"
MODULES = {path.stem: path for path in sorted(PIPELINE.glob("*.py"))}
COMMAND_LINE = {"__main__", "answer", "office", "stop"}
CALLERS = ("examine", "build", *sorted(COMMAND_LINE))
GROUND = {
    "hands",
    "memory",
    "problem",
    "progress",
    "project",
    "report",
    "share",
    "sqlfile",
}  # the rooms that anyone may enter
MESSAGES, PROBLEMS, PHRASES = (
    tomllib.loads((PIPELINE / f"{name}.toml").read_text("utf-8"))
    for name in ("messages", "problems", "phrases")
)
PARTS = ["name", "says", "mend"]
TEMPLATES = ROOT / "site_templates"


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


@cache
def imports(module: str) -> set[str]:
    """The rooms of the house that a room names in its imports, also inside functions."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module == "pipeline":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            names = [name.name.split(".") for name in node.names]
            found |= {parts[1] for parts in names if parts[0] == "pipeline" and len(parts) > 1}
    return found


def verbs() -> set[str]:
    """The stages: what a check, a build and the command line call one after the other."""
    return set().union(*map(imports, CALLERS)) - GROUND - {*CALLERS}


def names_of(module: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) for every name and attribute that a module uses."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node.lineno, ast.unparse(node)


def strings_of(module: str) -> Iterator[str]:
    """Every string in a module's code; the fixed beginning of an f-string ends with an asterisk."""
    parts = {
        id(value): value.value + "*" * (node.values.index(value) == 0)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.JoinedStr)
        for value in node.values
        if isinstance(value, ast.Constant)
    }
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield parts.get(id(node), node.value)


# --- who knows whom -------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_a_stage_is_known_to_the_check_the_build_and_the_command_line_alone(module):
    if module not in CALLERS:
        assert imports(module) & verbs() == set()


@pytest.mark.parametrize("module", MODULES)
def test_only_the_command_line_knows_the_build(module):
    if module not in COMMAND_LINE:
        assert imports(module) & {"build", "serve", *COMMAND_LINE} == set()
    if module not in CALLERS:
        assert "examine" not in imports(module)


def test_no_rooms_know_each_other_in_a_circle():
    def follow(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join([*way, module])
        for other in sorted(imports(module)):
            follow(other, (*way, module))

    for module in MODULES:
        follow(module, ())


def test_every_room_is_used():
    known = set().union(*(imports(module) for module in MODULES))
    assert set(MODULES) - known == {"__init__", "__main__"}


# --- what only the command line does --------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(set(MODULES) - COMMAND_LINE))
def test_only_the_command_line_prints_exits_and_looks_around(module):
    outside = re.compile(
        r"print|input|exit|quit|sys\.(exit|argv|std\w+)|os\.(environ|getenv|getcwd|_exit)|getenv"
        r"|environ|Path\.(cwd|home)|random\.\w+|uuid\w*|secrets\.\w+|breakpoint"
        r"|(datetime\.)?(datetime|date)\.(now|today|utcnow|fromtimestamp)"
        r"|time\.(time|time_ns|localtime|gmtime|ctime|strftime)"
    )
    assert [f"{line}: {name}" for line, name in names_of(module) if outside.fullmatch(name)] == []


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"__main__", "serve"}))
def test_only_the_server_waits(module):
    assert [name for _, name in names_of(module) if re.match(r"(time|asyncio)\.sleep", name)] == []


# --- the engine knows no domain -------------------------------------------------------------------


def domain() -> set[str]:
    """The names of datasets, tables and claims that are longer than four letters."""
    descriptor = json.loads((ROOT / "datasets/datapackage.json").read_text("utf-8"))
    names = {resource["name"] for resource in descriptor["resources"]}
    for floor in ("1_public", "2_tables", "3_claims"):
        names |= {path.stem for path in (PIPELINE / "sql" / floor).glob("*.sql")}
    return {name for name in names if len(name) > 4}


# Words that a library wants to hear, and that are also a name in our domain.
OF_A_LIBRARY = {"blank": {'"criteria":'}}


@pytest.mark.parametrize("module", MODULES)
def test_no_python_file_names_a_dataset_a_table_or_a_claim(module):
    text = MODULES[module].read_text("utf-8")
    for word in OF_A_LIBRARY.get(module, ()):
        text = text.replace(word, "")
    named = re.compile(rf"\b({'|'.join(sorted(domain()))})\b")
    assert [
        f"{number}: {found}"
        for number, line in enumerate(text.split("\n"), 1)
        for found in named.findall(line)
    ] == []


# --- size -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_a_room_is_small_and_says_what_it_is_for(module):
    lines = MODULES[module].read_text("utf-8").count("\n")
    assert lines < 230
    assert ast.get_docstring(tree(module))
    functions = [n for n in ast.walk(tree(module)) if isinstance(n, ast.FunctionDef)]
    lengths = {f.name: f.end_lineno - f.lineno + 1 for f in functions if f.end_lineno}
    assert {name: length for name, length in lengths.items() if length >= 60} == {}


# --- what is said ---------------------------------------------------------------------------------


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


TEXTS = {
    **MESSAGES, **PHRASES,
    **{f"{kind} {part}": PROBLEMS[kind][part] for kind in PROBLEMS for part in PARTS},
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_every_text_is_there_in_english_and_chinese_with_the_same_places(kind):
    texts = TEXTS[kind]
    assert list(texts) == ["en", "zh"]
    assert places(texts["en"]) == places(texts["zh"])
    assert re.search(r"[\u3000-\u9fff\uff00-\uffef]", texts["zh"])


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_problem_has_a_name_and_says_what_is_wrong_and_how_to_mend_it(kind):
    assert list(PROBLEMS[kind]) == PARTS
    assert kind not in MESSAGES
    for language, stop in (("en", ".:?"), ("zh", "。：？")):
        name, says, mend = (PROBLEMS[kind][part][language] for part in PARTS)
        assert len(name) <= 40 and not places(name) and name[-1] not in stop
        # What is to be written may stand at the end, after a colon.
        assert says[-1] in stop[0] and (mend[-1] in stop or re.search(r"[a-z_}]$", mend))


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_value_is_quoted_in_the_manner_of_the_language(kind):
    for texts in PROBLEMS[kind].values():
        assert not re.search(r'["“]\{(cell|found|label|near)', "".join(texts.values()))


def test_every_sentence_is_used():
    said = {string for module in MODULES for string in strings_of(module)}
    begun = tuple(string[:-1] for string in said if re.fullmatch(r"[a-z-]+-\*", string))
    told = {**MESSAGES, **PROBLEMS}
    assert [k for k in told if k not in said and not k.startswith(begun)] == []


def test_every_sentence_that_is_used_is_there():
    """Whatever is passed on as the kind of a problem: second to these, or first to those."""
    position = {"Problem": 1, "misconfigured": 1, "sentence": 0, "mistake": 0, "at": 0}
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = position.get(node.func.id, len(node.args))
            kind = node.args[place] if place < len(node.args) else None
            if isinstance(kind, ast.Constant):
                is_note = kind.value.startswith(("note-", "tidy-"))
                there = MESSAGES if node.func.id == "sentence" else PROBLEMS
                assert kind.value in there or (is_note and kind.value in MESSAGES), (
                    f"{module}:{node.lineno}"
                )


# --- what the pages say ---------------------------------------------------------------------------


def interface_words() -> dict[str, str]:
    """Every word of the interface that stands in a template → the first place where it stands."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found: dict[str, str] = {}
    for name in environment.list_templates(["html", "xml", "svg", "json", "ics", "txt"]):
        text = (TEMPLATES / name).read_text("utf-8")
        for line, _, message in environment.extract_translations(text):
            words = message[0] if isinstance(message, tuple) else message
            if words:
                found.setdefault(str(words), f"{name}:{line}")
    return found


def test_every_interface_word_has_an_english_translation_and_none_is_unused():
    with (TEMPLATES / "locales/en/messages.po").open("rb") as file:
        catalog = read_po(file, locale="en", abort_invalid=True)
    translated = {
        m.id[0] if isinstance(m.id, tuple) else m.id: m
        for m in catalog
        if m.id and not m.fuzzy and m.string
    }
    words = interface_words()
    assert {word: place for word, place in words.items() if word not in translated} == {}
    assert set(translated) - set(words) == set()
    assert list(catalog.obsolete) == []


def test_a_translation_has_the_places_of_what_it_translates():
    with (TEMPLATES / "locales/en/messages.po").open("rb") as file:
        for message in read_po(file, locale="en"):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id:
                wanted = {frozenset(re.findall(r"%\(\w+\)s", text)) for text in ids}
                assert {frozenset(re.findall(r"%\(\w+\)s", text)) for text in texts} <= wanted


# --- where things come from -----------------------------------------------------------------------


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda p: p.name)
def test_a_lock_names_hashes_and_no_host(lock):
    text = lock.read_text("utf-8")
    assert "http" not in text and "index-url" not in text
    pinned = re.findall(r"^[a-z0-9][\w.\[\]-]*==\S+", text, re.MULTILINE)
    assert pinned and len(pinned) == len(re.findall(r"^[a-zA-Z0-9]", text, re.MULTILINE))
    assert text.count("--hash=sha256:") >= len(pinned)


NPM_LOCKS = [
    path
    for folder in ("benchmarks", "pipeline", "tests/tools")
    for path in sorted((ROOT / folder).glob("*/package-lock.json"))
]


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda p: p.parent.name)
def test_a_lock_of_a_tool_names_hashes_and_no_host(lock):
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    assert "://" not in lock.read_text("utf-8")
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.name)
def test_an_action_is_pinned_to_a_commit(workflow):
    used = re.findall(r"^\s*-?\s*uses:\s*(\S+)", workflow.read_text("utf-8"), re.MULTILINE)
    assert used
    assert [u for u in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", u)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.name)
def test_a_workflow_may_do_nothing_that_it_does_not_ask_for(workflow):
    assert re.search(r"^permissions: \{\}$", workflow.read_text("utf-8"), re.MULTILINE)
