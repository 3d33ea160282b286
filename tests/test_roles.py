"""Who is answered what: every route for every role, and private words that nobody reads for whom they are not meant."""

import re
from typing import Any

import pytest

from tests import routes
from tests.stage import NEIGHBOURS, SECRETS, VEILED, Stage, build

MOST_PAGES = 200  # that one person reads
READERS = (None, "mara", "nils", "theo", "ines", "priya", "sol")


@pytest.fixture
def stage(cast: Any) -> Stage:
    return build(cast)


@pytest.fixture
def unkept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request finds the stage as it was built: what it would commit is flushed and rolled back."""
    from forum.extensions import db

    monkeypatch.setattr("forum.app.commit", lambda: (db.session.flush(), db.session.rollback()))


def rules(app: Any) -> set[tuple[str, str]]:
    """Method and rule of every route, without the types of what is in an address."""
    found = {
        (method, re.sub(r"<[^<>]*:(\w+)>", r"<\1>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods
    }
    return {(method, rule) for method, rule in found if method not in ("HEAD", "OPTIONS")}


def test_every_route_has_a_row_and_every_row_a_route(app: Any):
    told = {(row.method, row.rule) for row in routes.ROWS}
    assert rules(app) - told == set(), "routes without a row in tests/routes.py"
    assert told - rules(app) == set(), "rows without a route"


def test_every_role_is_answered_as_the_table_says(stage: Stage, unkept: None):
    faults = []
    for row in routes.ROWS:
        for role, expected in zip(routes.ROLES, row.answers, strict=True):
            client = stage.cast.visit(None if role == "guest" else role)
            response = routes.send(client, stage, row)
            found = routes.answer(response)
            if found != expected:
                faults.append(f"{row.method} {row.path} as {role}: {found}, not {expected}")
            if VEILED in response.get_data(as_text=True) + str(response.headers):
                faults.append(f"{row.method} {row.path} as {role} names the person behind a pseudonym")
    assert not faults, "\n" + "\n".join(faults)


def test_a_role_that_was_taken_away_opens_nothing_any_more(stage: Stage):
    ines = stage.cast.visit("ines")
    assert ines.get("/moderation/queue").status_code == 200
    change(stage, "ines", role="customer")
    assert ines.get("/moderation/queue").status_code == 403


def test_a_suspended_person_is_a_guest_from_the_next_request_on(stage: Stage):
    from forum.database import now

    mara = stage.cast.visit("mara")
    change(stage, "mara", suspended_at=now())
    assert routes.answer(mara.get("/settings")) == routes.LOGIN
    assert routes.answer(mara.post("/threads/new", data=routes.ASK)) == routes.LOGIN


def change(stage: Stage, name: str, **values: Any) -> None:
    from forum.extensions import db
    from forum.models import User

    with stage.cast.app.app_context():
        db.session.execute(db.update(User).where(User.id == stage.cast.ids[name]).values(**values))
        db.session.commit()


def test_private_words_are_read_by_those_they_are_meant_for_and_by_nobody_else(stage: Stage):
    leaks, missing = set(), set()
    for reader in READERS:
        read = pages(stage, reader)
        everything = "\n".join(page for _, page in read)
        for word, readers in SECRETS.items():
            if reader not in readers:
                leaks |= {(reader, word, address) for address, page in read if word in page and word not in address}
            elif word not in everything and word not in SELDOM_SHOWN:
                missing.add((reader, word))
    assert not leaks
    assert not missing  # else nothing might leak because the words are nowhere at all


def pages(stage: Stage, reader: str | None) -> list[tuple[str, str]]:
    """Every page a person can reach: by the table, by links from page to page, and by asking for the words beside secrets."""
    client = stage.cast.visit(reader)
    waiting = [stage.path(row.path) for row in routes.ROWS if row.method == "GET"]
    waiting += [stage.path(path) for path in PROBES]
    waiting += [f"/search?q={words.replace(' ', '+')}{sort}" for words in NEIGHBOURS for sort in ("", "&sort=new")]
    seen, read = set(waiting), asked(client)
    while waiting and len(read) < MOST_PAGES:
        address = waiting.pop(0)
        found = client.get(address)
        page = found.get_data(as_text=True)
        read.append((address, page + "\n".join(f"{name}: {value}" for name, value in found.headers)))
        for link in [*re.findall(r'(?:href|hx-get)="(/[^"#]*)', page), found.headers.get("Location", "").split("#")[0]]:
            target = link.replace("&amp;", "&")
            if target.startswith("/") and not target.startswith("/static/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    return read


SELDOM_SHOWN = {"mara@example.org", "nils@example.org"}  # to the person and to admins, on some pages only
PROBES = (
    "/people/nils", "/people/nils?tab=reputation", "/people/theo?tab=reputation", "/people/mara", "/posts/{hidden_question}",
    "/posts/{hidden_question}/comments", "/posts/{hidden_question}/revisions", "/posts/{answer_below_hidden}/comments",
    "/posts/{answer_below_hidden}/revisions", "/posts/{hidden_comment}/comments", "/posts/{deleted_answer}/comments",
    "/posts/{gone_post}", "/posts/{gone_post}/comments", "/posts/{gone_post}/revisions", "/posts/{hidden_answer}",
    "/posts/{hidden_answer}/edit", "/posts/{hidden_question}/hiding", "/?tag=qxhiddentagqx", "/threads/{danger}", "/threads/{raised}",
    "/threads/{done}", "/cases/{case_raised}", "/cases/{case_done}", "/moderation/queue?state=escalated", "/search?q=by:nils",
    "/threads/{veiled}", "/posts/{veiled_question}/revisions", "/posts/{veiled_comment}/comments", "/search?q=by:qxveiled*",
    "/cases/{case_asked}", "/cases/{case_marked}", "/moderation/people/theo",
    "/posts/{flagged}/flags", "/posts/{hidden_question}/appeal",
    "/search?q=tag:wifi", "/search?q=is:unanswered", "/threads/{solved}?from={hidden_answer}",
)  # fmt: skip


def asked(client: Any) -> list[tuple[str, str]]:
    """What is suggested to somebody who types the words that stand beside the private ones."""
    found = []
    for words in NEIGHBOURS:
        shown = client.post("/suggestions", data={"title": words, "body": ""}, headers={"HX-Request": "true"})
        found.append((f"/suggestions: {words}", shown.get_data(as_text=True)))
    return found
