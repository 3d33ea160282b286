"""Streams of a real server: held without threads, ended with the session, and taken up again after a restart."""

import json
import re
import signal
import socket
import time
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from typing import Any

import pytest

from tests.cast import Cast
from tests.test_processes import Browser, ask, free_port, is_listening, start, wait  # noqa: F401 - a fixture

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]
#: How many feet somebody advises: the same words again would lead to the answer that is there already.
FEET = count(1)


class Listener:
    """A page that listens: the signals it heard, and the place from which it goes on."""

    def __init__(self, browser: Browser, topic: str, after: str = "") -> None:
        self.after, self.heard = after, []
        self.connection = HTTPConnection("127.0.0.1", browser.port, timeout=20)
        headers = {"Cookie": browser.cookie} | ({"Last-Event-ID": after} if after else {})
        self.connection.request("GET", f"/live/stream?topic={topic}", headers=headers)
        self.response: HTTPResponse = self.connection.getresponse()

    def line(self) -> str | None:
        """The next line; None when the stream has ended."""
        try:
            line = self.response.readline().decode()
        except (OSError, ValueError):
            return None
        if line.startswith("id: "):
            self.after = line[4:].strip()
        if line.startswith("data: ") and "topic" in line:
            self.heard.append(json.loads(line[6:])["post"])
        return line or None

    def until(self, number: int) -> list[int]:
        """The posts heard of, once they are so many."""
        while len(self.heard) < number and self.line() is not None:
            pass
        return self.heard

    def begin(self) -> "Listener":
        """Read the first words, up to the place."""
        while not self.after and self.line() is not None:
            pass
        return self


def serve(start: Any, port: int, *more: str) -> Any:  # noqa: F811
    process = start("serve", "--port", str(port), "--threads", "4", *more)
    wait(lambda: is_listening(port))
    return process


def answer(cast: Cast, thread: int, name: str = "theo") -> int:
    made = cast.visit(name).post(f"/threads/{thread}/answers", data={"body": f"Put it on {next(FEET)} rubber feet."})
    return int(re.search(r"#post-(\d+)", made.headers["Location"]).group(1))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_over_a_restart_a_page_hears_of_each_answer_once(cast: Cast, start: Any, end: signal.Signals):  # noqa: F811
    thread, port = ask(cast.visit("mara"), "A zeppelin in the attic"), free_port()
    served = serve(start, port)
    mara = Browser(port, cast, "mara")
    page = re.search(r'data-live="thread:\d+" data-live-after="([\d.]*)"', mara.send(f"/threads/{thread}")[1])
    before = answer(cast, thread)
    first = Listener(mara, f"thread:{thread}", page.group(1))
    assert first.until(1) == [before]
    begun = time.monotonic()
    served.send_signal(end)
    served.wait(20)
    while first.line() is not None:
        pass
    assert time.monotonic() - begun < 10
    meanwhile = [answer(cast, thread), answer(cast, thread, "nils")]
    wait(lambda: not is_listening(port))
    serve(start, port)
    second = Listener(mara, f"thread:{thread}", first.after)
    later = answer(cast, thread)
    assert second.until(3) == [*meanwhile, later]


def test_many_streams_stand_beside_four_threads_and_end_with_the_session(cast: Cast, start: Any):  # noqa: F811
    thread, port = ask(cast.visit("mara"), "A zeppelin in the attic"), free_port()
    serve(start, port)
    mara, theo = Browser(port, cast, "mara"), Browser(port, cast, "theo")
    ears = [Listener(browser, f"thread:{thread}").begin() for browser in [mara] * 10 + [theo] * 10]
    assert {ear.response.status for ear in ears} == {200}
    post = answer(cast, thread, "nils")
    assert [ear.until(1) for ear in ears] == [[post]] * 20
    mara.send("/logout", mara.token())
    begun = time.monotonic()
    for ear in ears[:10]:
        while ear.line() is not None:
            pass
    assert time.monotonic() - begun < 5
    post = answer(cast, thread, "nils")
    assert [ear.until(2)[1] for ear in ears[10:]] == [post] * 10


def test_one_reader_has_a_bounded_number_of_streams_and_closing_one_makes_room(cast: Cast, start: Any):  # noqa: F811
    from forum.streams.hub import MOST_OF_ONE

    thread, port = ask(cast.visit("mara"), "A zeppelin in the attic"), free_port()
    serve(start, port)
    theo = Browser(port, cast, "theo")
    ears = [Listener(theo, f"thread:{thread}").begin() for _ in range(MOST_OF_ONE)]
    refused = Listener(theo, f"thread:{thread}")
    assert (refused.response.status, refused.response.headers["Retry-After"]) == (503, "60")
    assert Listener(Browser(port, cast, "nils"), f"thread:{thread}").response.status == 200
    ears[0].response.close()
    ears[0].connection.close()
    wait(lambda: Listener(theo, f"thread:{thread}").response.status == 200)


def test_a_proxy_that_speaks_http_1_0_gets_plain_lines(cast: Cast, start: Any):  # noqa: F811
    port = free_port()
    serve(start, port)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(
            f"GET /live/stream HTTP/1.0\r\nHost: x\r\nCookie: {Browser(port, cast, 'mara').cookie}\r\n\r\n".encode()
        )
        text = b""
        while b"retry: " not in text:
            text += line.recv(4096)
    head, _, body = text.partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert body.startswith(b"event: badge\ndata: {")
