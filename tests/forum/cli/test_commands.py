"""The commands as an operator meets them: help everywhere, one JSON document, one line for an error, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = [
    "db", "serve", "worker", "demo", "users", "brands", "import", "ledger", "report", "suggest", "search", "triage", "index", "evaluate",
]  # fmt: skip


def frontporch(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command on a data folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTPORCH_")}
    return subprocess.run(
        [sys.executable, "-c", "from wsgi import cli; cli()", *arguments],
        env={**clean, "FRONTPORCH_DATA_DIR": str(folder), **environment}, cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def document(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line with which a command says that it cannot begin."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_help_names_every_command(tmp_path: Path):
    told = frontporch(tmp_path, "--help").stdout
    assert all(f"  {command} " in told or f"  {command}\n" in told for command in COMMANDS)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, command: str):
    done = frontporch(tmp_path, command, "--help")
    assert done.returncode == 0
    assert "Usage: frontporch" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("import", "nowhere.jsonl"), "nowhere.jsonl"),
        (("import", "."), "."),
        (("suggest",), "TEXT"),
        (("search", "x", "--limit", "0"), "--limit"),
        (("serve", "--port", "99999"), "--port"),
        (("users", "add", "mara"), "--email"),
        (("frobnicate",), "frobnicate"),
        (("report", "service-levels", "--as-of", "yesterday-ish"), "yesterday-ish"),
        (("evaluate", "redaction", "nowhere.json"), "nowhere.json"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_bad_usage_is_one_line_that_says_what_and_where(tmp_path: Path, arguments: tuple[str, ...], names: str):
    assert names in refused(frontporch(tmp_path, *arguments))


def test_a_setting_that_cannot_be_used_is_one_line_too(tmp_path: Path):
    told = refused(frontporch(tmp_path, "suggest", "x", FRONTPORCH_ZONE="Mars"))
    assert "FRONTPORCH_ZONE" in told


def test_a_database_that_is_away_is_one_line_too(tmp_path: Path):
    secrets = {
        "FRONTPORCH_SECRET_KEY": "x" * 40,
        "FRONTPORCH_SEAL_KEYS": "Zm9yIHRlc3RzIG9ubHksIG5ldmVyIGVsc2V3aGVyZS4=",
    }
    away = "postgresql://nobody@127.0.0.1:9/nothing"
    told = refused(frontporch(tmp_path, "ledger", FRONTPORCH_DATABASE_URL=away, **secrets))
    assert "the database cannot be used" in told


@pytest.mark.slow
def test_an_empty_folder_becomes_a_forum_that_can_be_asked(tmp_path: Path):
    lines = [
        {"source": "mastodon", "id": 1, "author": "ana", "created_at": "2026-01-05T10:00:00Z", "text": "My Ember blinks red after the update"},
        {"source": "mastodon", "id": 2, "author": "bo", "created_at": "2026-01-05T10:09:00Z", "in_reply_to": 1,
         "text": "Hold the button for ten seconds, then let it boot twice."},
    ]  # fmt: skip
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    counts = document(frontporch(tmp_path, "import", str(file), "--json"))
    assert (counts["read"], counts["threads"], counts["replies"]) == (2, 1, 1)
    assert document(frontporch(tmp_path, "worker", "--drain", "--json"))["dead"] == 0
    [suggestion] = document(frontporch(tmp_path, "suggest", "ember is blinking red since the update", "--json"))
    assert suggestion.keys() >= {"thread_id", "title", "score", "answer_post_id", "shared_terms"}
    assert document(frontporch(tmp_path, "suggest", "how do I bake bread", "--json")) == []
    found = document(frontporch(tmp_path, "search", "button", "--json"))
    assert found["total"] == 1
    assert found["hits"][0]["thread_id"] == suggestion["thread_id"]
    assert document(frontporch(tmp_path, "ledger", "--json"))["balanced"] is True
    state = document(frontporch(tmp_path, "index", "check", "--json"))
    assert (state["documents"], state["missing"], state["stale"]) == (2, 0, 0)
    assert document(frontporch(tmp_path, "index", "rebuild", "--json"))["missing"] == 0


@pytest.mark.slow
def test_triage_says_why(tmp_path: Path):
    told = document(frontporch(tmp_path, "triage", "I'll call my lawyer", "--reach", "20000", "--json"))
    assert told["risk"] == pytest.approx(0.8)
    assert told["reasons"] == ["legal threat", "large reach"]
    assert told["route"] == "staff_now"
    assert (told["sentiment"], told["spam"], told["personal_data"]) == (None, None, [])


@pytest.mark.slow
def test_brands_are_added_and_renamed(tmp_path: Path):
    added = document(
        frontporch(tmp_path, "brands", "add", "Lanternet Pro", "--handle", "twitter:LanternetPro", "--json")
    )
    assert added["slug"] == "lanternet-pro"
    assert "already" in refused(frontporch(tmp_path, "brands", "add", "Lanternet Pro"))
    document(frontporch(tmp_path, "brands", "add", "Lanternet", "--rename", "main", "--json"))
    names = [row["name"] for row in document(frontporch(tmp_path, "brands", "list", "--json"))]
    assert names == ["Lanternet", "Lanternet Pro"]


def test_a_damaged_database_is_said_in_one_line(tmp_path: Path):
    (tmp_path / "frontporch.sqlite3").write_bytes(b"no database at all" * 500)
    assert "the database cannot be used: file is not a database" in refused(frontporch(tmp_path, "ledger"))
