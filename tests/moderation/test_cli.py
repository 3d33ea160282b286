"""The triage command: what it says of a text, and how it refuses nonsense."""

import json

import click
import pytest


@pytest.fixture
def triage(app, capsys):
    """Run `frontporch triage …`; gives exit code, stdout and stderr."""
    from forum import cli
    from moderation.cli import commands

    def run(*args):
        group = click.Group("frontporch", commands={command.name: command for command in commands})
        code = cli.invoke(group, lambda: app, ["triage", *args])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_threat_is_for_staff_now_and_says_why(triage):
    code, out, _ = triage("I'll call my lawyer", "--reach", "20000", "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) >= {"risk", "reasons", "sentiment", "spam", "personal_data", "route"}
    assert "legal threat" in found["reasons"]
    assert "large reach" in found["reasons"]
    assert (found["route"], found["sentiment"], found["spam"]) == ("staff_now", None, None)
    assert 0 < found["risk"] <= 1


def test_a_plain_question_is_for_peers(triage):
    found = json.loads(triage("How do I rename my router?", "--json")[1])
    assert (found["risk"], found["reasons"], found["route"], found["personal_data"]) == (0, [], "peers", [])


def test_personal_data_is_found_by_place(triage):
    text = "Mail me at nils@example.org please"
    found = json.loads(triage(text, "--json")[1])["personal_data"]
    assert [(each["type"], text[each["start"] : each["end"]]) for each in found] == [("email", "nils@example.org")]


def test_it_reads_well_without_json(triage):
    code, out, _ = triage("My lawyer will hear about this")
    assert code == 0
    assert "legal threat" in out


def test_nonsense_is_refused_in_one_line(triage):
    for args in ((), ("text", "--reach", "-1"), ("text", "--replies-per-hour", "many")):
        code, out, err = triage(*args)
        assert code == 2
        assert not out
        assert len(err.strip().splitlines()) == 1
