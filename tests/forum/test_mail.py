"""Mail over the wire: a real exchange with a server of our own, and what is never sent."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from forum import mail

AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


class Postbox:
    """Keeps what it is handed; refuses the addresses it was told to."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.known_by: list[tuple[bytes, bytes]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append(envelope.content)
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, login):
        self.known_by.append((login.login, login.password))
        return AuthResult(success=True)


@contextmanager
def mail_server(postbox: Postbox) -> Iterator[int]:
    """The port of a running mail server; it lets people log in without encryption, as this machine is trusted."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"authenticator": postbox.authenticate, "auth_require_tls": False}
    running = Controller(postbox, hostname="127.0.0.1", port=port, **told)
    running.start()
    yield port
    running.stop()


@pytest.fixture
def server():
    """A mail server, as the address for MAIL_URL, and its box."""
    postbox = Postbox()
    with mail_server(postbox) as port:
        yield f"smtp://mara:p%40ss@127.0.0.1:{port}", postbox


def letter(**changed) -> mail.Letter:
    words = {"subject": "Grüße", "body": "Zum Licht: ☼\n.\nEnde\n"}
    return mail.Letter(**({"number": 7, "recipient": "mara@example.org", "at": AT} | words | changed))


def test_a_letter_arrives_as_it_was_written(server):
    address, postbox = server
    with mail.connection(address) as opened:
        mail.send(opened, mail.message(letter(), "Lanternet <porch@example.org>", "forum.example.org"))
    got = message_from_bytes(postbox.letters[0], policy=default)
    assert (got["To"], got["From"]) == ("mara@example.org", "Lanternet <porch@example.org>")
    assert got["Subject"] == "Grüße"
    assert got["Message-ID"] == f"<frontporch-7-{int(AT.timestamp())}@forum.example.org>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content().replace("\r\n", "\n") == "Zum Licht: ☼\n.\nEnde\n"
    assert postbox.known_by == [(b"mara", b"p@ss")]


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Hello\r\nBcc: all@example.org"},
        {"subject": "Hello\nBcc: all@example.org"},
        {"recipient": "mara@example.org\r\nBcc: all@example.org"},
        {"recipient": "mara@example.org, all@example.org"},
        {"recipient": "nobody"},
        {"subject": "nul\x00"},
        {"subject": "a line\u2028apart"},
    ],
)
def test_nothing_is_smuggled_into_the_headers(changed):
    with pytest.raises(mail.UndeliverableError):
        mail.message(letter(**changed), "porch@example.org", "forum.example.org")


@pytest.mark.shared_data
def test_no_payload_breaks_out_of_a_subject(shared):
    from urllib.parse import unquote

    for line in (shared / "payloads" / "crlf-patt.txt").read_text(encoding="utf-8").splitlines():
        for subject in (line, unquote(line), unquote(unquote(line))):
            try:
                made = mail.message(letter(subject=subject), "porch@example.org", "forum.example.org")
            except mail.UndeliverableError:
                continue
            assert "set-cookie" not in {name.lower() for name in made}
            assert b"\nSet-Cookie" not in made.as_bytes()


def test_a_password_never_goes_over_an_open_line():
    class Open(smtplib.SMTP):
        def __init__(self) -> None:
            self.said: list[str] = []

        def ehlo(self, name=""):
            return 250, b""

        def has_extn(self, opt):
            return False

        def login(self, *given, **more):
            self.said.append("the password")

    far = Open()
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail._introduce(far, "mail.example.org", "mara", "secret")
    assert far.said == []


def test_a_server_that_is_away_is_an_error_at_once():
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(OSError), mail.connection(f"smtp://127.0.0.1:{taken.getsockname()[1]}"):
            pass
