"""Words that ran code or broke programs elsewhere, through the real forms: no error of ours, and nothing that could run."""

import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import select

from tests import markup_rules
from tests.hostile import OWN, payloads

SAMPLE = 10  # every tenth also on its own page, and on PostgreSQL
NOTES = (
    "<script>alert(1)</script>",
    '<p onclick="x()">',
    '<a href=" java\nscript:alert(1)">',
    "<img src=x>",
    '<b style="x">',
    "<svg><style>",
)


def known_for_long(cast: Any) -> None:
    """Let Mara be no newcomer, who may post only a few links."""
    from datetime import timedelta

    from forum.database import now
    from forum.extensions import db
    from forum.models import User

    with cast.app.app_context():
        db.session.get_one(User, cast.mara).created_at = now() - timedelta(days=400)
        db.session.commit()


@pytest.mark.parametrize("html", NOTES)
def test_the_rules_know_what_runs(html: str):
    assert markup_rules.faults(html)


def test_the_rules_let_our_own_pages_be(app: Any):
    assert markup_rules.faults(app.test_client().get("/login").get_data(as_text=True)) == []


def test_our_own_hostile_words_are_always_there():
    assert len(OWN) >= 9
    assert set(OWN) <= set(payloads())


@pytest.fixture
def words(database: dict[str, Any]) -> list[str]:
    """All of them on SQLite; a sample, and our own, on PostgreSQL."""
    found = payloads()
    return found if "database_url" not in database else [*OWN, *found[::SAMPLE]]


def send(client: Any, path: str, **form: str) -> Any:
    """Post a form as bytes, so that even a lone surrogate is on its way as a broken client would send it."""
    body = urlencode(form, errors="surrogatepass")
    return client.post(path, data=body, content_type="application/x-www-form-urlencoded")


@pytest.mark.slow
def test_hostile_words_as_question_title_and_tag_break_nothing_and_run_nowhere(cast: Any, words: list[str]):
    known_for_long(cast)
    mara, broken, asked = cast.visit("mara"), [], []
    for word in words:
        response = send(mara, "/threads/new", title=f"{word} hum"[:180], body=f"{word}\nwhat is it?", tags=word)
        if response.status_code == 422:  # too many tags, most of the time
            response = send(
                mara, "/threads/new", title=f"hum {word}"[:180], body=word + "\n\nx", tags=word[:9].split(" ")[0]
            )
        broken += [word] if response.status_code not in (303, 422) else []
        asked += [response.headers["Location"]] if response.status_code == 303 else []
    assert broken == []
    assert len(asked) > len(words) * 0.95
    assert stored_faults(cast.app) == []
    addresses = [*asked[::SAMPLE], *asked[: len(OWN)], *lists(cast.visit()), "/tags", "/people/mara"]
    assert page_faults(cast.visit("ines"), addresses) == []


def stored_faults(app: Any) -> list[str]:
    """What could run in the HTML that is kept for posts."""
    from forum.extensions import db
    from forum.models import Post

    with app.app_context():
        return [fault for html in db.session.scalars(select(Post.html)) for fault in markup_rules.faults(html)]


def lists(client: Any) -> list[str]:
    """Addresses of all pages of the thread list, by their links."""
    found = ["/"]
    while older := re.search(r'href="(/\?[^"]*before=[^"]+)"', client.get(found[-1]).get_data(as_text=True)):
        found.append(older.group(1).replace("&amp;", "&"))
    return found


def page_faults(client: Any, addresses: list[str]) -> list[str]:
    faults = []
    for address in addresses:
        response = client.get(address)
        if response.status_code != 200:
            faults.append(f"{address}: {response.status_code}")
        faults += [f"{address}: {fault}" for fault in markup_rules.faults(response.get_data(as_text=True))]
    return faults


@pytest.mark.slow
def test_hostile_words_as_name_break_nothing_and_run_nowhere(
    cast: Any, words: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("forum.passwords.hashed", lambda password: "!")
    entered = []
    for number, word in enumerate(words):
        form = {"name": word, "email": f"guest{number}@example.org", "password": "a long password"}
        response = send(cast.visit(), "/register", **form)
        assert response.status_code in (303, 422), word
        if number % SAMPLE == 0:
            assert markup_rules.faults(response.get_data(as_text=True)) == []
        entered += [word] if response.status_code == 303 else []
    assert len(entered) < len(words) / 4
    assert page_faults(cast.visit(), [f"/people/{name}" for name in entered if re.fullmatch(r"[\w.-]+", name)]) == []


@pytest.mark.slow
def test_hostile_words_in_addresses_and_queries_break_nothing_and_run_nowhere(cast: Any, words: list[str]):
    guest = cast.visit()
    for number, word in enumerate(words):
        text = word.encode("utf-8", "replace").decode()
        queries = [
            ("/search", {"q": text}),
            ("/", {"tag": text, "before": text, "tab": text, "brand": text, "channel": text}),
        ]
        if number % SAMPLE == 0:
            queries += [
                ("/threads/1", {"from": text}),
                ("/log", {"older": text}),
                ("/tags/" + path_of(text), {}),
                ("/people/" + path_of(text), {}),
            ]
        for address, query in queries:
            response = guest.get(address, query_string=query)
            assert response.status_code < 500, (address, word)
            if number % SAMPLE == 0:
                assert markup_rules.faults(response.get_data(as_text=True)) == [], (address, word)


def path_of(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.slow
def test_hostile_words_as_answer_comment_edit_reason_and_note_run_nowhere(cast: Any, words: list[str]):
    """The rest of what is written here, with a sample: it goes the same way as a question does."""
    from tests.stage import build

    stage = build(cast)
    mara, theo, ines = (cast.visit(name) for name in ("mara", "theo", "ines"))
    for word in [*OWN, *words[:: SAMPLE * 4]]:
        said = f"{word} x"
        answers = [
            send(mara, stage.path("/threads/{open}/answers"), body=said),
            send(mara, stage.path("/posts/{answer}/comments"), body=said),
            send(theo, stage.path("/posts/{answer}/edit"), body=said),
            send(mara, "/preview", body=said),
            send(mara, "/settings", about=word[:400], locale="en", zone="UTC", theme="auto"),
            send(ines, "/tags/wifi/edit", description=word[:300]),
            send(ines, stage.path("/cases/{case_danger}/notes"), body=said),
            send(ines, stage.path("/posts/{other}/hiding"), reason=said[:500]),
            send(ines, stage.path("/posts/{other}/hiding?_method=DELETE"), reason=said[:500]),
        ]
        assert {response.status_code for response in answers} <= {200, 303, 422}, word
    cast.work()
    places = (
        "/threads/{open}",
        "/threads/{solved}",
        "/posts/{answer}/revisions",
        "/posts/{answer}/comments",
        "/cases/{case_danger}",
    )
    addresses = [
        *map(stage.path, places),
        "/log",
        "/tags",
        "/?tag=wifi",
        "/people/mara",
        "/moderation/queue",
        "/search?q=x",
    ]
    assert page_faults(ines, addresses) == []
    assert page_faults(cast.visit("nils"), ["/notices"]) == []
