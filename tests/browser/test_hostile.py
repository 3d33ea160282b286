"""Words that ran code elsewhere, read in a real browser on every page that shows what people wrote: nothing runs."""

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request
from werkzeug.serving import make_server

from tests.browser.conftest import Porch, Windows
from tests.hostile import payloads
from tests.stage import Stage

pytestmark = pytest.mark.sqlite_only
#: Notes every way in which words could show that they run.
WATCH = "for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => (window.ran = name);"


@pytest.fixture
def served(app: Any, cast: Any, tmp_path: Path) -> Iterator[Porch]:
    """The product on a socket, in this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Porch(tmp_path, server.server_port, Stage(cast))
    server.shutdown()
    thread.join()


@pytest.fixture
def windows(chromium: Any, served: Porch) -> Iterator[Windows]:
    found = Windows(chromium, served)
    yield found
    found.close()


class Watched:
    """A window that notes what should not happen: scripts that run, dialogs, and requests to anywhere else."""

    def __init__(self, windows: Windows, served: Porch, name: str) -> None:
        self.page: Page = windows(name)
        self.address, self.faults = served.address, windows.complaints
        self.page.add_init_script(WATCH)
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:")):
            self.faults.append(f"asked for {request.url}")

    def read(self, path: str) -> None:
        """Load a page; note what ran in it."""
        self.page.goto(path, wait_until="load")
        ran, title = self.page.evaluate("[window.ran ?? '', document.title]")
        if ran or title == "ran":
            self.faults.append(f"{path}: {ran or title} ran")

    def read_on(self, path: str, link: str) -> int:
        """Load a page and all that follow by this link; gives how many."""
        self.read(path)
        count = 1
        while (following := self.page.locator(link)).count():
            self.read(following.first.get_attribute("href"))
            count += 1
        return count


def test_hostile_words_run_on_no_page(served: Porch, windows: Windows):
    words = payloads()
    town = settle(served.stage.cast, words)
    reader = Watched(windows, served, "ines")
    assert reader.read_on("/", ".pager-older") >= len(words) // 20
    assert (
        sum(reader.read_on(f"/threads/{number}", "a[href*='from=']") for number in town["answered"]) >= len(words) // 50
    )
    for number in town["asked"][: len(town["asked"]) : 40]:
        reader.read(f"/threads/{number}")
    pages = (
        "/tags",
        "/log",
        "/people/mara",
        "/people/theo",
        f"/posts/{town['edited']}/revisions",
        f"/posts/{town['edited']}/comments",
    )
    for path in (*pages, "/moderation/queue", f"/cases/{town['case']}"):
        reader.read(path)
    for query in ("script", "alert", "onerror", "javascript", "tag:script", "&lt;"):
        reader.read(f"/search?q={query}")
    Watched(windows, served, "theo").read_on("/notices", ".pager-older")
    assert reader.faults == []


def test_the_watch_sees_what_runs(served: Porch, windows: Windows):
    """Otherwise the test above could pass because nobody looks."""
    watched = Watched(windows, served, "mara")
    watched.read("/tags")
    assert watched.faults == []
    watched.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', `<img src='http://127.0.0.2:9/x' onerror='window.ran = 1'>`)"
    )
    watched.page.wait_for_timeout(200)
    assert any("Content Security Policy" in fault for fault in watched.faults)
    watched.faults.clear()
    watched.page.add_init_script("alert(1)")
    watched.read("/tags")
    assert watched.faults == ["/tags: alert ran"]


def settle(cast: Any, words: Sequence[str]) -> dict[str, Any]:
    """Put every word into titles, questions, tags, answers, names of people elsewhere, comments, revisions, reasons and cases."""
    from forum.app import commit
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import index_care

    with cast.app.app_context():
        people = {name: db.session.get_one(User, key) for name, key in cast.ids.items()}
        asked = _ask(people["mara"], words)
        answered = _answer(asked, words)
        edited = _work_over(db.session.get_one(Post, asked[0].post_id), people, words)
        case = _open_cases(asked, people["ines"], words)
        commit()
        index_care.rebuild()
    return {"asked": [each.thread_id for each in asked], "answered": answered, "edited": edited, "case": case}


def _ask(mara: Any, words: Sequence[str]) -> list[Any]:
    from forum.database import now
    from forum.services import tags, threads
    from forum.services.writing import Draft

    start = now() - timedelta(days=2)
    drafts = [
        Draft(
            body=f"{word}\n\nwhy?",
            title=word or "?",
            at=start + timedelta(seconds=place),
            author_id=mara.id,
            tags=tags.parse(word),
        )
        for place, word in enumerate(words)
    ]
    return threads.ask_many(drafts)


def _answer(asked: Sequence[Any], words: Sequence[str]) -> list[int]:
    """Every word as an answer, by somebody elsewhere whose name it is; 400 answers in each of some threads."""
    from forum.database import now
    from forum.extensions import db
    from forum.models import Identity
    from forum.services.writing import Draft, insert_posts

    people = [
        Identity(channel="twitter", handle=f"{number}:{word}"[:255], name=word[:255])
        for number, word in enumerate(cleaned(words))
    ]
    db.session.add_all(people)
    db.session.flush()
    numbers = [asked[number // 400].thread_id for number in range(len(words))]
    drafts = [
        Draft(body=word, at=now(), kind="answer", identity_id=who.id, thread_id=number)
        for word, who, number in zip(words, people, numbers, strict=True)
    ]
    insert_posts(drafts)
    return sorted(set(numbers))


def cleaned(words: Sequence[str]) -> list[str]:
    from forum import markup

    return [markup.clean(word) or "?" for word in words]


def _work_over(post: Any, people: dict[str, Any], words: Sequence[str]) -> int:
    """Comments and revisions of one post, answers that are hidden for such reasons, notices about all of it."""
    from forum.services import posts

    for word in words[:60]:
        posts.comment(post, people["theo"], word or "?")
        posts.edit(post, people["mara"], f"{word}\n\nedited", word or "?", ())
    for number, word in enumerate(cleaned(words[::60])):
        answer = posts.answer(post.thread_id, people["theo"], f"answer {number}")
        posts.hide(answer, people["ines"], word)
    return int(post.id)


def _open_cases(asked: Sequence[Any], ines: Any, words: Sequence[str]) -> int:
    from forum.database import now
    from moderation.services import cases, casework

    found = 0
    for each, word in list(zip(asked, cleaned(words), strict=True))[::40]:
        reasons = [{"name": "anger", "words": [word]}]
        case = cases.open_case(
            cases.Opening(each.thread_id, "risk", now() + timedelta(hours=1), 0.9, reasons, True), now()
        )
        casework.note(case, ines, word, now())
        found = found or case.id
    return found
