"""The demo's one-click door: open in the demo on this machine, and nowhere else."""

import pytest


@pytest.fixture
def demo(app, cast):
    """The cast in a folder that bears the demo's marker."""
    (app.extensions["settings"].data_dir / ".frontporch-demo").touch()
    return cast


def test_anyone_at_this_machine_comes_in_as_one_of_the_cast(demo):
    guest = demo.visit()
    page = guest.get("/login").text
    assert page.count('<button type="submit" name="name"') == 5
    assert "Mara Lindqvist" in page
    assert "Sol runs the house" in page
    assert guest.post("/demo/login", data={"name": "sol"}).status_code == 303
    assert guest.get("/admin/mail").status_code == 200


def test_only_the_cast_has_this_door(demo):
    guest = demo.visit()
    assert guest.post("/demo/login", data={"name": "omar"}).status_code == 404
    assert guest.post("/demo/login", data={}).status_code == 404
    assert guest.get("/settings").status_code == 302


def test_without_the_marker_there_is_no_such_door(cast):
    guest = cast.visit()
    assert "/demo/login" not in guest.get("/login").text
    assert guest.post("/demo/login", data={"name": "sol"}).status_code == 404


ELSEWHERE = [
    {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}},
    {"environ_base": {"REMOTE_ADDR": "::ffff:198.51.100.7"}},
    {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    {"headers": {"Forwarded": "for=127.0.0.1"}},
    {"headers": {"Host": "forum.example.org"}},
    {"headers": {"Host": "127.0.0.1.example.org"}},
]


def test_nobody_comes_in_from_elsewhere(demo):
    for seen in ELSEWHERE:
        guest = demo.visit()
        assert "/demo/login" not in guest.get("/login", **seen).text
        assert guest.post("/demo/login", data={"name": "sol"}, **seen).status_code == 404


def test_behind_a_proxy_the_door_is_walled_up(demo, app):
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"proxies": 1})
    assert demo.visit().post("/demo/login", data={"name": "sol"}).status_code == 404
