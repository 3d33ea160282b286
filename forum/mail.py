"""Mail out of the house: one message, or several over one connection, through the server that MAIL_URL names."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

PATIENCE = 5  # seconds that a mail server has to answer: the worker has other things to do
_PORTS = {"smtp": 25, "smtps": 465}
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class UndeliverableError(ValueError):
    """A mail that no server should get: a line break in its address or subject, or no address at all."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one address.

    Its `number` makes the Message-ID, so that one sent again after a crash is known as the same.
    """

    number: int
    recipient: str
    subject: str
    body: str
    at: datetime
    headers: tuple[tuple[str, str], ...] = ()


def refuse_injection(*headers: str) -> None:
    """Raise UndeliverableError when a header would break into several lines."""
    for header in headers:
        if any(ord(character) < 32 or character in "\x7f\x85\u2028\u2029" for character in header):
            raise UndeliverableError("a line break or control character in an address or subject")


def message(letter: Letter, sender: str, host: str) -> EmailMessage:
    """The letter as it goes over the wire; `host` (without port) stands in its Message-ID."""
    refuse_injection(letter.recipient, letter.subject, sender, *(value for _, value in letter.headers))
    if "@" not in letter.recipient or "," in letter.recipient:
        raise UndeliverableError("not an address")
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = letter.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.at)
    made["Message-ID"] = f"<frontporch-{letter.number}-{int(letter.at.timestamp())}@{host}>"
    made["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers:
        made[name] = value
    made.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    return made


@contextmanager
def connection(mail_url: str) -> Iterator[smtplib.SMTP]:
    """A session with the mail server: encrypted where it can be, logged in where the address has a user.

    Raises OSError or smtplib.SMTPException when there is none to be had.
    """
    address = urlsplit(mail_url)
    host, port = address.hostname or "localhost", address.port or _PORTS[address.scheme]
    server: smtplib.SMTP
    if address.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    with server:
        _introduce(server, host, unquote(address.username or ""), unquote(address.password or ""))
        yield server


def _introduce(server: smtplib.SMTP, host: str, user: str, password: str) -> None:
    """Encrypt where the server can; a password goes over an open line only within this machine."""
    is_open = not isinstance(server, smtplib.SMTP_SSL) and host not in _THIS_MACHINE
    server.ehlo()
    if is_open and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    elif is_open and user:
        raise smtplib.SMTPNotSupportedError("the mail server offers no encryption, so it gets no password")
    if user:
        server.login(user, password)


def send(server: smtplib.SMTP, made: EmailMessage) -> None:
    """Hand one message to the server; it raises smtplib.SMTPException when it is refused."""
    server.send_message(made, from_addr=parseaddr(str(made["From"]))[1], to_addrs=[str(made["To"])])
