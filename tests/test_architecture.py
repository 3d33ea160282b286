"""The house rules that can be measured: the layout, the budgets, the names, and what pages may load."""

import ast
import hashlib
import json
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("forum", "moderation", "search")
TOP = {
    *PACKAGES, "templates", "static", "tests", "docs", "wsgi.py", "pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md",
    "CONTRIBUTING.md", "SECURITY.md", "Dockerfile", "compose.yaml", ".env.example", "requirements.lock", ".ci", ".gitignore",
}  # fmt: skip
GENERATED = {".git", ".venv", "instance", ".env", "node_modules", "dist", ".hypothesis"}
THEIRS = {"process_bind_param", "process_result_value"}  # names that SQLAlchemy asks for
MACHINES = tuple(f"/{folder}/" for folder in ("root", "work", "home"))
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|manager)(_|$)|^(data|process_\w+|do_\w+)$")


def sources(*packages: str) -> Iterator[Path]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(name, lines without the docstring) of every function in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            told = (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            )
            docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_the_top_level_is_what_was_agreed():
    found = {path.name for path in ROOT.iterdir()} - GENERATED
    unknown = {name for name in found - TOP if not name.endswith((".egg-info", "_cache"))}
    assert not unknown


def test_functions_stay_short():
    lengths = [length for path in sources() for _, length in functions(path)]
    too_long = [(str(p.relative_to(ROOT)), name, n) for p in sources() for name, n in functions(p) if n > 40]
    assert not too_long
    assert statistics.median(lengths) <= 6
    assert statistics.quantiles(lengths, n=10)[8] <= 18


def test_modules_stay_small():
    large = [(str(p.relative_to(ROOT)), n) for p in sources() if (n := len(p.read_text().splitlines())) > 280]
    assert not large


def test_templates_stay_small_and_say_what_they_are():
    faults = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        lines = path.read_text().splitlines()
        if len(lines) > 90 or not lines[0].startswith("{#"):
            faults.append((str(path.relative_to(ROOT)), len(lines)))
    assert not faults


@pytest.mark.parametrize("path", list(sources(*PACKAGES, "tests")), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_begins_by_saying_what_is_in_it(path: Path):
    tree = ast.parse(path.read_text())
    docstring = ast.get_docstring(tree)
    assert docstring
    assert docstring.splitlines()[0].endswith((".", "!", "?", "]", ")", "E")) or "…" in docstring, docstring


def test_names_say_something():
    faults = []
    for path in sources():
        names = [path.stem] + [name for name, _ in functions(path)]
        faults += [
            (str(path.relative_to(ROOT)), name) for name in names if BANNED_NAMES.search(name) and name not in THEIRS
        ]
    assert not faults


def test_services_never_commit_nor_read_the_request():
    allowed = {"deliveries.py", "mailing.py"}  # the worker's own loops: each claim and each result is a commit
    faults = []
    for package in ("forum", "moderation"):
        for path in sorted((ROOT / package / "services").glob("*.py")):
            text = path.read_text()
            if path.name not in allowed and ".commit()" in text and "imports" not in path.name:
                faults.append((path.name, "commits"))
            if re.search(r"from flask import [^\n]*\b(request|flash|session)\b", text):
                faults.append((path.name, "reads the request"))
    assert not faults


def test_no_page_needs_inline_script_or_style():
    faults = []
    banned = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\shx-on|\sjs:|\son[a-z]+=\"|javascript:", re.IGNORECASE
    )
    for path in sorted((ROOT / "templates").rglob("*.html")):
        faults += [(str(path.relative_to(ROOT)), found.group()) for found in banned.finditer(path.read_text())]
    assert not faults


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "css").glob("*.css")), ids=lambda path: path.name)
def test_every_rule_of_a_style_sheet_is_closed_before_the_next_begins(path: Path):
    depth, faults = 0, []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if depth and not line.startswith((" ", "}")) and line.rstrip().endswith(("{", "*/")):
            faults.append(f"{path.name}:{number}: {line}")
        depth += line.count("{") - line.count("}")
    assert not faults
    assert depth == 0


def test_vendored_files_are_those_of_the_manifest():
    vendor = ROOT / "static" / "vendor"
    manifest = json.loads((vendor / "manifest.json").read_text())
    assert {"name", "version", "licence", "file", "sha256"} <= set(manifest[0])
    for entry in manifest:
        assert hashlib.sha256((vendor / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    listed = {entry["file"] for entry in manifest}
    assert {path.name for path in vendor.glob("*.js")} == listed


def test_locks_have_hashes_and_no_addresses():
    for lock in (ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"):
        text = lock.read_text()
        assert text.count("--hash=sha256:") > 100
        assert "://" not in text


@pytest.mark.parametrize("package", ["forum", "moderation"])
def test_migrations_of_a_package_stand_in_one_line(package: str):
    folder = ROOT / package / "migrations" / "versions"
    texts = [path.read_text() for path in sorted(folder.glob("*.py"))]
    made = [re.search(r"^revision.*= ['\"](\w+)", text, re.MULTILINE) for text in texts]
    before = [re.search(r"^down_revision.*= ['\"](\w+)", text, re.MULTILINE) for text in texts]
    assert len({found[1] for found in made if found}) == len(texts), "two revisions of one name"
    heads = {found[1] for found in made if found} - {found[1] for found in before if found}
    assert len(heads) == 1, heads


def test_nothing_names_a_machine():
    faults = []
    for path in [*sources(*PACKAGES, "tests"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), ROOT / "Makefile"]:
        text = path.read_text()
        faults += [(path.name, word) for word in MACHINES if word in text]
    assert not faults


def test_the_licence_is_told_in_one_way():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_every_column_that_refers_to_a_person_says_what_an_export_and_an_erasure_do():
    import forum.models
    import moderation.models
    from forum.extensions import db
    from forum.services import personal as of_forum
    from moderation.services import personal as of_moderation

    assert forum.models.User
    assert moderation.models.Case
    columns = [column for table in db.metadata.tables.values() for column in table.columns]
    people = [each for each in columns if any(key.target_fullname == "user.id" for key in each.foreign_keys)]
    rules = of_forum.RULES | of_moderation.RULES
    missing = {str(column) for column in people} - set(rules)
    assert not missing, (
        f"{missing}: say in RULES of forum/services/personal.py or moderation/services/personal.py what becomes of these"
        " rows: Rule(<heading in the person's export, or nothing>, 'keep' | 'detach' | 'delete' when the account is erased)"
    )
    assert set(rules) == {str(column) for column in people}, "a rule for a column that is not there"
    detached = {place for place, rule in rules.items() if rule.erase == "detach"}
    assert all(column.nullable for column in people if str(column) in detached)
