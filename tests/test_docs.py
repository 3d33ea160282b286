"""Documentation that lists things is held against the code: settings, events and commands."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def code() -> str:
    return "\n".join(
        path.read_text() for package in ("forum", "moderation") for path in sorted((ROOT / package).rglob("*.py"))
    )


def test_every_setting_is_documented_with_type_and_default():
    from forum.settings import PREFIX, Settings

    rows = set(re.findall(r"^\| `(FRONTPORCH_\w+)` \|", (DOCS / "settings.md").read_text(), re.MULTILINE))
    assert rows == {PREFIX + name.upper() for name in Settings.model_fields}


def test_settings_are_described_in_the_words_of_the_code():
    from forum.settings import Settings

    text = (DOCS / "settings.md").read_text()
    assert all(field.description and field.description in text for field in Settings.model_fields.values())


def test_every_event_that_is_recorded_is_documented_and_no_other():
    documented = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", (DOCS / "events.md").read_text(), re.MULTILINE))
    recorded = set(re.findall(r"record\(\s*\"([a-z]+\.[a-z_]+)\"", code()))
    recorded |= set(re.findall(r"\"name\": \"([a-z]+\.[a-z_]+)\"", code()))
    recorded |= {"thread.asked", "thread.announced"}
    assert documented == recorded


def test_listeners_listen_only_to_events_that_exist():
    documented = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", (DOCS / "events.md").read_text(), re.MULTILINE))
    listened = set()
    for block in re.findall(r"listeners\.on\(([^)]*)\)", code()):
        listened |= set(re.findall(r"\"([a-z]+\.[a-z_]+)\"", block))
    assert listened
    assert listened <= documented


def test_every_command_is_documented():
    import click

    import moderation.cli
    from forum.cli import NOUNS

    names = set()
    for noun in NOUNS:
        module = __import__(f"forum.cli.{noun}", fromlist=["commands"])
        names |= {command.name for command in module.commands}
    names |= {command.name for command in moderation.cli.commands if isinstance(command, click.Command)}
    text = (DOCS / "commands.md").read_text()
    documented = set(re.findall(r"^\| `([a-z]+)", text, re.MULTILINE))
    assert documented == names


def test_the_example_names_every_setting_once_and_its_default():
    from forum.settings import PREFIX, Settings

    rows = re.findall(r"^(# )?(FRONTPORCH_\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(name for _, name, _ in rows) == sorted(PREFIX + name.upper() for name in Settings.model_fields)
    for sign, name, value in rows:
        default = Settings.model_fields[name.removeprefix(PREFIX).lower()].default
        told = ",".join(default) if isinstance(default, tuple) else str(default)
        assert not sign or value == told, name
