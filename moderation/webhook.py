"""Calling another machine: signed (Standard Webhooks), to an address that was looked at first, within bounds.

The name is resolved once, every address it has must be allowed, and the connection goes to that very address, so that a
name that changes in between leads nowhere. Redirects are not followed.
"""

import base64
import hmac
import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

PATIENCE = 5.0  # seconds for the whole call
MOST = 1_000_000  # bytes of an answer
SECRET_PREFIX = "whsec_"  # noqa: S105 - how such secrets begin, not one of them
_PORTS = {"http": 80, "https": 443}


class RefusedError(Exception):
    """The other machine was not called, or did not take the call; the message says why."""


def signed(message_id: str, at: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers that say who sends this: `at` in seconds since 1970, `secret` as whsec_ and base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    seal = hmac.digest(key, f"{message_id}.{at}.".encode() + body, "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(seal).decode()}",
    }


def call(url: str, body: bytes, headers: Mapping[str, str], may_be_private: bool = False) -> int:
    """POST this; gives the status, which is 2xx. Raises RefusedError in every other case."""
    until = time.monotonic() + PATIENCE
    try:
        place = urlsplit(url)
        address = _address(place, may_be_private)
        status = _post(place, address, body, headers, until)
    except (OSError, ValueError, HTTPException) as error:
        raise RefusedError(f"no answer: {type(error).__name__}") from error
    if not 200 <= status < 300:
        raise RefusedError(f"it answered {status}")
    return status


def _address(place: SplitResult, may_be_private: bool) -> str:
    """The address to connect to; none of those that the name has may lead into a private network."""
    if place.scheme not in _PORTS or not place.hostname or place.username is not None:
        raise RefusedError("not a web address")
    port = place.port or _PORTS[place.scheme]
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(place.hostname, port, type=socket.SOCK_STREAM)]
    if not found or not (may_be_private or all(map(is_public, found))):
        raise RefusedError("it leads into a private network")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is on the open network, also when it is written inside another one."""
    try:
        found: IPv4Address | IPv6Address | None = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = [found]
    if isinstance(found, IPv6Address):
        inner += [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        inner += [IPv4Address(found.packed[-4:])] if found.packed[:12] == _NAT64 else []
    return all(each.is_global and not each.is_multicast for each in inner if each is not None)


_NAT64 = bytes.fromhex("0064ff9b0000000000000000")


def _post(place: SplitResult, address: str, body: bytes, headers: Mapping[str, str], until: float) -> int:
    connection = HTTPConnection(place.hostname or "", place.port or _PORTS[place.scheme], timeout=PATIENCE)
    opened = socket.create_connection((address, connection.port), timeout=PATIENCE)
    try:
        if place.scheme == "https":
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=place.hostname)
        connection.sock = opened
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection.request("POST", target, body, {"Content-Type": "application/json", "Connection": "close", **headers})
        return _answered(connection, opened, until)
    finally:
        opened.close()


def _answered(connection: HTTPConnection, opened: socket.socket, until: float) -> int:
    """The status of the answer, read to its end or to the bounds of size and time."""
    opened.settimeout(max(0.01, until - time.monotonic()))
    response, read = connection.getresponse(), 0
    while piece := response.read1(65_536):
        read += len(piece)
        if read > MOST:
            raise RefusedError("its answer is too long")
        if time.monotonic() > until:
            raise RefusedError("its answer takes too long")
    return response.status
