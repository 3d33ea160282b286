"""Calling another machine: the signature, the addresses that are refused, and bounds of size and time."""

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import time_machine

from moderation import webhook
from tests.moderation.night import DANGER, SATURDAY, shift

SECRET = "whsec_" + b64encode(b"only for tests, never elsewhere!").decode()


class Receiver:
    """A machine of the operator's: `heard` is what it was told."""

    def __init__(self, status: int = 204, body: bytes = b"", location: str = "") -> None:
        self.status, self.body, self.location = status, body, location
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, *given) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/alarms?porch=1"
    Thread(target=server.serve_forever, daemon=True).start()
    yield receiver
    server.shutdown()
    server.server_close()


def test_the_signature_is_that_of_the_standards_own_example():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = webhook.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', secret)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.7", "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0",
        "fc00::1", "::ffff:10.0.0.7", "64:ff9b::a00:7", "2002:a00:7::1", "::", "ff02::1", "nonsense",
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_every_disguise(address):
    assert not webhook.is_public(address)


def test_public_addresses_are_public():
    assert webhook.is_public("93.184.216.34")
    assert webhook.is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
        "https://user:pw@example.org/", "ftp://example.org/", "http:///path", "http://169.254.169.254/latest", "http://example.org:99999/",
    ],
)  # fmt: skip
def test_nothing_is_sent_where_it_should_not_go(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *given, **more: pytest.fail("connected"))
    with pytest.raises(webhook.RefusedError):
        webhook.call(url, b"{}", {})


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: found)
    monkeypatch.setattr(socket, "create_connection", lambda *given, **more: pytest.fail("connected"))
    with pytest.raises(webhook.RefusedError, match="private"):
        webhook.call("https://two-faced.example/", b"{}", {})


def test_a_name_is_asked_for_once_and_the_connection_goes_to_what_was_looked_at(monkeypatch):
    """Whoever answers the second question differently is never asked it."""
    with listening(Receiver()) as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        answers = iter([[(2, 1, 6, "", ("127.0.0.1", port))], [(2, 1, 6, "", ("10.0.0.7", port))]])
        monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: next(answers))
        connected = []
        connect = socket.socket.connect
        monkeypatch.setattr(
            socket, "create_connection", lambda place, timeout: connected.append(place) or _open(connect, place)
        )
        assert webhook.call(f"http://hook.example:{port}/alarms", b"{}", {}, may_be_private=True) == 204
    assert connected == [("127.0.0.1", port)]
    assert receiver.heard[0][0]["host"] == f"hook.example:{port}"


def _open(connect, place):
    opened = socket.socket()
    connect(opened, place)
    return opened


@pytest.mark.parametrize(("status", "location"), [(301, "http://10.0.0.7/"), (302, "/elsewhere"), (404, ""), (500, "")])
def test_redirects_are_not_followed_and_refusals_are_failures(status, location):
    with (
        listening(Receiver(status, location=location)) as receiver,
        pytest.raises(webhook.RefusedError, match=str(status)),
    ):
        webhook.call(receiver.url, b"{}", {}, may_be_private=True)
    assert len(receiver.heard) == 1


def test_an_endless_answer_is_given_up():
    with listening(Receiver(200, b"x" * 1_200_000)) as receiver, pytest.raises(webhook.RefusedError, match="too long"):
        webhook.call(receiver.url, b"{}", {}, may_be_private=True)


def test_a_slow_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(webhook, "PATIENCE", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(webhook.RefusedError, match="no answer"):
            webhook.call(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {}, may_be_private=True)


def connect(app, url, is_private="on"):
    given = {"alarm_webhook": url, "alarm_webhook_secret": SECRET, "alarm_webhook_private": is_private}
    app.extensions["settings"] = app.extensions["settings"].model_copy(update=given)


def test_the_operators_machine_is_told_of_every_call_and_of_no_customers_words(desk):
    shift(desk, "omar")
    with listening(Receiver()) as receiver, time_machine.travel(SATURDAY, tick=False):
        connect(desk.app, receiver.url)
        thread_id = desk.ask(title="My router burns", body=DANGER)
    ((headers, body),) = receiver.heard
    told, case = json.loads(body), desk.case(thread_id)
    assert told["type"] == "alarm.rang"
    assert told["timestamp"] == SATURDAY.isoformat()
    assert (told["data"]["case_id"], told["data"]["level"], told["data"]["called"]) == (case.id, 1, ["omar"])
    assert told["data"]["url"].endswith(f"/cases/{case.id}")
    assert b"burn" not in body
    at = int(headers["webhook-timestamp"])
    assert at == int(SATURDAY.timestamp())
    assert webhook.signed(headers["webhook-id"], at, body, SECRET)["webhook-signature"] == headers["webhook-signature"]


def test_a_machine_that_is_away_is_told_later_under_the_same_id(desk):
    shift(desk, "omar")
    with listening(Receiver(503)) as receiver, time_machine.travel(SATURDAY, tick=False) as clock:
        connect(desk.app, receiver.url)
        desk.ask(title="My router burns", body=DANGER)
        receiver.status = 200
        clock.shift(timedelta(seconds=6))
        desk.cast.work()
    first, second = receiver.heard
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]


def test_a_private_address_is_refused_unless_the_operator_says_so(desk):
    from sqlalchemy import select

    from forum.models import Delivery

    shift(desk, "omar")
    with listening(Receiver()) as receiver:
        connect(desk.app, receiver.url, "off")
        desk.ask(title="My router burns", body=DANGER)
    assert receiver.heard == []
    with desk.at_work() as session:
        (owed,) = session.scalars(select(Delivery).where(Delivery.listener == "moderation.tell_webhook"))
        assert "private network" in owed.error
