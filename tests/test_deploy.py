"""The files that bring Frontporch onto a machine: what they must say, and that they speak of what exists."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from forum.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
UNITS = sorted((ROOT / "docs" / "deploy").glob("frontporch-*"))
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
PROGRAM = "/opt/frontporch/.venv/bin/frontporch"


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, with their words on one line."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def commands() -> set[str]:
    from importlib import import_module

    from forum.cli import NOUNS

    return {command.name for noun in NOUNS for command in import_module(f"forum.cli.{noun}").commands}


def test_the_image_runs_as_nobody_and_says_whether_it_is_ready():
    told = steps()
    assert [rest for word, rest in told if word == "USER"][-1] == "10001:10001"
    assert any(word == "HEALTHCHECK" and "/readyz" in rest for word, rest in told)
    assert all(
        re.match(r"[\w./-]+:[\w.-]+( AS \w+)?$", rest) and ":latest" not in rest
        for word, rest in told
        if word == "FROM"
    )
    assert not [word for word, _ in told if word == "ADD"]


def test_the_image_installs_by_hash_and_holds_no_secret():
    told = steps()
    installs = [rest for word, rest in told if word == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in rest or "--no-deps" in rest for rest in installs)
    assert not [rest for word, rest in told if word in ("ENV", "ARG") and re.search("SECRET|PASSWORD|TOKEN|_KEY", rest)]


def test_the_image_holds_all_of_the_program_and_nothing_else():
    copied = {
        name.strip("./")
        for word, rest in steps()
        if word == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    }
    program = {"search", "forum", "moderation", "templates", "static", "wsgi.py", "pyproject.toml", "requirements.lock"}
    assert program <= copied
    assert all((ROOT / name).exists() for name in copied)
    assert not copied & {"tests", "docs", ".env", "instance"}


def composed() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_services_know_each_other_and_their_volumes():
    services = composed()["services"]
    assert set(services) == {"migrate", "web", "worker", "db"}
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        named = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert named <= set(composed()["volumes"])
        assert ":" in service["image"] and not service["image"].endswith(":latest")
        if service.get("command"):
            assert service["command"][1] in commands()
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["db"]["healthcheck"]["test"]


def test_services_open_no_door_and_bear_no_secret():
    text = (ROOT / "compose.yaml").read_text()
    for service in composed()["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        environment = service.get("environment", {})
        assert {name for name in environment if name.startswith(PREFIX)} <= SETTINGS
        secret = [value for name, value in environment.items() if re.search("SECRET|PASSWORD|KEYS", name)]
        assert all(value.startswith("${") and ":?" in value for value in secret)
    wanted = set(re.findall(r"\$\{(\w+)", text))
    assert wanted <= set(re.findall(r"^(?:# )?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_call_commands_that_exist_and_lock_the_door(unit):
    text = unit.read_text()
    assert text.startswith("# ")
    if unit.suffix == ".timer":
        assert "OnCalendar=" in text
        assert unit.with_suffix(".service") in UNITS
        return
    assert set(re.findall(rf"{PROGRAM} (\w+)", text)) <= commands()
    assert re.search(rf"^ExecStart=.*{PROGRAM} \w+", text, re.MULTILINE)
    assert set(re.findall(r"FRONTPORCH_\w+", text)) <= SETTINGS
    for line in (
        "User=frontporch",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "StateDirectoryMode=0700",
    ):
        assert f"\n{line}" in text, line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_itself_finds_no_fault(tmp_path):
    for unit in UNITS:
        text = unit.read_text().replace(PROGRAM, "/bin/true").replace("=frontporch\n", "=root\n")
        (tmp_path / unit.name).write_text(text)
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    faults = [line for line in told.stderr.splitlines() if "frontporch" in line]
    assert (told.returncode, faults) == (0, [])
